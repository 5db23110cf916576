"""Short codes of links, for texts."""
