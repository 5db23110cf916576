"""Receipts: matched to the parts they are about, or parked until those are known.

A receipt can come before the response to its own message, on another bind, twice, or days later
(SMPP.md section 3). Statuses only move forward.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, bindparam, delete, exists, false, insert, or_, select, tuple_, update

from calendar_store import outbox
from calendar_store.database import Transaction
from calendar_store.keys import among, bound
from calendar_store.schema import message_parts, messages, parked_receipts
from calendar_store.statuses import MESSAGE_MOVES, MessageStatus, sources

_Key = tuple[str, str]

_PARK = insert(parked_receipts)
_PARKED = (
    select(parked_receipts)
    .where(among(parked_receipts.c.carrier_key, parked_receipts.c.carrier))
    # in the order they came, and none that another process is just applying
    .order_by(parked_receipts.c.id)
    .with_for_update(skip_locked=True)
)
_WITH_KEYS = (
    select(
        messages,
        message_parts.c.carrier_key,
        message_parts.c.part,
        message_parts.c.attempt.label("part_attempt"),
    )
    .join(
        message_parts,
        and_(
            message_parts.c.practice_id == messages.c.practice_id,
            message_parts.c.message_id == messages.c.id,
        ),
    )
    .where(among(message_parts.c.carrier_key, message_parts.c.carrier))
    .order_by(messages.c.id)
)
_ADVANCE_PART = {
    status: update(message_parts)
    .where(
        message_parts.c.practice_id == bindparam("b_practice"),
        message_parts.c.message_id == bindparam("b_message"),
        message_parts.c.attempt == bindparam("b_attempt"),
        message_parts.c.part == bindparam("b_part"),
        # many rows at once cannot have a list written out
        or_(false(), *(message_parts.c.status == s for s in sources(MESSAGE_MOVES, status))),
    )
    .values(status=status)
    for status in MessageStatus
}


@dataclass(frozen=True, slots=True)
class Receipt:
    """A carrier's final word on one part.

    Attributes:
        carrier: its name.
        key: the carrier's id in the form that parts are matched by.
        status: DELIVERED, FAILED or EXPIRED.
        words: what staff read.
        decides: this part's fate is the message's, because the carrier reports on one only.
    """

    carrier: str
    key: str
    status: MessageStatus
    words: str
    decides: bool = False


async def record(tx: Transaction, new: Sequence[Receipt], now: datetime) -> list[outbox.Outcome]:
    """Match receipts, move what they are about, park the others.

    Args:
        tx: the transaction; commit it before the receipts are acknowledged.
        new: as they came.
        now: UTC.

    Returns:
        The messages that moved, with their new status, for alerts.
    """
    found = await _parts(tx, {(one.key, one.carrier) for one in new})
    matched = [
        (receipt, found[receipt.key, receipt.carrier])
        for receipt in new
        if (receipt.key, receipt.carrier) in found
    ]
    await tx.executemany(
        _PARK,
        [
            {
                "id": tx.ids.new(),
                "carrier": receipt.carrier,
                "carrier_key": receipt.key,
                "status": receipt.status,
                "words": receipt.words,
                "decides": receipt.decides,
                "received_at": now,
            }
            for receipt in new
            if (receipt.key, receipt.carrier) not in found
        ],
    )
    return await _apply(tx, matched, now)


async def match_parked(
    tx: Transaction, outcomes: Sequence[outbox.Outcome], now: datetime
) -> list[outbox.Outcome]:
    """Apply receipts that came before their responses; call it after `outbox.record`.

    Returns:
        The messages that moved, with their new status.
    """
    keys = {(p.carrier_key, o.message.carrier) for o in outcomes for p in o.parts}
    if not keys:
        return []
    rows = await tx.execute(_PARKED, bound(keys))
    return await _unpark(tx, list(rows), now)


async def match_late(
    tx: Transaction, since: datetime, now: datetime, limit: int
) -> list[outbox.Outcome]:
    """Apply parked receipts whose parts are known by now.

    On PostgreSQL a receipt and its response may be committed beside each other, neither seeing
    the other; this finds them.

    Args:
        tx: the transaction.
        since: those that came earlier are not looked at any more.
        now: UTC.
        limit: how many at most.

    Returns:
        The messages that moved, with their new status.
    """
    known = and_(
        message_parts.c.carrier_key == parked_receipts.c.carrier_key,
        message_parts.c.carrier == parked_receipts.c.carrier,
    )
    statement = (
        select(parked_receipts)
        .where(parked_receipts.c.received_at >= since, exists().where(known))
        .order_by(parked_receipts.c.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    return await _unpark(tx, list(await tx.execute(statement)), now)


async def forget_parked(tx: Transaction, before: datetime) -> None:
    """Delete parked receipts that came before a moment: what they are about is not ours."""
    await tx.execute(delete(parked_receipts).where(parked_receipts.c.received_at < before))


async def _unpark(tx: Transaction, parked: Sequence[Any], now: datetime) -> list[outbox.Outcome]:
    if not parked:
        return []
    ids = [row.id for row in parked]
    await tx.execute(delete(parked_receipts).where(parked_receipts.c.id.in_(ids)))
    found = await _parts(tx, {(row.carrier_key, row.carrier) for row in parked})
    receipts = [
        Receipt(row.carrier, row.carrier_key, MessageStatus(row.status), row.words, row.decides)
        for row in parked
    ]
    return await _apply(tx, [(r, found[r.key, r.carrier]) for r in receipts], now)


async def _parts(tx: Transaction, keys: set[_Key]) -> dict[_Key, Any]:
    """Return the newest part with each (key, carrier), joined to its message."""
    if not keys:
        return {}
    rows = await tx.execute(_WITH_KEYS, bound(keys))
    return {(row.carrier_key, row.carrier): row for row in rows}


async def _apply(
    tx: Transaction, matched: Sequence[tuple[Receipt, Any]], now: datetime
) -> list[outbox.Outcome]:
    by_status: dict[MessageStatus, list[dict[str, Any]]] = {}
    for receipt, row in matched:
        by_status.setdefault(receipt.status, []).append(
            {
                "b_practice": row.practice_id,
                "b_message": row.id,
                "b_attempt": row.part_attempt,
                "b_part": row.part,
            }
        )
    for status, rows in by_status.items():
        await tx.executemany(_ADVANCE_PART[status], rows)
    long = [(r, row) for r, row in matched if row.parts > 1 and not r.decides]
    together = await _together(tx, {(row.practice_id, row.id) for _, row in long})
    outcomes: dict[tuple[int, int], outbox.Outcome] = {}
    for receipt, row in matched:
        message = outbox.value(row)
        fate: MessageStatus | None = (
            together.get((row.practice_id, row.id), receipt.status)
            if row.parts > 1 and not receipt.decides
            else receipt.status
        )
        # several receipts of one batch may be about one message
        before = outcomes.get((row.practice_id, row.id))
        stands = before.status if before else message.status
        if fate is not None and fate in MESSAGE_MOVES[stands]:
            # an attempt that a receipt of an earlier one overtakes comes to no outcome of its own
            under_way = message.status is MessageStatus.SENDING
            outcomes[row.practice_id, row.id] = outbox.Outcome(
                message, fate, receipt.words, charged=message.parts if under_way else 0
            )
    moved = list(outcomes.values())
    await outbox.advance(tx, moved, now)
    return moved


async def _together(
    tx: Transaction, keys: set[tuple[int, int]]
) -> dict[tuple[int, int], MessageStatus | None]:
    """Return the fate of long messages: failed if any part is, delivered when all are."""
    if not keys:
        return {}
    statement = select(message_parts, messages.c.parts.label("total")).join(
        messages,
        and_(
            messages.c.practice_id == message_parts.c.practice_id,
            messages.c.id == message_parts.c.message_id,
            messages.c.attempt == message_parts.c.attempt,
        ),
    )
    statement = statement.where(
        tuple_(message_parts.c.practice_id, message_parts.c.message_id).in_(list(keys))
    )
    fates: dict[tuple[int, int], list[MessageStatus]] = {}
    totals: dict[tuple[int, int], int] = {}
    for row in await tx.execute(statement):
        fates.setdefault((row.practice_id, row.message_id), []).append(MessageStatus(row.status))
        totals[row.practice_id, row.message_id] = row.total
    return {key: _fate(parts, totals[key]) for key, parts in fates.items()}


def _fate(parts: Sequence[MessageStatus], total: int) -> MessageStatus | None:
    for bad in (MessageStatus.FAILED, MessageStatus.EXPIRED):
        if bad in parts:
            return bad
    delivered = sum(part is MessageStatus.DELIVERED for part in parts)
    return MessageStatus.DELIVERED if delivered >= total else None
