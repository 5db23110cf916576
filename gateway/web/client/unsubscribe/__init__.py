"""The page that stops emails; mail programs stop them with one request."""
