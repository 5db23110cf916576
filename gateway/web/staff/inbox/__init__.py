"""The inbox: conversations that wait for a person."""
