"""The privacy notice of a practice."""
