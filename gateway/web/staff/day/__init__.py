"""The calendar page: a day of a practice, updated live."""
