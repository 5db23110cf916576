"""Tests of what is understood, said and decided."""
