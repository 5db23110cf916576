"""Record the outcomes of send attempts and move each message to its next status."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, NamedTuple

from sqlalchemy import (
    Boolean,
    ColumnElement,
    Update,
    and_,
    bindparam,
    func,
    update,
)
from sqlalchemy.sql.dml import ReturningUpdate

from calendar_store.database.connection import Transaction
from calendar_store.database.keys import in_keys, key_params
from calendar_store.database.notify import Topic
from calendar_store.messages import ledger
from calendar_store.messages.delivery_status import Copy
from calendar_store.messages.outbox import hold, remember
from calendar_store.model.messages import Message
from calendar_store.model.plain import plain
from calendar_store.model.reasons import NO_REASON, Reason
from calendar_store.model.statuses import (
    MESSAGE_MOVES,
    MESSAGE_TAKEN_BACK,
    MessageStatus,
    PartStatus,
    sources,
)
from calendar_store.schema import messages
from calendar_store.schema.columns import Instant, Money, ReasonFacts, is_now


def _moved(status: MessageStatus, whose: ColumnElement[Any]) -> Update:
    """Return the statement that moves messages to a status."""
    return (
        update(messages)
        .where(whose)
        .values(
            status=status,
            reason_code=bindparam("b_reason_code"),
            reason_facts=bindparam("b_reason_facts", type_=ReasonFacts),
            parts=bindparam("b_parts"),
            cost=messages.c.cost + bindparam("b_cost", type_=Money),
            not_before=func.coalesce(bindparam("b_again_at", type_=Instant), messages.c.not_before),
            updated_at=bindparam("b_now"),
            leased_by="",
            lease_until=None,
            # one part without a requested receipt: the whole message has no receipt to wait for
            awaits_receipt=and_(
                messages.c.awaits_receipt, bindparam("b_awaits_receipt", type_=Boolean)
            ),
        )
    )


_ADVANCE = {
    status: _moved(status, in_keys(messages.c.practice_id, messages.c.id))
    .where(messages.c.status.in_(sources(MESSAGE_MOVES, status)))
    .returning(messages.c.practice_id, messages.c.id)
    for status in MessageStatus
}
_TAKE_BACK = {
    status: _moved(status, in_keys(messages.c.practice_id, messages.c.id))
    .where(messages.c.status.in_(sources(MESSAGE_TAKEN_BACK, status)))
    .returning(messages.c.practice_id, messages.c.id)
    for status in (MessageStatus.FAILED, MessageStatus.EXPIRED)
}
_FINISH = {
    status: _moved(status, in_keys(messages.c.practice_id, messages.c.id))
    .where(is_now(messages.c.status, MessageStatus.SENDING))
    .where(messages.c.attempt == bindparam("b_attempt"))
    .returning(messages.c.practice_id, messages.c.id)
    for status in MESSAGE_MOVES[MessageStatus.SENDING]
}


@plain
class PartSent:
    """One part that the carrier accepted, or may have accepted.

    Attributes:
        part: number of the part, 1 for the first.
        carrier_id: the carrier's message id, as received; "" if there is none.
        carrier_key: the carrier's message id in the form used to match receipts.
        total: number of parts of the text; 0: the number of parts billed for the message.
        status: ACCEPTED, or DOUBT if the carrier sent no response.
        sent_at: when the part was sent, UTC; None: the time at which the part is recorded.
        bind: the bind on which the part was sent.
    """

    part: int
    carrier_id: str
    carrier_key: str
    total: int = 0
    status: PartStatus = PartStatus.ACCEPTED
    sent_at: datetime | None = None
    bind: str = ""


@dataclass(frozen=True, slots=True)
class Reroute:
    """The carrier to which a message is moved.

    Attributes:
        carrier: the carrier's name.
        price: price of one part at this carrier.
        refused_by: names of the carriers that refused the message.
    """

    carrier: str
    price: Decimal
    refused_by: tuple[str, ...] = ()


@plain
class Outcome:
    """The outcome of one attempt to send a message.

    Attributes:
        message: the message as it was leased.
        status: ACCEPTED, FAILED, UNKNOWN or QUEUED (to be tried again).
        reason: reason for the status; NO_REASON if the status says everything.
        parts: the parts that the carrier accepted, or may have accepted.
        billed: number of parts of the message.
        charged: number of parts that this attempt may cost: the parts that the carrier accepted
            and the parts that the carrier may have accepted.
        retry_at: with QUEUED and UNKNOWN, when the message is tried again, UTC; None: never.
        instead: with QUEUED, the carrier of the next attempt; None: the same carrier.
        awaits_receipt: False if the carrier was not asked for a delivery receipt; a missing
            receipt then means nothing.
    """

    message: Message
    status: MessageStatus
    reason: Reason = NO_REASON
    parts: tuple[PartSent, ...] = ()
    billed: int = 0
    charged: int = 0
    retry_at: datetime | None = None
    instead: Reroute | None = None
    awaits_receipt: bool = True

    @property
    def cost(self) -> Decimal:
        """The amount that this attempt adds to the cost of the message."""
        return self.charged * self.message.price


async def record(tx: Transaction, outcomes: Sequence[Outcome], now: datetime) -> list[Outcome]:
    """Record the outcomes of attempts.

    An UNKNOWN outcome is written to the history before the message is queued again.

    Args:
        tx: the transaction.
        outcomes: outcomes of leased messages.
        now: UTC.

    Returns:
        The outcomes that changed the status of their message. An outcome that was recorded
        before, or that belongs to an older attempt, changes nothing.
    """
    # lock messages before their parts, as the timeouts do: the other order can deadlock
    if tx.dialect != "sqlite":
        several = [one.message for one in outcomes if one.billed > 1 or one.message.attempt > 1]
        await hold(tx, {(one.practice_id, one.id) for one in several})
    moved = await _move(tx, outcomes, _FINISH, now, of_attempt=True)
    await ledger.write(tx, [(one.message, copies_of(one, now)) for one in outcomes])
    again = [
        Outcome(o.message, MessageStatus.QUEUED, o.reason, billed=o.billed, retry_at=o.retry_at)
        for o in moved
        if o.status is MessageStatus.UNKNOWN and o.retry_at
    ]
    await advance(tx, again, now)
    return moved


def copies_of(outcome: Outcome, now: datetime) -> list[Copy]:
    """Return the entries that an attempt adds to the ledger of the message."""
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
    """Change the status of messages, as far as `MESSAGE_MOVES` allows the change.

    A message whose status may not change is left unchanged, and its history too.

    Args:
        tx: the transaction.
        outcomes: at most one for each message and status.
        now: UTC.

    Returns:
        The outcomes that changed the status of their message.
    """
    return await _move(tx, outcomes, _ADVANCE, now)


async def take_back(tx: Transaction, outcomes: Sequence[Outcome], now: datetime) -> list[Outcome]:
    """Change messages from DELIVERED to FAILED or EXPIRED.

    All parts of a text can have one carrier id; after the receipt of a delivered part, another
    part with the same id may still be reported as lost.

    Args:
        tx: the transaction.
        outcomes: FAILED or EXPIRED, for messages that this transaction has locked.
        now: UTC.

    Returns:
        The outcomes that changed the status of their message.
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
    """Move messages, one statement for each distinct change; return those that moved."""
    alike: dict[_Move, dict[tuple[int, int], Outcome]] = {}
    for one in outcomes:
        parts = one.billed or one.message.parts
        attempt = one.message.attempt if of_attempt else None
        move = _Move(
            *(one.status, one.reason, parts, one.cost, one.retry_at, attempt), one.awaits_receipt
        )
        alike.setdefault(move, {})[one.message.practice_id, one.message.id] = one
    moved = []
    for move, some in alike.items():
        values = {
            "b_reason_code": move.reason.code,
            "b_reason_facts": move.reason.facts_as_json(),
            "b_parts": move.parts,
            "b_cost": move.cost,
            "b_again_at": move.retry_at,
            "b_now": now,
            "b_awaits_receipt": move.awaits_receipt,
        }
        if of_attempt:
            values["b_attempt"] = move.attempt
        rows = await tx.execute(statements[move.status], key_params(some) | values)
        moved += [some[row.practice_id, row.id] for row in rows]
    await remember(tx, [(one.message, one.status, one.reason) for one in moved], now)
    if moved:
        tx.notify(Topic.CALENDAR)
    if any(one.status is MessageStatus.QUEUED for one in moved):
        tx.notify(Topic.OUTBOX)
    return moved


class _Move(NamedTuple):
    """The values that all messages moved by one statement share."""

    status: MessageStatus
    reason: Reason
    parts: int
    cost: Decimal
    retry_at: datetime | None
    attempt: int | None
    awaits_receipt: bool
