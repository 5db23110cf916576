"""The log-in page: logging in and out."""
