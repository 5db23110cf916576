"""STOP and START: what holds for a number, in every practice that texts from the same one of ours.

An opt-out covers the number, whoever of the family sent it; what is queued for it stays unsent.
Emails that are stopped by text are those to everybody who has the number.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from calendar_store.clients import clients, consent
from calendar_store.clients.known_numbers import ending_alike
from calendar_store.conversations import conversation_state
from calendar_store.database.connection import Transaction
from calendar_store.entry.numbers import is_mobile
from calendar_store.messages import suppression
from calendar_store.model.clients import Client
from calendar_store.model.reason_codes import ReasonCode
from calendar_store.model.reasons import Reason
from calendar_store.model.statuses import Channel
from calendar_store.practices import practices


@dataclass(frozen=True, slots=True)
class ConsentSpokenOf:
    """A STOP or START as it came.

    Attributes:
        our_number: to which of ours.
        their_number: from whom.
        word: what was written, the evidence.
        channels: which ways it is about.
    """

    our_number: str
    their_number: str
    word: str
    channels: tuple[Channel, ...] = (Channel.SMS,)


async def stop(tx: Transaction, spoken: Sequence[ConsentSpokenOf], now: datetime) -> None:
    """Stop everything to these numbers from that number of ours, on the channels named.

    Args:
        tx: the transaction of the turns.
        spoken: who said so.
        now: UTC.
    """
    for one in spoken:
        sharing = await _sharing(tx, one)
        their_number = await _meant(tx, sharing, one.their_number)
        people = await _clients(tx, sharing, their_number)
        for channel in one.channels:
            reached = _addresses(channel, sharing, people, their_number)
            if their_number != one.their_number:
                reached += _addresses(channel, sharing, {}, one.their_number)
            stops = [(practice, channel, address, one.word) for practice, address in reached]
            await consent.opt_out(tx, stops, now)
            for practice, some in people.items():
                await consent.withdraw_number(
                    tx, practice, _ids(some), word=one.word, now=now, channel=channel
                )
            await suppression.to_recipients(tx, reached, Reason(ReasonCode.OPTED_OUT), now)


async def start(tx: Transaction, spoken: Sequence[ConsentSpokenOf], now: datetime) -> None:
    """Write to these numbers again; the arguments are those of `stop`."""
    for one in spoken:
        sharing = await _sharing(tx, one)
        people = await _clients(tx, sharing, one.their_number)
        for channel in one.channels:
            reached = _addresses(channel, sharing, people, one.their_number)
            await consent.opt_in(tx, [(practice, channel, to) for practice, to in reached])
            for practice, some in people.items():
                with_one = [c for c in some if channel is Channel.SMS or c.email]
                await consent.grant_number(
                    tx, practice, _ids(with_one), word=one.word, now=now, channel=channel
                )


def _addresses(
    channel: Channel,
    practice_ids: Sequence[int],
    people: Mapping[int, Sequence[Client]],
    their_number: str,
) -> list[tuple[int, str]]:
    """Return the (practice, address) that a channel reaches them under: the number, or emails."""
    if channel is Channel.SMS:
        return [(practice, their_number) for practice in practice_ids]
    return [
        (practice, email)
        for practice, some in people.items()
        for email in dict.fromkeys(client.email for client in some if client.email)
    ]


def _ids(some: Sequence[Client]) -> list[int]:
    return [client.id for client in some]


async def _sharing(tx: Transaction, spoken: ConsentSpokenOf) -> list[int]:
    """Return the practices with that number; where none has it, those that wrote from it."""
    found = await practices.by_sender(tx, [spoken.our_number])
    if found[spoken.our_number]:
        return [practice.id for practice in found[spoken.our_number]]
    pair = (spoken.our_number, spoken.their_number)
    return (await conversation_state.last_written(tx, [pair])).get(pair, [])


async def _meant(tx: Transaction, practice_ids: Sequence[int], their_number: str) -> str:
    """Return the number to stop: where it is nobody's, the only client's that ends alike.

    A country that was lost, or put before it on the way, is no reason to write on. Stopped in vain
    is better than written to against somebody's word.
    """
    if is_mobile(their_number) or await _clients(tx, practice_ids, their_number):
        return their_number
    return await ending_alike(tx, practice_ids, their_number.removeprefix("+")) or their_number


async def _clients(
    tx: Transaction, practice_ids: Sequence[int], their_number: str
) -> dict[int, Sequence[Client]]:
    found = await clients.by_mobiles(tx, practice_ids, [their_number])
    return {practice: some for (practice, _), some in found.items()}
