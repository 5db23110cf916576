"""The words of the calendar on paper, in the practice's language: words/<code>.toml."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from importlib import resources
from zoneinfo import ZoneInfo

from babel.dates import format_date

from calendar_store.model.local_time import shown_twice
from dialogs.languages import writing


@dataclass(frozen=True, slots=True)
class PaperWords:
    """The words of one language.

    Attributes:
        code: the language.
        said: templates by name.
    """

    code: str
    said: Mapping[str, str]

    def say(self, name: str, **values: object) -> str:
        """Return a sentence with its values."""
        return self.said[name].format(**values)

    def day(self, day: date, form: str = "day") -> str:
        """Return a day with a capital letter: "Tuesday 24 November 2026"."""
        written = format_date(day, self.said[form], locale=self.code)
        return written[:1].upper() + written[1:]

    def short(self, day: date) -> str:
        """Return a day in short: "Tue 24 Nov"."""
        return self.day(day, "short_day")

    def when(self, at: datetime, zone: ZoneInfo) -> str:
        """Return a moment in short: "Tue 24 Nov 15:00"."""
        return f"{self.short(at.astimezone(zone).date())} {clock(at, zone)}"


def clock(at: datetime, zone: ZoneInfo) -> str:
    """Return the local time of a moment: "15:00"; with its zone where the time comes twice."""
    local = at.astimezone(zone)
    return f"{local:%H:%M}" + (f" {local:%Z}" if shown_twice(at, zone) else "")


def paper_words(locale: str) -> PaperWords:
    """Return the words of a practice's language, else the English ones."""
    return _words(writing.first_spoken(locale))


@cache
def _words(code: str) -> PaperWords:
    folder = resources.files("gateway.paper").joinpath("words")
    text = folder.joinpath(f"{code}.toml").read_text("utf-8")
    return PaperWords(code, tomllib.loads(text))
