"""The channels by which messages are sent and received: one folder for each channel."""
