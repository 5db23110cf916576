"""The frame of a text, kind by kind: what turns, asks, puts off or ascribes what its words say."""

import tomllib
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from dialogs.intents import Intent, OpenQuestion
from dialogs.understand import understand
from dialogs.understand.hearing.signals import LONGEST

from .labelled import APPOINTMENT, LOCALES, ZONE, frame

KINDS = tomllib.loads(Path(__file__).with_name("frame.toml").read_text(encoding="utf-8"))["kind"]
OFFERED = datetime(2026, 12, 1, 15, 0, tzinfo=ZONE)
NAMES = frozenset({"ada", "byron", "leo", "mia", "sara", "marco", "studio", "aurora"})


def cases() -> Iterator[Any]:
    for kind in KINDS:
        for locale, texts in kind["texts"].items():
            for text in texts:
                yield pytest.param(kind, locale, text, id=f"{kind['name']}-{locale}-{text}")


@pytest.mark.parametrize(("kind", "locale", "text"), [*cases()])
def test_a_text_is_read_by_its_frame(kind: dict[str, Any], locale: str, text: str) -> None:
    question = OpenQuestion(kind["question"])
    start = OFFERED if question is OpenQuestion.OFFER else APPOINTMENT
    found = understand(text, replace(frame(question, locale, appointment=start), names=NAMES))
    assert found.intent not in {Intent(each) for each in kind.get("not", ())}, found.evidence
    if "means" in kind:
        assert found.intent is Intent(kind["means"]), found.evidence
    if "not_hint" in kind:
        assert found.hint != kind["not_hint"]
    if "hint" in kind:
        assert found.hint is not None
        assert found.hint.value == kind["hint"]


def test_what_the_practice_offers_is_what_can_be_cancelled() -> None:
    assert understand("please cancel my haircut", frame()).intent is Intent.UNCLEAR
    offered = replace(frame(), services=frozenset({"haircut"}))
    assert understand("please cancel my haircut", offered).intent is Intent.CANCEL


def test_every_kind_is_tried_in_every_language() -> None:
    assert [kind["name"] for kind in KINDS if set(kind["texts"]) != set(LOCALES)] == []


def test_a_text_longer_than_what_is_read_acts_on_nothing() -> None:
    found = understand("yes I confirm " + "and so on " * LONGEST, frame())
    assert found.intent is Intent.UNCLEAR


def test_stop_counts_in_a_text_of_which_a_part_is_missing() -> None:
    half = replace(frame(), partial=True)
    assert understand("STOP", half).intent is Intent.OPT_OUT
    assert understand("I confirm that I can come,", half).intent is Intent.UNCLEAR
