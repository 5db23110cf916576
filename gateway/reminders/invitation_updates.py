"""Mails that carry calendar invitations: when a correction is sent, and who counts as invited.

A correction tells of a change that was made without a conversation by mail: by staff, by web, by
text. It is the only message that tells of a cancellation, and is never left out as a repetition.
"""

from collections.abc import Iterable

from calendar_store.appointments import invitations
from calendar_store.database.connection import Transaction
from calendar_store.model.messages import Message
from calendar_store.model.statuses import (
    STANDING,
    AppointmentStatus,
    Channel,
    MessageKind,
    MessageStatus,
)
from gateway.reminders.due_reminders import DueReminder

_OF_USE = STANDING | {AppointmentStatus.CANCELLED}
_INVITING = frozenset({MessageKind.BOOKED, MessageKind.REMINDER, MessageKind.CHANGED})


def is_update(due: DueReminder) -> bool:
    """Return whether a reminder corrects an invitation."""
    return due.kind is MessageKind.CHANGED


def is_of_use(due: DueReminder) -> bool:
    """Return whether a reminder is of use for the status of its appointment."""
    return due.appointment.status in (_OF_USE if is_update(due) else STANDING)


def asks(due: DueReminder) -> bool:
    """Return whether a reminder asks whether the client comes; a cancellation asks nothing."""
    return due.appointment.status in STANDING


async def mark_invited(tx: Transaction, made: Iterable[tuple[DueReminder, Message]]) -> None:
    """Record which appointments the queued mails invite to.

    Args:
        tx: the transaction that queues the messages.
        made: the reminders that became messages; a text, and a message of several, invites to none.
    """
    about: dict[int, set[tuple[int, int]]] = {}
    for due, message in made:
        if _invites(due, message):
            about.setdefault(message.id, set()).add((message.practice_id, due.appointment.id))
    only = {key for keys in about.values() if len(keys) == 1 for key in keys}
    await invitations.mark_invited(tx, only)


def _invites(due: DueReminder, message: Message) -> bool:
    mail = message.channel is Channel.EMAIL and message.status is MessageStatus.QUEUED
    return mail and message.kind in _INVITING and due.appointment.status in STANDING
