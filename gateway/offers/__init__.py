"""The waiting list: freed times are offered to one client after the other."""
