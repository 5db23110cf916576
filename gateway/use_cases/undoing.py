"""Undoes what staff did to an appointment a moment ago: booked, cancelled, moved, marked, kept it.

A page offers it for some seconds after the change, in place of asking "are you sure?". A request
names the version that the change made, so that nothing is undone that somebody changed since. The
client is told again only if a message about the change has left already, or if the change kept
back a message that was promised before it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from calendar_store.appointments import agenda, double_bookings, outside_hours
from calendar_store.appointments.agenda import AppointmentEvent
from calendar_store.database.connection import Transaction
from calendar_store.messages import message_rows, reminders
from calendar_store.model.actors import (
    OF_CLIENTS,
    Actor,
    Permission,
    require,
    require_for,
    require_some,
)
from calendar_store.model.appointments import Appointment, Slot
from calendar_store.model.errors import InvalidInput, SlotTaken
from calendar_store.model.messages import Message, Reminder
from calendar_store.model.practices import Practice
from calendar_store.model.statuses import AppointmentStatus, MessageKind, MessageStatus, StepRule
from calendar_store.model.transitions import (
    cancelled,
    moved,
    not_kept,
    restored,
    unconfirmed,
    unmarked,
)
from calendar_store.practices import hours, practitioners
from gateway.messaging.channel import Channels
from gateway.use_cases import changed_visits
from gateway.use_cases.changed_visits import ChangedVisit

UNDO_WITHIN = timedelta(minutes=5)
"""How long after the change it can be undone; pages offer it for some seconds of that."""
_BEFORE_SENDING = frozenset(
    {MessageStatus.PLANNED, MessageStatus.QUEUED, MessageStatus.SKIPPED, MessageStatus.CANCELLED}
)

_TELLING = frozenset({StepRule.BOOKED, StepRule.CHANGED})
"""Rules of the messages by which clients are told of a booking or a change."""


async def restore(
    tx: Transaction,
    actor: Actor,
    practice: Practice,
    appointment_id: int,
    *,
    version: int,
    channels: Channels,
    now: datetime,
    together: bool = False,
) -> ChangedVisit:
    """Undo a cancellation by staff: the appointment stands as before.

    Args:
        tx: a writing transaction.
        actor: who undoes it.
        practice: the practice.
        appointment_id: the appointment.
        version: of the cancelled appointment.
        channels: the configured channels.
        now: UTC.
        together: as `changed_visits.write_and_tell`.

    Raises:
        NotPermitted: if the actor may not cancel appointments.
        NotFound: if the practice has no such appointment.
        InvalidInput: if it was not cancelled by staff, or too long ago, or has begun.
        Stale: if the appointment has changed since.
        SlotTaken: if somebody else has the time by now.
    """
    require(actor, Permission.CANCEL, practice)
    was = await changed_visits.seen(tx, practice, appointment_id, version)
    events = await _just(tx, practice, was, "cancelled", now)
    await _require_worked(tx, practice, was, events[-1])
    return await changed_visits.write_and_tell(
        *(tx, actor, practice, restored(was, _status(events[:-1]))),
        tell=await _owed(tx, was),
        together=together,
        channels=channels,
        now=now,
    )


async def move_back(
    tx: Transaction,
    actor: Actor,
    practice: Practice,
    appointment_id: int,
    *,
    version: int,
    channels: Channels,
    now: datetime,
    together: bool = False,
) -> ChangedVisit:
    """Undo a move by staff: the appointment has its time, practitioner and status of before.

    Args:
        tx: a writing transaction.
        actor: who undoes it.
        practice: the practice.
        appointment_id: the appointment.
        version: of the moved appointment.
        channels: the configured channels.
        now: UTC.
        together: as `changed_visits.write_and_tell`.

    Raises:
        NotPermitted: if the actor may not move appointments.
        NotFound: if the practice has no such appointment.
        InvalidInput: if it was not moved by staff, or too long ago, or its time before has passed.
        Stale: if the appointment has changed since.
        SlotTaken: if somebody else has the time of before by now.
    """
    require(actor, Permission.MOVE, practice)
    was = await changed_visits.seen(tx, practice, appointment_id, version)
    events = await _just(tx, practice, was, "moved", now)
    last, before = events[-1], events[-2]
    if before.starts_at <= now:
        raise InvalidInput("the time that it had before has passed")
    who = await practitioners.get(tx, practice.id, before.practitioner_id)
    slot = Slot(who.id, who.name, before.starts_at, before.starts_at + was.duration)
    status = _status(events[:-1])
    change = moved(was, slot, status)
    await _require_worked(tx, practice, change.becomes, last)
    over = await double_bookings.overlapping(tx, change.becomes)
    # it was booked over the others before it was moved; whoever came since has the time
    if over and all(one.changed_at < last.at for one in over):
        change = moved(was, slot, status, overbooked=True)
    return await changed_visits.write_and_tell(
        *(tx, actor, practice, change),
        tell=await _owed(tx, was),
        together=together,
        channels=channels,
        now=now,
    )


async def unbook(
    tx: Transaction,
    actor: Actor,
    practice: Practice,
    appointment_id: int,
    *,
    version: int,
    channels: Channels,
    now: datetime,
    together: bool = False,
) -> ChangedVisit:
    """Undo a booking by staff: it is cancelled, and nobody hears of it who was not told.

    Args:
        tx: a writing transaction.
        actor: who undoes it.
        practice: the practice.
        appointment_id: the appointment.
        version: of the appointment as it was booked.
        channels: the configured channels.
        now: UTC.
        together: as `changed_visits.write_and_tell`.

    Raises:
        NotPermitted: if the actor may not cancel appointments.
        NotFound: if the practice has no such appointment.
        InvalidInput: if it was not booked by staff last, or too long ago.
        Stale: if the appointment has changed since.
    """
    require(actor, Permission.CANCEL, practice)
    was = await changed_visits.seen(tx, practice, appointment_id, version)
    events = await agenda.history(tx, practice.id, was.id)
    # somebody who walked in was booked and has arrived
    names = [event.change for event in events if event.change != "arrived"]
    if names != ["booked"] or events[0].by in OF_CLIENTS:
        raise InvalidInput("the appointment was not booked by staff last")
    if now - events[0].at > UNDO_WITHIN:
        raise InvalidInput("it is too late to undo that; cancel the appointment instead")
    left = await _has_left(tx, was)
    return await changed_visits.write_and_tell(
        *(tx, actor, practice, cancelled(was, now)),
        tell=MessageKind.CHANGED if left else None,
        together=together,
        channels=channels,
        now=now,
    )


async def unmark(
    tx: Transaction,
    actor: Actor,
    practice: Practice,
    appointment_id: int,
    *,
    version: int,
    now: datetime,
) -> Appointment:
    """Take back that an appointment was attended or missed.

    Args:
        tx: a writing transaction.
        actor: who undoes it.
        practice: the practice.
        appointment_id: the appointment.
        version: of the marked appointment.
        now: UTC.

    Raises:
        NotPermitted: if the actor may not mark the appointment.
        NotFound: if the practice has no such appointment.
        InvalidInput: if it is not marked.
        Stale: if the appointment has changed since.
    """
    require_some(actor, Permission.MARK, practice)
    was = await changed_visits.seen(tx, practice, appointment_id, version)
    require_for(actor, Permission.MARK, practice.id, was.practitioner_id)
    events = await agenda.history(tx, practice.id, appointment_id)
    return await changed_visits.write(tx, actor, practice, unmarked(was, _status(events)), now)


async def unconfirm(
    tx: Transaction,
    actor: Actor,
    practice: Practice,
    appointment_id: int,
    *,
    version: int,
    now: datetime,
) -> Appointment:
    """Undo that staff confirmed an appointment: its client is asked again as before.

    Args:
        tx: a writing transaction.
        actor: who undoes it.
        practice: the practice.
        appointment_id: the appointment.
        version: of the confirmed appointment.
        now: UTC.

    Raises:
        NotPermitted: if the actor may not mark the appointment.
        NotFound: if the practice has no such appointment.
        InvalidInput: if it was not confirmed by staff last, or too long ago, or has begun.
        Stale: if the appointment has changed since.
    """
    require_some(actor, Permission.MARK, practice)
    was = await changed_visits.seen(tx, practice, appointment_id, version)
    require_for(actor, Permission.MARK, practice.id, was.practitioner_id)
    await _just(tx, practice, was, "confirmed", now)
    return await changed_visits.write(tx, actor, practice, unconfirmed(was), now)


async def unkeep(
    tx: Transaction,
    actor: Actor,
    practice: Practice,
    appointment_id: int,
    *,
    version: int,
    now: datetime,
) -> Appointment:
    """Undo that an appointment was kept in an absence: it has to be dealt with again.

    Args:
        tx: a writing transaction.
        actor: who undoes it.
        practice: the practice.
        appointment_id: the appointment.
        version: of the appointment as it was kept.
        now: UTC.

    Raises:
        NotPermitted: if the actor may not move appointments.
        NotFound: if the practice has no such appointment.
        InvalidInput: if it was not kept by staff last, or too long ago, or has begun.
        Stale: if the appointment has changed since.
    """
    require(actor, Permission.MOVE, practice)
    was = await changed_visits.seen(tx, practice, appointment_id, version)
    await _just(tx, practice, was, "kept", now)
    return await changed_visits.write(tx, actor, practice, not_kept(was), now)


async def _just(
    tx: Transaction, practice: Practice, was: Appointment, name: str, now: datetime
) -> Sequence[AppointmentEvent]:
    """Return an appointment's history if its last change has a name and can be undone."""
    events = await agenda.history(tx, practice.id, was.id)
    last = events[-1] if events else None
    if last is None or last.change != name or last.by in OF_CLIENTS or len(events) < 2:
        raise InvalidInput(f"the appointment was not {name} by staff last")
    if now - last.at > UNDO_WITHIN:
        raise InvalidInput("it is too late to undo that; change the appointment instead")
    if was.starts_at <= now:
        raise InvalidInput("an appointment that has begun is not changed any more")
    return events


async def _require_worked(
    tx: Transaction, practice: Practice, one: Appointment, since: AppointmentEvent
) -> None:
    """Refuse a time that the practitioner has given up since the change."""
    slot = Slot(one.practitioner_id, one.practitioner, one.starts_at, one.ends_at)
    # staff may have booked it outside the hours on purpose: only a later change of hours counts
    changed = await hours.changed_since(tx, practice.id, since.at)
    if changed and not await outside_hours.works(tx, practice, slot):
        raise SlotTaken("the practitioner does not work then any more")


async def _owed(tx: Transaction, was: Appointment) -> MessageKind | None:
    """Return the kind of message that the client needs after an undo; None if none."""
    if await _has_left(tx, was):
        return MessageKind.CHANGED
    planned = await reminders.of_appointments(tx, was.practice_id, [was.id])
    before = [one for one in planned if one.rule in _TELLING and one.version < was.version]
    latest = max((one.version for one in before), default=0)
    kept_back = await _kept_back(tx, was, [one for one in before if one.version == latest])
    if StepRule.CHANGED in kept_back:
        return MessageKind.CHANGED
    return MessageKind.BOOKED if kept_back else None


async def _kept_back(
    tx: Transaction, was: Appointment, promised: Sequence[Reminder]
) -> set[StepRule]:
    """Return the rules of promised messages that were cancelled before anything left."""
    said = await _messages(tx, was, promised)
    cancelled_too = {one.id for one in said if one.status is MessageStatus.CANCELLED}
    return {
        one.rule
        for one in promised
        if one.message_id in cancelled_too
        or (one.message_id is None and one.status is MessageStatus.CANCELLED)
    }


async def _has_left(tx: Transaction, was: Appointment) -> bool:
    """Tell whether a message about the last change may have reached the client."""
    planned = await reminders.of_appointments(tx, was.practice_id, [was.id])
    told_by = [one for one in planned if one.rule in _TELLING and one.version == was.version]
    said = await _messages(tx, was, told_by)
    return any(one.status not in _BEFORE_SENDING for one in said)


async def _messages(
    tx: Transaction, was: Appointment, planned: Sequence[Reminder]
) -> Sequence[Message]:
    """Return the messages made from reminders; one about a series belongs to no appointment."""
    ids = [one.message_id for one in planned if one.message_id is not None]
    return await message_rows.by_ids(tx, was.practice_id, ids) if ids else ()


@dataclass(slots=True)
class _Statuses:
    """The status of an appointment along its history, and what it was before a cancellation."""

    now: AppointmentStatus = AppointmentStatus.BOOKED
    before: AppointmentStatus = AppointmentStatus.BOOKED

    def follow(self, event: AppointmentEvent) -> None:
        by_client = event.by in OF_CLIENTS
        confirmed, booked = AppointmentStatus.CONFIRMED, AppointmentStatus.BOOKED
        match event.change:
            case "confirmed":
                self.now = confirmed
            case "unconfirmed":
                self.now = booked
            case "moved":
                self.now = confirmed if by_client else booked
            case "cancelled":
                self.before = self.now
            case "restored":
                self.now = confirmed if by_client else self.before


def _status(events: Sequence[AppointmentEvent]) -> AppointmentStatus:
    """Return whether an appointment was booked or confirmed after some events."""
    statuses = _Statuses()
    for event in events:
        statuses.follow(event)
    return statuses.now
