"""Clients and consent, on both databases."""
