"""The page of canned answers."""
