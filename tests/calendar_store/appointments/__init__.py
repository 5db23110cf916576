"""Bookings, free times and the waiting list, on both databases."""
