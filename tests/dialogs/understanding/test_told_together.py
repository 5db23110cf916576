"""Texts that several words together turn or tell: strangers, symptoms, days asked about, a hail."""

import tomllib
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from dialogs.intents import Frame, OpenQuestion
from dialogs.understand import understand

_ZONE = ZoneInfo("Europe/Rome")
_NAMES = frozenset(
    {"ada", "jana", "claire", "giulia", "lucia", "ines", "byron", "vogt", "morel"}
    | {"conti", "ramos", "duarte"}
)
_ROWS = [
    row
    for name in ("told_together", "told_together_second")
    for row in tomllib.loads(Path(__file__).with_name(f"{name}.toml").read_text("utf-8"))["texts"]
]


@pytest.mark.parametrize(("locale", "question", "right", "text"), _ROWS)
def test_what_is_told_together_is_understood(
    locale: str, question: str, right: str, text: str
) -> None:
    read_in = Frame(
        now=datetime(2026, 11, 30, 10, tzinfo=_ZONE),
        timezone="Europe/Rome",
        locale=locale,
        practice_locale=locale,
        question=OpenQuestion(question),
        appointment=datetime(2026, 12, 2, 15, tzinfo=_ZONE),
        names=_NAMES,
    )

    assert understand(text, read_in).intent in right.split("/")
