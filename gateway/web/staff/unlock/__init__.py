"""Locking a log-in and opening it again."""
