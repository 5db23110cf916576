"""The frame of a signal: negation, person, mood, and the object of its verb."""
