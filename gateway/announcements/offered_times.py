"""Chooses the times that are offered in place of visits, for many of them at once.

Each client is offered times of three days, near the hour that they had. No time is offered to two
of them while there are others: whoever answers first would leave the other with none.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from calendar_store.appointments.free_days import FreeDays
from calendar_store.database.connection import Transaction
from calendar_store.model.appointments import Appointment, Slot
from calendar_store.model.practices import Practice

OFFERED = 3
"""How many times are offered."""
_AHEAD = timedelta(days=30)
"""How far after a visit times are searched."""
_LOOKED_THROUGH = 14
"""Days with free times that are looked through for some that nobody else was offered."""
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Barred:
    """Times that are not offered: those of the visits that cannot take place.

    Attributes:
        starts_at: begin, UTC.
        ends_at: end, UTC.
        practitioner_id: whose times; None: everybody's.
    """

    starts_at: datetime
    ends_at: datetime
    practitioner_id: int | None = None

    def bars(self, slot: Slot) -> bool:
        """Tell whether a time is not offered."""
        whose = self.practitioner_id in {None, slot.practitioner_id}
        return whose and slot.starts_at < self.ends_at and self.starts_at < slot.ends_at


@dataclass(slots=True)
class TimesToOffer:
    """The times that are free for visits, and those that were offered so far.

    Attributes:
        free: the free times.
        barred: times that are not offered; None for no such.
        now: UTC.
        offered: (practitioner, start) of times that were offered already.
    """

    free: FreeDays
    barred: Barred | None
    now: datetime
    offered: set[tuple[int, datetime]] = field(default_factory=set)

    @classmethod
    async def load(
        cls,
        tx: Transaction,
        practice: Practice,
        visits: Sequence[Appointment],
        *,
        barred: Barred | None,
        now: datetime,
        offered: Iterable[tuple[int, datetime]] = (),
    ) -> "TimesToOffer":
        """Load what is free around visits, at least one.

        Args:
            tx: any transaction; times are asked for while it is open.
            practice: the practice.
            visits: the visits.
            barred: times that are not offered; None for no such.
            now: UTC.
            offered: (practitioner, start) of times that were offered before.
        """
        free = await FreeDays.load(tx, practice, visits, ahead=_AHEAD, now=now)
        return cls(free, barred, now, set(offered))

    async def take(self, visit: Appointment) -> tuple[Slot, ...]:
        """Return times for a visit, by start, and keep in mind that they were offered.

        With its own practitioner if there are any, else with others who do its service.
        """
        own = visit.practitioner_id
        chosen = await self._with(visit, [own])
        if not chosen:
            chosen = await self._with(visit, [who for who in self.free.working if who != own])
        self.offered |= {(slot.practitioner_id, slot.starts_at) for slot in chosen}
        return tuple(sorted(chosen, key=lambda slot: slot.starts_at))

    async def _with(self, visit: Appointment, whom: Sequence[int]) -> list[Slot]:
        if not whom:
            return []
        practice, days = self.free.practice, list[list[Slot]]()
        zone = ZoneInfo(practice.timezone)
        earliest = self.now + practice.minimum_notice
        latest = min(visit.starts_at + _AHEAD, self.now + practice.booking_window)
        day = max(visit.starts_at, earliest).astimezone(zone).date()
        while day <= latest.astimezone(zone).date() and not self._is_enough(days):
            found = [
                slot
                for slot in await self.free.of(visit, day, whom)
                if earliest < slot.starts_at <= latest and self._may(visit, slot)
            ]
            days += [_by_hour(found, visit, zone)] if found else []
            day += _DAY
        return self._chosen(days)

    def _may(self, visit: Appointment, slot: Slot) -> bool:
        same = slot.practitioner_id == visit.practitioner_id and slot.starts_at == visit.starts_at
        return not same and not (self.barred and self.barred.bars(slot))

    def _is_new(self, slot: Slot) -> bool:
        return (slot.practitioner_id, slot.starts_at) not in self.offered

    def _is_enough(self, days: Sequence[list[Slot]]) -> bool:
        new = sum(any(map(self._is_new, some)) for some in days)
        return new >= OFFERED or len(days) >= _LOOKED_THROUGH

    def _chosen(self, days: Sequence[list[Slot]]) -> list[Slot]:
        """Return one time a day, then more of the first days, then those offered before."""
        new = [[slot for slot in some if self._is_new(slot)] for some in days]
        first = [some[0] for some in new if some]
        more = [slot for some in new for slot in some[1:]]
        known = [slot for some in days for slot in some if not self._is_new(slot)]
        return [*first, *more, *known][:OFFERED]


def _by_hour(slots: Sequence[Slot], visit: Appointment, zone: ZoneInfo) -> list[Slot]:
    """Return a day's times, those nearest to the hour of a visit first."""
    wanted = _minute(visit.starts_at, zone)
    return sorted(
        slots, key=lambda slot: (abs(_minute(slot.starts_at, zone) - wanted), slot.starts_at)
    )


def _minute(moment: datetime, zone: ZoneInfo) -> int:
    local = moment.astimezone(zone)
    return local.hour * 60 + local.minute
