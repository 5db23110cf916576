"""Plain confirmations, cancellations and wishes to move, with talk around them.

An apology for something earlier, news of health, what is brought, who drives, what the writer does
after a cancellation, and punctuation that a phone wrote out leave the act as it is. The texts under
"left" look like these and do nothing.

Of 240 such texts 177 were read rightly before; 120 were written beside the mend (92 before it, 119
after it), 120 before they were first read with it (103 at that reading, 85 without it).
"""

import tomllib
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from dialogs.intents import Intent, OpenQuestion
from dialogs.languages.lexicon import lexicons
from dialogs.normalise import normalise
from dialogs.understand import understand
from dialogs.understand.hearing.asides import without_asides
from dialogs.understand.hearing.dictation import dictated

from .labelled import ZONE, frame

TABLE: dict[str, dict[str, list[str]]] = tomllib.loads(
    Path(__file__).with_name("plain_acts.toml").read_text("utf-8")
)
MONDAY = datetime(2026, 11, 30, 10, 0, tzinfo=ZONE)
WEDNESDAY = datetime(2026, 12, 2, 15, 0, tzinfo=ZONE)
ACTS = frozenset({Intent.CONFIRM, Intent.CANCEL, Intent.OPT_OUT, Intent.UNDO})


def rows(*, left: bool) -> Iterator[tuple[str, str, str]]:
    """Give the language, what is meant, and the text."""
    for locale, by_intent in TABLE.items():
        for meant, texts in by_intent.items():
            if (meant == "left") is left:
                yield from ((locale, meant, text) for text in texts)


def read(locale: str, text: str) -> Intent:
    asked = frame(OpenQuestion.REMINDER, locale, appointment=WEDNESDAY, now=MONDAY)
    return understand(text, replace(asked, names=frozenset({"aurora"}))).intent


@pytest.mark.parametrize(("locale", "meant", "text"), [*rows(left=False)])
def test_a_plain_act_is_read_whatever_is_told_beside_it(locale: str, meant: str, text: str) -> None:
    assert read(locale, text) is Intent(meant)


@pytest.mark.parametrize(("locale", "meant", "text"), [*rows(left=True)])
def test_a_text_that_only_looks_like_one_does_nothing(locale: str, meant: str, text: str) -> None:
    assert read(locale, text) not in ACTS


def test_an_apology_is_left_out_and_what_follows_it_stays() -> None:
    said = normalise("Confirm pls and sorry I missed your call. Can I park there?")
    rest = without_asides(said, lexicons()["en"])
    assert rest is not None
    assert rest.said.whole == "confirm pls can i park there"
    assert [*rest.said.marks] == ["", ",", "", "", "", "?"]


def test_a_clause_with_an_act_in_it_is_not_left_out() -> None:
    english = lexicons()["en"]
    assert without_asides(normalise("I'll bring the scans if I come"), english) is None
    assert without_asides(normalise("I'll ring you and cancel"), english) is None
    assert without_asides(normalise("sorry I missed your call"), english) is None


def test_words_for_punctuation_are_marks_unless_something_leads_to_them() -> None:
    spoken = dictated(normalise("ja passt Komma bis dann Punkt"), lexicons()["de"])
    assert (spoken.whole, [*spoken.marks]) == ("ja passt bis dann", ["", ",", "", ","])
    asked = dictated(normalise("va bene punto interrogativo"), lexicons()["it"])
    assert asked.marks[-1] == "?"
    for locale, text in (("de", "Punkt 15 Uhr passt"), ("es", "está en coma"), ("it", "a punto")):
        said = normalise(text)
        assert dictated(said, lexicons()[locale]) == said
