"""Tests of the page of first steps."""
