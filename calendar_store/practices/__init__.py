"""Practices, their staff, practitioners, services, hours and reminder policies."""
