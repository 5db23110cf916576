"""Pages for clients: opened by a link or by a public address, without an account or a cookie."""
