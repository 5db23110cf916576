"""Record receipts: match each receipt to the parts it reports on, or park it until they are known.

A receipt can come before the response to its own message, on another bind, twice, or days later.
Statuses only move forward, except that a delivery replaces a failure.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import and_, delete, exists, insert, select

from calendar_store.database.connection import Transaction
from calendar_store.database.keys import in_keys, key_params
from calendar_store.messages import attempt_outcomes, ledger, outbox, receipt_copies, unanswered
from calendar_store.messages.delivery_status import Copy, fate, told
from calendar_store.messages.receipt_copies import FoundCopy, ReceiptKey
from calendar_store.messages.receipt_match import is_held, is_settled, match
from calendar_store.messages.received_receipts import Receipt
from calendar_store.model.messages import Message
from calendar_store.model.plain import plain
from calendar_store.model.reasons import Reason, reason_of
from calendar_store.model.statuses import (
    MESSAGE_MOVES,
    MESSAGE_TAKEN_BACK,
    MessageStatus,
    PartStatus,
)
from calendar_store.schema import message_parts, parked_receipts

_PARK = insert(parked_receipts)
_PARKED = (
    select(parked_receipts)
    .where(in_keys(parked_receipts.c.carrier_key, parked_receipts.c.carrier))
    # in the order of arrival, without the receipts that another process is applying now
    .order_by(parked_receipts.c.id)
    .with_for_update(skip_locked=True)
)
_SETTLED = frozenset({PartStatus.DELIVERED, PartStatus.FAILED, PartStatus.EXPIRED})


@plain
class _Matched:
    """A receipt, its message, and the message's copies with the id of the receipt."""

    receipt: Receipt
    message: Message
    copies: tuple[Copy, ...]


async def record(
    tx: Transaction, new: Sequence[Receipt], now: datetime
) -> list[attempt_outcomes.Outcome]:
    """Match receipts, move the messages they report on, and park the receipts without a match.

    Args:
        tx: the transaction; commit it before the receipts are acknowledged.
        new: the receipts, in the order of arrival.
        now: UTC.

    Returns:
        The messages whose status changed, with their new status, for alerts.
    """
    matched, others = await _matched(tx, new, now)
    await tx.executemany(
        _PARK,
        [
            {
                "id": tx.ids.new(),
                "carrier": receipt.carrier,
                "carrier_key": receipt.key,
                "source": receipt.source,
                "destination": receipt.destination,
                "status": receipt.status,
                "reason_code": receipt.reason.code,
                "reason_facts": receipt.reason.facts_as_json(),
                "decides": receipt.decides,
                "received_at": receipt.at or now,
            }
            for receipt in others
        ],
    )
    return await _apply(tx, matched, now)


async def match_parked(
    tx: Transaction, outcomes: Sequence[attempt_outcomes.Outcome], now: datetime
) -> list[attempt_outcomes.Outcome]:
    """Apply parked receipts that came before the responses; call after `attempt_outcomes.record`.

    Returns:
        The messages whose status changed, with their new status.
    """
    keys = {(p.carrier_key, o.message.carrier) for o in outcomes for p in o.parts if p.carrier_key}
    if not keys:
        return []
    rows = await tx.execute(_PARKED, key_params(keys))
    return await _unpark(tx, list(rows), now)


async def match_late(
    tx: Transaction, since: datetime, now: datetime, limit: int
) -> list[attempt_outcomes.Outcome]:
    """Apply parked receipts whose parts have become known.

    On PostgreSQL a receipt and its response may be committed by two transactions at the same time,
    and neither sees the other; this function finds such receipts.

    Args:
        tx: the transaction.
        since: receipts that came before this moment are skipped, UTC.
        now: UTC.
        limit: most receipts to apply.

    Returns:
        The messages whose status changed, with their new status.
    """
    known = and_(
        message_parts.c.carrier_key == parked_receipts.c.carrier_key,
        message_parts.c.carrier == parked_receipts.c.carrier,
        message_parts.c.sent_at <= parked_receipts.c.received_at,
    )
    statement = (
        select(parked_receipts)
        .where(parked_receipts.c.received_at >= since, exists().where(known))
        # newest first: receipts that match no message must not fill the limit
        .order_by(parked_receipts.c.id.desc())
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    return await _unpark(tx, list(await tx.execute(statement))[::-1], now)


async def forget_parked(tx: Transaction, before: datetime) -> None:
    """Delete parked receipts that came before a moment; they do not belong to our messages."""
    await tx.execute(delete(parked_receipts).where(parked_receipts.c.received_at < before))


async def _unpark(
    tx: Transaction, parked: Sequence[Any], now: datetime
) -> list[attempt_outcomes.Outcome]:
    if not parked:
        return []
    waiting = [
        Receipt(
            row.carrier,
            row.carrier_key,
            MessageStatus(row.status),
            reason_of(row.reason_code, row.reason_facts),
            row.decides,
            row.source,
            row.destination,
            row.received_at,
        )
        for row in parked
    ]
    matched, others = await _matched(tx, waiting, now)
    left = {id(receipt) for receipt in others}
    found = [row.id for row, one in zip(parked, waiting, strict=True) if id(one) not in left]
    await tx.execute(delete(parked_receipts).where(parked_receipts.c.id.in_(found)))
    return await _apply(tx, matched, now)


async def _matched(
    tx: Transaction, new: Sequence[Receipt], now: datetime
) -> tuple[list[_Matched], list[Receipt]]:
    """Split receipts into those matched to a message and those without a match so far."""
    known = await receipt_copies.with_keys(tx, new)
    found = [(receipt, _about(receipt, known)) for receipt in new]
    settled = [receipt for receipt, theirs in found if theirs and _is_settled(theirs)]
    begun: Mapping[str, Mapping[str, datetime]] = {}
    if settled:
        begun = await unanswered.since(tx, {one.carrier for one in settled})
        # an attempt without a response may have been recorded between the two queries
        known |= await receipt_copies.with_keys(tx, settled)
        found = [(receipt, _about(receipt, known)) for receipt in new]
    matched, others = [], []
    for receipt, theirs in found:
        if theirs and not _has_to_wait(receipt, theirs, begun, now):
            copies = tuple(one.copy for one in theirs)
            matched.append(_Matched(receipt, theirs[0].message, copies))
        else:
            others.append(receipt)
    return matched, others


def _about(
    receipt: Receipt, known: Mapping[ReceiptKey, Sequence[FoundCopy]]
) -> Sequence[FoundCopy]:
    """Return the copies that a receipt reports on, all of one message; empty if not clear."""
    found = known.get((receipt.key, receipt.carrier), [])
    if len(found) == 1 and _is_plainly_about(receipt, found[0]):
        return found
    key = match(receipt.said, [one.sent for one in found])
    return [one for one in found if one.key == key]


def _is_settled(copies: Sequence[FoundCopy]) -> bool:
    return is_settled(one.sent for one in copies)


def _has_to_wait(
    receipt: Receipt,
    theirs: Sequence[FoundCopy],
    begun: Mapping[str, Mapping[str, datetime]],
    now: datetime,
) -> bool:
    here = begun.get(receipt.carrier, {})
    return _is_settled(theirs) and is_held(receipt.said, theirs[0].sent, here, now)


def _is_plainly_about(receipt: Receipt, found: FoundCopy) -> bool:
    """Tell whether a receipt has exactly the client's number and came after the text was sent."""
    if receipt.source != found.message.recipient:
        return False
    sent_at = found.copy.sent_at
    return sent_at is None or receipt.at is None or sent_at <= receipt.at


async def _apply(
    tx: Transaction, matched: Sequence[_Matched], now: datetime
) -> list[attempt_outcomes.Outcome]:
    if not matched:
        return []
    standing, ledgers = await _ledgers(tx, matched)
    news: dict[ledger.Key, dict[tuple[int, int], Copy]] = {}
    reasons: dict[ledger.Key, tuple[Message, dict[MessageStatus, Reason]]] = {}
    for one in matched:
        key = one.message.practice_id, one.message.id
        copies = ledgers[key]
        for copy in _concerned(one, copies.values()):
            after = told(copy, PartStatus(one.receipt.status))
            if after is not copy:
                copies[copy.attempt, copy.part] = after
                news.setdefault(key, {})[copy.attempt, copy.part] = after
                _, said = reasons.setdefault(key, (standing.get(key, one.message), {}))
                said[one.receipt.status] = one.receipt.reason
    await ledger.tell(tx, {key: list(copies.values()) for key, copies in news.items()})
    moved = [
        outcome
        for key, (message, said) in reasons.items()
        if (outcome := _outcome(message, ledgers[key].values(), said)) is not None
    ]
    delivered = MessageStatus.DELIVERED
    onward = [outcome for outcome in moved if outcome.message.status is not delivered]
    back = [outcome for outcome in moved if outcome.message.status is delivered]
    # another process may have moved the messages meanwhile; these are then not returned
    gone = await attempt_outcomes.advance(tx, onward, now)
    return gone + await attempt_outcomes.take_back(tx, back, now)


def _concerned(one: _Matched, copies: Iterable[Copy]) -> list[Copy]:
    """Return the copies whose status a receipt reports, as they are in the ledger."""
    if one.receipt.decides:
        return [copy for copy in copies if copy.carrier == one.receipt.carrier]
    bearing = {(copy.attempt, copy.part) for copy in one.copies}
    alike: dict[int, list[Copy]] = {}
    for copy in copies:
        if (copy.attempt, copy.part) in bearing:
            alike.setdefault(copy.attempt, []).append(copy)
    return [copy for group in alike.values() for copy in _of_one_id(group, one.receipt.status)]


def _of_one_id(group: Sequence[Copy], status: MessageStatus) -> Sequence[Copy]:
    """Return the parts of one attempt, all with the same id, whose status a receipt reports.

    Some carriers give the same id to all parts, and it is not known whether they will send one
    receipt or one for each part. A delivery is therefore recorded for one part, and
    `delivery_status` counts the parts without a receipt as delivered too; a loss is recorded for
    all parts without a receipt.
    """
    if len(group) == 1:
        return group
    open_ones = [copy for copy in group if copy.status not in _SETTLED]
    if status is not MessageStatus.DELIVERED:
        return open_ones
    arrived = any(copy.status is PartStatus.DELIVERED for copy in group)
    lost = [copy for copy in group if copy.status in (PartStatus.FAILED, PartStatus.EXPIRED)]
    # a loss was recorded for all parts, so a delivery takes it back for all parts
    return open_ones[:1] or (lost[:1] if arrived else lost)


def _outcome(
    message: Message, copies: Collection[Copy], said: Mapping[MessageStatus, Reason]
) -> attempt_outcomes.Outcome | None:
    under_way = message.status is MessageStatus.SENDING
    known = fate(copies, under_way=under_way)
    moves = MESSAGE_MOVES[message.status]
    if len(copies) > 1:
        moves = moves | MESSAGE_TAKEN_BACK.get(message.status, frozenset())
    if known.status not in moves:
        return None
    # the receipt of an earlier attempt ends the attempt under way, which records no outcome
    charged = max(message.parts, 1) if under_way else 0
    # staff see the reason of the part that decides, not a later reason of another part
    reason = said.get(known.status) or list(said.values())[-1]
    return attempt_outcomes.Outcome(message, known.status, reason, charged=charged)


async def _ledgers(
    tx: Transaction, matched: Sequence[_Matched]
) -> tuple[dict[ledger.Key, Message], dict[ledger.Key, dict[tuple[int, int], Copy]]]:
    """Lock and return the messages with several copies, and all copies by attempt and part."""
    found: dict[ledger.Key, Sequence[Copy]] = {}
    others: set[ledger.Key] = set()
    for one in matched:
        key = one.message.practice_id, one.message.id
        # a shortcut for most receipts: the message has one part and one copy
        if one.message.attempt == 1 and one.copies[0].total == 1:
            found[key] = one.copies
        else:
            others.add(key)
    standing = await outbox.hold(tx, others)
    found |= await ledger.of_messages(tx, others)
    by_place = {key: {(c.attempt, c.part): c for c in copies} for key, copies in found.items()}
    return standing, by_place
