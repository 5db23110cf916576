"""Pure functions that understand a text, decide a turn of a conversation, and word messages."""
