"""Answers to an offer in everyday words: taken, left, off the waiting list, or neither."""

import tomllib
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from dialogs.intents import Intent, OpenQuestion
from dialogs.understand import KEEPS, TAKES, understand
from dialogs.understand.result import BAR

from .labelled import APPOINTMENT, frame

SAID = tomllib.loads(Path(__file__).with_name("offers_in_words.toml").read_text(encoding="utf-8"))
OFFERED = datetime(2026, 11, 26, 9, 30, tzinfo=UTC)  # a Thursday, 10:30 in Rome
MEANT = {"keeps": KEEPS, "takes": TAKES}


def rows(*kinds: str) -> list[tuple[str, str, str]]:
    """Give the language, the kind and the text of each row of some kinds."""
    return [(lg, kind, text) for lg, said in SAID.items() for kind in kinds for text in said[kind]]


@pytest.mark.parametrize(("locale", "kind", "text"), rows("keeps", "takes"))
def test_an_offer_is_taken_or_left(locale: str, kind: str, text: str) -> None:
    offered = frame(OpenQuestion.OFFER, locale, appointment=OFFERED)
    found = understand(text, replace(offered, standing=APPOINTMENT))
    assert (found.intent, found.choice) == (Intent.CHOICE, MEANT[kind]), found.evidence
    assert found.confidence >= BAR


@pytest.mark.parametrize(("locale", "_kind", "text"), rows("off_list"))
def test_the_waiting_list_is_left(locale: str, _kind: str, text: str) -> None:
    offered = frame(OpenQuestion.OFFER, locale, appointment=OFFERED)
    found = understand(text, replace(offered, standing=APPOINTMENT))
    assert found.intent is Intent.LEAVE_LIST, found.evidence


@pytest.mark.parametrize(("locale", "_kind", "text"), rows("neither"))
def test_nothing_is_taken_or_left_in_doubt(locale: str, _kind: str, text: str) -> None:
    offered = frame(OpenQuestion.OFFER, locale, appointment=OFFERED)
    found = understand(text, replace(offered, standing=APPOINTMENT))
    acts = {Intent.CHOICE, Intent.LEAVE_LIST, Intent.OPT_OUT}
    assert found.intent not in acts or found.confidence < BAR, found.evidence
