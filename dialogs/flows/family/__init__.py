"""Texts from a number of several clients: the statements on each client, and their effects."""
