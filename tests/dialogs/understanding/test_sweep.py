"""Turned phrases: whatever the lexicons say agrees or refuses does nothing once it is turned."""

import pytest

from .labelled import LOCALES
from .sweep import REFUSING, phrases, swept


@pytest.mark.parametrize("locale", LOCALES)
def test_no_phrase_acts_once_it_is_turned(locale: str) -> None:
    combinations = [*swept(locale)]
    assert [(one.text, one.question, one.found) for one in combinations if one.harmful] == []
    assert len(combinations) > 5_000


@pytest.mark.parametrize("locale", LOCALES)
def test_the_sweep_takes_its_phrases_from_the_lexicon(locale: str) -> None:
    assert all(len(phrases(locale, cue)) > 3 for cue in REFUSING)
