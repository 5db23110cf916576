"""Conversations that wait for a person."""
