"""Backups of the store: made, kept, restored and tried; a SQLite store's log copied as it grows."""
