"""Answers to machines: health and readiness."""
