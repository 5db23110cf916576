"""A week or a day in one clause and the part of the day in another are one wish."""

import tomllib
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from dialogs.intents import Frame
from dialogs.understand import understand

TEXTS = tomllib.loads(Path(__file__).with_name("week_and_part.toml").read_text(encoding="utf-8"))
NOW = datetime(2026, 11, 30, 10, tzinfo=ZoneInfo("Europe/Rome"))  # a Monday
NEXT_WEEK = {date(2026, 12, day) for day in range(7, 14)}
THURSDAY, FRIDAY = date(2026, 12, 3), date(2026, 12, 4)
_HALF = 14
"""Most hours of a part of the day."""


def each(kind: str) -> list[tuple[str, str]]:
    return [(locale, text) for locale, some in TEXTS[kind].items() for text in some]


def days_of(locale: str, text: str) -> set[date]:
    frame = Frame(now=NOW, timezone="Europe/Rome", locale=locale, practice_locale=locale)
    times = understand(text, frame).times
    assert all((one.end - one.start).total_seconds() < _HALF * 3600 for one in times)
    return {one.start.date() for one in times}


@pytest.mark.parametrize(("locale", "text"), each("week"))
def test_the_week_is_kept_beside_the_part_of_the_day(locale: str, text: str) -> None:
    assert days_of(locale, text) == NEXT_WEEK


@pytest.mark.parametrize(("locale", "text"), each("day"))
def test_the_day_is_kept_beside_its_part(locale: str, text: str) -> None:
    assert days_of(locale, text) in ({THURSDAY}, {FRIDAY})
