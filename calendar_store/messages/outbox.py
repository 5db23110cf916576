"""The outbox: add messages, lease them for sending, renew leases, find the next due message."""

import re
from collections.abc import Collection, Sequence
from datetime import UTC, datetime, timedelta

from sqlalchemy import (
    Integer,
    and_,
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
from calendar_store.messages import ledger, suspended
from calendar_store.messages.message_rows import columns, value
from calendar_store.model.messages import Message
from calendar_store.model.reasons import NO_REASON, Reason
from calendar_store.model.statuses import MessageStatus
from calendar_store.schema import message_history, messages
from calendar_store.schema.columns import is_now

REPLY_PRIORITY = 0
"""Replies come before reminders: the client has just written and waits for the answer."""

OFFER_PRIORITY = 1
"""Offers come before reminders: an offer expires within minutes or hours."""

BOOKED_PRIORITY = 2
REMINDER_PRIORITY = 5
_NEVER = datetime.max.replace(tzinfo=UTC)
_INSERT = insert(messages)
_INSERT_HISTORY = insert(message_history)
_DUE = (
    select(messages.c.practice_id, messages.c.id)
    .where(is_now(messages.c.status, MessageStatus.QUEUED))
    .where(messages.c.carrier == bindparam("b_carrier"))
    .where(messages.c.not_before <= bindparam("b_now"))
    .where(or_(messages.c.expires_at.is_(None), messages.c.expires_at > bindparam("b_now")))
    .order_by(messages.c.priority, messages.c.expires_at, messages.c.id)
    .limit(bindparam("b_limit", type_=Integer))
    .with_for_update(skip_locked=True)
)
_OF_OTHERS = messages.c.sender.not_in(bindparam("b_over_limit", expanding=True))
MOST_DOMAINS = 8
"""Most domains whose messages a lease leaves out."""
_WILD, _LITERAL = re.compile(r"[\\%_]"), r"\\\g<0>"
"""Characters with a meaning in LIKE, and how each is written for itself."""
_TO_OTHERS = and_(
    *(
        messages.c.recipient.not_like(bindparam(f"b_domain_{n}"), escape="\\")
        for n in range(MOST_DOMAINS)
    )
)
_LEASE, _LEASE_OF_OTHERS, _LEASE_TO_OTHERS = (
    update(messages)
    .where(
        tuple_(messages.c.practice_id, messages.c.id).in_(
            # as a CTE: inside the UPDATE the query may run again for each row, with other results
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
    for due in (_DUE, _DUE.where(_OF_OTHERS), _DUE.where(_TO_OTHERS))
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
        tx: the transaction of the change that the messages report.
        new: messages with status QUEUED (to be sent), PLANNED (shown until the channel sends
            them) or SKIPPED (shown with their reason). Those of practices that are suspended are
            shown as cancelled.
    """
    if not new:
        return
    new = await suspended.stopped(tx, new)
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
    crowded: Sequence[str] = (),
) -> list[Message]:
    """Lease messages for sending now, and record the attempt.

    Args:
        tx: the transaction; commit it before sending anything.
        carrier: name of the carrier; it tells the channel too, since no two have one name.
        now: UTC.
        limit: most messages to lease.
        owner: name of the process that sends the messages.
        lasting: duration of the lease; afterwards another process may treat the messages as lost.
        over_limit: our numbers that have reached a limit; their messages stay queued.
        crowded: domains of recipients that take mails slowly; messages to the first MOST_DOMAINS
            of them stay queued. Not together with `over_limit`.

    Returns:
        Replies first, then in the order of the appointments, so that after an outage the most
        urgent messages are sent first.
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
    elif crowded:
        ends = [f"%@{_WILD.sub(_LITERAL, domain)}" for domain in crowded[:MOST_DOMAINS]]
        ends += [""] * (MOST_DOMAINS - len(ends))  # no address is like nothing
        statement = _LEASE_TO_OTHERS
        values |= {f"b_domain_{n}": end for n, end in enumerate(ends)}
    leased = [value(row) for row in await tx.execute(statement, values)]
    leased.sort(key=lambda m: (m.priority, m.expires_at or _NEVER, m.id))
    await remember(tx, [(m, MessageStatus.SENDING, NO_REASON) for m in leased], now)
    return leased


async def renew(
    tx: Transaction, under_way: Collection[Message], owner: str, until: datetime
) -> None:
    """Renew the leases of messages that are still being sent.

    Args:
        tx: the transaction.
        under_way: the messages as they were leased.
        owner: name of the process that sends the messages.
        until: new end of the lease, UTC; afterwards another process may treat the messages as
            lost.
    """
    if under_way:
        keys = [(one.practice_id, one.id) for one in under_way]
        await tx.execute(_RENEW, key_params(keys) | {"b_owner": owner, "b_until": until})


async def hold(tx: Transaction, keys: Collection[ledger.Key]) -> dict[ledger.Key, Message]:
    """Lock messages until this transaction ends, and return them as they are now.

    Without the lock, two transactions that each record one part of a text do not see each other's
    part, and neither finds the text complete. The rows are always locked in the same order, which
    avoids deadlocks.

    Args:
        tx: the transaction; read the ledgers after this call.
        keys: (practice id, message id) of the messages.
    """
    if not keys:
        return {}
    found = map(value, await tx.execute(_HOLD, key_params(keys)))
    return {(one.practice_id, one.id): one for one in found}


async def next_due(tx: Transaction, carrier: str, now: datetime) -> datetime | None:
    """Return when a carrier's next message falls due after `now`; None if there is none."""
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
    """Add events to the history of messages: the new status and its reason."""
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
