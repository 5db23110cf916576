"""Clients, their consent, and the numbers they write from."""
