"""The list of appointments that lie in absences, with other times for each, to be worked off.

Whoever works it off calls a client, and moves the appointment to one of the times, cancels it, or
keeps it; what is dealt with is not listed any more.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from calendar_store.appointments.absent_visits import Away
from calendar_store.appointments.free_days import FreeDays
from calendar_store.database.connection import Transaction
from calendar_store.model.actors import Actor, Permission, require
from calendar_store.model.appointments import Appointment, Slot
from calendar_store.model.clients import Client
from calendar_store.model.practices import Practice
from gateway.use_cases import absences
from gateway.use_cases.absences import EVERY_ABSENCE, AbsenceChoice, VisitInAbsence
from gateway.use_cases.nearest_times import DAYS_AFTER

OFFERED = 3
"""How many times are proposed with the same practitioner, and with others."""
MOST = 12
"""How many appointments are shown at once; the others follow as these are dealt with."""
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class VisitToMove:
    """An appointment that lies in an absence, with the free times nearest to it.

    Attributes:
        appointment: the appointment; a decision about it names its version.
        client: who comes, to be called.
        away: what it lies in.
        same: times with its practitioner, by start.
        others: times with other practitioners who do its service, by start.
    """

    appointment: Appointment
    client: Client
    away: Away
    same: tuple[Slot, ...]
    others: tuple[Slot, ...]


@dataclass(frozen=True, slots=True)
class DealingList:
    """The appointments to be dealt with.

    Attributes:
        visits: the first of them, by start, with other times.
        found: all of them, by start.
    """

    visits: tuple[VisitToMove, ...]
    found: tuple[VisitInAbsence, ...]

    @property
    def total(self) -> int:
        """How many there are."""
        return len(self.found)


async def load(
    tx: Transaction,
    actor: Actor,
    practice: Practice,
    *,
    now: datetime,
    which: AbsenceChoice = EVERY_ABSENCE,
    most: int = MOST,
) -> DealingList:
    """Return the appointments that lie in absences and have to be dealt with.

    Times that are proposed leave the practice's minimum notice. No two appointments have the same
    nearest times, and no time is proposed for two of them unless a month has no other.

    Args:
        tx: any transaction.
        actor: who works it off.
        practice: the practice.
        now: UTC.
        which: the absences that are in view.
        most: how many appointments are returned.

    Raises:
        NotPermitted: if the actor may not read the calendar.
        NotFound: if the practice has no such absence.
    """
    require(actor, Permission.READ_CALENDAR, practice.id)
    found = await absences.ahead(tx, actor, practice, which, now=now)
    some = [one.appointment for one in found[:most]]
    if not some:
        return DealingList((), tuple(found))
    free = await FreeDays.load(tx, practice, some, ahead=DAYS_AFTER, now=now)
    proposals = _Proposals(free, now + practice.minimum_notice)
    visits = []
    for one in found[:most]:
        own = one.appointment.practitioner_id
        others = [who for who in free.working if who != own]
        visits.append(
            VisitToMove(
                one.appointment,
                one.client,
                one.away,
                await proposals.take(one.appointment, [own]),
                await proposals.take(one.appointment, others),
            )
        )
    return DealingList(tuple(visits), tuple(found))


@dataclass(slots=True)
class _Proposals:
    """The times that were proposed for the appointments so far.

    Attributes:
        free: the free times.
        earliest: no time before it, nor at it, is proposed, UTC.
        first: practitioner -> the nearest times of each appointment.
        all: every time that was proposed.
    """

    free: FreeDays
    earliest: datetime
    first: dict[int, list[Slot]] = field(default_factory=dict)
    all: set[Slot] = field(default_factory=set)

    async def take(self, visit: Appointment, whom: Sequence[int]) -> tuple[Slot, ...]:
        """Return times for an appointment; they are proposed for no other one if others are free.

        Args:
            visit: the appointment.
            whom: the practitioners.
        """
        chosen = _Chosen()
        at, zone = visit.starts_at, ZoneInfo(self.free.practice.timezone)
        since, until = max(at - _DAY, self.earliest), at + DAYS_AFTER
        day, last = since.astimezone(zone).date(), until.astimezone(zone).date()
        while day <= last and not chosen.is_enough:
            for slot in await self.free.of(visit, day, whom):
                if since <= slot.starts_at < until and slot.starts_at > self.earliest:
                    chosen.add(slot, at, is_new=self._is_new(slot))
                if chosen.is_enough:
                    break
            day += _DAY
        before, after = chosen.new if any(chosen.new) else chosen.known
        # who cannot come on the day may not be able to come sooner: most times are later
        sooner = before[-1:] if after else before[-OFFERED:]
        proposed = [*sooner, *after[: OFFERED - len(sooner)]]
        for slot in (*sooner[-1:], *after[:1]):
            self.first.setdefault(slot.practitioner_id, []).append(slot)
        self.all.update(proposed)
        return tuple(proposed)

    def _is_new(self, slot: Slot) -> bool:
        theirs = self.first.get(slot.practitioner_id, ())
        return slot not in self.all and not any(_overlap(slot, other) for other in theirs)


@dataclass(frozen=True, slots=True)
class _Chosen:
    """Free times before and after the start of an appointment, by start.

    Attributes:
        new: those that were proposed for no other appointment.
        known: those that were; nobody has taken them yet.
    """

    new: tuple[list[Slot], list[Slot]] = field(default_factory=lambda: ([], []))
    known: tuple[list[Slot], list[Slot]] = field(default_factory=lambda: ([], []))

    def add(self, slot: Slot, at: datetime, *, is_new: bool) -> None:
        (self.new if is_new else self.known)[slot.starts_at >= at].append(slot)

    @property
    def is_enough(self) -> bool:
        return len(self.new[1]) >= OFFERED


def _overlap(one: Slot, other: Slot) -> bool:
    return one.starts_at < other.ends_at and other.starts_at < one.ends_at
