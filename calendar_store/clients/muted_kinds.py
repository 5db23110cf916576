"""Kinds of messages that clients do not want on a channel: load, set and clear them.

Consent and opt-outs count first (`consent.gate`): a muted kind only narrows what may be sent.
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

from sqlalchemy import bindparam, delete, insert, select

from calendar_store.database import audit
from calendar_store.database.connection import Transaction
from calendar_store.database.keys import in_keys, key_params
from calendar_store.database.notify import Topic
from calendar_store.model.actors import Actor
from calendar_store.model.statuses import Channel, MessageKind
from calendar_store.schema import muted_kinds

MUTABLE = (
    *(MessageKind.REMINDER, MessageKind.BOOKED, MessageKind.OFFER),
    *(MessageKind.FOLLOW_UP, MessageKind.RECALL),
)
"""Kinds that a client may mute; an answer is asked for, and a change has to be told."""

MutedKind = tuple[int, int, Channel, MessageKind]
"""Practice id, client id, channel and kind."""

_T = muted_kinds
_OF_CLIENTS = select(_T).where(in_keys(_T.c.practice_id, _T.c.client_id))
_ONE = (
    (_T.c.practice_id == bindparam("b_practice"))
    & (_T.c.client_id == bindparam("b_client"))
    & (_T.c.channel == bindparam("b_channel"))
    & (_T.c.kind == bindparam("b_kind"))
)


async def load(tx: Transaction, clients: Iterable[tuple[int, int]]) -> set[MutedKind]:
    """Return the muted kinds of (practice id, client id) `clients`, in one query."""
    wanted = set(clients)
    if not wanted:
        return set()
    return {
        (row.practice_id, row.client_id, Channel(row.channel), MessageKind(row.kind))
        for row in await tx.execute(_OF_CLIENTS, key_params(wanted))
    }


async def mute(tx: Transaction, muted: Collection[MutedKind], *, by: Actor, now: datetime) -> None:
    """Store kinds that clients do not want; kinds that are muted already stay so.

    Args:
        tx: a writing transaction.
        muted: the kinds.
        by: the actor, for the audit log.
        now: time of the change, aware.
    """
    known = await load(tx, {one[:2] for one in muted})
    new = sorted(set(muted) - known)
    names = ("practice_id", "client_id", "channel", "kind")
    await tx.executemany(insert(_T), [dict(zip(names, one, strict=True)) for one in new])
    await _record(tx, new, "client.muted", by, now)


async def unmute(
    tx: Transaction, wanted: Collection[MutedKind], *, by: Actor, now: datetime
) -> None:
    """Let clients get these kinds again; the arguments are those of `mute`."""
    known = await load(tx, {one[:2] for one in wanted})
    gone = sorted(set(wanted) & known)
    names = ("b_practice", "b_client", "b_channel", "b_kind")
    rows = [dict(zip(names, one, strict=True)) for one in gone]
    await tx.executemany(delete(_T).where(_ONE), rows)
    await _record(tx, gone, "client.unmuted", by, now)


async def _record(
    tx: Transaction, some: Sequence[MutedKind], action: str, by: Actor, now: datetime
) -> None:
    for practice_id in dict.fromkeys(one[0] for one in some):
        subjects = [
            (str(client), {"channel": channel.value, "kind": kind.value})
            for practice, client, channel, kind in some
            if practice == practice_id
        ]
        await audit.record_many(tx, practice_id, subjects, by=by, action=action, now=now)
    if some:
        tx.notify(Topic.CALENDAR)
