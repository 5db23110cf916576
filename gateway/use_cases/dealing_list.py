"""The list of appointments that lie in absences, with other times for each, to be worked off.

Whoever works it off calls a client, and moves the appointment to one of the times, cancels it, or
keeps it; what is dealt with is not listed any more.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from calendar_store.appointments.absent_visits import Away
from calendar_store.database.connection import Transaction
from calendar_store.model.actors import Actor, Permission, require
from calendar_store.model.appointments import Appointment, Slot
from calendar_store.model.clients import Client
from calendar_store.model.practices import Practice
from calendar_store.practices import practitioners
from gateway.use_cases import absences, nearest_times
from gateway.use_cases.absences import EVERY_ABSENCE, AbsenceChoice, VisitInAbsence

OFFERED = 3
"""How many times are proposed with the same practitioner, and with others."""
MOST = 12
"""How many appointments are shown at once; the others follow as these are dealt with."""
_FOUND = 12
"""How many times are found, so that each appointment is proposed one of its own first."""


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

    Times that are proposed leave the practice's minimum notice, and no two appointments have the
    same nearest times.

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
    everybody = await practitioners.all_practitioners(tx, practice.id)
    working = [one.id for one in everybody if one.retired_at is None]
    earliest = now + practice.minimum_notice
    first: list[Slot] = []
    visits = []
    for one in found[:most]:
        own = one.appointment.practitioner_id
        groups = [own], [who for who in working if who != own]
        same, others = [
            await _proposed(tx, practice, one, who, earliest=earliest, first=first)
            for who in groups
        ]
        visits.append(VisitToMove(one.appointment, one.client, one.away, same, others))
    return DealingList(tuple(visits), tuple(found))


async def _proposed(
    tx: Transaction,
    practice: Practice,
    one: VisitInAbsence,
    who: Sequence[int],
    *,
    earliest: datetime,
    first: list[Slot],
) -> tuple[Slot, ...]:
    """Return times for an appointment; the nearest are added to those that are proposed first."""
    if not who:
        return ()
    visit = one.appointment
    both = await nearest_times.before_and_after(
        *(tx, practice, visit, who), now=earliest, number=_FOUND, moving=visit.id
    )
    before, after = (
        [slot for slot in some if not any(_overlap(slot, other) for other in first)]
        for some in both
    )
    # who cannot come on the day may not be able to come sooner: most times are later
    sooner = before[-1:] if after else before[-OFFERED:]
    proposed = [*sooner, *after[: OFFERED - len(sooner)]]
    first += [*sooner[-1:], *after[:1]]
    return tuple(proposed)


def _overlap(one: Slot, other: Slot) -> bool:
    return (
        one.practitioner_id == other.practitioner_id
        and one.starts_at < other.ends_at
        and other.starts_at < one.ends_at
    )
