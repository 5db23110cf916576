"""Tests of the flows, with their tables of texts."""
