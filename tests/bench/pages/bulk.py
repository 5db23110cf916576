"""Write millions of rows into a migrated store: without indexes, which are made afterwards.

Beside the store's own way of writing, which keeps each row right at once; here the rows are right,
and only the end counts.
"""

import sqlite3
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from typing import Any, Protocol

import asyncpg  # type: ignore[import-untyped]
from sqlalchemy import Dialect, Executable, Table
from sqlalchemy.dialects.postgresql import asyncpg as postgres
from sqlalchemy.dialects.sqlite import pysqlite

_MADE = (
    "SELECT type, name, sql FROM sqlite_master"
    " WHERE type IN ('index', 'trigger') AND sql IS NOT NULL"
)
_INDEXES = (
    "SELECT indexname AS name, indexdef AS sql FROM pg_indexes WHERE schemaname = 'public'"
    " AND indexname NOT IN (SELECT conname FROM pg_constraint)"
)
_EXCLUSIONS = (
    "SELECT conname AS name, conrelid::regclass AS of_table, pg_get_constraintdef(oid) AS sql"
    " FROM pg_constraint WHERE contype = 'x'"
)


class BulkWriter(Protocol):
    """Writes rows and runs statements on one of the databases.

    Attributes:
        dialect: SQLAlchemy's dialect, for types and statements.
    """

    dialect: Dialect

    async def put(self, table: Table, names: Sequence[str], rows: Iterable[tuple[Any, ...]]) -> int:
        """Write rows; return how many.

        Args:
            table: the table.
            names: of its columns.
            rows: the values, in the order of the columns.
        """

    async def run(self, statement: Executable) -> None:
        """Run a statement whose values are written into it."""


def names_of(words: str) -> tuple[str, ...]:
    """Return names of columns that are written as words."""
    return tuple(words.split())


@asynccontextmanager
async def bulk_writer(url: str) -> AsyncIterator[BulkWriter]:
    """Yield a writer to a migrated store; indexes and triggers are made again at the end."""
    opened = _sqlite if url.startswith("sqlite") else _postgres
    async with opened(url) as writer:
        yield writer


class _OnSqlite:
    def __init__(self, connection: sqlite3.Connection) -> None:
        self.dialect: Dialect = pysqlite.dialect()
        self._connection = connection

    async def put(self, table: Table, names: Sequence[str], rows: Iterable[tuple[Any, ...]]) -> int:
        places = ", ".join("?" * len(names))
        sql = f"INSERT INTO {table.name} ({_quoted(names)}) VALUES ({places})"  # noqa: S608
        stored = _stored(self.dialect, table, names, rows)
        return self._connection.executemany(sql, stored).rowcount

    async def run(self, statement: Executable) -> None:
        self._connection.execute(_literal(statement, self.dialect))


@asynccontextmanager
async def _sqlite(url: str) -> AsyncIterator[BulkWriter]:
    connection = sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None)
    try:
        # a power cut would cost the seed of a bench
        for pragma in ("synchronous=OFF", "cache_size=-400000", "temp_store=MEMORY"):
            connection.execute(f"PRAGMA {pragma}")
        made = connection.execute(_MADE).fetchall()
        connection.execute("BEGIN")
        for kind, name, _ in made:
            connection.execute(f"DROP {kind} {name}")
        yield _OnSqlite(connection)
        for *_, sql in made:
            connection.execute(sql)
        connection.execute("COMMIT")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    finally:
        connection.close()


class _OnPostgres:
    def __init__(self, connection: asyncpg.Connection) -> None:
        self.dialect: Dialect = postgres.dialect()
        self._connection = connection

    async def put(self, table: Table, names: Sequence[str], rows: Iterable[tuple[Any, ...]]) -> int:
        said = await self._connection.copy_records_to_table(
            table.name, columns=list(names), records=_stored(self.dialect, table, names, rows)
        )
        return int(said.split()[-1])

    async def run(self, statement: Executable) -> None:
        await self._connection.execute(_literal(statement, self.dialect))


@asynccontextmanager
async def _postgres(url: str) -> AsyncIterator[BulkWriter]:
    connection = await asyncpg.connect(url)
    try:
        # neither foreign keys nor triggers are looked at
        await connection.execute("SET session_replication_role = replica")
        await connection.execute("SET maintenance_work_mem = '512MB'")
        await connection.execute("SET max_parallel_maintenance_workers = 0")
        indexes = await connection.fetch(_INDEXES)
        exclusions = await connection.fetch(_EXCLUSIONS)
        for one in exclusions:
            await connection.execute(f"ALTER TABLE {one['of_table']} DROP CONSTRAINT {one['name']}")
        for one in indexes:
            await connection.execute(f"DROP INDEX {one['name']}")
        yield _OnPostgres(connection)
        for one in indexes:
            await connection.execute(one["sql"])
        for one in exclusions:
            await connection.execute(
                f"ALTER TABLE {one['of_table']} ADD CONSTRAINT {one['name']} {one['sql']}"
            )
        await connection.execute("VACUUM ANALYZE")
    finally:
        await connection.close()


def _stored(
    dialect: Dialect, table: Table, names: Sequence[str], rows: Iterable[tuple[Any, ...]]
) -> Iterable[tuple[Any, ...]]:
    """Yield rows as the driver takes them; most columns need no change."""
    changed = [
        (place, change)
        for place, name in enumerate(names)
        if (change := table.c[name].type.dialect_impl(dialect).bind_processor(dialect))
    ]
    for row in rows:
        values = list(row)
        for place, change in changed:
            values[place] = change(values[place])
        yield tuple(values)


def _quoted(names: Iterable[str]) -> str:
    return ", ".join(f'"{name}"' for name in names)


def _literal(statement: Executable, dialect: Dialect) -> str:
    # `%` is doubled for drivers that take values by it; ours takes none
    compiled = statement.compile(  # type: ignore[attr-defined]
        dialect=dialect, compile_kwargs={"literal_binds": True}
    )
    return str(compiled)
