"""Performs STOP and START for an address, in every practice that writes from the same number.

An opt-out covers the address on its channel, whichever family member sent it; queued messages to
the address are not sent. The same string on another channel is another address. If emails are
stopped by text, they are stopped for every client who has the number; and the other way round.

A number may be shared by practices, and the STOP to a number stops all of them. All practices
write mails from one address, each under its own name, so a STOP by mail stops the practice alone.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from calendar_store.clients import clients, consent
from calendar_store.clients.known_numbers import ending_alike
from calendar_store.conversations import conversation_state
from calendar_store.database.connection import Transaction
from calendar_store.entry.numbers import is_mobile
from calendar_store.messages import after_visits, suppression
from calendar_store.model.clients import Client
from calendar_store.model.conversations import ConversationKey
from calendar_store.model.reason_codes import ReasonCode
from calendar_store.model.reasons import Reason
from calendar_store.model.statuses import Channel, ConsentHow, ConsentKind
from calendar_store.practices import practices
from gateway.messaging.addresses import their_address

HOW = {Channel.SMS: ConsentHow.SMS, Channel.EMAIL: ConsentHow.EMAIL}


@dataclass(frozen=True, slots=True)
class ConsentSpokenOf:
    """A STOP or START as it was received.

    Attributes:
        key: the conversation: channel, our address, the sender's address.
        word: the text as written, kept as evidence.
        channels: the channels to stop or start.
        practice_id: the practice to which it was said.
    """

    key: ConversationKey
    word: str
    channels: tuple[Channel, ...]
    practice_id: int


async def stop(tx: Transaction, spoken: Sequence[ConsentSpokenOf], now: datetime) -> None:
    """Stop all messages from our address to these addresses, on the channels named.

    Args:
        tx: the transaction of the turns.
        spoken: the STOPs.
        now: UTC.
    """
    for one in spoken:
        sharing = await _sharing(tx, one)
        meant = await _meant(tx, sharing, one.key)
        people = await _clients(tx, sharing, meant)
        for channel in one.channels:
            reached = _addresses(channel, sharing, people, meant)
            if meant != one.key:
                reached += _addresses(channel, sharing, {}, one.key)
            await consent.opt_out(tx, [(*to, one.word) for to in reached], now)
            for practice, some in people.items():
                await consent.record_of_number(
                    *(tx, practice, _ids(some), ConsentKind.WITHDRAWN),
                    word=one.word,
                    now=now,
                    channel=channel,
                    how=HOW[one.key.channel],
                )
            await suppression.to_recipients(tx, reached, Reason(ReasonCode.OPTED_OUT), now)
        everybody = [(practice, who) for practice, some in people.items() for who in _ids(some)]
        await after_visits.recheck(tx, everybody, now)


async def start(tx: Transaction, spoken: Sequence[ConsentSpokenOf], now: datetime) -> None:
    """Allow messages to these addresses again; the arguments are those of `stop`."""
    for one in spoken:
        sharing = await _sharing(tx, one)
        people = await _clients(tx, sharing, one.key)
        for channel in one.channels:
            await consent.opt_in(tx, _addresses(channel, sharing, people, one.key))
            for practice, some in people.items():
                with_one = [c for c in some if their_address(c, channel)]
                await consent.record_of_number(
                    *(tx, practice, _ids(with_one), ConsentKind.GRANTED),
                    word=one.word,
                    now=now,
                    channel=channel,
                    how=HOW[one.key.channel],
                )


def _addresses(
    channel: Channel,
    practice_ids: Sequence[int],
    people: Mapping[int, Sequence[Client]],
    said_in: ConversationKey,
) -> list[tuple[int, Channel, str]]:
    """Return (practice, channel, address) of the addresses that a STOP or START covers.

    On the channel on which it was said, that is the sender's address; on another channel, the
    addresses of all clients who have the sender's address.
    """
    if channel is said_in.channel:
        return [(practice, channel, said_in.their_address) for practice in practice_ids]
    return [
        (practice, channel, address)
        for practice, some in people.items()
        for address in dict.fromkeys(their_address(client, channel) for client in some)
        if address
    ]


def _ids(some: Sequence[Client]) -> list[int]:
    return [client.id for client in some]


async def _sharing(tx: Transaction, spoken: ConsentSpokenOf) -> list[int]:
    """Return the practices with our number; if there are none, those that wrote from it."""
    key = spoken.key
    if key.channel is not Channel.SMS:
        return [spoken.practice_id]
    found = await practices.by_sender(tx, [key.our_address])
    if found[key.our_address]:
        return [practice.id for practice in found[key.our_address]]
    return (await conversation_state.last_written(tx, [key])).get(key, [])


async def _meant(
    tx: Transaction, practice_ids: Sequence[int], key: ConversationKey
) -> ConversationKey:
    """Return the conversation to stop: for an unknown number, the only client's that ends alike.

    A country code that a carrier dropped or added must not lead to more messages. To stop too much
    is better than to write to a client against their word.
    """
    number = key.their_address
    if key.channel is not Channel.SMS or is_mobile(number):
        return key
    if await _clients(tx, practice_ids, key):
        return key
    alike = await ending_alike(tx, practice_ids, number.removeprefix("+"))
    return key._replace(their_address=alike or number)


async def _clients(
    tx: Transaction, practice_ids: Sequence[int], key: ConversationKey
) -> dict[int, Sequence[Client]]:
    """Return the clients with the address, by practice."""
    found = await clients.by_addresses(tx, practice_ids, key.channel, [key.their_address])
    return {practice: some for (practice, _), some in found.items()}
