"""Booking at the desk: a click on a free time, the client found as one types, series, walk-ins."""
