"""Texts about appointments, and changes of appointments, of a whole batch.

Whether a text or a change has told a client anything is decided by the caller, from the rows.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, bindparam, select

from calendar_store.database.connection import Transaction
from calendar_store.database.keys import in_keys, key_params
from calendar_store.model.statuses import Channel, MessageKind, MessageStatus
from calendar_store.schema import appointment_history as history
from calendar_store.schema import messages, reminders
from calendar_store.schema.columns import Instant

Key = tuple[int, int]
"""Practice id and appointment id."""

_REMINDERS = (
    select(
        *(reminders.c.practice_id, reminders.c.appointment_id, reminders.c.expires_at),
        *(messages.c.status, messages.c.created_at, messages.c.not_before, messages.c.attempt),
        messages.c.channel,
    )
    .join(
        messages,
        and_(
            messages.c.practice_id == reminders.c.practice_id,
            messages.c.id == reminders.c.message_id,
        ),
    )
    .where(in_keys(reminders.c.practice_id, reminders.c.appointment_id))
)
_CHANGES = (
    select(
        *(history.c.practice_id, history.c.appointment_id, history.c.change, history.c.by),
        *(history.c.starts_at, history.c.at),
    )
    .where(in_keys(history.c.practice_id, history.c.appointment_id))
    .where(history.c.at >= bindparam("b_since", type_=Instant))
)
_ANSWERS = (
    select(
        *(messages.c.practice_id, messages.c.appointment_id, messages.c.created_at),
        *(messages.c.status, messages.c.text),
    )
    .where(in_keys(messages.c.practice_id, messages.c.appointment_id))
    .where(messages.c.kind.in_((MessageKind.REPLY, MessageKind.STAFF)))
    .where(messages.c.created_at >= bindparam("b_since", type_=Instant))
)


@dataclass(frozen=True, slots=True)
class ReminderText:
    """A text made from a reminder.

    Attributes:
        key: the appointment.
        starts_at: start of the appointment that the text states, UTC.
        status: what has become of the text.
        written_at: when the text was written, UTC.
        not_before: the earliest time to send the text, UTC.
        tried: whether the text was given to a carrier at least once.
        channel: the channel of the text.
    """

    key: Key
    starts_at: datetime
    status: MessageStatus
    written_at: datetime
    not_before: datetime
    tried: bool
    channel: Channel = Channel.SMS


@dataclass(frozen=True, slots=True)
class RecordedChange:
    """An entry of an appointment's history.

    Attributes:
        key: the appointment.
        change: the name of the change.
        by: the label of the actor.
        starts_at: start of the appointment after the change, UTC.
        at: time of the change, UTC.
    """

    key: Key
    change: str
    by: str
    starts_at: datetime
    at: datetime


@dataclass(frozen=True, slots=True)
class AnswerText:
    """A text about an appointment that the service or staff wrote to answer a client.

    Attributes:
        key: the appointment.
        status: what has become of the text.
        written_at: when the text was written, UTC.
        text: the text.
    """

    key: Key
    status: MessageStatus
    written_at: datetime
    text: str


async def of_reminders(tx: Transaction, keys: Collection[Key]) -> list[ReminderText]:
    """Return the texts made from reminders of appointments."""
    if not keys:
        return []
    return [
        ReminderText(
            (row.practice_id, row.appointment_id),
            row.expires_at,
            MessageStatus(row.status),
            row.created_at,
            row.not_before,
            tried=bool(row.attempt),
            channel=Channel(row.channel),
        )
        for row in await tx.execute(_REMINDERS, key_params(keys))
    ]


async def changes(tx: Transaction, keys: Collection[Key], since: datetime) -> list[RecordedChange]:
    """Return the changes of appointments at or after `since`, UTC."""
    if not keys:
        return []
    return [
        RecordedChange(
            (row.practice_id, row.appointment_id), row.change, row.by, row.starts_at, row.at
        )
        for row in await tx.execute(_CHANGES, key_params(keys) | {"b_since": since})
    ]


async def answers(tx: Transaction, keys: Collection[Key], since: datetime) -> list[AnswerText]:
    """Return answers about appointments written at or after `since`, UTC."""
    if not keys:
        return []
    return [
        AnswerText(
            (row.practice_id, row.appointment_id),
            MessageStatus(row.status),
            row.created_at,
            row.text,
        )
        for row in await tx.execute(_ANSWERS, key_params(keys) | {"b_since": since})
    ]
