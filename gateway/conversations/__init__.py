"""The facts about conversations, for turns, staff's answers and reminders."""
