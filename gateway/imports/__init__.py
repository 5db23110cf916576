"""Imports: files of other systems read, judged row by row, written and undone."""
