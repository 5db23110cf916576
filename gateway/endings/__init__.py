"""Workers of how a practice, and what is kept of it, comes to an end."""
