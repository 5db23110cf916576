"""Symptoms of an emergency told in many words; figures of speech and treatments are none."""

import tomllib
from pathlib import Path

import pytest

from dialogs.intents import Intent, OpenQuestion
from dialogs.understand import understand

from .labelled import APPOINTMENT, frame

SAID = tomllib.loads(Path(__file__).with_name("symptoms.toml").read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("locale", "text", "urgent"),
    [
        (lg, text, kind == "emergency")
        for lg, kinds in SAID.items()
        for kind in kinds
        for text in kinds[kind]
    ],
)
def test_symptoms_are_an_emergency(locale: str, text: str, *, urgent: bool) -> None:
    found = understand(text, frame(OpenQuestion.REMINDER, locale, appointment=APPOINTMENT))
    assert (found.intent is Intent.EMERGENCY) == urgent, found.evidence
