"""Values of the store, statuses and allowed moves, permissions, when reminders fall due, errors."""
