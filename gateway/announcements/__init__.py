"""Announcements: what staff tell many clients at once, with other times offered."""
