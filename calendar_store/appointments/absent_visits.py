"""Find in which absence or block an appointment lies: it has to be dealt with, or stays on purpose.

Absences are exceptions of the hours. Adding one touches no appointment; what lies in it is found
here, whenever somebody looks.
"""

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from operator import attrgetter, itemgetter
from typing import Self
from zoneinfo import ZoneInfo

from calendar_store.appointments import blocks
from calendar_store.database.connection import Transaction
from calendar_store.model import local_time
from calendar_store.model.appointments import (
    MAX_APPOINTMENT,
    Appointment,
    CalendarBlock,
    Slot,
    VisitTime,
)
from calendar_store.model.availability import Span, holding, merged, open_spans
from calendar_store.model.practices import HoursException, Practice
from calendar_store.practices import hours

Away = HoursException | CalendarBlock
"""What an appointment lies in: an absence, a holiday, a day with other hours, or a block."""
_DAY = timedelta(days=1)
_START = attrgetter("starts_at")


@dataclass(frozen=True, slots=True)
class Absences:
    """The absences and blocks of some days.

    Attributes:
        exceptions: exceptions of the hours.
        blocks: blocks.
        zone: the practice's time zone.
        near: by practitioner, None for everybody, the times of all of them, UTC, in order and apart
            from each other: most visits lie far from any, which is told quickly.
    """

    exceptions: Sequence[HoursException]
    blocks: Sequence[CalendarBlock]
    zone: ZoneInfo
    near: Mapping[int | None, Sequence[tuple[datetime, datetime]]]
    _works: dict[tuple[int, date], Sequence[Span] | None] = field(default_factory=dict, repr=False)
    """(practitioner, day) -> their hours by exceptions; None if no exception holds then."""

    @classmethod
    def among(
        cls, exceptions: Sequence[HoursException], blocks: Sequence[CalendarBlock], zone: ZoneInfo
    ) -> Self:
        """Return absences and blocks, ready to be asked for visits."""
        near: dict[int | None, list[tuple[datetime, datetime]]] = {}
        for one in exceptions:
            first = local_time.midnight(one.first, zone)
            span = first, local_time.midnight(one.last + _DAY, zone)
            near.setdefault(one.practitioner_id, []).append(span)
        for block in blocks:
            near.setdefault(block.practitioner_id, []).append((block.starts_at, block.ends_at))
        ordered = {whose: merged(spans, touching=True) for whose, spans in near.items()}
        return cls(exceptions, blocks, zone, ordered)

    def among_many(self, visits: Mapping[int, Sequence[VisitTime]]) -> set[int]:
        """Return the ids of the visits that have to be dealt with.

        The times of absences are walked, not the visits: a month has thousands of them.

        Args:
            visits: visits that stand by practitioner, each by start.
        """
        found = set()
        for whose, theirs in visits.items():
            for since, until in (*self.near.get(whose, ()), *self.near.get(None, ())):
                first = bisect_left(theirs, since - MAX_APPOINTMENT, key=_START)
                for one in theirs[first : bisect_left(theirs, until, key=_START)]:
                    if one.ends_at > since and self.needs_dealing(one) is not None:
                        found.add(one.id)
        return found

    def of(self, visit: Appointment | Slot | VisitTime) -> tuple[Away, ...]:
        """Return what a visit lies in; () if nothing."""
        if not self._is_near(visit):
            return ()
        days = _days(visit, self.zone)
        found: list[Away] = [
            one
            for day in days
            if not self._fits(visit, day)
            for one in holding(self.exceptions, visit.practitioner_id, day)
        ]
        found += [
            block
            for block in self.blocks
            if block.practitioner_id in {None, visit.practitioner_id}
            and block.starts_at < visit.ends_at
            and visit.starts_at < block.ends_at
        ]
        return tuple(dict.fromkeys(found))

    def needs_dealing(self, visit: Appointment | VisitTime) -> Away | None:
        """Return what a visit lies in, unless it stays there on purpose."""
        found = self.of(visit)
        if not found or any(one.id == visit.kept_in for one in found):
            return None
        return found[0]

    def _is_near(self, visit: Appointment | Slot | VisitTime) -> bool:
        # searched, since another calendar may have thousands of busy times
        for whose in (visit.practitioner_id, None):
            spans = self.near.get(whose, ())
            at = bisect_left(spans, visit.ends_at, key=itemgetter(0)) - 1
            if at >= 0 and visit.starts_at < spans[at][1]:
                return True
        return False

    def _fits(self, visit: Appointment | Slot | VisitTime, day: date) -> bool:
        """Tell whether the part of a visit on a day lies in the hours of the exceptions."""
        works = self._hours(visit.practitioner_id, day)
        if works is None:
            return True
        begin = max(visit.starts_at, local_time.midnight(day, self.zone))
        end = min(visit.ends_at, local_time.midnight(day + _DAY, self.zone))
        return any(start <= begin and end <= until for start, until in works)

    def _hours(self, who: int, day: date) -> Sequence[Span] | None:
        """Return when exceptions let a practitioner work around a day; None if none holds.

        Kept, because many visits lie on one day of an absence.
        """
        key = who, day
        if key not in self._works:
            around = (day - _DAY, day, day + _DAY)
            every = (
                span
                for each in around
                for span in open_spans((), self.exceptions, who, each, self.zone)
            )
            held = holding(self.exceptions, who, day)
            self._works[key] = merged(every, touching=True) if held else None
        return self._works[key]


async def load(
    tx: Transaction, practice: Practice, visits: Iterable[Appointment | Slot | VisitTime]
) -> Absences:
    """Return the absences and blocks that visits may lie in: two queries for any number.

    Args:
        tx: any transaction.
        practice: the practice of the visits.
        visits: the visits.
    """
    zone, some = ZoneInfo(practice.timezone), list(visits)
    if not some:
        return Absences.among((), (), zone)
    first, last = min(one.starts_at for one in some), max(one.ends_at for one in some)
    who = sorted({one.practitioner_id for one in some})
    days = (first.astimezone(zone).date() - _DAY, last.astimezone(zone).date() + _DAY)
    exceptions = await hours.exceptions(tx, practice.id, who, *days)
    blocked = await blocks.within(tx, practice.id, who, first, last)
    return Absences.among(exceptions, blocked, zone)


def _days(visit: Appointment | Slot | VisitTime, zone: ZoneInfo) -> list[date]:
    first = visit.starts_at.astimezone(zone).date()
    last = (visit.ends_at - timedelta.resolution).astimezone(zone).date()
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]
