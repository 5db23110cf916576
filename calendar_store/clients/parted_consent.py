"""What was said of consent while two clients were one: whose it is, once they are parted.

A statement by text or mail is of whoever has the address from which it came, of both if both have
it. Of other statements nobody knows which of the two was meant: a withdrawal counts for both, and
consent stays with the one whose card it was recorded on, so that nobody is written to who may have
refused.
"""

from collections.abc import Collection
from typing import Any

from sqlalchemy import Table, insert, select, update

from calendar_store import schema
from calendar_store.clients.further_addresses import Address
from calendar_store.database.connection import Transaction
from calendar_store.database.keys import in_keys, key_params
from calendar_store.model.clients import Client
from calendar_store.model.statuses import Channel, ConsentHow, ConsentKind

_BY_ADDRESS = frozenset({ConsentHow.SMS.value, ConsentHow.EMAIL.value})
_TEXTS = schema.inbound
_STOPS = schema.opt_outs


async def give_back(
    tx: Transaction,
    kept: Client,
    gone: Client,
    *,
    theirs: Collection[Address],
    others: Collection[Address],
    since: int,
) -> None:
    """Give the parted client what they said of consent, or may have said, since the merge.

    Args:
        tx: a writing transaction.
        kept: the client who stays, and has all statements since the merge.
        gone: the client who is parted.
        theirs: the parted client's addresses.
        others: those of the client who stays.
        since: id of the merge; later statements have greater ids.
    """
    known = {*theirs, *others}
    for table in (schema.consent_events, schema.kind_consent_events):
        of_both = (table.c.practice_id == kept.practice_id) & (table.c.client_id == kept.id)
        statement = select(table).where(of_both, table.c.id > since).order_by(table.c.id)
        moved: list[int] = []
        copied: list[dict[str, Any]] = []
        for row in (await tx.execute(statement)).all():
            source = await _source(tx, row, known) if row.how in _BY_ADDRESS else None
            withdrawn = row.kind == ConsentKind.WITHDRAWN
            is_theirs = withdrawn if source is None else source in theirs
            if not is_theirs:
                continue
            if source is not None and source not in others:
                moved.append(row.id)
            else:
                copied.append(row._asdict() | {"id": tx.ids.new(), "client_id": gone.id})
        await _move(tx, table, kept.practice_id, moved, gone.id)
        await tx.executemany(insert(table), copied)


async def _move(
    tx: Transaction, table: Table, practice_id: int, ids: Collection[int], client_id: int
) -> None:
    if ids:
        which = in_keys(table.c.practice_id, table.c.id)
        keys = key_params([(practice_id, one) for one in ids])
        await tx.execute(update(table).where(which).values(client_id=client_id), keys)


async def _source(tx: Transaction, row: Any, known: Collection[Address]) -> Address | None:
    """Return which of some addresses a statement came from; None if that is known no longer.

    A statement has the words and the time of the text that was handled with it, and so has the stop
    of an address by a mail that is kept nowhere else.
    """
    said = (
        select(_TEXTS.c.channel, _TEXTS.c.their_address)
        .where(in_keys(_TEXTS.c.practice_id, _TEXTS.c.channel, _TEXTS.c.their_address))
        .where(_TEXTS.c.text == row.evidence, _TEXTS.c.handled_at == row.at)
    )
    stopped = (
        select(_STOPS.c.channel, _STOPS.c.address)
        .where(_STOPS.c.practice_id == row.practice_id, _STOPS.c.channel == row.how)
        .where(_STOPS.c.word == row.evidence, _STOPS.c.at == row.at)
    )
    keys = key_params([(row.practice_id, channel.value, to) for channel, to in sorted(known) if to])
    for statement, values in ((said, keys), (stopped, {})):
        found = {tuple(one) for one in await tx.execute(statement, values)}
        if len(found) == 1:
            ((channel, address),) = found
            return Channel(channel), address
    return None
