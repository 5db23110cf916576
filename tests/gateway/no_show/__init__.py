"""Tests of the chance that a visit is missed."""
