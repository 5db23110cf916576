"""Assigns received texts to client and practice by their addresses, before they are stored.

A client's address is replaced by the number that the store knows for that client. If no practice
has the number that a text was sent to, that number is replaced by the number from which a practice
last wrote to the client. If no practice wrote to the client, the text stays unchanged.
"""

from collections.abc import Collection, Sequence
from dataclasses import replace

import structlog

from calendar_store.clients import known_numbers
from calendar_store.clients.known_numbers import is_unresolved
from calendar_store.conversations import conversation_state
from calendar_store.conversations.received_texts import ReceivedText
from calendar_store.database.connection import Transaction
from calendar_store.model.statuses import Channel
from calendar_store.practices import practices

_log = structlog.get_logger(__name__)


async def attributed(
    tx: Transaction, texts: Sequence[ReceivedText], owned: dict[str, tuple[int, ...]]
) -> list[ReceivedText]:
    """Return texts with the addresses by which conversations are stored.

    Args:
        tx: the transaction in which the texts are stored.
        texts: as received.
        owned: ids of the practices by our number; updated with numbers that are looked up.
    """
    await _learn(tx, {text.key.our_address for text in texts}, owned)
    resolved = await _with_known_clients(tx, texts, owned)
    strays = {text.key for text in resolved if text.key.our_address not in owned}
    if not strays:
        return resolved
    wrote = await conversation_state.last_written(tx, strays)
    lost = {key for key in strays if key not in wrote}
    theirs = {key.their_address for key in lost}
    instead = await conversation_state.last_addresses(tx, Channel.SMS, theirs)
    return [
        _redirected(text, instead.get(text.key.their_address)) if text.key in lost else text
        for text in resolved
    ]


async def _learn(tx: Transaction, ours: Collection[str], owned: dict[str, tuple[int, ...]]) -> None:
    unknown = sorted(set(ours) - owned.keys())
    if unknown:
        found = await practices.by_sender(tx, unknown)
        owned |= {
            number: tuple(practice.id for practice in sharing)
            for number, sharing in found.items()
            if sharing
        }


async def _with_known_clients(
    tx: Transaction, texts: Sequence[ReceivedText], owned: dict[str, tuple[int, ...]]
) -> list[ReceivedText]:
    unresolved = {
        (text.key.their_address, owned.get(text.key.our_address, ()))
        for text in texts
        if is_unresolved(text.key.their_address)
    }
    known = await known_numbers.behind(tx, unresolved) if unresolved else {}
    return [
        replace(text, key=text.key._replace(their_address=found))
        if (found := known.get((text.key.their_address, owned.get(text.key.our_address, ()))))
        else text
        for text in texts
    ]


def _redirected(text: ReceivedText, our_number: str | None) -> ReceivedText:
    if our_number is None:
        return text
    _log.info("text to a number of no practice", carrier=text.carrier, taken_for=our_number)
    return replace(text, key=text.key._replace(our_address=our_number))
