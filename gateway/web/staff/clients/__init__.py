"""Clients: found as one types, their cards, new ones, and what is done with their records."""
