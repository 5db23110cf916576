"""Tests of the visits that are likely to be missed."""
