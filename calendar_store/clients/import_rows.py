"""Keep the rows of imports: what each says and means, and what became of it; many at once."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, func, literal, select, update

from calendar_store.database.bulk import BulkWrite, Values
from calendar_store.database.connection import Transaction
from calendar_store.database.keys import in_keys, key_params
from calendar_store.model.imports import ImportRow, RowOutcome, RowVerdict
from calendar_store.schema import import_rows as table
from calendar_store.schema.imports import IS_SELDOM

_C = table.c
_ROWS = select(
    *(_C.line, _C.cells, _C.verdict, _C.fault, _C.entry),
    *(_C.client_id, _C.changes, _C.outcome, _C.visit_id),
).order_by(_C.line)
_BARE = _ROWS.with_only_columns(
    *(_C.line, literal(None).label("cells"), _C.verdict, _C.fault, _C.entry),
    *(_C.client_id, _C.changes, _C.outcome, _C.visit_id),
)
_KEY = ("practice_id", "import_id")
_ADD = BulkWrite(
    table,
    ("line", "cells", "verdict", "fault", "entry", "client_id", "changes"),
    same=(*_KEY, "outcome"),
)
_FOUND_BY = (*_KEY, "line")
_SETTLE = BulkWrite(
    table,
    ("line", "outcome", "fault", "client_id", "visit_id", "changes", "verdict"),
    same=(*_KEY, "cells"),
    found_by=_FOUND_BY,
)
_JUDGE = BulkWrite(
    table,
    ("line", "verdict", "fault", "client_id", "changes", "entry"),
    same=_KEY,
    found_by=_FOUND_BY,
)
_OUTCOME = BulkWrite(table, ("line", "outcome", "fault"), same=_KEY, found_by=_FOUND_BY)
_NOTHING = "{}"
_VERDICTS = {one.value: one for one in RowVerdict}
_OUTCOMES = {one.value: one for one in RowOutcome}


@dataclass(frozen=True, slots=True)
class JudgedRow:
    """A row as it is stored first.

    Attributes:
        row: what it means.
        cells: the texts of the file, as a JSON list.
        entry: the checked values by field, as a JSON object.
    """

    row: ImportRow
    cells: str
    entry: str


async def add(tx: Transaction, practice_id: int, import_id: int, some: Sequence[JudgedRow]) -> None:
    """Store rows of a file."""
    rows = [one.row for one in some]
    values: Values = {
        "line": [row.line for row in rows],
        "cells": [one.cells for one in some],
        "verdict": [row.verdict.value for row in rows],
        "fault": [row.fault for row in rows],
        "entry": [one.entry for one in some],
        "client_id": [row.client_id for row in rows],
        "changes": [_written(row.changes) for row in rows],
    }
    same = {"practice_id": practice_id, "import_id": import_id, "outcome": RowOutcome.NONE.value}
    await _ADD.run(tx, values, same)


async def of_lines(
    tx: Transaction, practice_id: int, import_id: int, lines: Iterable[int]
) -> tuple[ImportRow, ...]:
    """Return the rows of an import that stand in some lines, by line."""
    keys = [(practice_id, import_id, line) for line in lines]
    wanted = _ROWS.where(in_keys(_C.practice_id, _C.import_id, _C.line))
    return tuple(map(_row, await tx.execute(wanted, key_params(keys))))


async def found(
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
    wanted = (_ROWS if cells else _BARE).where(*_of(practice_id, import_id), _C.line > after)
    if outcomes:
        wanted = wanted.where(_C.outcome.in_([one.value for one in outcomes]))
        if {RowOutcome.REFUSED, RowOutcome.KEPT}.issuperset(outcomes):
            wanted = wanted.where(IS_SELDOM)
    if verdicts:
        wanted = wanted.where(_C.verdict.in_([one.value for one in verdicts]))
    return tuple(map(_row, await tx.execute(wanted.limit(limit))))


async def settle(
    tx: Transaction, practice_id: int, import_id: int, rows: Sequence[ImportRow]
) -> None:
    """Store what became of rows that were to be written, and let go what the file said in them."""
    values: Values = {
        "line": [row.line for row in rows],
        "outcome": [row.outcome.value for row in rows],
        "fault": [row.fault for row in rows],
        "client_id": [row.client_id for row in rows],
        "visit_id": [row.visit_id for row in rows],
        "changes": [_written(row.changes) for row in rows],
        "verdict": [row.verdict.value for row in rows],
    }
    same = {"practice_id": practice_id, "import_id": import_id, "cells": "[]"}
    await _SETTLE.run(tx, values, same)


async def undone(
    tx: Transaction, practice_id: int, import_id: int, rows: Sequence[ImportRow]
) -> None:
    """Store that rows were undone, or kept; `rows` are all that were written within their lines."""
    if not rows:
        return
    whole = [row for row in rows if row.outcome is RowOutcome.UNDONE]
    if whole:
        written = (RowOutcome.ADDED.value, RowOutcome.CHANGED.value)
        these = (*_of(practice_id, import_id), _C.line.between(rows[0].line, rows[-1].line))
        gone = update(table).where(*these, _C.outcome.in_(written))
        await tx.execute(gone.values(outcome=RowOutcome.UNDONE.value, fault=""))
    kept = [row for row in rows if row.outcome is not RowOutcome.UNDONE]
    await keep(tx, practice_id, import_id, kept)


async def keep(
    tx: Transaction, practice_id: int, import_id: int, kept: Sequence[ImportRow]
) -> None:
    """Store that something of rows was kept, and why."""
    values: Values = {
        "line": [row.line for row in kept],
        "outcome": [row.outcome.value for row in kept],
        "fault": [row.fault for row in kept],
    }
    await _OUTCOME.run(tx, values, {"practice_id": practice_id, "import_id": import_id})


async def judge_again(
    tx: Transaction, practice_id: int, import_id: int, rows: Sequence[ImportRow]
) -> None:
    """Store what rows mean by what later rows say."""
    values: Values = {
        "line": [row.line for row in rows],
        "verdict": [row.verdict.value for row in rows],
        "fault": [row.fault for row in rows],
        "client_id": [row.client_id for row in rows],
        "changes": [_written(row.changes) for row in rows],
        "entry": [_written(row.entry) for row in rows],
    }
    await _JUDGE.run(tx, values, {"practice_id": practice_id, "import_id": import_id})


async def let_go(
    tx: Transaction, practice_id: int, import_id: int, *, after: int, lines: int
) -> int | None:
    """Let go what the file said in some rows of which nothing became, once the import is written.

    Args:
        tx: a writing transaction.
        practice_id: the practice.
        import_id: the import.
        after: the line behind which to begin.
        lines: how many rows.

    Returns:
        The last line; None if there is none.
    """
    last = await _last(tx, practice_id, import_id, after, lines, _C.outcome == "")
    if last is not None:
        these = (*_of(practice_id, import_id), _C.line > after, _C.line <= last)
        idle = update(table).where(*these, _C.outcome == RowOutcome.NONE.value)
        await tx.execute(idle.values(cells=[]))
    return last


async def forget_some(tx: Transaction, practice_id: int, import_id: int, lines: int) -> bool:
    """Delete some rows of an import, the first ones; tell whether there were any."""
    last = await _last(tx, practice_id, import_id, 0, lines)
    if last is not None:
        await tx.execute(delete(table).where(*_of(practice_id, import_id), _C.line <= last))
    return last is not None


async def forget(tx: Transaction, practice_id: int, import_id: int) -> None:
    """Delete the rows of an import."""
    await tx.execute(delete(table).where(*_of(practice_id, import_id)))


async def _last(
    tx: Transaction, practice_id: int, import_id: int, after: int, lines: int, *more: Any
) -> int | None:
    """Return the last of some lines behind one; None if there is none."""
    of_import = (*_of(practice_id, import_id), *more)
    some = select(_C.line).where(*of_import, _C.line > after).order_by(_C.line).limit(lines)
    last = (await tx.execute(select(func.max(some.subquery().c.line)))).scalar_one()
    return None if last is None else int(last)


def _of(practice_id: int, import_id: int) -> tuple[Any, Any]:
    return _C.practice_id == practice_id, _C.import_id == import_id


def _written(value: Mapping[str, Any]) -> str:
    return json.dumps(dict(value)) if value else _NOTHING


def _row(row: Any) -> ImportRow:
    line, cells, verdict, fault, entry, client_id, changes, outcome, visit_id = row
    return ImportRow(
        *(line, cells or (), _VERDICTS[verdict], fault, entry),
        *(client_id, changes, _OUTCOMES[outcome], visit_id),
    )
