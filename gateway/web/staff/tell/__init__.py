"""Telling many clients at once, and what became of it."""
