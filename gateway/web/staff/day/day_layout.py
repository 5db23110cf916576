"""The layout of the day's page: computes a place for each appointment and each free time.

All functions are pure. A block's place is a number of rows of five minutes from the top of the
page. The content security policy forbids inline styles, so CSS classes hold the place: a number of
rows is written as three decimal digits, each of them a class (`digits`).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from calendar_store.appointments.slot_search import Span
from calendar_store.model.appointments import CalendarBlock
from calendar_store.model.statuses import AppointmentStatus
from calendar_store.views.day_view import Column, DayEntry

ROW = timedelta(minutes=5)
"""The time that one row of the page stands for."""

_HOUR = timedelta(hours=1)
_TOUCH = 44
"""Minimum height of a card in pixels, so that a thumb hits it (WCAG 2.2, 2.5.5)."""
_SCALES = (8, 11, 15, 22)
"""Heights of a row in pixels; each is a class of the style sheet."""
_SLOT = timedelta(minutes=15)


class BlockKind(StrEnum):
    """The kind of a block.

    An appointment, a cancelled one, free time, time not worked, time before or after an appointment
    that its service needs, or time that staff have blocked.
    """

    APPOINTMENT = "appointment"
    FREED = "freed"
    FREE = "free"
    AWAY = "away"
    BUFFER = "buffer"
    BLOCKED = "blocked"


@dataclass(frozen=True, slots=True)
class Block:
    """A span of time in a practitioner's day.

    Attributes:
        kind: the kind of the block.
        start: UTC.
        end: UTC.
        place: CSS classes for distance from the top and height.
        entry: the appointment of an APPOINTMENT or FREED block, else None.
        blocked: what a BLOCKED block stands for, else None.
    """

    kind: BlockKind
    start: datetime
    end: datetime
    place: str
    entry: DayEntry | None = None
    blocked: CalendarBlock | None = None


@dataclass(frozen=True, slots=True)
class Lane:
    """A practitioner's column of blocks, from top to bottom."""

    column: Column
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Layout:
    """The layout of a whole day.

    Attributes:
        start: the moment at the top, UTC.
        end: the moment at the bottom, UTC.
        scale: height of a row in pixels.
        height: CSS classes for the height of a lane.
        hours: (moment, place) of every full hour.
        lanes: one lane for each practitioner.
        cancelled: cancelled appointments, by start.
    """

    start: datetime
    end: datetime
    scale: int
    height: str
    hours: tuple[tuple[datetime, str], ...]
    lanes: tuple[Lane, ...]
    cancelled: tuple[DayEntry, ...]

    def now_place(self, now: datetime) -> str | None:
        """Return CSS classes for the line of `now`; None outside the page's hours."""
        return digits("t", rows(self.start, now)) if self.start <= now < self.end else None


def lay_out(
    columns: Sequence[Column],
    entries: Sequence[DayEntry],
    *,
    slot: timedelta = _SLOT,
    day: Span | None = None,
) -> Layout | None:
    """Return the layout of a day; None if nobody works and there are no appointments.

    Args:
        columns: the practitioners, with their open times.
        entries: the day's appointments, including cancelled ones.
        slot: the practice's slot step; a shorter appointment does not enlarge the scale.
        day: start and end of the day, UTC; blocks across midnight are cut there.
    """
    spans = [span for column in columns for span in column.open_spans]
    spans += [_span(e) for e in entries]
    if not spans:
        return None
    start = _hour_before(min(span[0] for span in spans))
    end = -(-(max(span[1] for span in spans) - start) // _HOUR) * _HOUR + start
    if day is not None:
        start, end = max(start, day[0]), min(end, day[1])
    standing = [e for e in entries if e.appointment.status is not AppointmentStatus.CANCELLED]
    cancelled = tuple(e for e in entries if e.appointment.status is AppointmentStatus.CANCELLED)
    hours = (end - start) // _HOUR
    return Layout(
        start,
        end,
        _scale(standing, slot),
        digits("h", rows(start, end)),
        tuple(
            (start + n * _HOUR, digits("t", rows(start, start + n * _HOUR))) for n in range(hours)
        ),
        tuple(Lane(column, _lane(column, standing, cancelled, (start, end))) for column in columns),
        cancelled,
    )


def rows(start: datetime, moment: datetime) -> int:
    """Return the number of rows between `start` and a moment, rounded."""
    return round((moment - start) / ROW)


def digits(prefix: str, number: int) -> str:
    """Return the CSS classes for a number of rows: 123 with "t" is "ta1 tb2 tc3".

    Args:
        prefix: "t" for the distance from the top, "h" for the height.
        number: number of rows, 0 to 999.
    """
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, 10)
    return f"{prefix}a{hundreds} {prefix}b{tens} {prefix}c{ones}"


def _lane(
    column: Column, standing: Iterable[DayEntry], cancelled: Iterable[DayEntry], page: Span
) -> tuple[Block, ...]:
    mine = [e for e in standing if e.appointment.practitioner_id == column.practitioner.id]
    taken = [(e.appointment.busy_from, e.appointment.busy_until) for e in mine]
    taken += [(one.starts_at, one.ends_at) for one in column.blocks]
    blocks = [_block(BlockKind.AWAY, s, page) for s in _without([page], column.open_spans)]
    blocks += [
        _block(BlockKind.FREE, s, page) for s in _without(column.open_spans, taken) if s[0] < s[1]
    ]
    for one in column.blocks:
        place = _block(BlockKind.BLOCKED, (one.starts_at, one.ends_at), page)
        blocks.append(replace(place, blocked=one))
    blocks += [_block(BlockKind.BUFFER, s, page) for e in mine for s in _buffers(e, page)]
    blocks += [_block(BlockKind.APPOINTMENT, _span(e), page, e) for e in mine]
    freed = [e for e in cancelled if e.appointment.practitioner_id == column.practitioner.id]
    for entry in reversed(freed):
        # show a cancelled appointment if its time is still free; of several the last
        if not any(_overlap(_span(entry), other) for other in taken):
            taken.append(_span(entry))
            blocks.append(_block(BlockKind.FREED, _span(entry), page, entry))
    return tuple(sorted(blocks, key=lambda block: (block.start, block.kind)))


def _block(kind: BlockKind, span: Span, page: Span, entry: DayEntry | None = None) -> Block:
    # cut a block across midnight at the end of the page
    span = max(span[0], page[0]), min(span[1], page[1])
    begins, ends = rows(page[0], span[0]), rows(page[0], span[1])
    place = f"{digits('t', begins)} {digits('h', max(1, ends - begins))}"
    return Block(kind, *span, place, entry)


def _buffers(entry: DayEntry, page: Span) -> list[Span]:
    """Return the times before and after an appointment that are kept free, within the page."""
    one = entry.appointment
    both = (one.busy_from, one.starts_at), (one.ends_at, one.busy_until)
    cut = [(max(since, page[0]), min(until, page[1])) for since, until in both]
    return [span for span in cut if span[0] < span[1]]


def _without(spans: Iterable[Span], taken: Iterable[Span]) -> list[Span]:
    """Return `spans` without the times in `taken`."""
    left = list(spans)
    for since, until in taken:
        cut = []
        for start, end in left:
            if not _overlap((start, end), (since, until)):
                cut.append((start, end))
                continue
            cut += [span for span in ((start, since), (until, end)) if span[0] < span[1]]
        left = cut
    return left


def _overlap(one: Span, other: Span) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def _span(entry: DayEntry) -> Span:
    return entry.appointment.starts_at, entry.appointment.ends_at


def _scale(entries: Iterable[DayEntry], slot: timedelta) -> int:
    """Return the smallest scale at which the shortest appointment is large enough to touch.

    An appointment shorter than the practice's slot step counts as long as the step, so that a few
    very short appointments do not make the page long.
    """
    shortest = min((e.appointment.duration for e in entries), default=timedelta(minutes=30))
    shortest = max(shortest, slot)
    fitting = (scale for scale in _SCALES if scale * (shortest / ROW) >= _TOUCH)
    return next(fitting, _SCALES[-1])


def _hour_before(moment: datetime) -> datetime:
    return moment.replace(minute=0, second=0, microsecond=0)
