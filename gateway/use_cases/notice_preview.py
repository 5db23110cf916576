"""Shows what a client would read of a move or a cancellation by staff, before it is made.

Nothing is written. The words are those that the planner sends: a text, or what a mail says.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from calendar_store.appointments import agenda
from calendar_store.clients import clients
from calendar_store.database.connection import Transaction
from calendar_store.model.actors import Actor, Permission, require
from calendar_store.model.appointments import Appointment, Slot
from calendar_store.model.clients import Client
from calendar_store.model.messages import Message
from calendar_store.model.practices import Practice
from calendar_store.model.statuses import (
    STANDING,
    AppointmentStatus,
    Channel,
    MessageKind,
    MessageStatus,
)
from calendar_store.model.transitions import cancelled, moved
from calendar_store.practices import practices, practitioners
from dialogs.wording.mail_content import MailOccasion
from dialogs.wording.mail_text import mail_text
from dialogs.wording.privacy import nameable
from dialogs.wording.reminders import render_change
from dialogs.wording.rendering import Facts, Overrides
from gateway.messaging.addresses import our_address
from gateway.messaging.phone_words import readable_phone
from gateway.messaging.text_cost import Measure
from gateway.use_cases import (
    changed_visits,
    series,
    series_changes,
    telling,
    telling_together,
)
from gateway.use_cases.series_changes import SeriesMove
from gateway.use_cases.tariff import Tariff
from gateway.use_cases.telling import ClientTold
from gateway.use_cases.telling_together import Happened


@dataclass(frozen=True, slots=True)
class PlannedChange:
    """A change that staff have in mind.

    Attributes:
        appointment_id: the appointment.
        version: of it as the actor saw it.
        starts_at: the new start, aware; None: it is cancelled.
        practitioner_id: the new practitioner; None keeps the practitioner.
        following: whether all that follow in its series change with it.
    """

    appointment_id: int
    version: int
    starts_at: datetime | None = None
    practitioner_id: int | None = None
    following: bool = False


@dataclass(frozen=True, slots=True)
class NoticePreview:
    """What a client would read.

    Attributes:
        was: the appointment as it is.
        client: who comes.
        becomes: the appointments as they would be, by start.
        told: by which channel it goes and when, or why nothing goes.
        measured: the message with its size and cost; None if nothing goes.
    """

    was: Appointment
    client: Client
    becomes: tuple[Appointment, ...]
    told: ClientTold
    measured: Measure | None


async def of_change(
    tx: Transaction,
    actor: Actor,
    practice: Practice,
    asked: PlannedChange,
    *,
    tariff: Tariff,
    now: datetime,
) -> NoticePreview:
    """Return what the client would read of a change.

    Whether the change is possible is not asked here: it is when it is made.

    Args:
        tx: any transaction.
        actor: who would make it.
        practice: the practice.
        asked: the change.
        tariff: the channels with their carriers and prices.
        now: UTC.

    Raises:
        NotPermitted: if the actor may not move, or cancel, appointments.
        NotFound: if the practice has no such appointment or practitioner.
        Stale: if the appointment has changed since the actor saw it.
        InvalidInput: if those that follow cannot be moved at all.
    """
    cancels = asked.starts_at is None
    require(actor, Permission.CANCEL if cancels else Permission.MOVE, practice.id)
    was = await changed_visits.seen(tx, practice, asked.appointment_id, asked.version)
    client = await clients.get(tx, practice.id, was.client_id)
    becomes = await _becomes(tx, actor, practice, was, asked, now=now)
    _, told = await telling.decide(
        *(tx, practice, client, becomes[0]), tell=True, channels=tariff.channels, now=now
    )
    if told.channel is None:
        return NoticePreview(was, client, becomes, told, None)
    templates = (await practices.templates(tx, [practice.id]))[practice.id]
    other = not cancels and await _has_other_hands(tx, practice, becomes)
    text = _text(practice, client, becomes, told, templates, with_whom=other, now=now)
    ours = our_address(tariff.channels, practice, told.channel)
    way = tariff.way(ours, told.address, told.channel)
    size = tariff.measure(text, way.known_price if way else None, told.channel)
    return NoticePreview(was, client, becomes, told, size)


async def _visits(
    tx: Transaction, actor: Actor, practice: Practice, was: Appointment, *, following: bool
) -> list[Appointment]:
    if not following or was.series_id is None:
        return [was]
    found = await series.visits(tx, actor, practice, was.series_id, was.starts_at)
    return [one for one in found if one.status in STANDING] or [was]


async def _becomes(
    tx: Transaction,
    actor: Actor,
    practice: Practice,
    was: Appointment,
    asked: PlannedChange,
    *,
    now: datetime,
) -> tuple[Appointment, ...]:
    if asked.starts_at is None:
        visits = await _visits(tx, actor, practice, was, following=asked.following)
        return tuple(cancelled(one, now).becomes for one in visits)
    if asked.following and was.series_id is not None:
        move = SeriesMove(was.id, was.version, asked.starts_at, asked.practitioner_id)
        planned = await series_changes.preview_move(tx, actor, practice, move, now=now)
        # what is in the way of something keeps its time, or nothing is moved
        free = [one.visit for one in planned if one.conflict is None]
        return tuple(free or [one.visit for one in planned])
    who = await practitioners.get(tx, practice.id, asked.practitioner_id or was.practitioner_id)
    slot = Slot(who.id, who.name, asked.starts_at, asked.starts_at + was.duration)
    return (moved(was, slot, AppointmentStatus.BOOKED).becomes,)


async def _has_other_hands(
    tx: Transaction, practice: Practice, becomes: Sequence[Appointment]
) -> bool:
    """Tell whether a visit has, or has had, another practitioner than it will have."""
    keys = [(practice.id, one.id) for one in becomes]
    before = await agenda.by_ids(tx, keys)
    if any(
        before[key].practitioner_id != one.practitioner_id
        for key, one in zip(keys, becomes, strict=True)
    ):
        return True
    return bool(await agenda.changed_hands(tx, keys))


def _text(
    practice: Practice,
    client: Client,
    becomes: Sequence[Appointment],
    told: ClientTold,
    templates: Overrides,
    *,
    with_whom: bool,
    now: datetime,
) -> str:
    by_mail = told.channel is Channel.EMAIL
    if len(becomes) > 1:
        gone = becomes[0].status not in STANDING
        happened = Happened.CANCELLED if gone else Happened.MOVED
        facts = Facts(practice, client, by_mail=by_mail, with_whom=with_whom)
        own = () if by_mail else templates
        return telling_together.told_text(facts, becomes, happened, own)
    one = becomes[0]
    if not by_mail:
        return render_change(practice, client, one, templates, now=now, with_whom=with_whom)
    return mail_text(
        MailOccasion(
            message=_message(practice, client, one, told, now),
            practice=practice,
            client=client,
            appointment=one,
            service=nameable(one),
            now=now,
            phone=readable_phone(practice.phone, practice.region),
            templates=templates,
        )
    )


def _message(
    practice: Practice, client: Client, one: Appointment, told: ClientTold, now: datetime
) -> Message:
    """Return a message of the kind that tells of a change, for its words."""
    return Message(
        practice_id=practice.id,
        id=0,
        kind=MessageKind.CHANGED,
        channel=Channel.EMAIL,
        sender="",
        recipient=told.address,
        text="",
        status=MessageStatus.PLANNED,
        created_at=now,
        not_before=now,
        expires_at=one.starts_at,
        priority=0,
        client_id=client.id,
        appointment_id=one.id,
    )
