"""Books appointments for staff, in one writing transaction.

The permission is checked before anything is read, the working hours before anything is written. The
hours of the practice are locked from that check to the commit.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from calendar_store.appointments import agenda, appointments
from calendar_store.clients import clients
from calendar_store.database.connection import Transaction
from calendar_store.model import reminder_policy
from calendar_store.model.actors import Actor, Permission, require
from calendar_store.model.appointments import MAX_APPOINTMENT, Appointment, Slot
from calendar_store.model.clients import Client
from calendar_store.model.errors import InvalidInput
from calendar_store.model.practices import Practice, Practitioner, ReminderStep, Service
from calendar_store.model.reason_codes import ReasonCode
from calendar_store.model.reasons import NO_REASON, Reason
from calendar_store.model.statuses import (
    TO_CLIENTS,
    AppointmentStatus,
    Channel,
    MessageKind,
    StepRule,
)
from calendar_store.practices import practices, practitioners, services
from gateway.messaging import reach
from gateway.messaging.channel import Channels
from gateway.use_cases import telling, who_does_what
from gateway.use_cases.errors import PractitionerUnnamed
from gateway.use_cases.nearest_times import USUAL
from gateway.use_cases.telling import UNTOLD, ClientTold
from gateway.use_cases.unusual_times import (
    CAME_TODAY,
    WALKED_IN,
    away_on_purpose,
    require_meant,
    require_permission,
)

_KINDS = {StepRule.BOOKED: MessageKind.BOOKED}


@dataclass(frozen=True, slots=True)
class BookingRequest:
    """A booking as it is requested.

    Attributes:
        client: the client's mobile number or id.
        starts_at: the start, aware.
        practitioner: name or id; None if there is only one practitioner.
        service: name or id; None for no particular service.
        duration: the length; None: the service's, or `USUAL`.
        override: book it outside the hours, in an absence or a block, years ahead, or although it
            began today; this needs a permission of its own.
        overbook: book it although another appointment has the time; this needs a permission of its
            own. It is marked as overbooked if the time is taken.
        tell: whether the client is told of it; None: as the practice's reminders say.
    """

    client: str
    starts_at: datetime
    practitioner: str | None = None
    service: str | None = None
    duration: timedelta | None = None
    override: bool = False
    overbook: bool = False
    tell: bool | None = None


@dataclass(frozen=True, slots=True)
class Booked:
    """A booked appointment.

    Attributes:
        appointment: the appointment.
        client: who comes.
        told_by: the channels by which the client is told about it.
        untold: why the client is not told by `untold_by`; false if they are told by any channel.
        untold_by: the channel that `untold` is about.
        told: what the client is told now, where the request says whether they are.
    """

    appointment: Appointment
    client: Client
    told_by: frozenset[Channel]
    untold: Reason
    untold_by: Channel
    told: ClientTold = UNTOLD


@dataclass(frozen=True, slots=True)
class FoundRequest:
    """A request with its client, practitioner, service and time looked up."""

    client: Client
    practitioner: Practitioner
    service: Service | None
    slot: Slot

    @property
    def duration(self) -> timedelta:
        """Length of the visit, without buffers."""
        return self.slot.ends_at - self.slot.starts_at

    def visit(self, practice_id: int) -> Appointment:
        """Return the appointment as it would stand, with the buffers of its service."""
        none, service = timedelta(0), self.service
        return Appointment(
            *(practice_id, 0, self.client.id, self.practitioner.id),
            *(self.slot.starts_at, self.slot.ends_at, AppointmentStatus.BOOKED, 1),
            practitioner=self.practitioner.name,
            buffer_before=service.buffer_before if service else none,
            buffer_after=service.buffer_after if service else none,
        )


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
        NotPermitted: if the actor may not book, or not with `override` or `overbook`.
        NotFound: if the client, practitioner or service does not exist.
        NeedsOverride: if the time is unusual, and `override` is not set.
        InvalidInput: if the booking is impossible, or the practitioner is not clear.
        SlotTaken: if the practitioner's time is taken; `lost_races.lost_booking`
            says who has it, and finds other times.
    """
    require_may_book(actor, practice, asked)
    found = await find(tx, practice, asked)
    await require_meant(tx, practice, found.slot, now, override=asked.override)
    return await write(tx, actor, practice, asked, found, channels=channels, now=now)


def require_may_book(actor: Actor, practice: Practice, asked: BookingRequest) -> None:
    """Refuse an actor who may not book, or not as the request wants it.

    Raises:
        NotPermitted: if a permission is missing.
    """
    require_permission(actor, Permission.BOOK, practice.id, override=asked.override)
    if asked.overbook:
        require(actor, Permission.OVERBOOK, practice)


async def write(
    tx: Transaction,
    actor: Actor,
    practice: Practice,
    asked: BookingRequest,
    found: FoundRequest,
    *,
    channels: Channels,
    now: datetime,
    begun: timedelta | None = None,
) -> Booked:
    """Book a request that was found and whose time is meant; see `book`.

    Args:
        tx: a writing transaction.
        actor: who books.
        practice: the practice.
        asked: the request.
        found: what `find` returned for it.
        channels: the configured channels.
        now: UTC.
        begun: how long ago it may have begun; None: as for somebody who walks in.
    """
    if begun is None:
        begun = CAME_TODAY if asked.override else WALKED_IN
    steps = await practices.steps(tx, [practice.id])
    said, told = None, UNTOLD
    if asked.tell is not None:
        said, told = await telling.decide(
            *(tx, practice, found.client, found.visit(practice.id)),
            tell=asked.tell,
            channels=channels,
            now=now,
            kind=MessageKind.BOOKED,
        )
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
        begun=begun,
        overbook=asked.overbook,
        kept_in=await away_on_purpose(tx, practice, found.slot) if asked.override else None,
        telling=said,
    )
    booked = await agenda.get(tx, practice.id, made.id)
    service_id = found.service.id if found.service else None
    own = reminder_policy.steps_for(steps[practice.id], service_id, found.practitioner.id)
    reached = await _told(tx, found.client, own, channels)
    return Booked(booked, found.client, *reached, told=told)


async def find(tx: Transaction, practice: Practice, asked: BookingRequest) -> FoundRequest:
    """Return a request with its client, practitioner and service looked up.

    Raises:
        NotFound: if one of them does not exist.
        InvalidInput: if the length is impossible, the practitioner is not clear, or practitioner
            or service cannot be booked.
    """
    service = await services.find(tx, practice.id, asked.service) if asked.service else None
    duration = asked.duration or (service.duration if service else USUAL)
    if not timedelta(0) < duration <= MAX_APPOINTMENT:
        raise InvalidInput("an appointment lasts more than nothing and at most 24 hours")
    client = await clients.find(tx, practice, asked.client)
    who = await _practitioner(tx, practice, asked.practitioner, service)
    await who_does_what.require(tx, practice, who.id, service.id if service else None)
    slot = Slot(who.id, who.name, asked.starts_at, asked.starts_at + duration)
    return FoundRequest(client, who, service, slot)


async def _practitioner(
    tx: Transaction, practice: Practice, wanted: str | None, service: Service | None
) -> Practitioner:
    if wanted is not None:
        return await practitioners.find(tx, practice.id, wanted)
    working = await practitioners.working(tx, practice.id)
    everybody = [one for one in working if service is None or service.is_done_by(one.id)]
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
    known = await reach.load(tx, [(client, TO_CLIENTS)], channels)
    ways = {known.channel_of(client, *one) for one in asked}
    told_by = frozenset(way for way in ways if way is not None)
    # of several reasons the one about texts: most clients are reached by them
    channel, kind = max(asked)
    if told_by:
        return told_by, NO_REASON, channel
    no_way = Reason(ReasonCode.MAIL_NOT_CONFIGURED) if channel is Channel.EMAIL else NO_REASON
    return told_by, known.why_not(client, channel, kind) or no_way, channel
