"""Appointments as staff book them, in one writing transaction.

The permission is checked before anything is read, the hours before anything is written. Nobody
changes a practice's hours between that look and the commit.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from calendar_store.appointments import agenda, appointments, slot_search
from calendar_store.clients import clients, consent
from calendar_store.database.connection import Transaction
from calendar_store.model.actors import Actor, Permission, require
from calendar_store.model.appointments import MAX_APPOINTMENT, Appointment, Slot
from calendar_store.model.clients import Client
from calendar_store.model.errors import InvalidInput
from calendar_store.model.practices import Practice, Practitioner, Service
from calendar_store.model.reasons import NO_REASON, Reason
from calendar_store.model.statuses import Channel
from calendar_store.practices import practices, practitioners, services
from gateway.use_cases.errors import PractitionerUnnamed
from gateway.use_cases.unusual_times import (
    CAME_TODAY,
    WALKED_IN,
    require_meant,
    require_permission,
)

USUAL = timedelta(minutes=30)
"""How long an appointment lasts when neither a service nor the request says so."""

_DAY_BEFORE = timedelta(days=1)
DAYS_AFTER = timedelta(days=30)
"""How long after a taken time others are looked for."""
_OFFERED = 3
_WHOLE_DAY = 24 * 60


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
        untold: why no text about it goes to the client; false when one does.
    """

    appointment: Appointment
    client: Client
    untold: Reason


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
    require_permission(actor, Permission.BOOK, practice.id, override=asked.override)
    found = await _found(tx, practice, asked)
    await require_meant(tx, practice, found.slot, now, override=asked.override)
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
        begun=CAME_TODAY if asked.override else WALKED_IN,
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
    require(actor, Permission.BOOK, practice.id)
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


async def _why_untold(tx: Transaction, practice: Practice, client: Client) -> Reason:
    recipient = (practice.id, client.id, Channel.SMS, client.mobile)
    return (await consent.gate(tx, [recipient])).get(recipient, NO_REASON)
