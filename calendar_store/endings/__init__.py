"""How a practice, and what is kept of it, comes to an end: suspension, copies, deletion."""
