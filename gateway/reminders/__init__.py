"""Reminders that fall due: queued, combined, postponed or suppressed; bounds on spending."""
