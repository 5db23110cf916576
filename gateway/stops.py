"""STOP and START: what holds for a number, in every practice that texts from the same one of ours.

An opt-out covers the number, whoever of the family sent it; what is queued for it stays unsent.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from calendar_store import clients, consent, held_back, practices
from calendar_store.database import Transaction
from calendar_store.statuses import Channel


@dataclass(frozen=True, slots=True)
class Spoken:
    """A STOP or START as it came.

    Attributes:
        our_number: to which of ours.
        their_number: from whom.
        word: what was written, the evidence.
    """

    our_number: str
    their_number: str
    word: str


async def stop(tx: Transaction, spoken: Sequence[Spoken], now: datetime) -> None:
    """Stop everything to these numbers from that number of ours.

    Args:
        tx: the transaction of the turns.
        spoken: who said so.
        now: UTC.
    """
    for one in spoken:
        sharing = await _sharing(tx, one.our_number)
        stops = [(practice, Channel.SMS, one.their_number, one.word) for practice in sharing]
        await consent.opt_out(tx, stops, now)
        for practice, ids in (await _clients(tx, sharing, one.their_number)).items():
            await consent.withdraw_number(tx, practice, ids, word=one.word, now=now)
        recipients = [(practice, one.their_number) for practice in sharing]
        await held_back.to_recipients(tx, recipients, "opted out", now)


async def start(tx: Transaction, spoken: Sequence[Spoken], now: datetime) -> None:
    """Write to these numbers again; the arguments are those of `stop`."""
    for one in spoken:
        sharing = await _sharing(tx, one.our_number)
        starts = [(practice, Channel.SMS, one.their_number) for practice in sharing]
        await consent.opt_in(tx, starts)
        for practice, ids in (await _clients(tx, sharing, one.their_number)).items():
            await consent.grant_number(tx, practice, ids, word=one.word, now=now)


async def _sharing(tx: Transaction, our_number: str) -> list[int]:
    found = await practices.by_sender(tx, [our_number])
    return [practice.id for practice in found[our_number]]


async def _clients(
    tx: Transaction, practice_ids: Sequence[int], their_number: str
) -> dict[int, list[int]]:
    found = await clients.by_mobiles(tx, practice_ids, [their_number])
    return {practice: [client.id for client in some] for (practice, _), some in found.items()}
