"""The frame of a signal: negation, person, mood, and what its verb is about."""
