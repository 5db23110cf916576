"""Outcomes that came after their message had moved on: recorded, so that it is not sent needlessly.

A process that stood still for longer than its lease hears of an attempt that another one has taken
to be lost, and sent again. An acceptance ends the message, also while the later attempt flies.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from calendar_store import ledger, transfers
from calendar_store.database import Transaction
from calendar_store.fate import Step, fate
from calendar_store.outbox import Outcome, Transfer, advance, hold
from calendar_store.statuses import MESSAGE_MOVES, MessageStatus
from calendar_store.values import Message

_WORDS = "the carrier answered late: accepted"


async def settle(tx: Transaction, late: Sequence[Outcome], now: datetime) -> list[Outcome]:
    """Move messages by what is known of them once late outcomes stand in their ledgers.

    What waits for another carrier by now goes back to the one that took it.

    Args:
        tx: the transaction that recorded the outcomes.
        late: outcomes of attempts that their messages have left behind.
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
            back.append((message, Transfer(took.carrier, took.price, message.refused_by)))
        accepted = known.status is MessageStatus.ACCEPTED
        words = _WORDS if accepted else last.words
        settled.append(_settled(message, took, known.status, words))
    await transfers.move(tx, back, "", now)
    return await advance(tx, settled, now)


def _settled(message: Message, took: Message, status: MessageStatus, words: str) -> Outcome:
    # an attempt that flies comes to no outcome of its own, and may have to be paid all the same
    flies = message.status is MessageStatus.SENDING
    charged = max(message.parts, 1) if flies else 0
    queued = message.status is MessageStatus.QUEUED
    told = replace(message, carrier=took.carrier) if queued else message
    return Outcome(told, status, words, charged=charged)
