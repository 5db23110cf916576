"""Email as a channel: composing, invitations, sending, reading, receiving, checking."""
