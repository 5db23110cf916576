"""Wishes for no more texts, for texts again, and for one channel instead of another."""
