"""A practice's policies."""
