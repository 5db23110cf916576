"""The facts about conversations, and what turns do: for texts, and for what staff say is meant."""
