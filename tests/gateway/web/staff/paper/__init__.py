"""Tests of the page of the calendar on paper."""
