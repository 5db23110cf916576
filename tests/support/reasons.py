"""Reasons of tests, by what staff read of them."""

from calendar_store.migrations.recognised import recognised
from calendar_store.model.reasons import Reason, reason_of


def saying(words: str) -> Reason:
    """Return the reason that says something; one with words of its own where none of ours does."""
    return reason_of(*recognised(words, of_texts=False))
