"""Links of clients: signed, bound to a purpose, expiring; and short codes for texts."""
