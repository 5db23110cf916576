"""The page of a conversation with a client."""
