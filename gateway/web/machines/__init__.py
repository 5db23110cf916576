"""Endpoints for machines: health, readiness, metrics, CSP reports."""
