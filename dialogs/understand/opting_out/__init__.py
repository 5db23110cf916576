"""Opting out and in: no more texts, texts again, and one channel instead of another."""
