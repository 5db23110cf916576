"""One receipt for a whole text, at carriers that report on its first or its last part only.

What goes out after that receipt had come has none of its own.
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
    """Let the one receipt of a text stand for a part, too, that went out after it had come.

    A part that was refused for a moment goes later than the others; where the carrier reports on
    one part only, nothing more is heard of it.

    Args:
        tx: the transaction.
        recorded: attempts at such a carrier that were just recorded.
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
    """Tell whether an earlier attempt is known to have arrived, of the same text cut alike."""
    return any(
        copy.status is PartStatus.DELIVERED
        and copy.attempt < late.attempt
        and (copy.carrier, copy.total) == (late.carrier, late.total)
        for copy in copies
    )
