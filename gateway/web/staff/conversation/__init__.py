"""A conversation with a client."""
