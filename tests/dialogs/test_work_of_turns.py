"""The work of a whole turn: bounded whatever a stranger repeats, in every state and language."""

import sys
from collections.abc import Callable
from types import FrameType

import pytest

from dialogs.effects import AlertStaff, OptOut
from dialogs.engine import read, step
from dialogs.normalise import LIMIT
from dialogs.understand.hearing.signals import LONGEST
from tests.dialogs.flows.turned_states import State, state
from tests.dialogs.flows.turned_sweep import LOCALES
from tests.dialogs.understanding.test_long_texts import BARE, texts

MOST = 80_000
"""Calls of a turn; a usual text takes a tenth of that, 2,000 emoji took 2 million."""
REPEATED = (
    "😀",
    "👍 ",
    "hi ",
    "ok, ",
    "not ",
    "but I can't, ",
    "2 or 3 ",
    "Leo and Ada ",
    "is it? ",
)
STATES = ("reminded", "cancelled", "several_offered", "booking", "moved", "freed", "three")


def calls(turn: Callable[[], object]) -> int:
    """Count the calls of functions."""
    counted = 0

    def count(frame: FrameType, event: str, argument: object) -> None:
        nonlocal counted
        counted += event in {"call", "c_call"}

    sys.setprofile(count)
    try:
        turn()
    finally:
        sys.setprofile(None)
    return counted


def work(known: State, text: str) -> int:
    """Return the calls of reading a text and of deciding about it.

    The first time it counts what is looked up once and kept, so that it is counted twice.
    """
    both = (text, text[:-1])
    return min(
        calls(lambda text=each: step(known.context, read(known.context, text))) for each in both
    )


@pytest.mark.parametrize("name", ["reminded", "several_offered", "three"])
@pytest.mark.parametrize("locale", LOCALES)
def test_a_turn_of_the_longest_text_is_bounded(locale: str, name: str):
    known = state(name, locale)
    known.turn("ok, but can I come on friday? 2 👍")  # what is kept of a lexicon is read once
    repeated = {each: (each * LIMIT)[:LIMIT] for each in REPEATED}
    for text in (texts(locale) | repeated).values():
        assert work(known, text) < MOST, text[:40]


@pytest.mark.parametrize("name", STATES)
@pytest.mark.parametrize("unit", REPEATED)
def test_the_work_of_a_turn_grows_no_faster_than_its_text(unit: str, name: str):
    known = state(name, "en")
    words = LONGEST // max(1, len(unit.split()))
    known.turn(unit * 3)
    half, whole = work(known, unit * (words // 2)), work(known, unit * words)
    assert whole < 2.5 * half


@pytest.mark.parametrize("unit", [*BARE.values(), *REPEATED])
def test_a_text_with_more_words_than_are_read_goes_to_a_person(unit: str):
    text = (unit * LIMIT)[:LIMIT]
    for name in ("reminded", "several_offered"):
        turn = state(name, "en").turn(f"{text} yes 1")
        acting = [each for each in turn.effects if not isinstance(each, AlertStaff | OptOut)]
        assert acting == []
