"""Flows: decide about a text; each takes a TurnContext and returns a Decision."""
