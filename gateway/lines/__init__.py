"""Lines to practices: who is heard from, and what is done when a line is lost."""
