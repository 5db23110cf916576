"""Appointments: booking and changes, the agenda, free times, the waiting list and its offers."""
