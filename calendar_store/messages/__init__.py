"""Messages out: the outbox, receipts, reminders, timeouts, rerouting, spending."""
