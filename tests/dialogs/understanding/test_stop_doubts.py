"""Stopping only asked about, announced, or somebody else's opts nobody out; a plain STOP does."""

import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from dialogs.intents import Intent, OpenQuestion
from dialogs.understand import understand
from tests.dialogs.understanding.labelled import APPOINTMENT, frame

_ACTS = frozenset(
    {Intent.OPT_OUT, Intent.OPT_IN, Intent.LEAVE_LIST, Intent.CONFIRM, Intent.CANCEL, Intent.CHOICE}
)
_FILE = Path(__file__).parent / "stop_doubts.toml"


def _texts(kind: str) -> Iterator[tuple[str, str]]:
    """Read the texts of a kind with their languages."""
    for locale, kinds in tomllib.loads(_FILE.read_text("utf-8")).items():
        yield from ((locale, text) for text in kinds[kind])


@pytest.mark.parametrize("question", list(OpenQuestion))
@pytest.mark.parametrize(("locale", "text"), list(_texts("none")))
def test_what_only_speaks_of_stopping_does_nothing(
    locale: str, text: str, question: OpenQuestion
) -> None:
    """It goes to a person, whatever is open."""
    found = understand(text, frame(question, locale, appointment=APPOINTMENT))
    assert _ACTS.isdisjoint({found.intent, *found.also}), found


@pytest.mark.parametrize("question", list(OpenQuestion))
@pytest.mark.parametrize(("locale", "text"), list(_texts("out")))
def test_a_stop_beside_such_words_is_one(locale: str, text: str, question: OpenQuestion) -> None:
    """From now on, decided already, asked and affirmed: nothing more is sent."""
    found = understand(text, frame(question, locale, appointment=APPOINTMENT))
    assert found.intent is Intent.OPT_OUT, found
