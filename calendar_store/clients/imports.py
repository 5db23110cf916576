"""Keep imports: the file in pieces, its rows with what each means, and what became of them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    and_,
    bindparam,
    delete,
    func,
    insert,
    literal,
    literal_column,
    or_,
    select,
    update,
)

from calendar_store.database.connection import Transaction
from calendar_store.database.keys import in_keys, key_params
from calendar_store.database.notify import Topic
from calendar_store.database.upserts import insert_or_replace
from calendar_store.model.errors import NotFound
from calendar_store.model.imports import (
    AT_WORK,
    ImportChoices,
    ImportFile,
    ImportKind,
    ImportRow,
    ImportStatus,
    RowOutcome,
    RowVerdict,
)
from calendar_store.schema import import_columns, import_files, import_rows, imports
from calendar_store.schema.imports import IS_SELDOM

_T, _R = imports, import_rows
_READ = select(*(_T.c[field.name] for field in fields(ImportFile)))
_ROWS = select(
    _R.c.line,
    _R.c.cells,
    _R.c.verdict,
    _R.c.fault,
    _R.c.entry,
    _R.c.client_id,
    _R.c.changes,
    _R.c.outcome,
    _R.c.visit_id,
).order_by(_R.c.line)
_BARE = _ROWS.with_only_columns(
    *(_R.c.line, literal(None).label("cells"), _R.c.verdict, _R.c.fault, _R.c.entry),
    *(_R.c.client_id, _R.c.changes, _R.c.outcome, _R.c.visit_id),
)
_ADD_ROW = insert(_R)
_ADD_PIECE = insert(import_files)
_ONE = (
    _R.c.practice_id == bindparam("b_practice"),
    _R.c.import_id == bindparam("b_import"),
    _R.c.line == bindparam("b_line"),
)
_SETTLE = (
    update(_R)
    .where(*_ONE)
    .values(
        outcome=bindparam("b_outcome"),
        fault=bindparam("b_fault"),
        client_id=bindparam("b_client"),
        visit_id=bindparam("b_visit"),
        changes=bindparam("b_changes"),
        verdict=bindparam("b_verdict"),
    )
)
_SAY = update(_R).where(*_ONE).values(entry=bindparam("b_entry", type_=_R.c.entry.type))
UNDO_WITHIN = timedelta(days=90)
"""How long an import can be undone; what its rows say of people is let go afterwards."""
LEASE = timedelta(seconds=60)
"""How long a service works on an import without a sign of life until another takes it over."""


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


async def add_piece(
    tx: Transaction, practice_id: int, import_id: int, piece: int, content: bytes
) -> None:
    """Store a piece of a file, by its number from 0."""
    row = {
        "practice_id": practice_id,
        "import_id": import_id,
        "piece": piece,
        "content": content,
    }
    await tx.executemany(_ADD_PIECE, [row])


async def piece(tx: Transaction, practice_id: int, import_id: int, number: int) -> bytes | None:
    """Return a piece of a file; None after the last one."""
    table = import_files
    wanted = select(table.c.content).where(
        table.c.practice_id == practice_id,
        table.c.import_id == import_id,
        table.c.piece == number,
    )
    found = (await tx.execute(wanted)).scalar_one_or_none()
    return None if found is None else bytes(found)


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


async def of_lines(
    tx: Transaction, practice_id: int, import_id: int, lines: Iterable[int]
) -> tuple[ImportRow, ...]:
    """Return the rows of an import that stand in some lines, by line."""
    keys = [(practice_id, import_id, line) for line in lines]
    wanted = _ROWS.where(in_keys(_R.c.practice_id, _R.c.import_id, _R.c.line))
    return tuple(map(_row, await tx.execute(wanted, key_params(keys))))


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


async def change(tx: Transaction, practice_id: int, import_id: int, **values: Any) -> None:
    """Set columns of an import."""
    await tx.execute(update(_T).where(*_key(practice_id, import_id)).values(**values))
    tx.notify(Topic.IMPORTS)


async def forget_file(tx: Transaction, practice_id: int, import_id: int) -> None:
    """Delete the pieces of a file whose rows are read for good."""
    table = import_files
    await tx.execute(
        delete(table).where(table.c.practice_id == practice_id, table.c.import_id == import_id)
    )


async def forget_rows(tx: Transaction, practice_id: int, import_id: int) -> None:
    """Delete the rows of an import."""
    await tx.execute(delete(_R).where(*_rows_of(practice_id, import_id)))


async def empty_cells(
    tx: Transaction, practice_id: int, import_id: int, *, after: int, lines: int
) -> int | None:
    """Let go what the file said in some rows, once the import is written.

    Args:
        tx: a writing transaction.
        practice_id: the practice.
        import_id: the import.
        after: the line behind which to begin.
        lines: how many rows.

    Returns:
        The last line; None if there is none.
    """
    of_import = _rows_of(practice_id, import_id)
    some = select(_R.c.line).where(*of_import, _R.c.line > after).order_by(_R.c.line).limit(lines)
    last = (await tx.execute(select(func.max(some.subquery().c.line)))).scalar_one()
    if last is not None:
        these = (*of_import, _R.c.line > after, _R.c.line <= last)
        await tx.execute(update(_R).where(*these).values(cells=[]))
    return None if last is None else int(last)


async def resting(
    tx: Transaction, statuses: Sequence[ImportStatus], before: datetime
) -> list[tuple[int, int]]:
    """Return (practice id, import id) of imports that have not changed since a moment."""
    old = and_(_T.c.status.in_([one.value for one in statuses]), _T.c.changed_at < before)
    found = await tx.execute(select(_T.c.practice_id, _T.c.id).where(old))
    return [(row.practice_id, row.id) for row in found]


async def add_rows(
    tx: Transaction, practice_id: int, import_id: int, rows: Iterable[ImportRow]
) -> None:
    """Store rows of a file."""
    key = {"practice_id": practice_id, "import_id": import_id}
    await tx.executemany(
        _ADD_ROW,
        [
            key
            | {
                "line": row.line,
                "cells": list(row.cells),
                "verdict": row.verdict.value,
                "fault": row.fault,
                "entry": dict(row.entry),
                "client_id": row.client_id,
                "visit_id": row.visit_id,
                "changes": dict(row.changes),
                "outcome": row.outcome.value,
            }
            for row in rows
        ],
    )


async def rows(
    tx: Transaction,
    practice_id: int,
    import_id: int,
    *,
    verdicts: Sequence[RowVerdict] = (),
    outcomes: Sequence[RowOutcome] = (),
    after: int = 0,
    limit: int = 50,
    cells: bool = True,
) -> tuple[ImportRow, ...]:
    """Return rows of an import, by line.

    Args:
        tx: any transaction.
        practice_id: the practice.
        import_id: the import.
        verdicts: only rows of these verdicts; () for all.
        outcomes: only rows of which this became; () for all.
        after: only rows behind this line.
        limit: most rows.
        cells: whether the texts of the file are needed.
    """
    wanted = (_ROWS if cells else _BARE).where(*_rows_of(practice_id, import_id), _R.c.line > after)
    if outcomes:
        wanted = wanted.where(_R.c.outcome.in_([one.value for one in outcomes]))
        if {RowOutcome.REFUSED, RowOutcome.KEPT}.issuperset(outcomes):
            wanted = wanted.where(IS_SELDOM)
    if verdicts:
        wanted = wanted.where(_R.c.verdict.in_([one.value for one in verdicts]))
    return tuple(map(_row, await tx.execute(wanted.limit(limit))))


async def settle(
    tx: Transaction, practice_id: int, import_id: int, rows: Sequence[ImportRow]
) -> None:
    """Store what became of rows."""
    await tx.executemany(
        _SETTLE,
        [
            {
                "b_practice": practice_id,
                "b_import": import_id,
                "b_line": row.line,
                "b_outcome": row.outcome.value,
                "b_fault": row.fault,
                "b_client": row.client_id,
                "b_visit": row.visit_id,
                "b_changes": dict(row.changes),
                "b_verdict": row.verdict.value,
            }
            for row in rows
        ],
    )


async def judge_again(
    tx: Transaction, practice_id: int, import_id: int, rows: Sequence[ImportRow]
) -> None:
    """Store what rows mean by what later rows say."""
    await settle(tx, practice_id, import_id, rows)
    of_row = {"b_practice": practice_id, "b_import": import_id}
    told = [of_row | {"b_line": row.line, "b_entry": dict(row.entry)} for row in rows]
    await tx.executemany(_SAY, told)


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


def _waiting(now: datetime) -> tuple[Any, Any]:
    # literal values: the database uses a partial index only if the statement implies its condition
    at_work: list[ColumnElement[str]] = [literal_column(f"'{one.value}'") for one in AT_WORK]
    return _T.c.status.in_(at_work), or_(_T.c.leased_until.is_(None), _T.c.leased_until < now)


def _key(practice_id: int, import_id: int) -> tuple[Any, Any]:
    return _T.c.practice_id == practice_id, _T.c.id == import_id


def _rows_of(practice_id: int, import_id: int) -> tuple[Any, Any]:
    return _R.c.practice_id == practice_id, _R.c.import_id == import_id


def _value(row: Any) -> ImportFile:
    values: Mapping[str, Any] = row._mapping  # noqa: SLF001 (SQLAlchemy's documented name)
    return ImportFile(
        **{name: values[name] for name in values if name not in {"kind", "status", "choices"}},
        kind=ImportKind(values["kind"]),
        status=ImportStatus(values["status"]),
        choices=ImportChoices.of_json(values["choices"]),
    )


def _row(row: Any) -> ImportRow:
    return ImportRow(
        row.line,
        row.cells or (),
        RowVerdict(row.verdict),
        row.fault,
        row.entry,
        row.client_id,
        row.changes,
        RowOutcome(row.outcome),
        row.visit_id,
    )
