"""What people enter, as values."""
