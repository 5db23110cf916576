"""The text of an SMS: its alphabet, its parts, and the replacement of costly characters."""
