"""The page of reminder steps, built by choosing."""
