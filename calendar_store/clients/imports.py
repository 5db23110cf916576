"""Keep imports: what is known of each file, how far it is, and the columns chosen for its like.

Its pieces stand in `import_pieces`, its rows in `import_rows`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import fields
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, func, insert, literal_column, or_, select, update

from calendar_store.database.connection import Transaction
from calendar_store.database.notify import Topic
from calendar_store.database.upserts import insert_or_replace
from calendar_store.model.errors import NotFound
from calendar_store.model.imports import (
    AT_WORK,
    ImportChoices,
    ImportFile,
    ImportKind,
    ImportStatus,
)
from calendar_store.schema import import_columns, imports

_T = imports
_READ = select(*(_T.c[field.name] for field in fields(ImportFile)))
UNDO_WITHIN = timedelta(days=90)
"""How long an import can be undone; what its rows say of people is let go afterwards."""
LEASE = timedelta(seconds=60)
"""How long a service works on an import without a sign of life until another takes it over."""
PORTION_LEASE = timedelta(seconds=15)
"""The same while portions are written, each of which is a sign of life."""


async def create(
    tx: Transaction, practice_id: int, kind: ImportKind, name: str, *, by: str, now: datetime
) -> ImportFile:
    """Add an import whose file is about to come in pieces.

    Args:
        tx: a writing transaction.
        practice_id: the practice.
        kind: what the file holds.
        name: the file's name.
        by: label of the actor.
        now: UTC.
    """
    made = ImportFile(
        *(practice_id, tx.ids.new(), kind, name, 0, ImportStatus.UPLOADING, now, by),
        changed_at=now,
    )
    row = {field.name: getattr(made, field.name) for field in fields(ImportFile)}
    row |= {"choices": made.choices.as_json(), "header": [], "columns": []}
    row |= {"kind": kind.value, "status": made.status.value}
    await tx.execute(insert(_T), row)
    return made


async def get(tx: Transaction, practice_id: int, import_id: int) -> ImportFile:
    """Return one import of a practice.

    Raises:
        NotFound: if the practice has no such import.
    """
    row = (await tx.execute(_READ.where(*_key(practice_id, import_id)))).first()
    if row is None:
        raise NotFound(f"there is no import {import_id} in this practice")
    return _value(row)


async def held(tx: Transaction, practice_id: int, import_id: int) -> ImportFile:
    """Return one import of a practice, locked until this transaction ends.

    Raises:
        NotFound: if the practice has no such import.
    """
    await tx.execute(_READ.where(*_key(practice_id, import_id)).with_for_update())
    return await get(tx, practice_id, import_id)


async def listed(
    tx: Transaction, practice_id: int, *, before: int | None = None, limit: int = 30
) -> tuple[ImportFile, ...]:
    """Return a practice's imports that were not discarded, the newest first."""
    hidden = (ImportStatus.DISCARDED.value, ImportStatus.UPLOADING.value)
    wanted = _READ.where(_T.c.practice_id == practice_id, _T.c.status.not_in(hidden))
    if before is not None:
        wanted = wanted.where(_T.c.id < before)
    found = await tx.execute(wanted.order_by(_T.c.id.desc()).limit(limit))
    return tuple(map(_value, found))


async def claim(tx: Transaction, now: datetime) -> ImportFile | None:
    """Lease the oldest import that is to be worked on; None if there is none."""
    wanted = (
        _READ.where(*_waiting(now)).order_by(_T.c.id).limit(1).with_for_update(skip_locked=True)
    )
    row = (await tx.execute(wanted)).first()
    if row is None:
        return None
    found = _value(row)
    await change(tx, found.practice_id, found.id, leased_until=now + LEASE)
    return found


async def is_waiting(tx: Transaction, now: datetime) -> bool:
    """Tell whether an import is to be worked on, so that nothing is written to find it out."""
    wanted = select(_T.c.id).where(*_waiting(now)).limit(1)
    return (await tx.execute(wanted)).first() is not None


async def next_free(tx: Transaction) -> datetime | None:
    """Return when the next lease of an import that is to be worked on ends, UTC; None for none."""
    wanted = select(func.min(_T.c.leased_until)).where(_at_work())
    ends: datetime | None = (await tx.execute(wanted)).scalar_one()
    return ends


async def change(tx: Transaction, practice_id: int, import_id: int, **values: Any) -> None:
    """Set columns of an import."""
    await tx.execute(update(_T).where(*_key(practice_id, import_id)).values(**values))
    tx.notify(Topic.IMPORTS)


async def resting(
    tx: Transaction, statuses: Sequence[ImportStatus], before: datetime
) -> list[tuple[int, int]]:
    """Return (practice id, import id) of imports that have not changed since a moment."""
    old = and_(_T.c.status.in_([one.value for one in statuses]), _T.c.changed_at < before)
    found = await tx.execute(select(_T.c.practice_id, _T.c.id).where(old))
    return [(row.practice_id, row.id) for row in found]


async def remembered(
    tx: Transaction, practice_id: int, kind: ImportKind, fingerprint: str
) -> list[str] | None:
    """Return what staff chose for the columns of files with a header; None if nothing yet."""
    table = import_columns
    wanted = select(table.c["columns"]).where(
        table.c.practice_id == practice_id,
        table.c.kind == kind.value,
        table.c.fingerprint == fingerprint,
    )
    found = (await tx.execute(wanted)).scalar_one_or_none()
    return None if found is None else list(found)


async def remember(
    tx: Transaction, file: ImportFile, columns: Sequence[str], now: datetime
) -> None:
    """Keep what staff chose for the columns of files with the header of this one."""
    row = {
        "practice_id": file.practice_id,
        "kind": file.kind.value,
        "fingerprint": file.fingerprint,
        "columns": list(columns),
        "at": now,
    }
    await insert_or_replace(tx, import_columns, [row])


def _at_work() -> Any:
    # literal values: the database uses a partial index only if the statement implies its condition
    at_work: list[ColumnElement[str]] = [literal_column(f"'{one.value}'") for one in AT_WORK]
    return _T.c.status.in_(at_work)


def _waiting(now: datetime) -> tuple[Any, Any]:
    return _at_work(), or_(_T.c.leased_until.is_(None), _T.c.leased_until < now)


def _key(practice_id: int, import_id: int) -> tuple[Any, Any]:
    return _T.c.practice_id == practice_id, _T.c.id == import_id


def _value(row: Any) -> ImportFile:
    values: Mapping[str, Any] = row._mapping  # noqa: SLF001 (SQLAlchemy's documented name)
    return ImportFile(
        **{name: values[name] for name in values if name not in {"kind", "status", "choices"}},
        kind=ImportKind(values["kind"]),
        status=ImportStatus(values["status"]),
        choices=ImportChoices.of_json(values["choices"]),
    )
