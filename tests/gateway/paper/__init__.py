"""Tests of the calendar on paper."""
