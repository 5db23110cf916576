"""The calendar feeds of practitioners: made, shown once, revoked."""
