"""Messages waiting to go out: put in, leased, kept, and the next that falls due."""

from collections.abc import Collection, Sequence
from datetime import UTC, datetime, timedelta

from sqlalchemy import (
    Integer,
    bindparam,
    insert,
    or_,
    select,
    tuple_,
    update,
)

from calendar_store.database.connection import Transaction
from calendar_store.database.keys import in_keys, key_params
from calendar_store.database.notify import Topic
from calendar_store.messages import ledger
from calendar_store.messages.message_rows import columns, value
from calendar_store.model.messages import Message
from calendar_store.model.reasons import NO_REASON, Reason
from calendar_store.model.statuses import (
    Channel,
    MessageStatus,
)
from calendar_store.schema import message_history, messages
from calendar_store.schema.columns import is_now

REPLY_PRIORITY = 0
"""A client who has just written is answered before anybody is reminded."""

OFFER_PRIORITY = 1
"""An offer runs out within minutes or hours."""

BOOKED_PRIORITY = 2
REMINDER_PRIORITY = 5
_NEVER = datetime.max.replace(tzinfo=UTC)
_INSERT = insert(messages)
_INSERT_HISTORY = insert(message_history)
_DUE = (
    select(messages.c.practice_id, messages.c.id)
    .where(is_now(messages.c.status, MessageStatus.QUEUED))
    .where(messages.c.carrier == bindparam("b_carrier"), messages.c.channel == Channel.SMS)
    .where(messages.c.not_before <= bindparam("b_now"))
    .where(or_(messages.c.expires_at.is_(None), messages.c.expires_at > bindparam("b_now")))
    .order_by(messages.c.priority, messages.c.expires_at, messages.c.id)
    .limit(bindparam("b_limit", type_=Integer))
    .with_for_update(skip_locked=True)
)
_OF_OTHERS = messages.c.sender.not_in(bindparam("b_over_limit", expanding=True))
_LEASE, _LEASE_OF_OTHERS = (
    update(messages)
    .where(
        tuple_(messages.c.practice_id, messages.c.id).in_(
            # by itself: inside the UPDATE it may be run anew for each row, and find others then
            select(due.cte("due"))
        )
    )
    .values(
        status=MessageStatus.SENDING,
        attempt=messages.c.attempt + 1,
        updated_at=bindparam("b_now"),
        leased_by=bindparam("b_owner"),
        lease_until=bindparam("b_until"),
    )
    .returning(messages)
    for due in (_DUE, _DUE.where(_OF_OTHERS))
)
_RENEW = (
    update(messages)
    .where(in_keys(messages.c.practice_id, messages.c.id))
    .where(is_now(messages.c.status, MessageStatus.SENDING))
    .where(messages.c.leased_by == bindparam("b_owner"))
    .values(lease_until=bindparam("b_until"))
)
_HOLD = (
    select(messages)
    .where(in_keys(messages.c.practice_id, messages.c.id))
    .order_by(messages.c.practice_id, messages.c.id)
    .with_for_update()
)


async def enqueue(tx: Transaction, new: Sequence[Message]) -> None:
    """Put messages into the outbox; they are sent after this transaction's commit.

    Args:
        tx: the transaction of whatever made them necessary.
        new: in status QUEUED (to be sent), PLANNED (to be shown until its channel sends it) or
            SKIPPED (shown with its reason).
    """
    if not new:
        return
    await tx.executemany(_INSERT, [columns(message) for message in new])
    await remember(tx, [(m, m.status, m.reason) for m in new], new[0].created_at)
    tx.notify(Topic.OUTBOX, Topic.CALENDAR)


async def lease(
    tx: Transaction,
    carrier: str,
    *,
    now: datetime,
    limit: int,
    owner: str,
    lasting: timedelta,
    over_limit: Collection[str] = (),
) -> list[Message]:
    """Take messages to send now, and record the attempt.

    Args:
        tx: commit it before sending anything.
        carrier: whose messages.
        now: UTC.
        limit: how many at most.
        owner: name of the process that will send them.
        lasting: after which another process may take them to be lost.
        over_limit: numbers of ours whose messages are left for later.

    Returns:
        Replies first, then in the order of the appointments: after an outage the most urgent go
        out before the others.
    """
    values = {
        "b_carrier": carrier,
        "b_now": now,
        "b_limit": limit,
        "b_owner": owner,
        "b_until": now + lasting,
    }
    statement = _LEASE
    if over_limit:
        statement, values["b_over_limit"] = _LEASE_OF_OTHERS, list(over_limit)
    leased = [value(row) for row in await tx.execute(statement, values)]
    leased.sort(key=lambda m: (m.priority, m.expires_at or _NEVER, m.id))
    await remember(tx, [(m, MessageStatus.SENDING, NO_REASON) for m in leased], now)
    return leased


async def renew(
    tx: Transaction, under_way: Collection[Message], owner: str, until: datetime
) -> None:
    """Keep other processes from taking messages to be lost that are still under way.

    Args:
        tx: the transaction.
        under_way: as they were leased.
        owner: name of the process that sends them.
        until: after which another process may take them to be lost.
    """
    if under_way:
        keys = [(one.practice_id, one.id) for one in under_way]
        await tx.execute(_RENEW, key_params(keys) | {"b_owner": owner, "b_until": until})


async def hold(tx: Transaction, keys: Collection[ledger.Key]) -> dict[ledger.Key, Message]:
    """Keep others from deciding over messages until this transaction ends; return how they stand.

    Two that each record a part of one text would else not see the other's, and neither of them
    that it is whole. Always taken in one order, so that nobody waits for each other.

    Args:
        tx: the transaction; read the ledgers afterwards.
        keys: of the messages.
    """
    if not keys:
        return {}
    found = map(value, await tx.execute(_HOLD, key_params(keys)))
    return {(one.practice_id, one.id): one for one in found}


async def next_due(tx: Transaction, carrier: str, now: datetime) -> datetime | None:
    """Return when the next message of a carrier is due after `now`, None when none waits."""
    statement = (
        select(messages.c.not_before)
        .where(is_now(messages.c.status, MessageStatus.QUEUED), messages.c.carrier == carrier)
        .where(messages.c.not_before > now)
        .order_by(messages.c.not_before)
        .limit(1)
    )
    return (await tx.execute(statement)).scalar_one_or_none()


async def remember(
    tx: Transaction, events: Sequence[tuple[Message, MessageStatus, Reason]], now: datetime
) -> None:
    """Add lines to the history of messages: the status each has come to, and why."""
    rows = [
        {
            "practice_id": message.practice_id,
            "id": tx.ids.new(),
            "message_id": message.id,
            "at": now,
            "status": status,
            "attempt": message.attempt,
            "carrier": message.carrier,
            "reason_code": reason.code,
            "reason_facts": reason.facts_as_json(),
        }
        for message, status, reason in events
    ]
    await tx.executemany(_INSERT_HISTORY, rows)
