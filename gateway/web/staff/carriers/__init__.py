"""Carriers and the health of the service, for whoever runs it."""
