"""Lets staff choose whether a client is told, once they have made a change, while it can be undone.

A change by dragging tells the client; who dragged says within seconds that nothing is said.
"""

from dataclasses import dataclass
from datetime import datetime

from calendar_store.appointments import agenda
from calendar_store.database.connection import Transaction
from calendar_store.messages import reminders, told_or_not
from calendar_store.model.actors import OF_CLIENTS, Actor, Permission, require
from calendar_store.model.errors import InvalidInput
from calendar_store.model.practices import Practice
from calendar_store.model.statuses import Channel, MessageStatus, StepRule
from calendar_store.model.telling import UNDO_TIME
from gateway.use_cases import changed_visits
from gateway.use_cases.undoing import UNDO_WITHIN

_CHANGES = frozenset({"booked", "moved", "cancelled"})
_RULES = frozenset({StepRule.BOOKED, StepRule.CHANGED})


@dataclass(frozen=True, slots=True)
class ChosenTelling:
    """What was chosen.

    Attributes:
        change: name of the change: "booked", "moved" or "cancelled".
        channel: by which the client is told; None if not at all.
    """

    change: str
    channel: Channel | None


async def choose(
    tx: Transaction,
    actor: Actor,
    practice: Practice,
    appointment_id: int,
    *,
    version: int,
    tell: bool,
    now: datetime,
) -> ChosenTelling:
    """Leave the message about a change by staff unsaid, or say it after all.

    Args:
        tx: a writing transaction.
        actor: who chooses.
        practice: the practice.
        appointment_id: the appointment.
        version: of the appointment as the change left it.
        tell: whether the client is told; True takes back that they are not.
        now: UTC.

    Raises:
        NotPermitted: if the actor may not move appointments.
        NotFound: if the practice has no such appointment.
        InvalidInput: if the last change is no such change by staff, or too long ago, or the message
            has left, or there is none.
        Stale: if the appointment has changed since.
    """
    require(actor, Permission.MOVE, practice)
    was = await changed_visits.seen(tx, practice, appointment_id, version)
    events = await agenda.history(tx, practice.id, was.id)
    last = events[-1] if events else None
    if last is None or last.change not in _CHANGES or last.by in OF_CLIENTS:
        raise InvalidInput("staff have changed nothing last of which the client is told")
    if now - last.at > UNDO_WITHIN:
        raise InvalidInput("it is too late to choose that; write to the client instead")
    if tell and not await told_or_not.say(tx, was, now + UNDO_TIME):
        raise InvalidInput("there is no message that was left out")
    if not tell and not await told_or_not.leave_out(tx, was):
        raise InvalidInput("the message has left already")
    planned = await reminders.of_appointments(tx, practice.id, [was.id])
    waiting = [
        one.channel
        for one in planned
        if one.rule in _RULES and one.version == was.version and one.status is MessageStatus.PLANNED
    ]
    return ChosenTelling(last.change, waiting[0] if waiting else None)
