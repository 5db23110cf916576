"""A SQLAlchemy driver for aiosqlite with one call to its thread per statement instead of four.

SQLAlchemy's adapter makes a cursor, runs the statement, fetches and closes, each with a separate
call to aiosqlite's thread; for our short statements these calls cost more time than SQLite itself.
Here the thread does all four steps in one call. Importing this module registers
`sqlite+textback://` with SQLAlchemy.
"""

# ruff: noqa: SLF001 (an adapter of two libraries reaches into both; their versions are pinned)

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from sqlite3 import Connection, Cursor
from typing import Any

from sqlalchemy.dialects import registry
from sqlalchemy.dialects.sqlite import aiosqlite
from sqlalchemy.util import EMPTY_DICT

DRIVER = "sqlite+textback"


@dataclass(slots=True)
class _Done:
    """The attributes of a closed cursor that SQLAlchemy still reads."""

    description: Any = None
    rowcount: int = -1
    lastrowid: int | None = None
    arraysize: int = 1

    def close(self) -> None:
        """Do nothing; the thread has already closed the real cursor."""


class _Cursor(aiosqlite.AsyncAdapt_aiosqlite_cursor):
    """A cursor that fetches all rows and closes within its only call to the thread."""

    __slots__ = ()
    _awaitable_cursor_close = False
    _cursor: Any

    def __init__(self, adapt_connection: Any) -> None:
        self._adapt_connection = adapt_connection
        self._connection = adapt_connection._connection
        self._soft_closed_memoized = EMPTY_DICT
        self._rows = deque()
        self._cursor = _Done()

    async def _execute_async(self, operation: Any, parameters: Any) -> Any:
        await self._visit(lambda connection: connection.execute(operation, parameters or ()))

    async def _executemany_async(self, operation: Any, seq_of_parameters: Any) -> Any:
        await self._visit(lambda connection: connection.executemany(operation, seq_of_parameters))

    async def _visit(self, run: Callable[[Connection], Cursor]) -> None:
        driver: Any = self._connection
        # the method with which aiosqlite itself makes every call to its thread
        rows, self._cursor = await driver._execute(_all, driver._conn, run)
        self._rows = deque(rows)


def _all(connection: Connection, run: Callable[[Connection], Cursor]) -> tuple[list[Any], _Done]:
    """Run a statement in the thread; return its rows and the closed cursor's attributes."""
    cursor = run(connection)
    rows = cursor.fetchall() if cursor.description else []
    done = _Done(cursor.description, cursor.rowcount, cursor.lastrowid)
    cursor.close()
    return rows, done


class _Connection(aiosqlite.AsyncAdapt_aiosqlite_connection):
    __slots__ = ()
    _cursor_cls = _Cursor


class _Module(aiosqlite.AsyncAdapt_aiosqlite_dbapi):
    def connect(self, *arguments: Any, **options: Any) -> _Connection:
        """Open a connection as SQLAlchemy does, with our cursor class."""
        plain = super().connect(*arguments, **options)
        return _Connection(self, plain._connection)


class Dialect(aiosqlite.SQLiteDialect_aiosqlite):
    """SQLAlchemy's aiosqlite dialect with our cursor class."""

    supports_statement_cache = True

    @classmethod
    def import_dbapi(cls) -> _Module:
        """Return the driver's module."""
        return _Module(__import__("aiosqlite"), __import__("sqlite3"))


registry.register("sqlite.textback", __name__, "Dialect")
