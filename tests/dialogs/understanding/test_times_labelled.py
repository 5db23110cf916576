"""Times as people write them in six languages: what was worked out by hand is what is read."""

import tomllib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from dialogs.intents import OpenQuestion, TimeRange
from dialogs.understand import understand

from .labelled import APPOINTMENT, LOCALES, ZONE, frame

FILES = (
    "times.toml",
    *("times_second.toml", "times_third.toml", "times_fourth.toml"),
    *("times_fifth.toml", "times_sixth.toml", "times_seventh.toml", "times_eighth.toml"),
    *("times_ninth.toml", "times_tenth.toml", "times_eleventh.toml", "times_kinds.toml"),
    *("times_twelfth.toml", "times_thirteenth.toml", "times_fourteenth.toml"),
    *("times_fifteenth.toml", "times_sixteenth.toml", "times_seventeenth.toml"),
    *("times_eighteenth.toml", "times_nineteenth.toml", "times_twentieth.toml"),
    *("times_twenty_first.toml", "times_parts.toml", "times_twenty_second.toml"),
    "times_twenty_third.toml",
)
MIDWEEK = datetime(2026, 11, 25, 8, 30, tzinfo=UTC)
BEFORE = datetime(2026, 11, 30, 9, 0, tzinfo=UTC)  # a Monday, of a visit that Wednesday
AHEAD = datetime(2026, 12, 2, 15, 0, tzinfo=ZONE)


def rows() -> Iterator[tuple[str, str, str, list[str]]]:
    """Give the language, the kind, the text and its times of every row."""
    for name in FILES:
        labelled = tomllib.loads((Path(__file__).parent / name).read_text("utf-8"))
        for locale, kinds in labelled.items():
            for kind, said in kinds.items():
                for text, *times in said:
                    yield locale, kind, text, times


def written(found: TimeRange) -> str:
    """Write a range as the labelled texts do."""
    begins = f"{found.start:%a %d %H:%M}".removesuffix(" 00:00")
    if found.exact:
        return f"{found.start:%a %d %H:%M}"
    last = found.end - timedelta(minutes=1)
    whole = f"{found.end:%H:%M}" == "00:00"
    if found.start.date() != last.date():
        return f"{begins}..{last:%a %d}"
    if whole and f"{found.start:%H:%M}" == "00:00":
        return begins
    return f"{found.start:%a %d %H:%M}-{found.end:%H:%M}"


def test_every_language_is_labelled() -> None:
    assert {locale for locale, *_ in rows()} == set(LOCALES)


@pytest.mark.parametrize(("locale", "kind", "text", "times"), [*rows()])
def test_a_time_is_what_was_said(locale: str, kind: str, text: str, times: list[str]) -> None:
    if kind == "free":
        asked = frame(OpenQuestion.NONE, locale, appointment=None)
    elif kind == "moving":
        asked = frame(OpenQuestion.REMINDER, locale, appointment=APPOINTMENT)
    elif kind == "ahead":
        asked = frame(OpenQuestion.NONE, locale, appointment=AHEAD, now=BEFORE)
    else:
        monday = datetime(2026, 11, 30, 15, 30, tzinfo=ZONE)
        asked = frame(OpenQuestion.REMINDER, locale, appointment=monday, now=MIDWEEK)
    assert [written(found) for found in understand(text, asked).times] == times
