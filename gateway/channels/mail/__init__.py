"""Email as a channel: composing, sending, receiving, and reading mails."""
