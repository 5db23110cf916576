"""SMS as a channel: receiving, routing and sending texts over carriers."""
