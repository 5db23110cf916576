"""Load, lock and save conversations: the state of the dialog with one client's address."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import select, text

from calendar_store.database.connection import Transaction
from calendar_store.database.keys import in_keys, key_params
from calendar_store.database.upserts import Insert, insert_into
from calendar_store.model.conversations import Conversation, ConversationKey
from calendar_store.model.statuses import Channel
from calendar_store.schema import conversations as table


async def hold(tx: Transaction, keys: Collection[ConversationKey]) -> set[ConversationKey]:
    """Lock conversations until the commit; return those that no other transaction has locked.

    A transaction that reads a conversation in order to write it locks it first, so that a text and
    a reminder at the same moment do not overwrite each other's question. SQLite has one writer at a
    time and needs no lock.
    """
    if tx.dialect != "postgresql" or not keys:
        return set(keys)
    names = {" ".join(key): key for key in keys}
    statement = text(
        "SELECT name FROM unnest(CAST(:names AS text[])) AS name"
        " WHERE pg_try_advisory_xact_lock(hashtextextended(name, 0))"
    )
    return {names[row.name] for row in await tx.execute(statement, {"names": list(names)})}


_KEY = (table.c.channel, table.c.our_address, table.c.their_address)
_LOAD = select(table).where(in_keys(table.c.practice_id, *_KEY))
_WRITTEN = (
    select(table.c.practice_id, *_KEY)
    .where(in_keys(table.c.channel, table.c.their_address, table.c.our_address))
    .where(table.c.last_outbound_at.is_not(None))
    .order_by(table.c.last_outbound_at.desc())
)


_LAST = (
    select(*_KEY)
    .where(in_keys(table.c.channel, table.c.their_address))
    .where(table.c.last_outbound_at.is_not(None))
    .order_by(table.c.last_outbound_at.desc())
)


async def load(
    tx: Transaction, keys: Iterable[tuple[int, ConversationKey]]
) -> dict[tuple[int, ConversationKey], Conversation]:
    """Return conversations by (practice id, conversation key); new ones are missing."""
    wanted = set(keys)
    if not wanted:
        return {}
    rows = await tx.execute(_LOAD, key_params([(practice_id, *key) for practice_id, key in wanted]))
    found = map(_value, rows)
    return {(one.practice_id, one.key): one for one in found}


async def last_written(
    tx: Transaction, keys: Iterable[ConversationKey]
) -> dict[ConversationKey, list[int]]:
    """Return the practices that wrote in each conversation, the most recent first.

    A text to a number that several practices share belongs to the practice that wrote last.
    """
    wanted = [(key.channel, key.their_address, key.our_address) for key in set(keys)]
    if not wanted:
        return {}
    found: dict[ConversationKey, list[int]] = {}
    for row in await tx.execute(_WRITTEN, key_params(wanted)):
        found.setdefault(key_of(row), []).append(row.practice_id)
    return found


async def last_addresses(
    tx: Transaction, channel: Channel, their_addresses: Collection[str]
) -> dict[str, str]:
    """Return, by client's address, our address from which the last message was sent.

    Args:
        tx: any transaction.
        channel: the channel of the addresses; other channels are ignored.
        their_addresses: clients' addresses; an address that got no message is absent.
    """
    if not their_addresses:
        return {}
    found: dict[str, str] = {}
    for row in await tx.execute(_LAST, key_params([(channel, one) for one in their_addresses])):
        found.setdefault(row.their_address, row.our_address)
    return found


async def save(tx: Transaction, changed: Sequence[Conversation], now: datetime) -> None:
    """Write conversations and raise the version of each by one.

    Args:
        tx: the transaction of the turn.
        changed: conversations with the version that was loaded (0 for new ones).
        now: UTC.
    """
    await tx.executemany(
        _save(tx.dialect),
        [
            {
                "practice_id": one.practice_id,
                **one.key._asdict(),
                "state": one.state,
                "version": one.version + 1,
                "last_outbound_at": one.last_outbound_at,
                "updated_at": now,
            }
            for one in changed
        ],
    )


@cache
def _save(dialect: str) -> Insert:
    insert = insert_into(dialect, table)
    return insert.on_conflict_do_update(
        index_elements=[table.c.practice_id, *_KEY],
        set_={
            "state": insert.excluded.state,
            "version": table.c.version + 1,
            "last_outbound_at": insert.excluded.last_outbound_at,
            "updated_at": insert.excluded.updated_at,
        },
    )


def key_of(row: Any) -> ConversationKey:
    """Return the conversation key of a row with the columns channel and both addresses."""
    return ConversationKey(Channel(row.channel), row.our_address, row.their_address)


def _value(row: Any) -> Conversation:
    return Conversation(
        practice_id=row.practice_id,
        key=key_of(row),
        state=row.state,
        version=row.version,
        last_outbound_at=row.last_outbound_at,
    )
