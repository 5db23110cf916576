"""Apply one receipt to a whole text, at carriers that report on the first or last part only.

A part that is sent after that receipt came gets no receipt of its own.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime

from calendar_store.database.connection import Transaction
from calendar_store.messages import ledger
from calendar_store.messages.attempt_outcomes import Outcome, advance, copies_of
from calendar_store.messages.delivery_status import Copy, fate, told
from calendar_store.model.statuses import MessageStatus, PartStatus


async def arrived_before(
    tx: Transaction, recorded: Sequence[Outcome], now: datetime
) -> list[Outcome]:
    """Mark parts as delivered that were sent after the only receipt of their text had come.

    A part that was refused for a moment is sent later than the other parts. If the carrier reports
    on one part only, no receipt follows for the late part.

    Args:
        tx: the transaction.
        recorded: attempts just recorded, at carriers that send one receipt for a text.
        now: UTC.

    Returns:
        The messages that moved, with their new status.
    """
    again = [one for one in recorded if one.parts and one.message.attempt > 1]
    ledgers = await ledger.of_messages(tx, {(o.message.practice_id, o.message.id) for o in again})
    news: dict[ledger.Key, list[Copy]] = {}
    arrived = []
    for one in again:
        key = one.message.practice_id, one.message.id
        copies = {(copy.attempt, copy.part): copy for copy in ledgers[key]}
        for sent in copies_of(one, now):
            if sent.status is PartStatus.ACCEPTED and _arrived_without(sent, ledgers[key]):
                after = told(copies[sent.attempt, sent.part], PartStatus.DELIVERED)
                copies[sent.attempt, sent.part] = after
                news.setdefault(key, []).append(after)
        known = fate(list(copies.values()))
        if key in news and known.status is MessageStatus.DELIVERED:
            arrived.append(Outcome(one.message, known.status, billed=one.billed))
    await ledger.tell(tx, news)
    return await advance(tx, arrived, now)


def _arrived_without(late: Copy, copies: Iterable[Copy]) -> bool:
    """Tell whether an earlier attempt with the same division into parts was delivered."""
    return any(
        copy.status is PartStatus.DELIVERED
        and copy.attempt < late.attempt
        and (copy.carrier, copy.total) == (late.carrier, late.total)
        for copy in copies
    )
