"""Reads files into rows of texts: delimited text, sheets, vCards and calendars."""
