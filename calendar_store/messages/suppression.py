"""Suppress messages that are not sent yet, after an opt-out, a cancellation or a move."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, FromClause, and_, or_, select

from calendar_store.database.connection import Transaction
from calendar_store.database.keys import in_keys, key_params
from calendar_store.messages import after_visits, combined_reminders
from calendar_store.messages.attempt_outcomes import Outcome, advance
from calendar_store.messages.message_rows import value
from calendar_store.model.messages import Message
from calendar_store.model.reason_codes import ReasonCode
from calendar_store.model.reasons import Reason
from calendar_store.model.statuses import STANDING, Channel, MessageKind, MessageStatus
from calendar_store.schema import appointments, messages, opt_outs, reminders
from calendar_store.schema.columns import is_now

_OF_A_TIME = (MessageKind.REMINDER, MessageKind.BOOKED)
"""Kinds of messages that name an appointment's time; their `expires_at` is its start."""

_SUPPRESSED = (*_OF_A_TIME, MessageKind.CHANGED, MessageKind.ANNOUNCEMENT)
"""Kinds of messages that are not sent any more when the appointment changes again."""

_NOT_SENT = or_(
    is_now(messages.c.status, MessageStatus.QUEUED),
    is_now(messages.c.status, MessageStatus.PLANNED),
)

_TO_RECIPIENTS = (
    select(messages)
    .where(in_keys(messages.c.practice_id, messages.c.channel, messages.c.recipient))
    .where(_NOT_SENT)
    .with_for_update()
)
_BY_IDS = (
    select(messages)
    .where(in_keys(messages.c.practice_id, messages.c.id))
    .where(is_now(messages.c.status, MessageStatus.QUEUED))
    .with_for_update()
)
_ABOUT = (
    select(messages)
    .where(in_keys(messages.c.practice_id, messages.c.appointment_id))
    .where(_NOT_SENT, messages.c.kind.in_(_SUPPRESSED))
    .with_for_update()
)
# a combined message belongs to one appointment; the reminders of the others link to it
_ALSO_ABOUT = (
    select(messages)
    .join(
        reminders,
        and_(
            reminders.c.practice_id == messages.c.practice_id,
            reminders.c.message_id == messages.c.id,
        ),
    )
    .where(in_keys(reminders.c.practice_id, reminders.c.appointment_id))
    .where(_NOT_SENT, messages.c.kind.in_(_SUPPRESSED))
    .with_for_update(of=messages)
)


async def to_recipients(
    tx: Transaction, recipients: Sequence[tuple[int, Channel, str]], reason: Reason, now: datetime
) -> list[Message]:
    """Suppress unsent messages to (practice id, channel, address) `recipients`; return them."""
    if not recipients:
        return []
    rows = await tx.execute(_TO_RECIPIENTS, key_params(recipients))
    held = [value(row) for row in rows]
    await advance(tx, [Outcome(m, MessageStatus.SKIPPED, reason) for m in held], now)
    return held


async def by_ids(
    tx: Transaction, keys: Iterable[tuple[int, int]], reason: Reason, now: datetime
) -> list[Message]:
    """Suppress the (practice id, message id) `keys` that are still queued; return them."""
    wanted = list(keys)
    if not wanted:
        return []
    held = [value(row) for row in await tx.execute(_BY_IDS, key_params(wanted))]
    outcomes = [Outcome(one, MessageStatus.CANCELLED, reason) for one in held]
    return [one.message for one in await advance(tx, outcomes, now)]


async def about_appointments(
    tx: Transaction,
    keys: Iterable[tuple[int, int]],
    reason: Reason,
    now: datetime,
    *,
    by: Channel | None = None,
) -> None:
    """Suppress unsent messages that name the old time of (practice id, appointment id) `keys`.

    A carrier may have been down for hours: a reminder of a time that was cancelled or moved
    meanwhile must not be sent when the carrier comes back. Answers to the client stay queued.

    Args:
        tx: the transaction of the change.
        keys: the appointments.
        reason: why the messages are not sent.
        now: UTC.
        by: suppress messages by this channel alone; None for every channel.
    """
    wanted = list(keys)
    if not wanted:
        return
    found = (await tx.execute(statement, key_params(wanted)) for statement in (_ABOUT, _ALSO_ABOUT))
    held = {(row.practice_id, row.id): value(row) async for rows in found for row in rows}
    outcomes = [
        Outcome(m, MessageStatus.CANCELLED, reason)
        for m in held.values()
        if by is None or m.channel is by
    ]
    moved = await advance(tx, outcomes, now)
    # the other appointments of a combined message get new reminders
    await combined_reminders.plan_anew(tx, [one.message for one in moved], set(wanted), now)


async def recheck_requeued(tx: Transaction, retried: Sequence[Message], now: datetime) -> None:
    """Suppress requeued messages whose client or appointment has changed meanwhile.

    While an attempt was under way the client may have opted out, or the appointment may have been
    cancelled or moved. These changes suppress queued messages only, so the check is repeated here.
    """
    keys = [(message.practice_id, message.id) for message in retried]
    if not keys:
        return
    altered = Reason(ReasonCode.APPOINTMENT_CHANGED)
    outdated = await combined_reminders.outdated(tx, retried, now)
    if outdated:
        # only these: what was written since about the same appointment is right
        rows = await tx.execute(_BY_IDS, key_params([key for key in keys if key[1] in outdated]))
        held = [Outcome(value(row), MessageStatus.CANCELLED, altered) for row in rows]
        moved = await advance(tx, held, now)
        old = {key for one in moved for key in outdated[one.message.id]}
        await combined_reminders.plan_anew(tx, [one.message for one in moved], old, now)
    await after_visits.requeued(tx, keys, now)
    stopped = and_(
        opt_outs.c.practice_id == messages.c.practice_id,
        opt_outs.c.channel == messages.c.channel,
        opt_outs.c.address == messages.c.recipient,
        # the text that confirms a STOP was written at the same moment, and is sent
        opt_outs.c.at > messages.c.created_at,
    )
    changed = and_(
        appointments.c.practice_id == messages.c.practice_id,
        appointments.c.id == messages.c.appointment_id,
        messages.c.kind.in_(_OF_A_TIME),
        or_(
            appointments.c.status.not_in(STANDING),
            appointments.c.starts_at != messages.c.expires_at,
        ),
    )
    checks: list[tuple[FromClause, ColumnElement[bool], MessageStatus, Reason]] = [
        (opt_outs, stopped, MessageStatus.SKIPPED, Reason(ReasonCode.OPTED_OUT)),
        (appointments, changed, MessageStatus.CANCELLED, altered),
    ]
    for joined, on, status, reason in checks:
        statement = (
            select(messages)
            .join(joined, on)
            .where(in_keys(messages.c.practice_id, messages.c.id))
            .where(is_now(messages.c.status, MessageStatus.QUEUED))
        )
        rows = await tx.execute(statement, key_params(keys))
        found = [value(row) for row in rows]
        await advance(tx, [Outcome(m, status, reason) for m in found], now)
