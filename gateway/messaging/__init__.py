"""Messages between use cases and channels: the port, composing, outcomes, timeouts, outages."""
