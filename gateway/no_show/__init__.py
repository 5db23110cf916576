"""How likely a visit is missed: a small model of each practice, of its own visits alone."""
