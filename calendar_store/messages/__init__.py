"""Outbound messages: the outbox, receipts, reminders, timeouts, rerouting, spending."""
