"""Settings read once, checked and frozen; logging set up."""
