"""The reading of times is linear: what is counted is steps of the interpreter, and not seconds."""

import random
import sys
from types import FrameType

import pytest

from dialogs.languages.lexicon import lexicons
from dialogs.normalise import normalise
from dialogs.times import may_tell_times, read_times

from .labelled import LOCALES, frame

WORDS = 400  # as many as are read of a text
_MOST_A_WORD = 200  # calls for a word at the worst; a usual text needs some 30
_SPARE = 1.3
KINDS = {
    "operators": "after before between from to",
    "digits": "3 12 1530",
    "clocks": "15:30 3pm 10ish 3-5pm",
    "dates": "3/12 31/2 3rd 2026-12-03",
    "emoji": "😀 👍",
    "greetings": "hi",
    "mixed": "3 😀 after 15:30 , the 3rd ? half 31/4",
    "marks": "3 , 4 ? 5 ;",
}


def calls(words: tuple[str, ...], locale: str) -> int:
    """Count the calls that reading times takes."""
    counted = 0

    def count(_frame: FrameType, event: str, _argument: object) -> None:
        nonlocal counted
        counted += event == "call"

    terms, asked = lexicons()[locale].terms, frame(locale=locale)
    numerals = any(word[0].isdigit() for word in words)
    sys.setprofile(count)
    try:
        if numerals or may_tell_times(words, terms):
            read_times(words, ("",) * len(words), terms, asked)
    finally:
        sys.setprofile(None)
    return counted


def repeated(pattern: tuple[str, ...], size: int) -> tuple[str, ...]:
    return (pattern * (size // len(pattern) + 1))[:size]


def assert_linear(pattern: tuple[str, ...], locale: str, size: int = WORDS) -> None:
    quarter, whole = (calls(repeated(pattern, many), locale) for many in (size // 4, size))
    assert whole <= 4 * _SPARE * quarter + _MOST_A_WORD
    assert whole <= _MOST_A_WORD * size


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("kind", KINDS)
def test_a_text_that_repeats_costs_no_more_a_word(kind: str, locale: str) -> None:
    assert_linear(normalise(KINDS[kind]).words, locale)


@pytest.mark.parametrize("locale", LOCALES)
def test_every_word_of_time_repeated_costs_no_more_a_word(locale: str) -> None:
    for word in sorted(lexicons()[locale].terms.opening):
        assert_linear((word,), locale, WORDS // 4)


@pytest.mark.parametrize("locale", LOCALES)
def test_mixed_words_of_time_cost_no_more_a_word(locale: str) -> None:
    known = sorted(lexicons()[locale].terms.vocabulary)
    chosen = random.Random(locale)
    for _ in range(30):
        assert_linear(tuple(chosen.choices(known, k=chosen.randint(2, 7))), locale)


def test_a_usual_text_takes_few_steps() -> None:
    assert calls(("giovedi", "alle", "15"), "it") < 220
    assert calls(("thursday", "afternoon"), "en") < 220
