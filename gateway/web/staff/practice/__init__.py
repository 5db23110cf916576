"""The page of a practice's settings."""
