"""Tests of the page of messages after visits."""
