"""Prepared statements for many rows: compiled once, with the values passed as plain tuples.

SQLAlchemy's own preparation of each row takes longer than SQLite takes to write the row. The
statement, the column types and the dialect are still SQLAlchemy's.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import repeat
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import Dialect, Executable
from sqlalchemy.sql.compiler import SQLCompiler

_Processor = Callable[[Any], Any]


class Prepared:
    """A compiled statement.

    Attributes:
        sql: the SQL text for the driver.
    """

    def __init__(self, compiled: SQLCompiler, keys: Iterable[str], dialect: Dialect) -> None:
        own = frozenset(keys)
        order = compiled.positiontup or []
        self.sql = str(compiled)
        self._fields: tuple[tuple[str, _Processor | None], ...] = tuple(
            (name, compiled.binds[name].type.dialect_impl(dialect).bind_processor(dialect))
            for name in order
        )
        processors = dict(self._fields)
        self._constants = {
            name: _processed(processors[name], compiled.params[name])
            for name in order
            if name not in own
        }

    def values(self, rows: Sequence[Mapping[str, Any]]) -> list[tuple[Any, ...]]:
        """Return each row's values for the driver, in the order of the statement's parameters."""
        columns: list[Iterable[Any]] = []
        for name, process in self._fields:
            if name in self._constants:
                columns.append(repeat(self._constants[name], len(rows)))
                continue
            column = [row[name] for row in rows]
            columns.append(column if process is None else _each(process, column))
        return list(zip(*columns, strict=True))


class Statements:
    """A cache of the prepared statements of one database, with weak references to statements."""

    def __init__(self, dialect: Dialect) -> None:
        self._dialect = dialect
        self._known: WeakKeyDictionary[Executable, Prepared] = WeakKeyDictionary()

    def prepare(self, statement: Executable, row: Mapping[str, Any]) -> Prepared:
        """Return the prepared form of `statement` for rows with the keys of `row`.

        Args:
            statement: an insert or update; always the same object with the same keys.
            row: one of the rows.
        """
        found = self._known.get(statement)
        if found is None:
            compiled = statement.compile(  # type: ignore[attr-defined]
                dialect=self._dialect, column_keys=list(row)
            )
            found = self._known[statement] = Prepared(compiled, row, self._dialect)
        return found


def _processed(processor: _Processor | None, value: Any) -> Any:
    return value if processor is None else processor(value)


def _each(process: _Processor, column: Iterable[Any]) -> list[Any]:
    """Convert values; convert equal objects in consecutive rows only once, as a batch's time."""
    last, processed = object(), None
    done = []
    for value in column:
        if value is not last:
            last, processed = value, process(value)
        done.append(processed)
    return done
