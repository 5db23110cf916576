"""Texts of many kinds that nobody may act on: ironic, asked, put off, of others, of other things.

They were written blind in three rounds of 540, 540 and 480. At the first reading 18, 12 and 5 were
acted on (42 and 42 of the first two before the frame of a clause was computed). Each was mended by
its kind, so that the figure is no longer blind.
"""

import tomllib
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from dialogs.intents import Frame, Intent, OpenQuestion
from dialogs.understand import KEEPS, TAKES, understand

from .labelled import APPOINTMENT, LOCALES, ZONE, frame

ACTS = frozenset(
    {Intent.CONFIRM, Intent.CANCEL, Intent.CHOICE, Intent.UNDO, Intent.OPT_OUT, Intent.OPT_IN}
    | {Intent.DECEASED, Intent.WRONG_NUMBER, Intent.LEAVE_LIST}
)
OFFERED = datetime(2026, 12, 1, 15, 0, tzinfo=ZONE)
NAMES = frozenset({"ada", "byron", "leo", "mia", "marco", "sara", "studio", "aurora"})
ANSWERS = {TAKES: "confirm", KEEPS: "cancel"}
STARTS = {OpenQuestion.NONE: None, OpenQuestion.OFFER: OFFERED}


def read_against(question: OpenQuestion, locale: str) -> Frame:
    start = STARTS.get(question, APPOINTMENT)
    return replace(frame(question, locale, appointment=start), names=NAMES)


@pytest.mark.parametrize("locale", LOCALES)
def test_nothing_is_done_on_what_only_looks_like_an_answer(locale: str) -> None:
    texts = tomllib.loads((Path(__file__).parent / "turned" / f"{locale}.toml").read_text("utf-8"))
    wrong = []
    for each in texts["text"]:
        question = OpenQuestion(each["question"])
        found = understand(each["text"], read_against(question, locale))
        act = str(found.intent)
        if question is OpenQuestion.OFFER:
            act = ANSWERS.get(found.choice or 0, act)
        if found.intent in ACTS and act not in each.get("may", ()):
            wrong.append((each["text"], act, found.evidence))
    assert wrong == []
