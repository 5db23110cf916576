"""A statement made ready for many rows: compiled once, its values handed over as plain tuples.

SQLAlchemy prepares the values of every row anew, which costs more than SQLite takes to write it.
What stays of SQLAlchemy is what decides: the statement, the column types, the dialect.
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
        sql: as the driver takes it.
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
        """Return each row's values in the statement's order, as the driver takes them."""
        columns: list[Iterable[Any]] = []
        for name, process in self._fields:
            if name in self._constants:
                columns.append(repeat(self._constants[name], len(rows)))
                continue
            column = [row[name] for row in rows]
            columns.append(column if process is None else _each(process, column))
        return list(zip(*columns, strict=True))


class Statements:
    """The prepared statements of one database; a statement that nobody keeps is forgotten."""

    def __init__(self, dialect: Dialect) -> None:
        self._dialect = dialect
        self._known: WeakKeyDictionary[Executable, Prepared] = WeakKeyDictionary()

    def prepare(self, statement: Executable, row: Mapping[str, Any]) -> Prepared:
        """Return `statement` ready for rows with the keys of `row`.

        Args:
            statement: an insert or update, the same object each time, always with the same keys.
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
    """Process values; what stands in many rows on end, as the moment of a batch does, once."""
    last, processed = object(), None
    done = []
    for value in column:
        if value is not last:
            last, processed = value, process(value)
        done.append(processed)
    return done
