"""The day of a practice."""
