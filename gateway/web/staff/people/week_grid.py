"""Weekly hours as seven boxes, or as one line in the reader's own words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import time
from typing import Literal, cast

from babel.dates import get_day_names

from calendar_store.entry import hours_text
from calendar_store.entry.hours_words import DAYS
from calendar_store.model.errors import InvalidInput
from calendar_store.model.practices import WeeklyHours
from gateway.web.languages.translation import reader_language

_SHUT = frozenset({"", "-", "–", "—"})


@dataclass(frozen=True, slots=True)
class DayBox:
    """One day of the grid.

    Attributes:
        name: the name of its field.
        label: the day, in the reader's language.
        value: its hours, as "9-13, 14-18"; "" for none.
        wrong: why they are refused.
    """

    name: str
    label: str
    value: str
    wrong: str = ""


def boxes(week: Sequence[WeeklyHours]) -> list[DayBox]:
    """Return the grid of weekly hours."""
    labels = _labels()
    return [
        DayBox(
            f"day{day}",
            labels[day],
            ", ".join(
                f"{_short(span.opens)}-{_short(span.closes)}"
                for span in sorted(week, key=lambda one: one.opens)
                if span.weekday == day
            ),
        )
        for day in range(7)
    ]


def _short(at: time) -> str:
    """Write a time of day as briefly as people do: "9", "14:30"; a box is narrow."""
    if at == time.max:
        return "24"
    return f"{at.hour}:{at:%M}" if at.minute else str(at.hour)


def read(
    fields: Mapping[str, str], locale: str
) -> tuple[tuple[WeeklyHours, ...], list[DayBox], str]:
    """Read the grid, or the line in its place.

    Args:
        fields: `day0` to `day6`, and `week`, which counts if it is not empty.
        locale: the practice's language.

    Returns:
        The hours; the boxes as they were entered, each with its error; the error of the line.
    """
    labels, line = _labels(), fields.get("week", "").strip()
    found: list[WeeklyHours] = []
    entered = []
    for day in range(7):
        text, wrong = fields.get(f"day{day}", "").strip(), ""
        if text not in _SHUT and not line:
            try:
                found += hours_text.parse(f"{DAYS[day]} {text}", 0, locale)
            except InvalidInput as error:
                wrong = str(error)
        entered.append(DayBox(f"day{day}", labels[day], text, wrong))
    if not line:
        return tuple(found), entered, ""
    try:
        return hours_text.parse(line, 0, locale), entered, ""
    except InvalidInput as error:
        return (), entered, str(error)


def in_line(week: Sequence[WeeklyHours]) -> str:
    """Return weekly hours as one line in the reader's language: "Mon-Fri 09:00-13:00"."""
    return hours_text.written_week(week, _labels("abbreviated"))


def _labels(width: Literal["abbreviated", "narrow", "short", "wide"] = "wide") -> list[str]:
    names = get_day_names(width, context="stand-alone", locale=reader_language())
    return [cast("str", names[day]) for day in range(7)]
