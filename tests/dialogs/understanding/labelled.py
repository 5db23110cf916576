"""The labelled texts: read from their files, with the frame that each was written in.

`work/` holds the texts that lexicons are written and mended against, `scored/` those that were
written before the lexicons were read and are only ever counted.
"""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from zoneinfo import ZoneInfo

from dialogs.intents import Frame, Intent, OpenQuestion

LOCALES = ("en", "it", "es", "fr", "de", "pt")
ZONE = ZoneInfo("Europe/Rome")
NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)  # a Sunday, 10:00 in Rome
APPOINTMENT = datetime(2026, 11, 26, 10, 0, tzinfo=ZONE)


class Part(StrEnum):
    """The folders of labelled texts."""

    WORK = "work"
    SCORED = "scored"


@dataclass(frozen=True, slots=True)
class Labelled:
    """A text, what was asked, and what it wants."""

    text: str
    question: OpenQuestion
    intent: Intent


def frame(
    question: OpenQuestion = OpenQuestion.REMINDER,
    locale: str = "en",
    *,
    appointment: datetime | None = APPOINTMENT,
    now: datetime = NOW,
    timezone: str = "Europe/Rome",
    region: str = "GB",
    choices: int = 3,
) -> Frame:
    """Give the frame of a practice that is open from 9 to 18."""
    return Frame(
        now=now,
        timezone=timezone,
        locale=locale,
        practice_locale=locale,
        question=question,
        choices=choices if question is OpenQuestion.SLOTS else 0,
        appointment=appointment,
        open_from=9,
        open_until=18,
        region=region,
    )


def labelled(locale: str, *parts: Part) -> Iterator[Labelled]:
    """Read the labelled texts of a language; of both parts, where none is named."""
    for part in parts or Part:
        source = (Path(__file__).parent / part / f"{locale}.toml").read_text("utf-8")
        for question, intents in tomllib.loads(source).items():
            for intent, texts in intents.items():
                for text in texts:
                    yield Labelled(text, OpenQuestion(question), Intent(intent))


def frame_of(each: Labelled, locale: str) -> Frame:
    """Give the frame that a labelled text was written in."""
    appointment = None if each.question is OpenQuestion.NONE else APPOINTMENT
    return frame(each.question, locale, appointment=appointment)
