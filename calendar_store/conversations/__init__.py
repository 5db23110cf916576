"""The inbox, long texts, conversation state, the staff queue and alerts."""
