"""Tests of messages after visits."""
