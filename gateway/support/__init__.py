"""Support in practices that are not its own: the practice is told of every visit."""
