"""Parse working hours that people write as text, and write them as text. Pure."""

import re
from collections import deque
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import time
from itertools import pairwise

from calendar_store.entry.hours_words import DAYS, HoursPiece, Piece, folded, pieces
from calendar_store.model.errors import InvalidInput
from calendar_store.model.practices import WeeklyHours

Span = tuple[time, time]
"""Local opening and closing time; a closing time of `time.max` is the end of the day."""

_EXAMPLE = "mon-fri 09:00-13:00,14:00-18:00; sat 09:00-12:00"
_CLOCK = re.compile(
    r"([0-9]{1,2})\s*(?:[:.h]\s*([0-9]{2})|h)?\s*(am|pm|a\.m\.|p\.m\.|uhr)?", re.IGNORECASE
)
_RUN_ON = re.compile(r"([0-9]{2})([0-9]{2})")
"""A time like 0900, without a separator between hour and minutes."""


def clock_time(text: str) -> time:
    """Parse a local time of day.

    Args:
        text: "9", "09:00", "9.30", "9h30", "9am" or "9:30 pm"; "24:00" is the end of the day,
            `time.max`.

    Raises:
        InvalidInput: if the text is not a time of day.
    """
    found = _CLOCK.fullmatch(text.strip())
    hour, minute = (int(found[1]), int(found[2] or 0)) if found else (-1, 0)
    half = (found[3] or "")[:1].lower() if found else ""
    if half in {"a", "p"}:
        # 12 am is 0:00, 12 pm is 12:00
        hour = hour % 12 + 12 * (half == "p") if 1 <= hour <= 12 else -1
    if (hour, minute) == (24, 0):
        return time.max
    if not (0 <= hour <= 23 and minute <= 59):
        raise InvalidInput(f'"{text.strip()}" is not a time of day; write it as 09:00')
    return time(hour, minute)


def parse(text: str, practitioner_id: int, locale: str = "en") -> tuple[WeeklyHours, ...]:
    """Parse weekly hours as people write them, in any of our languages.

    Args:
        text: days and times, as "mon-fri 09:00-13:00,14:00-18:00; sat 09:00-12:00",
            "lun-ven 9-13 e 15-19" or "Mo bis Fr 9am-5pm, Sa geschlossen".
        practitioner_id: the practitioner of the hours.
        locale: the practice's language; only in this language two letters name a day.

    Returns:
        One value for each span of each day, in order.

    Raises:
        InvalidInput: if a part is not understood, a span ends before it starts, or two overlap.
    """
    plainly = folded(text)
    spans: dict[int, list[Span]] = {}
    for days, hours in _entries(plainly, locale):
        for day in days:
            spans.setdefault(day, []).extend(hours)
    if not any(spans.values()):
        raise InvalidInput(f"the hours are empty; write them as {_EXAMPLE}")
    week = tuple(
        WeeklyHours(practitioner_id, weekday, opens, closes)
        for weekday in sorted(spans)
        for opens, closes in sorted(spans[weekday])
    )
    refuse_overlaps(week)
    return week


@dataclass(slots=True)
class _Entry:
    """Days and their times, while the text is parsed.

    Attributes:
        text: the whole text.
        begins: position of this entry in the text.
        days: weekdays, 0 for Monday.
        spans: opening spans of these days.
        times_first: whether the times were written before the days.
        shut: whether the entry says that the days are closed.
    """

    text: str
    begins: int = 0
    days: list[int] = field(default_factory=list)
    spans: list[Span] = field(default_factory=list)
    times_first: bool = False
    shut: bool = False

    def is_whole(self) -> bool:
        """Tell whether the entry has both days and times."""
        return bool(self.days) and (bool(self.spans) or self.shut)

    def ended(self, at: int) -> Iterator[tuple[list[int], list[Span]]]:
        """Yield days and spans at the end of an entry.

        Raises:
            InvalidInput: if the entry lacks its days or its times.
        """
        if self.is_whole():
            yield self.days, self.spans
        elif self.days or self.spans or self.shut:
            said = self.text[self.begins : at].strip(" ,;")
            raise InvalidInput(f'hours "{said}" are not understood; write them as {_EXAMPLE}')


def _entries(text: str, locale: str) -> Iterator[tuple[list[int], list[Span]]]:
    """Yield days with their times; a day after a time begins a new entry."""
    entry, left = _Entry(text), deque(pieces(text, locale))
    while left:
        one = left.popleft()
        another = entry.is_whole() and (
            (one.kind is HoursPiece.DAYS and not entry.times_first)
            or (one.kind is HoursPiece.TIME and entry.times_first)
        )
        if one.kind is HoursPiece.END or another:
            yield from entry.ended(one.at)
            entry = _Entry(text, one.at)
        if one.kind is HoursPiece.DAYS:
            entry.days.extend(_days(one, left))
        elif one.kind is HoursPiece.TIME:
            entry.times_first |= not entry.days
            entry.spans.append(_span(one, left))
        elif one.kind is HoursPiece.SHUT:
            entry.shut = True
        elif one.kind in {HoursPiece.UNKNOWN, HoursPiece.TO}:
            raise _no_day(one)


def _days(first: Piece, left: "deque[Piece]") -> Iterator[int]:
    """Yield the days of a piece, or of the range of days that begins with the piece."""
    _pass_over(left, {HoursPiece.BESIDE})
    if left[0].kind is not HoursPiece.TO:
        yield from first.days
        return
    left.popleft()
    _pass_over(left, {HoursPiece.BESIDE, HoursPiece.TO})
    last = left.popleft()
    if last.kind is not HoursPiece.DAYS:
        raise _no_day(last)
    for offset in range((last.days[-1] - first.days[0]) % 7 + 1):
        yield (first.days[0] + offset) % 7


def _span(first: Piece, left: "deque[Piece]") -> Span:
    """Return the span that begins with a time."""
    _pass_over(left, {HoursPiece.BESIDE})
    if left[0].kind is not HoursPiece.TO:
        raise InvalidInput(f'"{first.text}" is not a span of time; write it as 09:00-13:00')
    left.popleft()
    _pass_over(left, {HoursPiece.BESIDE, HoursPiece.TO})
    last = left.popleft()
    opens, closes = clock_time(_spelled(first.text)), clock_time(_spelled(last.text))
    refuse_backwards(opens, closes)
    return opens, closes


def _spelled(at: str) -> str:
    return _RUN_ON.sub(r"\1:\2", at) if _RUN_ON.fullmatch(at) else at


def _pass_over(left: "deque[Piece]", kinds: Collection[HoursPiece]) -> None:
    while left[0].kind in kinds:
        left.popleft()


def _no_day(one: Piece) -> InvalidInput:
    return InvalidInput(f'"{one.text}" is not a day of the week; write mon, tue, wed …')


def written_week(week: Sequence[WeeklyHours]) -> str:
    """Write weekly hours as `parse` reads them; days with the same hours are written together."""
    by_day: dict[int, list[str]] = {}
    for span in sorted(week, key=lambda one: (one.weekday, one.opens)):
        by_day.setdefault(span.weekday, []).append(shown(span.opens, span.closes))
    runs: list[tuple[int, int, list[str]]] = []
    for weekday, hours in by_day.items():
        if runs and runs[-1][1] == weekday - 1 and runs[-1][2] == hours:
            runs[-1] = (runs[-1][0], weekday, hours)
        else:
            runs.append((weekday, weekday, hours))
    return "; ".join(
        f"{DAYS[first][:3]}{'' if first == last else f'-{DAYS[last][:3]}'} {','.join(hours)}"
        for first, last, hours in runs
    )


def refuse_backwards(opens: time, closes: time) -> None:
    """Refuse a span that does not end after it starts.

    Raises:
        InvalidInput: if the span ends before or when it starts.
    """
    if closes <= opens:
        raise InvalidInput(
            f"{shown(opens, closes)} ends before it starts; "
            "hours over midnight are two spans, one until 24:00 and one from 00:00"
        )


def refuse_overlaps(week: Sequence[WeeklyHours]) -> None:
    """Refuse weekly hours with a span that ends before it starts, or with overlapping spans.

    Raises:
        InvalidInput: if there is such a span, or if two spans of a day overlap.
    """
    for span in week:
        refuse_backwards(span.opens, span.closes)
    ordered = sorted(week, key=lambda span: (span.weekday, span.opens))
    for one, other in pairwise(ordered):
        if one.weekday == other.weekday and other.opens < one.closes:
            raise InvalidInput(
                f"{shown(one.opens, one.closes)} and {shown(other.opens, other.closes)} "
                f"overlap on {DAYS[one.weekday].capitalize()}"
            )


def shown(opens: time, closes: time, weekday: int | None = None) -> str:
    """Write a span as people do: "09:00-13:00" or "mon 09:00-13:00"."""
    span = "-".join("24:00" if at == time.max else f"{at:%H:%M}" for at in (opens, closes))
    return span if weekday is None else f"{DAYS[weekday][:3]} {span}"
