"""Settings: read once, checked and frozen; and the set-up of logging."""
