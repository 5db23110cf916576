"""The page of first steps of a new practice."""
