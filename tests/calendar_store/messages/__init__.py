"""The outbox, receipts and reminders, on both databases."""
