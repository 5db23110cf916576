"""What the demo has in place of the outside world; tests use it too. Nothing here is for real."""
