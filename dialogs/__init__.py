"""What to say and do: a text understood, a conversation stepped, a message worded. Pure."""
