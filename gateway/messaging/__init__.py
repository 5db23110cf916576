"""What stands between use cases and channels: the port, composing, what becomes of messages."""
