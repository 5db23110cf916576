"""The words of a practice's texts."""
