"""Texts in: the inbox, long texts, the state of each conversation, the staff's queue and alerts."""
