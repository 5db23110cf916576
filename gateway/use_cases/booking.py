"""Books appointments for staff, in one writing transaction.

The permission is checked before anything is read, the working hours before anything is written. The
hours of the practice are locked from that check to the commit.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from calendar_store.appointments import agenda, appointments, slot_search
from calendar_store.clients import clients
from calendar_store.database.connection import Transaction
from calendar_store.model.actors import Actor, Permission, require
from calendar_store.model.appointments import MAX_APPOINTMENT, Appointment, Slot
from calendar_store.model.clients import Client
from calendar_store.model.errors import InvalidInput
from calendar_store.model.practices import Practice, Practitioner, ReminderStep, Service
from calendar_store.model.reason_codes import ReasonCode
from calendar_store.model.reasons import NO_REASON, Reason
from calendar_store.model.statuses import Channel, MessageKind, StepRule
from calendar_store.practices import practices, practitioners, services
from gateway.messaging import reach
from gateway.messaging.channel import Channels
from gateway.use_cases.errors import PractitionerUnnamed
from gateway.use_cases.unusual_times import (
    CAME_TODAY,
    WALKED_IN,
    require_meant,
    require_permission,
)

USUAL = timedelta(minutes=30)
"""Length of an appointment when neither a service nor the request gives one."""

_DAY_BEFORE = timedelta(days=1)
DAYS_AFTER = timedelta(days=30)
"""How far after a taken time other times are searched."""
_OFFERED = 3
_KINDS = {StepRule.BOOKED: MessageKind.BOOKED}
_WHOLE_DAY = 24 * 60


@dataclass(frozen=True, slots=True)
class BookingRequest:
    """A booking as it is requested.

    Attributes:
        client: the client's mobile number or id.
        starts_at: the start, aware.
        practitioner: name or id; None if there is only one practitioner.
        service: name or id; None for no particular service.
        duration: the length; None: the service's, or `USUAL`.
        override: book it outside the hours, years ahead, or although it began today; this needs
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
    """A booked appointment.

    Attributes:
        told_by: the channels by which the client is told about it.
        untold: why the client is not told by `untold_by`; false if they are told by any channel.
        untold_by: the channel that `untold` is about.
    """

    appointment: Appointment
    client: Client
    told_by: frozenset[Channel]
    untold: Reason
    untold_by: Channel


@dataclass(frozen=True, slots=True)
class _Found:
    """A request with its client, practitioner, service and time looked up."""

    client: Client
    practitioner: Practitioner
    service: Service | None
    slot: Slot

    @property
    def duration(self) -> timedelta:
        return self.slot.ends_at - self.slot.starts_at


async def book(
    tx: Transaction,
    actor: Actor,
    practice: Practice,
    asked: BookingRequest,
    *,
    channels: Channels,
    now: datetime,
) -> Booked:
    """Book an appointment.

    Args:
        tx: a writing transaction.
        actor: who books.
        practice: the practice.
        asked: the request.
        channels: the configured channels.
        now: UTC.

    Raises:
        NotPermitted: if the actor may not book, or not with `override`.
        NotFound: if the client, practitioner or service does not exist.
        NeedsOverride: if the time is unusual, and `override` is not set.
        InvalidInput: if the booking is impossible, or the practitioner is not clear.
        SlotTaken: if the practitioner's time is taken; `nearest_free` finds other times.
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
    return Booked(
        booked, found.client, *await _told(tx, found.client, steps[practice.id], channels)
    )


async def nearest_free(
    tx: Transaction, actor: Actor, practice: Practice, asked: BookingRequest, *, now: datetime
) -> tuple[Practitioner, list[Slot]]:
    """Return the practitioner and the free times nearest to the requested one, by start.

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


async def _told(
    tx: Transaction, client: Client, steps: Sequence[ReminderStep], channels: Channels
) -> tuple[frozenset[Channel], Reason, Channel]:
    """Return the channels by which a client is told of an appointment, and why not by another."""
    asked = {(step.channel, _KINDS.get(step.rule, MessageKind.REMINDER)) for step in steps}
    # a practice without steps answers by text
    asked = asked or {(Channel.SMS, MessageKind.REMINDER)}
    known = await reach.load(tx, [(client, tuple(Channel))], channels)
    ways = {known.channel_of(client, *one) for one in asked}
    told_by = frozenset(way for way in ways if way is not None)
    # of several reasons the one about texts: most clients are reached by them
    channel, kind = max(asked)
    if told_by:
        return told_by, NO_REASON, channel
    no_way = Reason(ReasonCode.MAIL_NOT_CONFIGURED) if channel is Channel.EMAIL else NO_REASON
    return told_by, known.why_not(client, channel, kind) or no_way, channel
