"""Appointments: bookings, agenda, free times, the waiting list and its offers."""
