"""Reminders that share one message: one message names several appointments of one mobile number.

The message belongs to one appointment; the reminders of the other appointments link to it. If one
of the appointments changes before the message is sent, the text of the message is wrong. The
message is then suppressed, and the reminders of the other appointments are planned again.
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func, select, update

from calendar_store.database.connection import Transaction
from calendar_store.database.keys import in_keys, key_params
from calendar_store.database.notify import Topic
from calendar_store.messages.reminders import value
from calendar_store.model.messages import Message, Reminder
from calendar_store.model.statuses import STANDING, Channel, MessageStatus, StepRule
from calendar_store.schema import appointment_history as history
from calendar_store.schema import appointments, clients, reminders
from calendar_store.schema.columns import is_now

Key = tuple[int, int]
"""Practice id and appointment id."""

# separate queries from number to clients, appointments and reminders: a number has few of them, a
# practice has many, and for a join the database may choose to read all of the practice's
_CLIENTS = select(clients.c.practice_id, clients.c.id).where(
    in_keys(clients.c.practice_id, clients.c.mobile)
)
_APPOINTMENTS = select(
    appointments.c.practice_id, appointments.c.id, appointments.c.starts_at, appointments.c.status
).where(
    in_keys(appointments.c.practice_id, appointments.c.client_id),
    appointments.c.starts_at > bindparam("b_since"),
)
_REMINDERS = select(reminders).where(in_keys(reminders.c.practice_id, reminders.c.appointment_id))
_SOON = (
    _REMINDERS.where(is_now(reminders.c.status, MessageStatus.PLANNED))
    .where(reminders.c.channel == Channel.SMS)
    .where(reminders.c.due_at > bindparam("b_now"), reminders.c.due_at <= bindparam("b_until"))
    .order_by(reminders.c.due_at, reminders.c.id)
    .with_for_update(skip_locked=True)
)
_LAST_CHANGES = (
    select(
        history.c.practice_id,
        history.c.appointment_id,
        func.max(history.c.version).label("version"),
    )
    .where(in_keys(history.c.practice_id, history.c.appointment_id))
    .where(history.c.change.in_(("moved", "cancelled", "restored")))
    .group_by(history.c.practice_id, history.c.appointment_id)
)
_AGAIN = (
    update(reminders)
    .where(
        reminders.c.practice_id == bindparam("b_practice"),
        reminders.c.appointment_id == bindparam("b_appointment"),
        reminders.c.version == bindparam("b_version"),
        reminders.c.step == bindparam("b_step"),
        is_now(reminders.c.status, MessageStatus.QUEUED),
    )
    .values(status=MessageStatus.PLANNED, message_id=None)
)


async def near(
    tx: Transaction, numbers: Collection[tuple[int, str]], now: datetime, until: datetime
) -> set[Key]:
    """Return the standing appointments of (practice id, mobile) `numbers` that start by `until`."""
    return {
        (row.practice_id, row.id)
        for row in await _appointments(tx, numbers, now)
        if row.status in STANDING and row.starts_at <= until
    }


async def claim_soon(
    tx: Transaction, keys: Collection[Key], now: datetime, until: datetime
) -> list[Reminder]:
    """Lock and return the reminders of appointments that fall due by `until`, earliest first."""
    if not keys:
        return []
    values = key_params(keys) | {"b_now": now, "b_until": until}
    return [value(row) for row in await tx.execute(_SOON, values)]


async def outdated(
    tx: Transaction, queued: Sequence[Message], now: datetime
) -> dict[int, set[Key]]:
    """Return the messages that name appointments as they are no more, each with these.

    A message that tells of a change is outdated by the next change, whoever made it and whoever
    was told: what it says of a cancelled appointment is right. Every other message is outdated if
    its appointment was cancelled or moved after it was written.

    Args:
        tx: the transaction.
        queued: the messages; by their ids in the answer.
        now: UTC.
    """
    found = await _told(tx, queued, now)
    corrected = [_key(one) for one, _ in found if one.rule is StepRule.CHANGED]
    versions = await _last_changes(tx, corrected)
    old: dict[int, set[Key]] = {}
    for one, appointment in found:
        if one.rule is StepRule.CHANGED:
            is_old = versions.get(_key(one), 0) > one.version
        else:
            is_old = appointment.status not in STANDING or appointment.starts_at != one.expires_at
        if is_old and one.message_id is not None:
            old.setdefault(one.message_id, set()).add(_key(one))
    return old


async def _last_changes(tx: Transaction, keys: Collection[Key]) -> dict[Key, int]:
    """Return the version that the last move, cancellation or restoration made, by appointment."""
    if not keys:
        return {}
    return {
        (row.practice_id, row.appointment_id): row.version
        for row in await tx.execute(_LAST_CHANGES, key_params(sorted(set(keys))))
    }


def _key(one: Reminder) -> Key:
    return one.practice_id, one.appointment_id


async def plan_anew(
    tx: Transaction, held: Sequence[Message], but: Collection[Key], now: datetime
) -> None:
    """Plan the reminders of suppressed messages again, for their unchanged appointments.

    Args:
        tx: the transaction.
        held: the suppressed messages.
        but: the appointments that caused the suppression; their reminders are not planned again.
        now: UTC.
    """
    rows = [
        {
            "b_practice": one.practice_id,
            "b_appointment": one.appointment_id,
            "b_version": one.version,
            "b_step": one.step,
        }
        for one, _ in await _told(tx, held, now)
        if (one.practice_id, one.appointment_id) not in but
    ]
    await tx.executemany(_AGAIN, rows)
    if rows:
        tx.notify(Topic.REMINDERS)


async def _told(
    tx: Transaction, said: Sequence[Message], now: datetime
) -> list[tuple[Reminder, Any]]:
    """Return the reminders that became these messages, each with its appointment's row."""
    texts = [message for message in said if message.channel is Channel.SMS]
    numbers = {(message.practice_id, message.recipient) for message in texts}
    # a mail names appointments of one client alone
    mailed = {
        (message.practice_id, message.client_id)
        for message in said
        if message.channel is not Channel.SMS and message.client_id is not None
    }
    rows = await _appointments(tx, numbers, now, mailed)
    known = {(row.practice_id, row.id): row for row in rows}
    if not known:
        return []
    ids = {message.id for message in said}
    found = [value(row) for row in await tx.execute(_REMINDERS, key_params(known))]
    return [
        (one, known[one.practice_id, one.appointment_id]) for one in found if one.message_id in ids
    ]


async def _appointments(
    tx: Transaction,
    numbers: Iterable[tuple[int, str]],
    since: datetime,
    others: Collection[Key] = (),
) -> list[Any]:
    """Return the appointments that start after `since` of who has one of some numbers.

    Args:
        tx: the transaction.
        numbers: (practice id, mobile) pairs.
        since: UTC.
        others: (practice id, client id) of clients whose appointments are wanted too.
    """
    wanted, people = set(numbers), set(others)
    if wanted:
        found = await tx.execute(_CLIENTS, key_params(wanted))
        people |= {(row.practice_id, row.id) for row in found}
    if not people:
        return []
    return list(await tx.execute(_APPOINTMENTS, key_params(sorted(people)) | {"b_since": since}))
