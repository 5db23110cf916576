"""The outbox: what the service says, committed before it is sent, with its whole fate.

A message is leased to one sender at a time. Its status `sending` means that an attempt was
recorded and its outcome is not: after a crash these, and no others, may go out twice.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any, NamedTuple

from sqlalchemy import (
    Boolean,
    ColumnElement,
    Integer,
    Update,
    and_,
    bindparam,
    func,
    insert,
    or_,
    select,
    tuple_,
    update,
)
from sqlalchemy.sql.dml import ReturningUpdate

from calendar_store.database.connection import Transaction
from calendar_store.database.keys import among, bound
from calendar_store.database.notify import Topic
from calendar_store.messages import ledger
from calendar_store.messages.delivery_status import Copy
from calendar_store.model.messages import Message, MessageEvent
from calendar_store.model.plain import plain
from calendar_store.model.statuses import (
    MESSAGE_MOVES,
    MESSAGE_TAKEN_BACK,
    Channel,
    MessageKind,
    MessageStatus,
    PartStatus,
    sources,
)
from calendar_store.schema import message_history, messages
from calendar_store.schema.columns import Instant, Money, is_now

REPLY_PRIORITY = 0
"""A client who has just written is answered before anybody is reminded."""
OFFER_PRIORITY = 1
"""An offer runs out within minutes or hours."""
BOOKED_PRIORITY = 2
REMINDER_PRIORITY = 5

UNREPORTED = "its arrival is not reported: it counts as sent, unless it is said to have failed"
"""What staff read beside a message whose carrier was not asked to tell that it arrived."""

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
_OF_OTHERS = messages.c.sender.not_in(bindparam("b_crowded", expanding=True))
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
    .where(among(messages.c.practice_id, messages.c.id))
    .where(is_now(messages.c.status, MessageStatus.SENDING))
    .where(messages.c.leased_by == bindparam("b_owner"))
    .values(lease_until=bindparam("b_until"))
)


def _moved(status: MessageStatus, whose: ColumnElement[Any]) -> Update:
    """Return the statement that moves messages to a status."""
    return (
        update(messages)
        .where(whose)
        .values(
            status=status,
            words=bindparam("b_words"),
            parts=bindparam("b_parts"),
            cost=messages.c.cost + bindparam("b_cost", type_=Money),
            not_before=func.coalesce(bindparam("b_again_at", type_=Instant), messages.c.not_before),
            updated_at=bindparam("b_now"),
            leased_by="",
            lease_until=None,
            # one part that nothing is said of leaves the whole text so
            awaits_receipt=and_(
                messages.c.awaits_receipt, bindparam("b_awaits_receipt", type_=Boolean)
            ),
        )
    )


_ADVANCE = {
    status: _moved(status, among(messages.c.practice_id, messages.c.id))
    .where(messages.c.status.in_(sources(MESSAGE_MOVES, status)))
    .returning(messages.c.practice_id, messages.c.id)
    for status in MessageStatus
}
_TAKE_BACK = {
    status: _moved(status, among(messages.c.practice_id, messages.c.id))
    .where(messages.c.status.in_(sources(MESSAGE_TAKEN_BACK, status)))
    .returning(messages.c.practice_id, messages.c.id)
    for status in (MessageStatus.FAILED, MessageStatus.EXPIRED)
}
_FINISH = {
    status: _moved(status, among(messages.c.practice_id, messages.c.id))
    .where(is_now(messages.c.status, MessageStatus.SENDING))
    .where(messages.c.attempt == bindparam("b_attempt"))
    .returning(messages.c.practice_id, messages.c.id)
    for status in MESSAGE_MOVES[MessageStatus.SENDING]
}


_HOLD = (
    select(messages)
    .where(among(messages.c.practice_id, messages.c.id))
    .order_by(messages.c.practice_id, messages.c.id)
    .with_for_update()
)


@plain
class PartSent:
    """One part that the carrier took, or may have taken.

    Attributes:
        part: its number, 1 for the first.
        carrier_id: the carrier's id as it came, "" where there is none.
        carrier_key: the id as receipts are matched to it.
        total: of how many parts; 0 for as many as the message is billed for.
        status: ACCEPTED, or DOUBT where nobody answered.
        sent_at: UTC; None for the moment at which it is recorded.
        bind: over which bind.
    """

    part: int
    carrier_id: str
    carrier_key: str
    total: int = 0
    status: PartStatus = PartStatus.ACCEPTED
    sent_at: datetime | None = None
    bind: str = ""


@dataclass(frozen=True, slots=True)
class Transfer:
    """A carrier that a message is moved to.

    Attributes:
        carrier: its name.
        price: of one part over it.
        refused_by: carriers that would not take the message.
    """

    carrier: str
    price: Decimal
    refused_by: tuple[str, ...] = ()


@plain
class Outcome:
    """What became of one attempt to send a message.

    Attributes:
        message: as it was leased.
        status: ACCEPTED, FAILED, UNKNOWN or QUEUED (to be tried again).
        words: what staff read.
        parts: what the carrier took, or may have taken.
        billed: how many parts the message has.
        charged: how many of them this attempt may have to be paid for: what the carrier took, and
            what it may have taken.
        again_at: with QUEUED and UNKNOWN, when it is tried again; None never.
        instead: with QUEUED, where it is tried again; None over the same carrier.
        awaits_receipt: False where the carrier was not asked to tell that it arrived: then its
            silence is no news.
    """

    message: Message
    status: MessageStatus
    words: str = ""
    parts: tuple[PartSent, ...] = ()
    billed: int = 0
    charged: int = 0
    again_at: datetime | None = None
    instead: Transfer | None = None
    awaits_receipt: bool = True

    @property
    def cost(self) -> Decimal:
        """What this attempt adds to the cost of its message."""
        return self.charged * self.message.price


async def enqueue(tx: Transaction, new: Sequence[Message]) -> None:
    """Put messages into the outbox; they are sent after this transaction's commit.

    Args:
        tx: the transaction of whatever made them necessary.
        new: in status QUEUED (to be sent), PLANNED (to be shown until its channel sends it) or
            SKIPPED (shown with its reason).
    """
    if not new:
        return
    await tx.executemany(_INSERT, [_columns(message) for message in new])
    await remember(tx, [(m, m.status, m.words) for m in new], new[0].created_at)
    tx.touch(Topic.OUTBOX, Topic.CALENDAR)


async def lease(
    tx: Transaction,
    carrier: str,
    *,
    now: datetime,
    limit: int,
    owner: str,
    lasting: timedelta,
    crowded: Collection[str] = (),
) -> list[Message]:
    """Take messages to send now, and record the attempt.

    Args:
        tx: commit it before sending anything.
        carrier: whose messages.
        now: UTC.
        limit: how many at most.
        owner: name of the process that will send them.
        lasting: after which another process may take them to be lost.
        crowded: numbers of ours whose messages are left for later.

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
    if crowded:
        statement, values["b_crowded"] = _LEASE_OF_OTHERS, list(crowded)
    leased = [value(row) for row in await tx.execute(statement, values)]
    leased.sort(key=lambda m: (m.priority, m.expires_at or _NEVER, m.id))
    await remember(tx, [(m, MessageStatus.SENDING, "") for m in leased], now)
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
        await tx.execute(_RENEW, bound(keys) | {"b_owner": owner, "b_until": until})


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
    found = map(value, await tx.execute(_HOLD, bound(keys)))
    return {(one.practice_id, one.id): one for one in found}


async def record(tx: Transaction, outcomes: Sequence[Outcome], now: datetime) -> list[Outcome]:
    """Record what became of attempts.

    An unknown outcome is recorded as such before the message is queued again.

    Args:
        tx: the transaction.
        outcomes: of leased messages.
        now: UTC.

    Returns:
        Those that moved their message; one recorded before, or overtaken, does not.
    """
    # messages before their parts, as the sweeper locks them: the other order can deadlock
    if tx.dialect != "sqlite":
        several = [one.message for one in outcomes if one.billed > 1 or one.message.attempt > 1]
        await hold(tx, {(one.practice_id, one.id) for one in several})
    moved = await _move(tx, outcomes, _FINISH, now, of_attempt=True)
    await ledger.write(tx, [(one.message, copies_of(one, now)) for one in outcomes])
    again = [
        Outcome(o.message, MessageStatus.QUEUED, o.words, billed=o.billed, again_at=o.again_at)
        for o in moved
        if o.status is MessageStatus.UNKNOWN and o.again_at
    ]
    await advance(tx, again, now)
    return moved


def copies_of(outcome: Outcome, now: datetime) -> list[Copy]:
    """Return the entries that an attempt adds to the ledger of its message."""
    message = outcome.message
    total = max(outcome.billed or message.parts, 1)
    return [
        Copy(
            attempt=message.attempt,
            part=part.part,
            total=part.total or total,
            carrier=message.carrier,
            status=part.status,
            key=part.carrier_key,
            carrier_id=part.carrier_id,
            sent_at=part.sent_at or now,
            bind=part.bind,
        )
        for part in outcome.parts
    ]


async def advance(tx: Transaction, outcomes: Sequence[Outcome], now: datetime) -> list[Outcome]:
    """Move messages along their table; what may not move stays as it is, and so does its history.

    Args:
        tx: the transaction.
        outcomes: at most one for each message and status.
        now: UTC.

    Returns:
        Those that moved their message.
    """
    return await _move(tx, outcomes, _ADVANCE, now)


async def take_back(tx: Transaction, outcomes: Sequence[Outcome], now: datetime) -> list[Outcome]:
    """Take back that messages were delivered: a part is lost that has the id of one that arrived.

    Args:
        tx: the transaction.
        outcomes: of messages that this transaction holds, FAILED or EXPIRED.
        now: UTC.

    Returns:
        Those that moved their message.
    """
    return await _move(tx, outcomes, _TAKE_BACK, now)


async def _move(
    tx: Transaction,
    outcomes: Sequence[Outcome],
    statements: Mapping[MessageStatus, ReturningUpdate[Any]],
    now: datetime,
    *,
    of_attempt: bool = False,
) -> list[Outcome]:
    """Move messages by one statement for all that are moved alike; return those that moved."""
    alike: dict[_Move, dict[tuple[int, int], Outcome]] = {}
    for one in outcomes:
        parts = one.billed or one.message.parts
        attempt = one.message.attempt if of_attempt else None
        move = _Move(
            *(one.status, one.words, parts, one.cost, one.again_at, attempt), one.awaits_receipt
        )
        alike.setdefault(move, {})[one.message.practice_id, one.message.id] = one
    moved = []
    for move, some in alike.items():
        values = {
            "b_words": move.words,
            "b_parts": move.parts,
            "b_cost": move.cost,
            "b_again_at": move.again_at,
            "b_now": now,
            "b_awaits_receipt": move.awaits_receipt,
        }
        if of_attempt:
            values["b_attempt"] = move.attempt
        rows = await tx.execute(statements[move.status], bound(some) | values)
        moved += [some[row.practice_id, row.id] for row in rows]
    await remember(tx, [(one.message, one.status, one.words) for one in moved], now)
    if moved:
        tx.touch(Topic.CALENDAR)
    if any(one.status is MessageStatus.QUEUED for one in moved):
        tx.touch(Topic.OUTBOX)
    return moved


class _Move(NamedTuple):
    """What is alike in messages that are moved by one statement."""

    status: MessageStatus
    words: str
    parts: int
    cost: Decimal
    again_at: datetime | None
    attempt: int | None
    awaits_receipt: bool


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


async def of_appointments(
    tx: Transaction, practice_id: int, appointment_ids: Sequence[int]
) -> list[Message]:
    """Return every message about these appointments, oldest first."""
    statement = (
        select(messages)
        .where(messages.c.practice_id == practice_id)
        .where(messages.c.appointment_id.in_(list(appointment_ids)))
        .order_by(messages.c.id)
    )
    return [value(row) for row in await tx.execute(statement)]


async def listed(
    tx: Transaction, practice_id: int, *, recipient: str | None = None, limit: int = 200
) -> list[Message]:
    """Return a practice's newest messages, newest first; only those to `recipient` if given."""
    chosen = messages.c.practice_id == practice_id
    if recipient is not None:
        chosen = and_(chosen, messages.c.recipient == recipient)
    statement = select(messages).where(chosen).order_by(messages.c.id.desc()).limit(limit)
    return [value(row) for row in await tx.execute(statement)]


async def histories(
    tx: Transaction, practice_id: int, message_ids: Sequence[int]
) -> dict[int, list[MessageEvent]]:
    """Return the history of messages by id, oldest first."""
    statement = (
        select(message_history)
        .where(message_history.c.practice_id == practice_id)
        .where(message_history.c.message_id.in_(list(message_ids)))
        .order_by(message_history.c.id)
    )
    found: dict[int, list[MessageEvent]] = {}
    for row in await tx.execute(statement):
        event = MessageEvent(row.at, MessageStatus(row.status), row.attempt, row.carrier, row.words)
        found.setdefault(row.message_id, []).append(event)
    return found


async def remember(
    tx: Transaction, events: Sequence[tuple[Message, MessageStatus, str]], now: datetime
) -> None:
    """Add lines to the history of messages: the status each has come to, and words for staff."""
    rows = [
        {
            "practice_id": message.practice_id,
            "id": tx.ids.new(),
            "message_id": message.id,
            "at": now,
            "status": status,
            "attempt": message.attempt,
            "carrier": message.carrier,
            "words": words,
        }
        for message, status, words in events
    ]
    await tx.executemany(_INSERT_HISTORY, rows)


def _columns(message: Message) -> dict[str, Any]:
    return {
        "practice_id": message.practice_id,
        "id": message.id,
        "kind": message.kind,
        "channel": message.channel,
        "client_id": message.client_id,
        "appointment_id": message.appointment_id,
        "sender": message.sender,
        "recipient": message.recipient,
        "text": message.text,
        "carrier": message.carrier,
        "priority": message.priority,
        "status": message.status,
        "words": message.words,
        "attempt": message.attempt,
        "parts": message.parts,
        "price": message.price,
        "cost": message.cost,
        "refused_by": " ".join(message.refused_by),
        "created_at": message.created_at,
        "not_before": message.not_before,
        "expires_at": message.expires_at,
        "updated_at": message.created_at,
        "leased_by": "",
        "lease_until": None,
        "awaits_receipt": message.awaits_receipt,
    }


def value(row: Any) -> Message:
    """Return the message of a row that begins with the columns of `messages`, in their order."""
    practice_id, message_id, kind, channel, client_id, appointment_id, *rest = row
    sender, recipient, text, carrier, priority, status, words, attempt, parts, *rest = rest
    price, cost, refused_by, *moments = rest
    created_at, not_before, expires_at, updated_at, _, _, awaits_receipt, *_ = moments
    return Message(
        practice_id=practice_id,
        id=message_id,
        kind=MessageKind(kind),
        channel=Channel(channel),
        sender=sender,
        recipient=recipient,
        text=text,
        status=MessageStatus(status),
        created_at=created_at,
        not_before=not_before,
        expires_at=expires_at,
        priority=priority,
        client_id=client_id,
        appointment_id=appointment_id,
        carrier=carrier,
        attempt=attempt,
        parts=parts,
        price=price,
        cost=cost,
        refused_by=tuple(refused_by.split()),
        words=words,
        updated_at=updated_at,
        awaits_receipt=awaits_receipt,
    )
