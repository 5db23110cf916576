"""Existing and cancelled visits: which one a text means, keeps, confirms or wants back."""
