"""Texts over carriers: received, routed, sent."""
