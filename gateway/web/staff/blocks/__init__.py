"""Blocks: a part of a day at which nobody is booked, drawn over free time."""
