"""Write thousands of rows at once, given column by column.

PostgreSQL takes lists of values in one statement in a fraction of the time of as many statements.
SQLite takes a hundred rows in a statement: each statement takes turns with Python's other threads,
and in a savepoint it copies every page that it changes, where a table has triggers. JSON is passed
as the text that is stored: written once, wherever it was made.
"""

from collections.abc import Mapping, Sequence
from itertools import chain, islice, repeat
from typing import Any

from sqlalchemy import JSON, Column, Dialect, Table

from calendar_store.database.connection import Transaction

Values = Mapping[str, Sequence[Any]]
"""The values of rows by column, of the same length each."""
_AT_ONCE = 100
"""Rows of one statement that inserts on SQLite."""


class BulkWrite:
    """A statement that writes many rows.

    Args:
        table: the table.
        written: the columns that differ by row.
        same: the columns with one value for all rows.
        found_by: the columns among them by which rows are found to be changed, the last of them
            differing by row, as numbers; () to insert.
    """

    def __init__(
        self,
        table: Table,
        written: Sequence[str],
        *,
        same: Sequence[str] = (),
        found_by: Sequence[str] = (),
    ) -> None:
        self._table = table
        self._written, self._same = tuple(written), tuple(same)
        self._found_by = tuple(found_by)
        self._texts: dict[str, str] = {}

    async def run(self, tx: Transaction, values: Values, same: Mapping[str, Any]) -> None:
        """Write rows.

        Args:
            tx: a writing transaction.
            values: the values of the columns that differ.
            same: the values of the others.
        """
        count = len(values[self._written[0]])
        if not count:
            return
        dialect = tx.bound_dialect
        text = self._texts.get(dialect.name)
        if text is None:
            text = self._texts[dialect.name] = self._text(dialect)
        columns = [_bound(self._table.c[n], values[n], dialect) for n in self._written]
        others = [_bound(self._table.c[n], [same[n]], dialect)[0] for n in self._same]
        if dialect.name == "postgresql":
            within = [f(values[self._found_by[-1]]) for f in (min, max)] if self._found_by else ()
            await tx.run_text(text, (*others, *columns, *within))
            return
        whole = 0 if self._found_by else count - count % _AT_ONCE
        if whole:
            rows = zip(*columns, strict=True)
            some = [
                (*others, *chain.from_iterable(islice(rows, _AT_ONCE)))
                for _ in range(whole // _AT_ONCE)
            ]
            await tx.run_text(self._text_at_once(), some)
        if whole < count:
            left = [islice(column, whole, None) for column in columns]
            order = [*(repeat(one, count - whole) for one in others), *left]
            await tx.run_text(text, list(zip(*order, strict=True)))

    def _text_at_once(self) -> str:
        """Return the statement that inserts many rows on SQLite."""
        text = self._texts.get("")
        if text is None:
            first, width = len(self._same), len(self._written)
            same = ", ".join(f"?{n}" for n in range(1, first + 1))
            starts = range(first + 1, first + 1 + _AT_ONCE * width, width)
            own = (", ".join(f"?{at + n}" for n in range(width)) for at in starts)
            rows = ", ".join(f"({same}, {one})" if same else f"({one})" for one in own)
            names = ", ".join(map(_quoted, (*self._same, *self._written)))
            # names of columns alone, no value
            text = f"INSERT INTO {_quoted(self._table.name)} ({names}) VALUES {rows}"  # noqa: S608
            self._texts[""] = text
        return text

    def _text(self, dialect: Dialect) -> str:
        names = (*self._same, *self._written)
        marks = {name: f"?{n}" for n, name in enumerate(names, 1)}
        rows = ""
        if dialect.name == "postgresql":
            marks = {
                name: f"CAST(${n} AS {_type(self._table.c[name], dialect)})"
                f"{'::json' if _is_json(self._table.c[name]) else ''}"
                for n, name in enumerate(self._same, 1)
            }
            first = len(self._same) + 1
            lists = [
                f"CAST(${n} AS {_type(self._table.c[name], dialect)}[])"
                for n, name in enumerate(self._written, first)
            ]
            rows = f"unnest({', '.join(lists)}) AS v({', '.join(map(_quoted, self._written))})"
            marks |= {
                name: f"v.{_quoted(name)}{'::json' if _is_json(self._table.c[name]) else ''}"
                for name in self._written
            }
        table = _quoted(self._table.name)
        # names of tables and columns alone, no value
        if not self._found_by:
            what = ", ".join(map(_quoted, names))
            told = ", ".join(marks[name] for name in names)
            given = f"SELECT {told} FROM {rows}" if rows else f"VALUES ({told})"  # noqa: S608
            return " ".join(["INSERT INTO", table, f"({what})", given])
        news = [name for name in names if name not in self._found_by]
        changed = ", ".join(f"{_quoted(name)} = {marks[name]}" for name in news)
        found = " AND ".join(f"{table}.{_quoted(one)} = {marks[one]}" for one in self._found_by)
        start = f"UPDATE {table} SET {changed}"  # noqa: S608
        if not rows:
            return f"{start} WHERE {found}"
        # the span of the rows: without it, PostgreSQL may read all that have the other columns
        by, last = self._found_by[-1], len(names)
        kind = _type(self._table.c[by], dialect)
        bounds = f"CAST(${last + 1} AS {kind}) AND CAST(${last + 2} AS {kind})"
        return f"{start} FROM {rows} WHERE {found} AND {table}.{_quoted(by)} BETWEEN {bounds}"


def _bound(column: Column[Any], values: Sequence[Any], dialect: Dialect) -> Sequence[Any]:
    if _is_json(column):
        return values
    process = column.type.dialect_impl(dialect).bind_processor(dialect)
    if process is None:
        return values
    last, processed = object(), None
    done = []
    for value in values:
        # many rows have the same moment
        if value is not last:
            last, processed = value, process(value)
        done.append(processed)
    return done


def _is_json(column: Column[Any]) -> bool:
    return isinstance(column.type, JSON)


def _type(column: Column[Any], dialect: Dialect) -> str:
    if _is_json(column):
        return "text"
    # without its collation, which is no part of a cast
    return column.type.dialect_impl(dialect).compile(dialect=dialect).split(" COLLATE")[0]


def _quoted(name: str) -> str:
    return f'"{name}"'
