"""Texts from a number of several clients: of whom each part speaks, and what it says."""
