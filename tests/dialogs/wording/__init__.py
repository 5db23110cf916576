"""Tests of what we write."""
