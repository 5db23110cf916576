"""The text of an SMS: its alphabet, its parts, and letters that cost more than others."""
