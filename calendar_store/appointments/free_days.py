"""Find the free times around many visits at once, day by day.

`slot_search` finds times for one visit, with some statements for each search. Here the facts are
loaded once for all visits, and the free starts of a practitioner's day are computed once for all
visits of the same length; so a list of visits costs little more than one of them.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from calendar_store.appointments import bookable, slot_facts
from calendar_store.appointments.slot_facts import SlotNeed, SlotStandpoint, WorkingCalendar
from calendar_store.database.connection import Transaction
from calendar_store.model import local_time
from calendar_store.model.appointments import Appointment, Slot
from calendar_store.model.availability import Span, free_starts
from calendar_store.model.practices import Practice
from calendar_store.practices import practitioners

_DAY = timedelta(days=1)
_APART = 3
"""Days between two that are read, up to which those between are read as well."""
_LATER = 4
"""Days read at once when those before were not enough; each time twice as many, up to `_MOST`."""
_MOST = 16


@dataclass(slots=True)
class FreeDays:
    """The free times of a practice's practitioners, for visits that are to be moved.

    A visit's own time counts as free for it; a practitioner who is retired, or does not do its
    service, has none.

    Attributes:
        tx: reads what is asked for and was not read yet.
        practice: the practice; its `slot_step` gives the grid of possible starts.
        calendars: who works when, ordered by name.
        owners: the practitioners of the visits, who are asked for more often than others.
        able: service -> who does it; a service of everybody is not in it.
        margin: how far a visit, with its buffers, reaches over its start.
        last: the last day that is ever read.
        now: UTC.
    """

    tx: Transaction
    practice: Practice
    calendars: Sequence[WorkingCalendar]
    owners: frozenset[int]
    able: Mapping[int, frozenset[int]]
    margin: timedelta
    last: date
    now: datetime
    _next: dict[frozenset[int], int] = field(default_factory=dict)
    _busy: dict[tuple[int, date], list[Span]] = field(default_factory=dict)
    _starts: dict[date, list[datetime]] = field(default_factory=dict)
    _open: dict[tuple[int, date], list[Span]] = field(default_factory=dict)
    _slots: dict[tuple[SlotNeed, int, date], list[Slot]] = field(default_factory=dict)

    @classmethod
    async def load(
        cls,
        tx: Transaction,
        practice: Practice,
        visits: Sequence[Appointment],
        *,
        ahead: timedelta,
        now: datetime,
    ) -> "FreeDays":
        """Return the free times around some visits, from the day before each.

        Five queries for facts, and two for the days directly around the visits; two more for each
        stretch of days that are asked for later.

        Args:
            tx: any transaction; times are asked for while it is open.
            practice: the practice.
            visits: the visits, at least one.
            ahead: how far after a visit times are asked for.
            now: UTC.
        """
        zone = ZoneInfo(practice.timezone)
        first = min(one.starts_at for one in visits).astimezone(zone).date() - _DAY
        last = (max(one.starts_at for one in visits) + ahead).astimezone(zone).date()
        who = await practitioners.working(tx, practice.id)
        services = {one.service_id for one in visits if one.service_id is not None}
        known = cls(
            tx,
            practice,
            await slot_facts.calendars(tx, practice, who, [first, last]),
            frozenset(one.practitioner_id for one in visits),
            await bookable.who_do(tx, practice.id, services),
            max(one.duration + one.buffer_before + one.buffer_after for one in visits),
            last,
            now,
        )
        days = {one.starts_at.astimezone(zone).date() for one in visits}
        today = now.astimezone(zone).date()
        around = {day + n * _DAY for day in days for n in range(-1, 3)}
        await known._read(frozenset(known.working), sorted(day for day in around if day >= today))
        return known

    @property
    def working(self) -> Sequence[int]:
        """The practitioners who can be booked, by name."""
        return [one.practitioner.id for one in self.calendars]

    async def of(self, visit: Appointment, day: date, whom: Sequence[int]) -> list[Slot]:
        """Return the free times of practitioners for a visit that start on a local day, by start.

        Args:
            visit: the visit.
            day: the day; none is free after `last`.
            whom: the practitioners.
        """
        if day > self.last:
            return []
        able = self.able.get(visit.service_id or 0)
        asked = [
            one
            for one in self.calendars
            if one.practitioner.id in whom
            and (able is None or one.practitioner.id in able)
            and self._works(one, day)
        ]
        await self._read_on({one.practitioner.id for one in asked}, day)
        slots = [slot for one in asked for slot in self._free(visit, one, day)]
        return sorted(
            slots, key=lambda slot: (slot.starts_at, slot.practitioner, slot.practitioner_id)
        )

    async def _read_on(self, whom: Collection[int], day: date) -> None:
        """Read from a day on when practitioners are taken, unless it was read."""
        missing = {who for who in whom if (who, day) not in self._busy}
        if not missing:
            return
        working = frozenset(self.working)
        # the next visit asks for its own practitioner
        read = self.owners & working if missing <= self.owners else working
        number = self._next.get(read, _LATER)
        self._next[read] = min(2 * number, _MOST)
        await self._read(read, [day + n * _DAY for n in range(number)])

    async def _read(self, whom: Collection[int], days: Iterable[date]) -> None:
        """Read when practitioners are taken on some days, in order."""
        runs = _runs([day for day in days if day <= self.last])
        if not (runs and whom):
            return
        reach = [
            (self._midnight(run[0]) - self.margin, self._midnight(run[-1] + _DAY) + self.margin)
            for run in runs
        ]
        known = (self.tx, self.practice.id, sorted(whom))
        taken = await slot_facts.busy(*known, _joined(reach), SlotStandpoint(self.now))
        for run in runs:
            begins = [self._midnight(day) for day in (*run, run[-1] + _DAY)]
            for who, spans in taken.items():
                lying: list[list[Span]] = [[] for _ in run]
                for span in spans:
                    begin = bisect_right(begins, span[0] - self.margin) - 1
                    end = bisect_left(begins, span[1] + self.margin)
                    for some in lying[max(begin, 0) : end]:
                        some.append(span)
                for day, some in zip(run, lying, strict=True):
                    self._busy.setdefault((who, day), some)

    def _free(self, visit: Appointment, whose: WorkingCalendar, day: date) -> list[Slot]:
        need = SlotNeed(visit.duration, visit.buffer_before, visit.buffer_after)
        who = whose.practitioner.id
        taken = self._busy[who, day]
        own = visit.busy_from, visit.busy_until
        if visit.practitioner_id == who and own in taken:
            without = list(taken)
            without.remove(own)
            return self._computed(need, whose, day, without)
        key = need, who, day
        if key not in self._slots:
            self._slots[key] = self._computed(need, whose, day, taken)
        return self._slots[key]

    def _computed(
        self, need: SlotNeed, whose: WorkingCalendar, day: date, taken: Sequence[Span]
    ) -> list[Slot]:
        one = whose.practitioner
        return [
            Slot(one.id, one.name, start, start + need.duration)
            for start in free_starts(
                self._grid(day),
                open_spans=self._works(whose, day),
                busy=taken,
                duration=need.duration,
                buffer_before=need.before,
                buffer_after=need.after,
            )
        ]

    def _works(self, whose: WorkingCalendar, day: date) -> list[Span]:
        key = whose.practitioner.id, day
        if key not in self._open:
            # a visit may end on the next day
            self._open[key] = list(whose.open_on([day, day + _DAY]))
        return self._open[key]

    def _grid(self, day: date) -> list[datetime]:
        if day not in self._starts:
            step, zone = self.practice.slot_step, ZoneInfo(self.practice.timezone)
            self._starts[day] = local_time.starts_of_day(day, step, zone)
        return self._starts[day]

    def _midnight(self, day: date) -> datetime:
        return local_time.midnight(day, ZoneInfo(self.practice.timezone))


def _runs(days: Sequence[date]) -> list[list[date]]:
    """Return days that follow each other, or nearly so, with all days between them."""
    ends: list[tuple[date, date]] = []
    for day in days:
        if ends and (day - ends[-1][1]).days <= _APART:
            ends[-1] = ends[-1][0], day
        else:
            ends.append((day, day))
    return [[first + n * _DAY for n in range((last - first).days + 1)] for first, last in ends]


def _joined(spans: Sequence[Span]) -> list[Span]:
    """Return spans as they are; margins may be so wide that two overlap, which become one."""
    joined = [spans[0]]
    for start, end in spans[1:]:
        if start < joined[-1][1]:
            joined[-1] = joined[-1][0], end
        else:
            joined.append((start, end))
    return joined
