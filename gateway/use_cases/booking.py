"""Appointments as staff make them: booked, moved, cancelled, marked.

Each is one function in one writing transaction: the permission is checked before anything is read,
the hours before anything is written. Nobody changes a practice's hours between that look and the
commit.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from calendar_store.appointments import agenda, appointments, outside_hours, slot_search
from calendar_store.clients import clients, consent
from calendar_store.database.connection import Transaction
from calendar_store.model.actors import Actor, Permission, require
from calendar_store.model.appointments import MAX_APPOINTMENT, Appointment, Slot
from calendar_store.model.availability import open_spans
from calendar_store.model.clients import Client
from calendar_store.model.errors import InvalidInput, Stale
from calendar_store.model.local_time import staff_time
from calendar_store.model.practices import Practice, Practitioner, Service
from calendar_store.model.statuses import AppointmentStatus, Channel
from calendar_store.model.transitions import Transition, cancelled, marked, moved
from calendar_store.practices import hours, practices, practitioners, services
from gateway.use_cases.errors import AlreadyBegun, OutsideHours, PractitionerUnnamed, TooFarAhead

USUAL = timedelta(minutes=30)
"""How long an appointment lasts when neither a service nor the request says so."""

_WALKED_IN = timedelta(minutes=15)
"""How long ago somebody may have walked in who is entered as a matter of course."""
_CAME_TODAY = timedelta(days=1)
_FAR = timedelta(days=2 * 365)
"""A start further ahead is more likely a slip of the keyboard."""

_DAY_BEFORE = timedelta(days=1)
DAYS_AFTER = timedelta(days=30)
"""How long after a taken time others are looked for."""
_OFFERED = 3
_WHOLE_DAY = 24 * 60
_MARKS = frozenset(
    {AppointmentStatus.CONFIRMED, AppointmentStatus.ATTENDED, AppointmentStatus.NO_SHOW}
)


@dataclass(frozen=True, slots=True)
class BookingRequest:
    """A booking as it is asked for.

    Attributes:
        client: who comes: a mobile number, or an id.
        starts_at: when, aware.
        practitioner: whom to, by name or id; None where there is only one.
        service: what for, by name or id; None for nothing in particular.
        duration: how long; None: as the service, or `USUAL`.
        override: book it outside the hours, years ahead, or although it began today; this takes
            a permission of its own.
    """

    client: str
    starts_at: datetime
    practitioner: str | None = None
    service: str | None = None
    duration: timedelta | None = None
    override: bool = False


@dataclass(frozen=True, slots=True)
class Booked:
    """What a booking came to.

    Attributes:
        untold: why no text about it goes to the client, "" when one does.
    """

    appointment: Appointment
    client: Client
    untold: str


@dataclass(frozen=True, slots=True)
class _Found:
    """A request with everything in it found."""

    client: Client
    practitioner: Practitioner
    service: Service | None
    slot: Slot

    @property
    def duration(self) -> timedelta:
        return self.slot.ends_at - self.slot.starts_at


async def book(
    tx: Transaction, actor: Actor, practice: Practice, asked: BookingRequest, *, now: datetime
) -> Booked:
    """Book an appointment.

    Args:
        tx: a writing transaction.
        actor: who books.
        practice: whose calendar.
        asked: what.
        now: UTC.

    Raises:
        NotPermitted: if they may not, or not with `override`.
        NotFound: if something named does not exist.
        NeedsOverride: if it is unusual, and nothing says that it is meant.
        InvalidInput: if it cannot be, or it is not clear with whom.
        SlotTaken: if the practitioner has somebody then; `nearest_free` finds other times.
    """
    _require(actor, Permission.BOOK, practice, override=asked.override)
    found = await _found(tx, practice, asked)
    await _require_meant(tx, practice, found.slot, now, override=asked.override)
    steps = await practices.steps(tx, [practice.id])
    made = await appointments.book(
        tx,
        practice,
        steps[practice.id],
        client_id=found.client.id,
        practitioner_id=found.practitioner.id,
        starts_at=found.slot.starts_at,
        duration=found.duration,
        now=now,
        by=actor,
        service=found.service,
        begun=_CAME_TODAY if asked.override else _WALKED_IN,
    )
    booked = await agenda.get(tx, practice.id, made.id)
    return Booked(booked, found.client, await _why_untold(tx, practice, found.client))


async def nearest_free(
    tx: Transaction, actor: Actor, practice: Practice, asked: BookingRequest, *, now: datetime
) -> tuple[Practitioner, list[Slot]]:
    """Return the practitioner, and the free times nearest to the one asked for, by start.

    Raises:
        NotPermitted: if the actor may not book.
    """
    _require(actor, Permission.BOOK, practice)
    found = await _found(tx, practice, asked)
    none, at = timedelta(0), asked.starts_at
    service = found.service
    slots: list[Slot] = []
    for since, until, limit in (
        (at - _DAY_BEFORE, at, _WHOLE_DAY),
        (at, at + DAYS_AFTER, _OFFERED),
    ):
        slots += await slot_search.search(
            tx,
            practice,
            practitioner_ids=[found.practitioner.id],
            duration=found.duration,
            buffers=(service.buffer_before, service.buffer_after) if service else (none, none),
            spans=[(since, until)],
            now=now,
            limit=limit,
        )
    nearest = sorted(slots, key=lambda slot: abs(slot.starts_at - at))[:_OFFERED]
    return found.practitioner, sorted(nearest, key=lambda slot: slot.starts_at)


async def move(
    tx: Transaction,
    actor: Actor,
    practice: Practice,
    appointment_id: int,
    starts_at: datetime,
    *,
    version: int,
    now: datetime,
    practitioner_id: int | None = None,
    override: bool = False,
) -> Appointment:
    """Move an appointment; the client is asked anew, and its length stays.

    Args:
        tx: a writing transaction.
        actor: who moves it.
        practice: whose calendar.
        appointment_id: which.
        starts_at: where to, aware.
        version: of the appointment as the actor saw it.
        now: UTC.
        practitioner_id: to another practitioner; None leaves it with the same.
        override: outside the hours, or years ahead; this takes a permission of its own.

    Returns:
        The appointment as it stands now.

    Raises:
        NotPermitted: if they may not, or not with `override`.
        NotFound: if the practice has no such appointment or practitioner.
        NeedsOverride: if it is unusual, and nothing says that it is meant.
        InvalidInput: if it does not stand any more, or has begun.
        Stale: if it has changed since.
        SlotTaken: if somebody else has the time.
    """
    _require(actor, Permission.MOVE, practice, override=override)
    was = await _seen(tx, practice, appointment_id, version)
    if was.starts_at <= now:
        raise InvalidInput("an appointment that has begun is not moved; book another one")
    appointments.require_possible(practice, starts_at, was.duration, now, now)
    who = await practitioners.get(tx, practice.id, practitioner_id or was.practitioner_id)
    slot = Slot(who.id, who.name, starts_at, starts_at + was.duration)
    await _require_meant(tx, practice, slot, now, override=override)
    return await _changed(tx, actor, practice, moved(was, slot, AppointmentStatus.BOOKED), now)


async def cancel(
    tx: Transaction,
    actor: Actor,
    practice: Practice,
    appointment_id: int,
    *,
    version: int,
    now: datetime,
) -> Appointment:
    """Cancel an appointment that has not begun; its time is free again.

    Args:
        tx: a writing transaction.
        actor: who cancels it.
        practice: whose calendar.
        appointment_id: which.
        version: of the appointment as the actor saw it.
        now: UTC.

    Raises:
        NotPermitted: if they may not.
        NotFound: if the practice has no such appointment.
        InvalidInput: if it does not stand any more, or has begun.
        Stale: if it has changed since.
    """
    _require(actor, Permission.CANCEL, practice)
    was = await _seen(tx, practice, appointment_id, version)
    if was.starts_at <= now:
        raise InvalidInput("an appointment that has begun is not cancelled; mark it instead")
    return await _changed(tx, actor, practice, cancelled(was, now), now)


async def mark(
    tx: Transaction,
    actor: Actor,
    practice: Practice,
    appointment_id: int,
    status: AppointmentStatus,
    *,
    version: int,
    now: datetime,
) -> Appointment:
    """Mark an appointment as confirmed, attended or not come to.

    Args:
        tx: a writing transaction.
        actor: who marks it.
        practice: whose calendar.
        appointment_id: which.
        status: CONFIRMED before it begins; ATTENDED or NO_SHOW from then on.
        version: of the appointment as the actor saw it.
        now: UTC.

    Raises:
        NotPermitted: if they may not.
        NotFound: if the practice has no such appointment.
        InvalidInput: if it cannot become so, or not yet, or not any more.
        Stale: if it has changed since.
    """
    _require(actor, Permission.MARK, practice)
    if status not in _MARKS:
        raise InvalidInput(f"an appointment is not marked as {status}")
    was = await _seen(tx, practice, appointment_id, version)
    if (status is AppointmentStatus.CONFIRMED) == (was.starts_at <= now):
        when = "has begun" if was.starts_at <= now else "has not begun yet"
        raise InvalidInput(f"an appointment that {when} is not marked as {status}")
    return await _changed(tx, actor, practice, marked(was, status), now)


def _require(
    actor: Actor, permission: Permission, practice: Practice, *, override: bool = False
) -> None:
    require(actor, permission, practice.id)
    if override:
        require(actor, Permission.BOOK_OUTSIDE_HOURS, practice.id)


async def _found(tx: Transaction, practice: Practice, asked: BookingRequest) -> _Found:
    service = await services.find(tx, practice.id, asked.service) if asked.service else None
    duration = asked.duration or (service.duration if service else USUAL)
    if not timedelta(0) < duration <= MAX_APPOINTMENT:
        raise InvalidInput("an appointment lasts more than nothing and at most 24 hours")
    client = await clients.find(tx, practice, asked.client)
    who = await _practitioner(tx, practice, asked.practitioner)
    slot = Slot(who.id, who.name, asked.starts_at, asked.starts_at + duration)
    return _Found(client, who, service, slot)


async def _practitioner(tx: Transaction, practice: Practice, wanted: str | None) -> Practitioner:
    if wanted is not None:
        return await practitioners.find(tx, practice.id, wanted)
    everybody = await practitioners.all_practitioners(tx, practice.id)
    if len(everybody) != 1:
        raise PractitionerUnnamed(", ".join(one.name for one in everybody))
    return everybody[0]


async def _require_meant(
    tx: Transaction, practice: Practice, slot: Slot, now: datetime, *, override: bool
) -> None:
    """Refuse a time that has passed, is years ahead, or lies outside the hours, unless meant."""
    if override:
        return
    when = staff_time(slot.starts_at, practice.timezone)
    if slot.starts_at - now > _FAR:
        raise TooFarAhead(f"{when} is years ahead")
    if slot.starts_at <= now - _WALKED_IN:
        raise AlreadyBegun(f"{when} has passed")
    await hours.lock(tx, practice.id)
    if await outside_hours.works(tx, practice, slot):
        return
    zone = ZoneInfo(practice.timezone)
    day = slot.starts_at.astimezone(zone).date()
    week, exceptions = await hours.load(tx, practice.id, [slot.practitioner_id], day, day)
    works = ", ".join(
        f"{since.astimezone(zone):%H:%M}-{until.astimezone(zone):%H:%M}"
        for since, until in open_spans(week, exceptions, slot.practitioner_id, day, zone)
    )
    raise OutsideHours(
        f"{slot.practitioner} does not work then; on {day:%a %-d %b %Y}: {works or 'not at all'}"
    )


async def _why_untold(tx: Transaction, practice: Practice, client: Client) -> str:
    recipient = (practice.id, client.id, Channel.SMS, client.mobile)
    return (await consent.gate(tx, [recipient])).get(recipient, "")


async def _seen(
    tx: Transaction, practice: Practice, appointment_id: int, version: int
) -> Appointment:
    """Return an appointment that stands as the actor saw it."""
    was = await agenda.get(tx, practice.id, appointment_id)
    if was.version != version:
        raise Stale("the appointment was changed meanwhile; look at it again")
    return was


async def _changed(
    tx: Transaction, actor: Actor, practice: Practice, change: Transition, now: datetime
) -> Appointment:
    steps = (await practices.steps(tx, [practice.id]))[practice.id]
    await appointments.change(tx, change, (practice, steps), now=now, by=actor)
    return await agenda.get(tx, practice.id, appointment_id=change.was.id)
