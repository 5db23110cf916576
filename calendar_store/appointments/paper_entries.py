"""Keep what was written on paper: each entry once by its key, never deleted, with its fate."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import fields, replace
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func, insert, select, update

from calendar_store.database import ids
from calendar_store.database.connection import Transaction
from calendar_store.database.keys import in_keys, key_params
from calendar_store.database.notify import Topic
from calendar_store.database.upserts import insert_new
from calendar_store.model.errors import NotFound, Stale
from calendar_store.model.paper_entries import (
    OwnVersions,
    PaperChange,
    PaperEntry,
    PaperEntryKind,
    PaperEntryState,
    PaperFate,
    PaperObstacle,
)
from calendar_store.model.statuses import ConsentHow
from calendar_store.schema import paper_changes
from calendar_store.schema import paper_entries as table
from calendar_store.schema.paper_entries import IS_OPEN

_FIELDS = tuple(one.name for one in fields(PaperEntry))
_READ = select(*(table.c[name] for name in _FIELDS))
_ONE = _READ.where(table.c.practice_id == bindparam("b_practice"), table.c.id == bindparam("b_id"))
_LOCKED = _ONE.with_for_update()
_BY_KEY = _READ.where(in_keys(table.c.practice_id, table.c.key))
_STAYS = frozenset({"practice_id", "id", "key", "by", "entered_at", "version"})
"""Columns that no change of an entry touches; the version is counted."""
_SAVE = (
    update(table)
    .where(
        table.c.practice_id == bindparam("b_practice"),
        table.c.id == bindparam("b_id"),
        table.c.version == bindparam("b_version"),
    )
    .values({name: bindparam(name) for name in _FIELDS if name not in _STAYS})
    .values(version=table.c.version + 1)
)
_NOTE = insert(paper_changes)


async def add(tx: Transaction, entry: PaperEntry) -> PaperEntry:
    """Store an entry; one whose key is known is returned as it stands."""
    if await insert_new(tx, table, _row(entry)):
        tx.notify(Topic.CALENDAR)
        return entry
    found = await tx.execute(_BY_KEY, key_params([(entry.practice_id, entry.key)]))
    return _value(found.one())


async def get(tx: Transaction, practice_id: int, entry_id: int) -> PaperEntry:
    """Return an entry.

    Raises:
        NotFound: if the practice has no such entry.
    """
    return await _one(tx, _ONE, practice_id, entry_id)


async def lock(tx: Transaction, practice_id: int, entry_id: int) -> PaperEntry:
    """Return an entry, which nobody else changes until the commit; see `get`."""
    return await _one(tx, _LOCKED, practice_id, entry_id)


async def _one(tx: Transaction, statement: Any, practice_id: int, entry_id: int) -> PaperEntry:
    row = (await tx.execute(statement, {"b_practice": practice_id, "b_id": entry_id})).first()
    if row is None:
        raise NotFound(f"this practice has no entry {entry_id} copied from paper")
    return _value(row)


async def save(tx: Transaction, entry: PaperEntry) -> PaperEntry:
    """Write a changed entry, whose version is the one that was read; return it with its new one.

    Raises:
        Stale: if it was changed since it was read.
    """
    row = {name: one for name, one in _row(entry).items() if name not in _STAYS}
    which = {"b_practice": entry.practice_id, "b_id": entry.id, "b_version": entry.version}
    if (await tx.execute(_SAVE, row | which)).rowcount != 1:
        raise Stale("this entry was settled meanwhile; look at it again")
    tx.notify(Topic.CALENDAR)
    return replace(entry, version=entry.version + 1)


async def listed(tx: Transaction, practice_id: int, limit: int) -> list[PaperEntry]:
    """Return the entries that were copied in last, the newest first."""
    statement = _READ.where(table.c.practice_id == practice_id).order_by(table.c.id.desc())
    return [_value(row) for row in await tx.execute(statement.limit(limit))]


async def open_ones(tx: Transaction, practice_id: int, limit: int) -> list[PaperEntry]:
    """Return the entries that are not settled, in the order in which they were copied in."""
    statement = _READ.where(table.c.practice_id == practice_id, IS_OPEN).order_by(table.c.id)
    return [_value(row) for row in await tx.execute(statement.limit(limit))]


async def count_open(tx: Transaction, practice_id: int) -> int:
    """Return how many entries are not settled."""
    statement = select(func.count()).where(table.c.practice_id == practice_id, IS_OPEN)
    found: int = (await tx.execute(statement)).scalar_one()
    return found


async def of_client(tx: Transaction, practice_id: int, client_id: int) -> list[PaperEntry]:
    """Return the entries that mean a client, the oldest first."""
    theirs = (table.c.practice_id == practice_id) & (table.c.client_id == client_id)
    return [_value(row) for row in await tx.execute(_READ.where(theirs).order_by(table.c.id))]


async def of_visits(
    tx: Transaction, practice_id: int, appointment_ids: Collection[int], made_at: datetime
) -> dict[int, PaperEntry]:
    """Return by appointment the entry that was copied from its line last.

    Args:
        tx: any transaction.
        practice_id: the practice.
        appointment_ids: visits that a paper names.
        made_at: when that paper was made, UTC.
    """
    if not appointment_ids:
        return {}
    statement = _READ.where(
        table.c.practice_id == practice_id,
        # no entry was copied in before its paper was made
        table.c.id >= ids.since(made_at),
        table.c.made_at == made_at,
    ).order_by(table.c.id)
    wanted = set(appointment_ids)
    found = [_value(row) for row in await tx.execute(statement)]
    return {one.appointment_id: one for one in found if one.appointment_id in wanted}


async def note_changes(tx: Transaction, entry: PaperEntry, some: Sequence[PaperChange]) -> None:
    """Note which changes of appointments an entry has made, in their transaction."""
    await tx.executemany(
        _NOTE,
        [
            {
                "practice_id": entry.practice_id,
                "appointment_id": one.appointment_id,
                "version": one.version,
                "entry_id": entry.id,
                "change": one.change,
                "undone": one.is_undone,
            }
            for one in some
        ],
    )


async def changes_of(tx: Transaction, entry: PaperEntry) -> list[PaperChange]:
    """Return the changes that an entry has made and that were not taken back, as they came."""
    statement = (
        select(paper_changes)
        .where(paper_changes.c.practice_id == entry.practice_id)
        .where(paper_changes.c.entry_id == entry.id)
    )
    rows: Sequence[Any] = (await tx.execute(statement)).all()
    return [
        PaperChange(row.appointment_id, row.version, row.change) for row in rows if not row.undone
    ]


async def mark_undone(tx: Transaction, practice_id: int, some: Iterable[PaperChange]) -> None:
    """Note that changes were taken back."""
    keys = key_params([(practice_id, one.appointment_id, one.version) for one in some])
    c = paper_changes.c
    which = in_keys(c.practice_id, c.appointment_id, c.version)
    await tx.execute(update(paper_changes).where(which).values(undone=True), keys)


async def own_versions(
    tx: Transaction, practice_id: int, appointment_ids: Collection[int]
) -> OwnVersions:
    """Return the versions of appointments that entries have made, also by an undo."""
    if not appointment_ids:
        return {}
    c = paper_changes.c
    statement = select(c.appointment_id, c.version).where(in_keys(c.practice_id, c.appointment_id))
    keys = key_params([(practice_id, one) for one in appointment_ids])
    found: dict[int, set[int]] = {}
    for row in await tx.execute(statement, keys):
        found.setdefault(row.appointment_id, set()).add(row.version)
    return {one: frozenset(some) for one, some in found.items()}


def _row(entry: PaperEntry) -> dict[str, Any]:
    return {name: getattr(entry, name) for name in _FIELDS}


def _value(row: Any) -> PaperEntry:
    read = row._asdict()
    read |= {
        "kind": PaperEntryKind(row.kind),
        "state": PaperEntryState(row.state),
        "obstacle": PaperObstacle(row.obstacle),
        "fate": PaperFate(row.fate),
        "consent": ConsentHow(row.consent) if row.consent else None,
    }
    return PaperEntry(**read)
