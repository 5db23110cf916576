"""What clients are written after visits."""
