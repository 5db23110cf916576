"""Connections, transactions and migrations, on both databases."""
