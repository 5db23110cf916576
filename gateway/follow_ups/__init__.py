"""Writes to clients after a visit: one was missed, or the last was months ago; off by default."""
