"""The labelled texts: read from their files, with the frame that each was written in."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from dialogs.intents import Frame, Intent, OpenQuestion

ZONE = ZoneInfo("Europe/Rome")
NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)  # a Sunday, 10:00 in Rome
APPOINTMENT = datetime(2026, 11, 26, 10, 0, tzinfo=ZONE)


@dataclass(frozen=True, slots=True)
class Labelled:
    """A text, what was asked, what it wants, and which split it belongs to."""

    text: str
    question: OpenQuestion
    intent: Intent
    split: str


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


def labelled(locale: str) -> Iterator[Labelled]:
    """Read the labelled texts of a language."""
    source = Path(__file__).with_name(f"labelled_{locale}.toml").read_text("utf-8")
    for question, splits in tomllib.loads(source).items():
        for split, intents in splits.items():
            for intent, texts in intents.items():
                for text in texts:
                    yield Labelled(text, OpenQuestion(question), Intent(intent), split)


def frame_of(each: Labelled, locale: str) -> Frame:
    """Give the frame that a labelled text was written in."""
    appointment = None if each.question is OpenQuestion.NONE else APPOINTMENT
    return frame(each.question, locale, appointment=appointment)
