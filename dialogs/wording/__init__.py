"""What we write: named texts filled with facts, within what a message may disclose."""
