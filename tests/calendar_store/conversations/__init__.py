"""Texts in, the staff's queue and alerts, on both databases."""
