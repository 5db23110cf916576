"""Book the visits of a file: thousands at once, by the rules by which one is booked.

What is refused is refused for its visit alone. Visits that have begun get no reminders: there is
nothing to remind of.
"""

from bisect import bisect
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from calendar_store.appointments import appointments, bookable, double_bookings, visit_reminders
from calendar_store.clients import former_clients
from calendar_store.database.bulk import BulkWrite, Values
from calendar_store.database.connection import Transaction
from calendar_store.database.name_locks import hold
from calendar_store.database.notify import Topic
from calendar_store.messages import after_visits
from calendar_store.model.actors import Actor
from calendar_store.model.appointments import Appointment
from calendar_store.model.errors import InvalidInput, SlotTaken
from calendar_store.model.practices import Practice, ReminderStep, Service
from calendar_store.model.reason_codes import ReasonCode
from calendar_store.model.reasons import Reason
from calendar_store.model.statuses import AppointmentStatus
from calendar_store.schema import appointment_history
from calendar_store.schema import appointments as table

MOST = 1000
"""Visits of one transaction: each locks its time until the commit."""
_ZERO = timedelta(0)
_ADD = BulkWrite(
    table,
    (
        *("id", "client_id", "practitioner_id", "service_id", "starts_at", "ends_at"),
        *("busy_from", "busy_until", "status", "version"),
    ),
    same=(
        *("practice_id", "sequence", "invited", "cancelled_by", "overbooked"),
        *("created_at", "updated_at"),
    ),
)
_ADD_HISTORY = BulkWrite(
    appointment_history,
    ("id", "appointment_id", "version", "change", "starts_at", "practitioner_id"),
    same=("practice_id", "at", "by"),
)
_TAKEN = "that time was just given to somebody else"


@dataclass(frozen=True, slots=True)
class WantedVisit:
    """A visit that is to be booked.

    Attributes:
        client_id: the client.
        practitioner_id: the practitioner.
        starts_at: start, UTC.
        duration: length, without the buffers of the service.
        service: the service; None for none.
        status: BOOKED, or what became of it by now.
    """

    client_id: int
    practitioner_id: int
    starts_at: datetime
    duration: timedelta
    service: Service | None
    status: AppointmentStatus


async def book(
    tx: Transaction,
    practice: Practice,
    steps: Sequence[ReminderStep],
    wanted: Sequence[WantedVisit],
    *,
    begun: timedelta,
    now: datetime,
    by: Actor,
) -> list[Appointment | str]:
    """Book visits and plan their reminders; nobody is told.

    Args:
        tx: a writing transaction.
        practice: the practice.
        steps: the practice's reminder policy.
        wanted: the visits, at most `MOST`; of two at one time, the first is booked.
        begun: how long ago the start may be.
        now: UTC.
        by: the actor, for the history.

    Returns:
        In the order of `wanted`, the appointment, or why it is refused.

    Raises:
        SlotTaken: if another transaction has taken one of the times meanwhile; nothing is booked.
    """
    found: list[Appointment | str] = [
        _possible(practice, one, begun, now) or _appointment(tx, practice, one) for one in wanted
    ]
    await _refuse_retired(tx, found)
    standing = [one for one in found if isinstance(one, Appointment)]
    ahead = (one for one in standing if one.starts_at > now)
    await hold(tx, (f"time {a.practitioner_id} {a.starts_at.timestamp()}" for a in ahead))
    await _refuse_taken(tx, practice, found)
    booked = [one for one in found if isinstance(one, Appointment)]
    await _add(tx, practice, booked, now, by)
    clients = {one.client_id for one in booked}
    await former_clients.welcome_many(tx, practice.id, clients, by=by, now=now)
    comes = Reason(ReasonCode.FOLLOWED_BY_VISIT)
    await after_visits.hold_back_of(tx, [(practice.id, one) for one in clients], comes, now)
    to_come = [one for one in booked if one.starts_at > now]
    await visit_reminders.plan_booked(tx, practice, steps, to_come, now)
    if booked:
        tx.notify(Topic.CALENDAR)
    return found


def _possible(practice: Practice, one: WantedVisit, begun: timedelta, now: datetime) -> str:
    """Return why nothing can be booked at a time by anybody; "" where it can."""
    try:
        appointments.require_possible(practice, one.starts_at, one.duration, now - begun, now)
    except InvalidInput as error:
        return str(error)
    return ""


def _appointment(tx: Transaction, practice: Practice, one: WantedVisit) -> Appointment:
    service = one.service
    is_marked = one.status is not AppointmentStatus.BOOKED
    return Appointment(
        practice_id=practice.id,
        id=tx.ids.new(),
        client_id=one.client_id,
        practitioner_id=one.practitioner_id,
        starts_at=one.starts_at,
        ends_at=one.starts_at + one.duration,
        status=one.status,
        version=2 if is_marked else 1,
        service_id=service.id if service else None,
        service=service.name if service else "",
        safe_to_name=service.safe_to_name if service else False,
        buffer_before=service.buffer_before if service else _ZERO,
        buffer_after=service.buffer_after if service else _ZERO,
    )


async def _refuse_retired(tx: Transaction, found: list[Appointment | str]) -> None:
    kinds = {
        (one.practitioner_id, one.service_id): one for one in found if isinstance(one, Appointment)
    }
    wanted = [bookable.WantedService.of(one, booked=False) for one in kinds.values()]
    said = await bookable.why_not(tx, wanted, lock=True) if wanted else []
    faults = dict(zip(kinds, said, strict=True))
    for place, one in enumerate(found):
        if isinstance(one, Appointment):
            found[place] = faults[one.practitioner_id, one.service_id] or one


async def _refuse_taken(
    tx: Transaction, practice: Practice, found: list[Appointment | str]
) -> None:
    """Refuse what has the time of somebody who is booked, or of a visit before it."""
    places = [place for place, one in enumerate(found) if isinstance(one, Appointment)]
    asked = [one for one in found if isinstance(one, Appointment)]
    spans = [(one.practitioner_id, one.busy_from, one.busy_until) for one in asked]
    taken = await double_bookings.taken(tx, practice.id, spans)
    busy: dict[int, list[tuple[datetime, datetime]]] = {}
    for number, (place, (who, since, until)) in enumerate(zip(places, spans, strict=True)):
        theirs = busy.setdefault(who, [])
        at = bisect(theirs, (since, until))
        overlaps = (at > 0 and theirs[at - 1][1] > since) or (
            at < len(theirs) and theirs[at][0] < until
        )
        if number in taken or overlaps:
            found[place] = str(SlotTaken(_TAKEN))
        else:
            theirs.insert(at, (since, until))


async def _add(
    tx: Transaction, practice: Practice, booked: Sequence[Appointment], now: datetime, by: Actor
) -> None:
    values: Values = {
        "id": [one.id for one in booked],
        "client_id": [one.client_id for one in booked],
        "practitioner_id": [one.practitioner_id for one in booked],
        "service_id": [one.service_id for one in booked],
        "starts_at": [one.starts_at for one in booked],
        "ends_at": [one.ends_at for one in booked],
        "busy_from": [one.busy_from for one in booked],
        "busy_until": [one.busy_until for one in booked],
        "status": [one.status.value for one in booked],
        "version": [one.version for one in booked],
    }
    same = {"practice_id": practice.id, "sequence": 0, "invited": False, "cancelled_by": ""}
    same |= {"overbooked": False, "created_at": now, "updated_at": now}
    await _ADD.run(tx, values, same)
    told = [(one, 1, "booked") for one in booked]
    told += [(one, 2, one.status.value) for one in booked if one.version > 1]
    history: Values = {
        "id": tx.ids.several(len(told)),
        "appointment_id": [one.id for one, *_ in told],
        "version": [version for _, version, _ in told],
        "change": [name for *_, name in told],
        "starts_at": [one.starts_at for one, *_ in told],
        "practitioner_id": [one.practitioner_id for one, *_ in told],
    }
    await _ADD_HISTORY.run(tx, history, {"practice_id": practice.id, "at": now, "by": by.label})
