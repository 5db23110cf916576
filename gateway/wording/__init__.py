"""Reasons in words, in the language of their reader: for pages, commands and the log."""
