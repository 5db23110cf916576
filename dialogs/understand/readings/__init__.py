"""Readings of a text without an open question, each with its confidence."""
