"""Reads the other calendars of practitioners: their events are times without bookings."""
