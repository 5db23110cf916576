"""Readings of a text by itself, each with its confidence."""
