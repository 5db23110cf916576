"""Answers to the open question: menu digits, choices among offered times, answers to an offer."""
