"""When appointments may start in a simulated practice: by weekly hours, or as listed."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

from calendar_store import raster
from calendar_store.openings import Span, free_starts, open_spans
from calendar_store.values import HoursException, Practitioner, Slot, WeeklyHours

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Need:
    """How much time an appointment takes.

    Attributes:
        duration: how long the client is there.
        before: what has to be unblocked before.
        after: what has to be unblocked after.
    """

    duration: timedelta
    before: timedelta = timedelta(0)
    after: timedelta = timedelta(0)


class FreeTimes(Protocol):
    """Where free times come from."""

    def hours(self) -> tuple[int, int]:
        """Return the usual first and last hour of the day, 0 to 24."""

    def slots(
        self,
        who: Practitioner,
        span: Span,
        *,
        step: timedelta,
        zone: ZoneInfo,
        need: Need,
        busy: Sequence[Span],
    ) -> Iterator[Slot]:
        """Yield a practitioner's free slots by start.

        Args:
            who: the practitioner.
            span: when it may start, from and before, UTC; equal ends mean that very start.
            step: the raster on which starts lie, counted from the local midnight.
            zone: the practice's.
            need: how much time it takes.
            busy: when the practitioner is blocked, buffers included.
        """

    def can_be_had(
        self, who: Practitioner, slot: Slot, *, zone: ZoneInfo, busy: Sequence[Span]
    ) -> bool:
        """Tell whether a time on offer can still be had when it is taken.

        Args:
            who: the practitioner.
            slot: the time.
            zone: the practice's.
            busy: as for `slots`.
        """


@dataclass(frozen=True, slots=True)
class Weekly:
    """Free times by the hours that practitioners work.

    Attributes:
        weekly: everybody's weekly hours.
        exceptions: days on which they do not hold.
    """

    weekly: tuple[WeeklyHours, ...]
    exceptions: tuple[HoursException, ...] = ()

    def hours(self) -> tuple[int, int]:
        """Return the usual first and last hour of the day, 0 to 24."""
        if not self.weekly:
            return USUAL_HOURS
        closes = max(span.closes for span in self.weekly)
        return min(span.opens for span in self.weekly).hour, closes.hour + bool(closes.minute)

    def slots(
        self,
        who: Practitioner,
        span: Span,
        *,
        step: timedelta,
        zone: ZoneInfo,
        need: Need,
        busy: Sequence[Span],
    ) -> Iterator[Slot]:
        """Yield a practitioner's free slots; see `FreeTimes`."""
        for day in _days(span, zone):
            # an appointment may run on into the day after
            works = [
                each
                for on in (day, day + _DAY)
                for each in open_spans(self.weekly, self.exceptions, who.id, on, zone)
            ]
            starts = free_starts(
                _starts(day, span, step, zone),
                open_spans=works,
                busy=busy,
                duration=need.duration,
                buffer_before=need.before,
                buffer_after=need.after,
            )
            yield from (Slot(who.id, who.name, at, at + need.duration) for at in starts)

    def can_be_had(
        self, who: Practitioner, slot: Slot, *, zone: ZoneInfo, busy: Sequence[Span]
    ) -> bool:
        """Tell whether the practitioner works then and has nobody; see `FreeTimes`."""
        at, need = slot.starts_at, Need(slot.ends_at - slot.starts_at)
        found = self.slots(who, (at, at), step=_DAY, zone=zone, need=need, busy=busy)
        return next(iter(found), None) is not None


@dataclass(frozen=True, slots=True)
class Listed:
    """Free times as a script lists them: these, as far as nobody has taken them, and no others.

    Attributes:
        listed: the times, with whom, by start.
    """

    listed: tuple[Slot, ...]

    def hours(self) -> tuple[int, int]:
        """Return the usual first and last hour of the day, 0 to 24."""
        return USUAL_HOURS

    def slots(
        self,
        who: Practitioner,
        span: Span,
        *,
        step: timedelta,
        zone: ZoneInfo,
        need: Need,
        busy: Sequence[Span],
    ) -> Iterator[Slot]:
        """Yield a practitioner's free slots; see `FreeTimes`. The raster is the list's own."""
        del step, zone
        for slot in self.listed:
            if slot.practitioner_id == who.id and _lies_in(slot.starts_at, span):
                blocked = (
                    slot.starts_at - need.before,
                    slot.starts_at + need.duration + need.after,
                )
                if not any(meets(blocked, other) for other in busy):
                    yield Slot(who.id, who.name, slot.starts_at, slot.starts_at + need.duration)

    def can_be_had(
        self, who: Practitioner, slot: Slot, *, zone: ZoneInfo, busy: Sequence[Span]
    ) -> bool:
        """Say yes: a script lists what a search finds, and not when anybody works."""
        del who, slot, zone, busy
        return True


USUAL_HOURS = (8, 20)
"""Hours assumed for a practice that has not said its own."""


def meets(one: Span, other: Span) -> bool:
    """Tell whether two spans have a moment in common."""
    return one[0] < other[1] and other[0] < one[1]


def _lies_in(moment: datetime, span: Span) -> bool:
    start, end = span
    return moment == start if start == end else start <= moment < end


def _days(span: Span, zone: ZoneInfo) -> Iterator[date]:
    start, end = span
    day = start.astimezone(zone).date()
    last = max(start, end - timedelta.resolution).astimezone(zone).date()
    while day <= last:
        yield day
        day += _DAY


def _starts(day: date, span: Span, step: timedelta, zone: ZoneInfo) -> Iterable[datetime]:
    if span[0] == span[1]:
        return [span[0]]
    return [at for at in raster.starts_of_day(day, step, zone) if _lies_in(at, span)]
