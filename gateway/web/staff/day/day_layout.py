"""The layout of the day's page: computes a place for each appointment and each free time.

All functions are pure. A block's place is a number of rows of five minutes from the top of the
page. The content security policy forbids inline styles, so CSS classes hold the place: a number of
rows is written as three decimal digits, each of them a class (`digits`).
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from calendar_store.appointments.slot_search import Span
from calendar_store.model.appointments import CalendarBlock
from calendar_store.model.statuses import AppointmentStatus
from calendar_store.views.day_view import Column, DayEntry
from calendar_store.views.range_view import without

ROW = timedelta(minutes=5)
"""The time that one row of the page stands for."""

_HOUR = timedelta(hours=1)
_TOUCH = 44
"""Minimum height of a card in pixels, so that a thumb hits it (WCAG 2.2, 2.5.5)."""
_SCALES = (8, 11, 15, 22)
"""Heights of a row in pixels; each is a class of the style sheet."""
_SLOT = timedelta(minutes=15)
_FOLDED = 6
"""Rows that folded hours take, in which nobody works and nothing is booked."""
_LEAST = 3 * _HOUR
"""How long such hours have to be to be folded."""
_MORNING = 8 * _HOUR
"""Where a day opens that is worked since midnight, after its midnight."""


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
class Ruler:
    """Where moments stand on the page: five minutes a row, and hours of nothing folded to a few.

    Attributes:
        start: the moment at the top, UTC.
        end: the moment at the bottom, UTC.
        folds: spans of whole hours that are folded, in order.
    """

    start: datetime
    end: datetime
    folds: tuple[Span, ...] = ()

    def rows(self, moment: datetime) -> int:
        """Return the number of rows from the top to a moment, rounded."""
        number = (moment - self.start) / ROW
        for since, until in self.folds:
            inside = (min(max(moment, since), until) - since) / ROW
            number -= inside * (1 - _FOLDED / ((until - since) / ROW))
        return round(number)

    def hours(self) -> list[datetime]:
        """Return the full hours that the page shows."""
        number = (self.end - self.start) // _HOUR
        every = (self.start + n * _HOUR for n in range(number))
        return [one for one in every if not any(a < one < b for a, b in self.folds)]


@dataclass(frozen=True, slots=True)
class Lane:
    """A practitioner's column of blocks, from top to bottom."""

    column: Column
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Layout:
    """The layout of a whole day.

    Attributes:
        ruler: where moments stand.
        scale: height of a row in pixels.
        height: CSS classes for the height of a lane.
        hours: (moment, place) of every full hour.
        lanes: one lane for each practitioner.
        cancelled: cancelled appointments, by start.
        opens: the hour that the page is opened at, one of `hours`.
    """

    ruler: Ruler
    scale: int
    height: str
    hours: tuple[tuple[datetime, str], ...]
    lanes: tuple[Lane, ...]
    cancelled: tuple[DayEntry, ...]
    opens: datetime

    @property
    def start(self) -> datetime:
        """The moment at the top, UTC."""
        return self.ruler.start

    @property
    def end(self) -> datetime:
        """The moment at the bottom, UTC."""
        return self.ruler.end

    @property
    def between(self) -> list[str]:
        """CSS classes for the middle of each span of folded hours."""
        starts = [self.ruler.rows(since) for since, _ in self.ruler.folds]
        return [digits("t", row + _FOLDED // 2) for row in starts]

    @property
    def folds(self) -> str:
        """The folded hours for the page's script: minutes since the epoch, "1-61 121-301"."""
        return " ".join(
            f"{int(since.timestamp()) // 60}-{int(until.timestamp()) // 60}"
            for since, until in self.ruler.folds
        )

    def now_place(self, now: datetime) -> str | None:
        """Return CSS classes for the line of `now`; None outside the page's hours."""
        inside = self.ruler.start <= now < self.ruler.end
        return digits("t", self.ruler.rows(now)) if inside else None


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
    spans += [(one.starts_at, one.ends_at) for column in columns for one in column.blocks]
    ruler = Ruler(start, end, tuple(_folds((start, end), spans)))
    opens = _opens(columns, standing, (start, end), day[0] if day else None)
    return Layout(
        ruler,
        _scale(standing, slot),
        digits("h", ruler.rows(end)),
        tuple((one, digits("t", ruler.rows(one))) for one in ruler.hours()),
        tuple(Lane(column, _lane(column, standing, cancelled, ruler)) for column in columns),
        cancelled,
        max((one for one in ruler.hours() if one <= opens), default=ruler.start),
    )


def _opens(
    columns: Sequence[Column], standing: Sequence[DayEntry], page: Span, midnight: datetime | None
) -> datetime:
    """Return when a day begins for who reads it: with its first working time, or first visit.

    Where somebody works since midnight, their day begins in the morning, as others' days do.
    """
    begin, end = page
    works = [since for column in columns for since, _until in column.open_spans]
    works = [one if one != midnight else min(one + _MORNING, end) for one in works]
    visits = [one.appointment.starts_at for one in standing]
    return min([*works, *(one for one in visits if one >= begin)], default=begin)


def _folds(page: Span, used: Sequence[Span]) -> Iterator[Span]:
    """Yield the spans of whole hours of a page in which nobody works and nothing stands."""
    for since, until in without([page], sorted(used)):
        first = page[0] + -(-(since - page[0]) // _HOUR) * _HOUR
        last = page[0] + (until - page[0]) // _HOUR * _HOUR
        if last - first >= _LEAST:
            yield first, last


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
    column: Column, standing: Iterable[DayEntry], cancelled: Iterable[DayEntry], ruler: Ruler
) -> tuple[Block, ...]:
    page = ruler.start, ruler.end
    mine = [e for e in standing if e.appointment.practitioner_id == column.practitioner.id]
    taken = [(e.appointment.busy_from, e.appointment.busy_until) for e in mine]
    taken += [(one.starts_at, one.ends_at) for one in column.blocks]
    blocks = [_block(BlockKind.AWAY, s, ruler) for s in without([page], column.open_spans)]
    blocks += [
        _block(BlockKind.FREE, s, ruler) for s in without(column.open_spans, taken) if s[0] < s[1]
    ]
    for one in column.blocks:
        place = _block(BlockKind.BLOCKED, (one.starts_at, one.ends_at), ruler)
        blocks.append(replace(place, blocked=one))
    blocks += [_block(BlockKind.BUFFER, s, ruler) for e in mine for s in _buffers(e, page)]
    blocks += [_block(BlockKind.APPOINTMENT, _span(e), ruler, e) for e in mine]
    freed = [e for e in cancelled if e.appointment.practitioner_id == column.practitioner.id]
    for entry in reversed(freed):
        # show a cancelled appointment if its time is still free; of several the last
        if not any(_overlap(_span(entry), other) for other in taken):
            taken.append(_span(entry))
            blocks.append(_block(BlockKind.FREED, _span(entry), ruler, entry))
    return tuple(sorted(blocks, key=lambda block: (block.start, block.kind)))


def _block(kind: BlockKind, span: Span, ruler: Ruler, entry: DayEntry | None = None) -> Block:
    # cut a block across midnight at the end of the page
    span = max(span[0], ruler.start), min(span[1], ruler.end)
    begins, ends = ruler.rows(span[0]), ruler.rows(span[1])
    place = f"{digits('t', begins)} {digits('h', max(1, ends - begins))}"
    return Block(kind, *span, place, entry)


def _buffers(entry: DayEntry, page: Span) -> list[Span]:
    """Return the times before and after an appointment that are kept free, within the page."""
    one = entry.appointment
    both = (one.busy_from, one.starts_at), (one.ends_at, one.busy_until)
    cut = [(max(since, page[0]), min(until, page[1])) for since, until in both]
    return [span for span in cut if span[0] < span[1]]


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
