"""Finds the signals of a text, word by word; nothing is decided here."""
