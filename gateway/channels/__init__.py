"""How messages travel: one room for each channel."""
