"""Whole copies of a practice: written as one file, read again, imported into another store."""
