"""Record late outcomes: outcomes of attempts that the message has already left behind.

If a process stalls for longer than its lease, another process treats the attempt as lost and sends
the message again. The late outcome of the first attempt is then recorded here, so that the message
is not sent needlessly. An acceptance ends the message, even while the later attempt is under way.
Some carriers accept a part after they have refused it; this also ends the message, and the part is
paid for.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import bindparam, update

from calendar_store.database.connection import Transaction
from calendar_store.database.notify import Topic
from calendar_store.messages import ledger, rerouting
from calendar_store.messages.attempt_outcomes import (
    Outcome,
    Reroute,
    advance,
    copies_of,
)
from calendar_store.messages.delivery_status import Step, fate
from calendar_store.messages.outbox import hold, remember
from calendar_store.model.messages import Message
from calendar_store.model.reason_codes import ReasonCode
from calendar_store.model.reasons import Reason
from calendar_store.model.statuses import MESSAGE_MOVES, MessageStatus
from calendar_store.schema import messages
from calendar_store.schema.columns import Money

_LATE = Reason(ReasonCode.ANSWERED_LATE)
_LATE_UNREPORTED = Reason(ReasonCode.ANSWERED_LATE_UNREPORTED)
_AFTER_ALL = Reason(ReasonCode.TAKEN_AFTER_REFUSAL)
_COST_MORE = (
    update(messages)
    .where(messages.c.practice_id == bindparam("b_practice"), messages.c.id == bindparam("b_id"))
    .values(cost=messages.c.cost + bindparam("b_cost", type_=Money))
)


async def settle(tx: Transaction, late: Sequence[Outcome], now: datetime) -> list[Outcome]:
    """Move messages whose ledgers have changed through late outcomes.

    A message that is now queued for another carrier goes back to the carrier that accepted it.

    Args:
        tx: the transaction that recorded the outcomes.
        late: outcomes of attempts that are no longer the current attempt of their message.
        now: UTC.

    Returns:
        The messages that moved, with their new status.
    """
    keys = {(one.message.practice_id, one.message.id) for one in late if one.parts}
    if not keys:
        return []
    standing = await hold(tx, keys)
    ledgers = await ledger.of_messages(tx, keys)
    settled, back = [], []
    for message in standing.values():
        copies = ledgers[message.practice_id, message.id]
        flies = message.status is MessageStatus.SENDING
        known = fate(copies, under_way=flies)
        if known.step is not Step.REST or known.status not in MESSAGE_MOVES[message.status]:
            continue
        last = next(one for one in late if one.message.id == message.id)
        took = last.message
        if message.status is MessageStatus.QUEUED and took.carrier != message.carrier:
            back.append((message, Reroute(took.carrier, took.price, message.refused_by)))
        reason = last.reason
        if known.status is MessageStatus.ACCEPTED:
            reason = _LATE if last.awaits_receipt else _LATE_UNREPORTED
        one = _settled(message, took, known.status, reason)
        settled.append(replace(one, awaits_receipt=last.awaits_receipt))
    await rerouting.move(tx, back, None, now)
    return await advance(tx, settled, now)


async def taken_after_all(
    tx: Transaction, taken: Sequence[Outcome], now: datetime
) -> list[Outcome]:
    """Record parts that a carrier accepted after refusing them: their cost and their effect.

    Args:
        tx: the transaction that recorded the refusals, or a later one.
        taken: outcomes with one part each.
        now: UTC.

    Returns:
        The messages that moved, with their new status.
    """
    standing = await hold(tx, {(one.message.practice_id, one.message.id) for one in taken})
    paid = await ledger.of_messages(tx, standing)
    told = {}
    for one in taken:
        key = one.message.practice_id, one.message.id
        known = {(copy.attempt, copy.part) for copy in paid.get(key, ())}
        new = copies_of(one, now)
        await ledger.write(tx, [(one.message, new)])
        # a part of an attempt that another process treated as lost is already paid for
        if not any((copy.attempt, copy.part) in known for copy in new):
            cost = {"b_practice": key[0], "b_id": key[1], "b_cost": one.cost}
            await tx.execute(_COST_MORE, cost)
            told[key] = standing[key]
    moved = await settle(tx, taken, now)
    for one in moved:
        told.pop((one.message.practice_id, one.message.id), None)
    await remember(tx, [(one, one.status, _AFTER_ALL) for one in told.values()], now)
    if told:
        tx.notify(Topic.CALENDAR)
    return moved


def _settled(message: Message, took: Message, status: MessageStatus, reason: Reason) -> Outcome:
    # the attempt under way will record no outcome, but may still have to be paid for
    flies = message.status is MessageStatus.SENDING
    charged = max(message.parts, 1) if flies else 0
    queued = message.status is MessageStatus.QUEUED
    told = replace(message, carrier=took.carrier) if queued else message
    return Outcome(told, status, reason, charged=charged)
