"""Says why a time cannot be taken: somebody has it, nobody works, it is blocked or skipped.

For series, where all times are looked at before the first is taken.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from calendar_store.appointments import absent_visits, agenda, double_bookings, outside_hours
from calendar_store.appointments.absent_visits import Absences, Away
from calendar_store.appointments.appointments import MAX_AHEAD
from calendar_store.clients import clients
from calendar_store.database.connection import Transaction
from calendar_store.model.appointments import Appointment, CalendarBlock, Slot
from calendar_store.model.clients import Client
from calendar_store.model.practices import Practice


class ConflictKind(StrEnum):
    """Why a time cannot be taken.

    CLOSED: the practice has a holiday or other hours. ABSENT: the practitioner has. OUTSIDE: nobody
    works then by the weekly hours. SKIPPED: the clocks skip the local time on that day.
    """

    TAKEN = "taken"
    CLOSED = "closed"
    ABSENT = "absent"
    BLOCKED = "blocked"
    OUTSIDE = "outside"
    SKIPPED = "skipped"
    PAST = "past"
    TOO_FAR = "too_far"


@dataclass(frozen=True, slots=True)
class TimeConflict:
    """Why a time cannot be taken.

    Attributes:
        kind: why.
        taken_by: with TAKEN, the appointment that has the time.
        client: with TAKEN, who comes to it.
        reason: with CLOSED, ABSENT and BLOCKED, the reason that was entered; "" for none.
    """

    kind: ConflictKind
    taken_by: Appointment | None = None
    client: Client | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class WantedTime:
    """A time that is wanted.

    Attributes:
        visit: the appointment as it would stand, buffers included.
        skipped: whether the clocks skip the local time that was meant.
    """

    visit: Appointment
    skipped: bool = False


async def of_each(
    tx: Transaction,
    practice: Practice,
    wanted: Sequence[WantedTime],
    *,
    now: datetime,
    override: bool = False,
    overbook: bool = False,
    leaving: Collection[int] = (),
) -> list[TimeConflict | None]:
    """Return why each of some times cannot be taken; None where it can be.

    Args:
        tx: the transaction that takes the times, or any.
        practice: the practice.
        wanted: the times.
        now: UTC.
        override: whether times outside the hours, in absences and blocks are meant.
        overbook: whether times that others have are meant.
        leaving: ids of appointments that will have left their times by then.
    """
    absences = await absent_visits.load(tx, practice, [one.visit for one in wanted])
    found = []
    for one in wanted:
        conflict = _of_calendar(one, now)
        if conflict is None and not override:
            conflict = await _of_hours(tx, practice, one, absences)
        if conflict is None and not overbook:
            conflict = await _taken(tx, one.visit, leaving)
        found.append(conflict)
    return found


def _of_calendar(one: WantedTime, now: datetime) -> TimeConflict | None:
    if one.visit.starts_at <= now:
        return TimeConflict(ConflictKind.PAST)
    if one.visit.starts_at - now > MAX_AHEAD:
        return TimeConflict(ConflictKind.TOO_FAR)
    return None


async def _of_hours(
    tx: Transaction, practice: Practice, one: WantedTime, absences: Absences
) -> TimeConflict | None:
    if one.skipped:
        return TimeConflict(ConflictKind.SKIPPED)
    away = absences.of(one.visit)
    if away:
        return TimeConflict(_kind(away[0]), reason=away[0].reason)
    visit = one.visit
    slot = Slot(visit.practitioner_id, visit.practitioner, visit.starts_at, visit.ends_at)
    works = await outside_hours.works(tx, practice, slot)
    return None if works else TimeConflict(ConflictKind.OUTSIDE)


def _kind(away: Away) -> ConflictKind:
    if isinstance(away, CalendarBlock):
        return ConflictKind.BLOCKED
    return ConflictKind.CLOSED if away.practitioner_id is None else ConflictKind.ABSENT


async def _taken(
    tx: Transaction, visit: Appointment, leaving: Collection[int]
) -> TimeConflict | None:
    over = await double_bookings.overlapping(tx, visit)
    there = [one.appointment_id for one in over if one.appointment_id not in leaving]
    if not there:
        return None
    other = await agenda.get(tx, visit.practice_id, there[0])
    client = await clients.get(tx, visit.practice_id, other.client_id)
    return TimeConflict(ConflictKind.TAKEN, other, client)
