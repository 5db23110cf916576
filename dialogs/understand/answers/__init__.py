"""Answers to the open question: digits, choices among offered times, an offered time."""
