"""Where everything on the day's page stands: a day's appointments and hours become blocks.

Pure: values in, values out. A block's place is counted in rows of five minutes from the top of
the page's day; a content security policy without inline styles leaves classes to say where it
stands, so a number of rows is written as three decimal digits, each a class (`digits`).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from calendar_store.appointments.slot_search import Span
from calendar_store.model.statuses import AppointmentStatus
from calendar_store.views.day_view import Column, DayEntry

ROW = timedelta(minutes=5)
"""The finest that the page draws."""

_HOUR = timedelta(hours=1)
_TOUCH = 44
"""The least height of a card in pixels: what a thumb hits (WCAG 2.2, 2.5.5)."""
_SCALES = (8, 11, 15, 22)
"""Heights of a row in pixels; each is a class of the style sheet."""
_SLOT = timedelta(minutes=15)


class BlockKind(StrEnum):
    """What fills a stretch of a practitioner's day."""

    APPOINTMENT = "appointment"
    FREED = "freed"
    FREE = "free"
    AWAY = "away"


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch of a practitioner's day.

    Attributes:
        start: UTC.
        end: UTC.
        entry: the appointment, of APPOINTMENT and FREED.
        place: classes that say where it stands.
    """

    kind: BlockKind
    start: datetime
    end: datetime
    place: str
    entry: DayEntry | None = None


@dataclass(frozen=True, slots=True)
class Lane:
    """A practitioner's day, from top to bottom."""

    column: Column
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Layout:
    """The whole day.

    Attributes:
        start: the top, UTC.
        end: the bottom, UTC.
        scale: height of a row in pixels.
        height: classes for the height of a lane.
        hours: (moment, place) of every full hour.
        lanes: one for each practitioner.
        cancelled: appointments that do not take place, by start.
    """

    start: datetime
    end: datetime
    scale: int
    height: str
    hours: tuple[tuple[datetime, str], ...]
    lanes: tuple[Lane, ...]
    cancelled: tuple[DayEntry, ...]

    def now_place(self, now: datetime) -> str | None:
        """Return where the line of `now` stands, None outside the page's hours."""
        return digits("t", rows(self.start, now)) if self.start <= now < self.end else None


def lay_out(
    columns: Sequence[Column],
    entries: Sequence[DayEntry],
    *,
    slot: timedelta = _SLOT,
    day: Span | None = None,
) -> Layout | None:
    """Return where everything stands, None when nobody works and nobody comes.

    Args:
        columns: the practitioners.
        entries: the day's appointments, cancelled ones among them.
        slot: the raster of the practice; a visit shorter than it does not stretch the page.
        day: when the day begins and ends, UTC; what lies over midnight is cut there.
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
    """Return how many rows below `start` a moment stands, to the nearest row."""
    return round((moment - start) / ROW)


def digits(prefix: str, number: int) -> str:
    """Return the classes of a number of rows: 123 with "t" is "ta1 tb2 tc3".

    Args:
        prefix: "t" for how far from the top, "h" for how high.
        number: of rows, 0 to 999.
    """
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, 10)
    return f"{prefix}a{hundreds} {prefix}b{tens} {prefix}c{ones}"


def _lane(
    column: Column, standing: Iterable[DayEntry], cancelled: Iterable[DayEntry], page: Span
) -> tuple[Block, ...]:
    mine = [e for e in standing if e.appointment.practitioner_id == column.practitioner.id]
    taken = [_span(e) for e in mine]
    blocks = [_block(BlockKind.AWAY, s, page) for s in _without([page], column.open_spans)]
    blocks += [
        _block(BlockKind.FREE, s, page) for s in _without(column.open_spans, taken) if s[0] < s[1]
    ]
    blocks += [_block(BlockKind.APPOINTMENT, _span(e), page, e) for e in mine]
    freed = [e for e in cancelled if e.appointment.practitioner_id == column.practitioner.id]
    for entry in reversed(freed):
        # what was freed and not given away again; of several at one time the last
        if not any(_overlap(_span(entry), other) for other in taken):
            taken.append(_span(entry))
            blocks.append(_block(BlockKind.FREED, _span(entry), page, entry))
    return tuple(sorted(blocks, key=lambda block: (block.start, block.kind)))


def _block(kind: BlockKind, span: Span, page: Span, entry: DayEntry | None = None) -> Block:
    # what lies over midnight is cut where the page is
    span = max(span[0], page[0]), min(span[1], page[1])
    begins, ends = rows(page[0], span[0]), rows(page[0], span[1])
    place = f"{digits('t', begins)} {digits('h', max(1, ends - begins))}"
    return Block(kind, *span, place, entry)


def _without(spans: Iterable[Span], taken: Iterable[Span]) -> list[Span]:
    """Return what is left of `spans` where nothing of `taken` is."""
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
    """Return the smallest scale at which the shortest appointment is still a touch target.

    One shorter than the practice's slot counts as long as that: it is small, and the day is not
    stretched for it.
    """
    shortest = min((e.appointment.duration for e in entries), default=timedelta(minutes=30))
    shortest = max(shortest, slot)
    fitting = (scale for scale in _SCALES if scale * (shortest / ROW) >= _TOUCH)
    return next(fitting, _SCALES[-1])


def _hour_before(moment: datetime) -> datetime:
    return moment.replace(minute=0, second=0, microsecond=0)
