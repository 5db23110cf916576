"""Long texts: store the parts in any order, and join them when all have come.

A long text is identified by carrier, both numbers, the sender's reference and the number of parts
(3GPP 23.040 section 9.2.3.24.1). Missing parts are waited for only for a limited time; then the
parts that came are delivered as a partial text. A part that comes even later completes the text,
and the whole text is delivered. The caller passes the function that decodes the parts.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import delete, func, insert, or_, select, tuple_, update

from calendar_store.conversations import alerts
from calendar_store.conversations.received_texts import ReceivedText, joined_row
from calendar_store.database import name_locks
from calendar_store.database.connection import Transaction
from calendar_store.database.keys import in_keys, key_params
from calendar_store.database.notify import Topic
from calendar_store.model.actors import Actor, ActorKind
from calendar_store.model.conversations import ConversationKey
from calendar_store.model.statuses import Channel
from calendar_store.schema import inbound, inbound_parts

_INSERT = insert(inbound)
_INSERT_PART = insert(inbound_parts)
_PART_KEY = (
    inbound_parts.c.carrier,
    inbound_parts.c.our_number,
    inbound_parts.c.their_number,
    inbound_parts.c.reference,
    inbound_parts.c.total,
)


LATE = timedelta(hours=6)
"""How long a late part may complete a partial text; then its reference means another text."""
_CAME = Actor(ActorKind.SERVICE, "the rest of the text came")
"""The actor that resolves the alert about a partial text, when the text becomes whole."""


class TextKey(NamedTuple):
    """The identity of a long text."""

    carrier: str
    our_number: str
    their_number: str
    reference: int
    total: int


class StoredPart(NamedTuple):
    """A part as received, to be decoded together with the other parts.

    Attributes:
        number: number of the part, 1 for the first.
        raw: the bytes, with any header.
        esm_class: esm_class as received; together with `data_coding` tells how to decode `raw`.
        data_coding: data_coding as received.
        carrier: the carrier that delivered the part; a carrier may use an alphabet of its own.
    """

    number: int
    raw: bytes
    esm_class: int
    data_coding: int
    carrier: str = ""


Joins = Callable[[Sequence[StoredPart], int], str]
"""A function that decodes the received parts of a text, in order, given the number of parts."""


def text_key(part: ReceivedText) -> TextKey:
    """Return the key of the long text that a part belongs to."""
    _, ours, theirs = part.key
    return TextKey(part.carrier, ours, theirs, part.reference or 0, part.total)


async def hold(tx: Transaction, keys: Collection[TextKey]) -> None:
    """Lock long texts against other processes until the commit.

    Parts may arrive on the binds of two processes at once; without the lock, neither process would
    see the other's part.
    """
    await name_locks.hold(tx, (" ".join(map(str, ("part", *key))) for key in keys))


_WAITING = (
    select(inbound_parts).where(in_keys(*_PART_KEY)).where(inbound_parts.c.inbound_id.is_(None))
)


async def waiting_parts(
    tx: Transaction, keys: Collection[TextKey]
) -> dict[TextKey, dict[int, Any]]:
    """Return the parts that wait for other parts, by text key and part number."""
    if not keys:
        return {}
    found: dict[TextKey, dict[int, Any]] = {}
    for row in await tx.execute(_WAITING, key_params(keys)):
        key = TextKey(row.carrier, row.our_number, row.their_number, row.reference, row.total)
        found.setdefault(key, {})[row.part] = row
    return found


_GIVEN_UP = (
    select(inbound_parts)
    .where(in_keys(*_PART_KEY))
    .where(inbound_parts.c.inbound_id == inbound.c.id, inbound.c.partial)
)


async def given_up_parts(
    tx: Transaction, keys: Collection[TextKey]
) -> dict[TextKey, dict[int, Any]]:
    """Return the parts of texts delivered as partial, by text key and part number."""
    found: dict[TextKey, dict[int, Any]] = {}
    for row in await tx.execute(_GIVEN_UP, key_params(keys)) if keys else ():
        key = TextKey(row.carrier, row.our_number, row.their_number, row.reference, row.total)
        found.setdefault(key, {})[row.part] = row
    return found


async def add_part(
    tx: Transaction,
    part: ReceivedText,
    together: dict[int, Any],
    given_up: dict[int, Any],
    joins: Joins,
) -> list[dict[str, Any]]:
    """Store a part; return the `inbound` rows of the texts that are now ready for delivery.

    A part number that comes again with other bytes begins a new text with the same reference: the
    earlier parts are delivered as partial. A late part that completes a partial text makes the
    whole text ready; the alert about the partial text is then resolved.

    Args:
        tx: the transaction.
        part: the new part.
        together: the waiting parts of the text, by number; updated by this function.
        given_up: the parts of the text delivered as partial, by number; updated by this function.
        joins: decodes and joins parts.
    """
    key, rows = text_key(part), []
    if given_up and not together:
        if part.part in given_up and given_up[part.part].raw == part.raw:
            return []  # repeated by the carrier, however late
        if part.part not in given_up:
            await _wait_again(tx, key, given_up, part.received_at)
            together.update(given_up)
        given_up.clear()
    before = together.get(part.part)
    if before is not None and before.raw == part.raw:
        return []  # repeated by the carrier, however late: a phone counts its references up
    if before is not None:
        rows.append(await _joined(tx, key, together, joins))
        together.clear()
    if not together:
        # the reference is used again: delete the parts of the earlier text
        await tx.execute(
            delete(inbound_parts).where(
                tuple_(*_PART_KEY) == key, inbound_parts.c.inbound_id.is_not(None)
            )
        )
    await tx.execute(_INSERT_PART, _part_columns(part))
    together[part.part] = part
    if len(together) == part.total:
        rows.append(await _joined(tx, key, together, joins))
        together.clear()
    return rows


async def _wait_again(
    tx: Transaction, key: TextKey, parts: Mapping[int, Any], now: datetime
) -> None:
    """Make the parts of a partial text wait again; resolve the alerts about the partial text."""
    await tx.execute(update(inbound_parts).where(tuple_(*_PART_KEY) == key).values(inbound_id=None))
    halves = {row.inbound_id for row in parts.values()}
    await alerts.resolve_of_texts(tx, halves, by=_CAME, now=now)


async def give_up_waiting(tx: Transaction, before: datetime, joins: Joins, limit: int = 100) -> int:
    """Deliver long texts with missing parts, marked as partial.

    Args:
        tx: the transaction.
        before: texts whose last part came before this moment are delivered, UTC.
        joins: decodes and joins parts.
        limit: most texts to deliver.

    Returns:
        Number of texts delivered.
    """
    statement = (
        select(*_PART_KEY)
        .where(inbound_parts.c.inbound_id.is_(None))
        .group_by(*_PART_KEY)
        .having(func.max(inbound_parts.c.received_at) < before)
        .limit(limit)
    )
    keys = [TextKey._make(row) for row in await tx.execute(statement)]
    if not keys:
        return 0
    await hold(tx, keys)
    waiting = await waiting_parts(tx, keys)
    rows = [await _joined(tx, key, some, joins) for key, some in waiting.items()]
    await tx.executemany(_INSERT, rows)
    if rows:
        tx.notify(Topic.INBOUND)
    return len(rows)


async def forget_parts(tx: Transaction, before: datetime) -> None:
    """Delete the parts of joined texts that came before a moment.

    After that time the carrier does not repeat them. The parts of partial texts are kept for `LATE`
    longer, because the missing parts may still come.
    """
    halves = select(inbound.c.id).where(
        inbound.c.id == inbound_parts.c.inbound_id, inbound.c.partial
    )
    await tx.execute(
        delete(inbound_parts).where(
            inbound_parts.c.inbound_id.is_not(None),
            inbound_parts.c.received_at < before,
            or_(inbound_parts.c.received_at < before - LATE, ~halves.exists()),
        )
    )


async def _joined(
    tx: Transaction, key: TextKey, together: Mapping[int, Any], joins: Joins
) -> dict[str, Any]:
    ordered = [together[number] for number in sorted(together)]
    stored = [
        StoredPart(one.part, one.raw, one.esm_class, one.data_coding, key.carrier)
        for one in ordered
    ]
    inbound_id = tx.ids.new()
    statement = update(inbound_parts).where(tuple_(*_PART_KEY) == key)
    await tx.execute(statement.values(inbound_id=inbound_id))
    newest = max(part.received_at for part in ordered)
    return joined_row(
        inbound_id,
        ConversationKey(Channel.SMS, key.our_number, key.their_number),
        ordered[-1],
        text=joins(stored, key.total),
        raw=b"".join(part.raw for part in ordered),
        received_at=newest,
        partial=len(ordered) < key.total,
    )


def _part_columns(part: ReceivedText) -> dict[str, Any]:
    return {
        "carrier": part.carrier,
        "our_number": part.key.our_address,
        "their_number": part.key.their_address,
        "reference": part.reference,
        "total": part.total,
        "part": part.part,
        "text": part.text.replace("\x00", ""),
        "raw": part.raw,
        "esm_class": part.esm_class,
        "data_coding": part.data_coding,
        "fingerprint": part.fingerprint,
        "session": part.session,
        "received_at": part.received_at,
        "inbound_id": None,
    }
