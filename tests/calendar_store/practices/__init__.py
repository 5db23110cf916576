"""Practices, their staff and hours, on both databases."""
