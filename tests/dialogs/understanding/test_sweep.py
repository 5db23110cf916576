"""Turned phrases: whatever the lexicons say agrees or refuses does nothing once it is turned."""

import pytest

from .labelled import LOCALES
from .sweep import REFUSING, acted_on, phrases, swept


@pytest.mark.parametrize("locale", LOCALES)
def test_no_phrase_acts_once_it_is_turned(locale: str) -> None:
    assert [(each.text, each.question, each.found) for each in acted_on(locale)] == []


@pytest.mark.parametrize("locale", LOCALES)
def test_the_sweep_takes_its_phrases_from_the_lexicon(locale: str) -> None:
    assert all(len(phrases(locale, sign)) > 3 for sign in REFUSING)
    assert sum(1 for _ in swept(locale)) > 5_000
