"""Connect to the database: engines, transactions, and waking listeners after commits.

SQLite: one writer at a time (BEGIN IMMEDIATE, group commits), several readers, WAL with
synchronous=FULL, so that committed data is on disk. PostgreSQL: default settings, a pool.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from functools import partial
from pathlib import Path
from typing import Any, Self, TypeVar

from sqlalchemy import URL, Connection, Dialect, Executable, text
from sqlalchemy.engine import CursorResult, make_url
from sqlalchemy.exc import (
    ArgumentError,
    DBAPIError,
    IntegrityError,
    InterfaceError,
    OperationalError,
    SQLAlchemyError,
)
from sqlalchemy.exc import TimeoutError as PoolTimeout

from calendar_store.database import sqlite_driver, sqlite_engines
from calendar_store.database.async_engine import AsyncConnection, AsyncEngine, create_async_engine
from calendar_store.database.compiled_statements import Statements
from calendar_store.database.group_commit import GroupCommit, savepoint, whole
from calendar_store.database.ids import Ids
from calendar_store.database.notify import Changes, Topic
from calendar_store.database.postgres import PAGES, SERVICE, ConnectionLimits, connected
from calendar_store.database.revisions import RevisionCache, RevisionView
from calendar_store.database.sequence import SequenceFile
from calendar_store.model.errors import InvalidInput, SlotTaken, StoreDamaged, StoreUnreachable

T = TypeVar("T")

DOUBLE_BOOKING = "no_double_booking"
"""Name of PostgreSQL's exclusion constraint, and error message of SQLite's trigger."""

_CHANNEL = "textback"
_NOTIFY = text("SELECT pg_notify(:channel, :topic)")
_LOOK_EVERY = 0.2
_DOUBTED_FOR = 1.0
"""Seconds that listeners are not woken for what may have been our own commits alone."""
"""Seconds between reads of SQLite's data version: a cheap read without disk access."""

_DRIVERS = {"sqlite": sqlite_driver.DRIVER, "postgresql": "postgresql+asyncpg"}
_TAKEN = "that time was just given to somebody else"
_UNWRITABLE = frozenset({"22021", "22P05"})
"""PostgreSQL's error codes for a character that its texts, or its JSON, cannot store."""


class Transaction:
    """An open transaction: runs statements, and collects the topics to notify after the commit.

    Attributes:
        ids: source of new ids.
        dialect: "sqlite" or "postgresql".
        bound_dialect: SQLAlchemy's dialect, which converts values.
        revisions: what is known under the revisions of rows, see `RevisionView`.
        touched: the topics to notify after the commit.
        writes: whether it is a writing transaction.
        acknowledged: id of the last received text that is acknowledged after the commit; 0 for
            none.
    """

    def __init__(
        self,
        connection: AsyncConnection,
        ids: Ids,
        statements: Statements,
        revisions: RevisionCache,
    ) -> None:
        self._connection = connection
        self._statements = statements
        self.revisions = RevisionView(revisions)
        self.ids = ids
        self.dialect = connection.dialect.name
        self.bound_dialect: Dialect = connection.dialect
        # on SQLite the transactions of a group commit share the connection
        self._run = whole if self.dialect == "sqlite" else _as_it_is
        self.touched: set[Topic] = set()
        self.writes = False
        self.acknowledged = 0

    async def execute(
        self, statement: Executable, values: Mapping[str, Any] | None = None
    ) -> CursorResult[Any]:
        """Run one statement.

        Raises:
            SlotTaken: if the database refused a double booking.
            InvalidInput: if a text has a character that the database cannot store.
        """
        try:
            return await self._run(self._connection.execute(statement, values))
        except DBAPIError as error:
            self.revisions.undo()
            raise _translated(error) from error
        except BaseException:
            # PostgreSQL undoes a transaction after a failed statement, even if it is then committed
            self.revisions.undo()
            raise

    async def executemany(self, statement: Executable, rows: Sequence[Mapping[str, Any]]) -> None:
        """Run one statement for each of `rows`, in one round trip; do nothing without rows.

        Args:
            statement: an insert or update; the caller keeps the object, so that the statement is
                compiled once.
            rows: the values, all with the same keys.

        Raises:
            SlotTaken: if the database refused a double booking.
            InvalidInput: if a text has a character that the database cannot store.
        """
        if not rows:
            return
        prepared = self._statements.prepare(statement, rows[0])
        await self.run_text(prepared.sql, prepared.values(rows))

    async def run_text(self, sql: str, values: Any) -> None:
        """Run SQL in the driver's form, of names of tables and columns and places for values.

        Args:
            sql: the SQL.
            values: a tuple of values; or a list of them, to run it for each.

        Raises:
            SlotTaken: if the database refused a double booking.
            InvalidInput: if a text has a character that the database cannot store.
        """
        try:
            await self._run(self._connection.exec_driver_sql(sql, values))
        except DBAPIError as error:
            self.revisions.undo()
            raise _translated(error) from error
        except BaseException:
            # PostgreSQL undoes a transaction after a failed statement, even if it is then committed
            self.revisions.undo()
            raise

    def notify(self, *topics: Topic) -> None:
        """Wake the listeners of `topics` after this transaction is committed."""
        self.touched.update(topics)

    @asynccontextmanager
    async def savepoint(self) -> AsyncIterator[None]:
        """Undo only the statements inside the block if one of them is refused."""
        try:
            async with savepoint(self._connection):
                yield
        except BaseException:
            self.revisions.undo()
            raise

    async def run_sync(self, function: Callable[[Connection], T]) -> T:
        """Run a function with the synchronous connection, as Alembic needs it."""
        return await self._connection.run_sync(function)


class Database:
    """An open store.

    Attributes:
        changes: the listeners that commits wake.
        file: path of a SQLite store; None for any other store.
        on_commit: called after each commit with its duration in seconds, or None.
        dialect: "sqlite" or "postgresql".
    """

    def __init__(self, writer: AsyncEngine, reader: AsyncEngine, url: URL | None = None) -> None:
        self._writer = writer
        self._url = url or writer.url
        self._reader = reader
        self._ids = Ids()
        self._statements = Statements(writer.dialect)
        self._revisions = RevisionCache()
        sqlite = writer.dialect.name == "sqlite"
        self._group_commit = GroupCommit(partial(self._on, writer)) if sqlite else None
        file = writer.url.database if sqlite else None
        self.file = Path(file).absolute() if file and file != ":memory:" else None
        self._sequence = SequenceFile(self.file) if self.file else None
        self._made = False
        self._is_apart = False
        self.changes = Changes()
        self.on_commit: Callable[[float], None] | None = None
        self.dialect = writer.dialect.name

    @classmethod
    def connect(cls, url: str, limits: ConnectionLimits = SERVICE) -> Self:
        """Return a store at `url`; no connection is opened before the first transaction.

        Args:
            url: "sqlite:///file.db" or "postgresql://user@host/name".
            limits: time limits for PostgreSQL.

        Raises:
            StoreUnreachable: if the URL has neither form.
        """
        try:
            parsed = make_url(url)
            parsed = parsed.set(drivername=_DRIVERS[parsed.get_backend_name()])
        except (ArgumentError, KeyError) as error:
            raise StoreUnreachable(
                "[store] url has to be sqlite:///FILE or postgresql://USER@HOST/NAME"
            ) from error
        if parsed.get_backend_name() == "postgresql":
            engine = _on_postgres(parsed, limits)
            return cls(engine, engine, parsed)
        return cls(sqlite_engines.writer(parsed), sqlite_engines.readers(parsed))

    def apart(self, limits: ConnectionLimits = PAGES) -> Self:
        """Return the same store with separate connections, so that one user cannot take them all.

        Commits wake the listeners of both objects. Close the returned store before this one.

        Args:
            limits: time limits for PostgreSQL.
        """
        other = type(self).__new__(type(self))
        other.__dict__ |= self.__dict__
        if self.dialect == "postgresql":
            other._writer = other._reader = _on_postgres(self._url, limits)  # noqa: SLF001
        else:
            # SQLite has one writer in any case
            other._reader = sqlite_engines.readers(self._url)  # noqa: SLF001
        other._is_apart = True  # noqa: SLF001
        return other

    @asynccontextmanager
    async def write(self) -> AsyncIterator[Transaction]:
        """Open a writing transaction; commit it at the end, or roll it back after an error.

        Raises:
            StoreUnreachable: if the database does not answer.
        """
        async with self._writing() as connection:
            transaction = self._transaction(connection)
            transaction.writes = True
            yield transaction
            if transaction.touched and self.dialect == "postgresql":
                for topic in transaction.touched:
                    await transaction.execute(_NOTIFY, {"channel": _CHANNEL, "topic": topic.value})
            began = time.perf_counter()
        transaction.revisions.publish()
        if self._sequence is not None and transaction.acknowledged:
            self._sequence.note(transaction.acknowledged)
        if self.on_commit is not None:
            self.on_commit(time.perf_counter() - began)
        self.changes.publish(transaction.touched)

    @asynccontextmanager
    async def read(self) -> AsyncIterator[Transaction]:
        """Open a read-only transaction.

        Raises:
            StoreUnreachable: if the database does not answer.
        """
        async with self._on(self._reader) as connection:
            transaction = self._transaction(connection)
            yield transaction
        transaction.revisions.publish()

    def _transaction(self, connection: AsyncConnection) -> Transaction:
        return Transaction(connection, self._ids, self._statements, self._revisions)

    def _writing(self) -> AbstractAsyncContextManager[AsyncConnection]:
        if self._group_commit is not None:
            return self._group_commit.transaction()
        return self._on(self._writer)

    @asynccontextmanager
    async def _on(self, engine: AsyncEngine) -> AsyncIterator[AsyncConnection]:
        """Open a transaction on an engine; commit it at the end, or roll it back after an error."""
        if self.file is not None and not self._made:
            sqlite_engines.make_private(self.file)
            self._made = True
        async with AsyncExitStack() as stack:
            try:
                # `whole`: a connection opened for a task that is cancelled goes back to the pool
                connection = await whole(stack.enter_async_context(engine.begin()))
            except (OSError, SQLAlchemyError) as error:
                reason = _reason(error)
                if any(words in reason for words in _DAMAGED):
                    raise StoreDamaged(reason) from error
                raise StoreUnreachable(f"the store cannot be opened: {reason}") from error
            yield connection

    async def watch(self) -> None:
        """Wake our listeners when other processes commit; run until cancelled."""
        if self.dialect == "postgresql":
            await self._listen()
        else:
            await self._look_at_data_version()

    async def _listen(self) -> None:
        async with self._reader.connect() as connection:
            raw = await connection.get_raw_connection()
            driver = raw.driver_connection
            if driver is None:
                raise StoreUnreachable("the store's connection was closed")

            def notice(*notification: object) -> None:
                self.changes.publish([Topic(str(notification[-1]))])

            await driver.add_listener(_CHANNEL, notice)
            closed = asyncio.Event()
            driver.add_termination_listener(lambda *_: closed.set())
            await closed.wait()
        raise StoreUnreachable("the store closed the connection that wakes us")

    async def _look_at_data_version(self) -> None:
        clock = asyncio.get_running_loop().time
        seen, ours, doubted = None, self.changes.published, None
        async with self._reader.connect() as look:
            while True:
                version = (await look.exec_driver_sql("PRAGMA data_version")).scalar_one()
                # the version is that of the transaction, which has to end for a newer one
                await look.rollback()
                if version != seen:
                    # our own commits have woken our listeners already; another's may be among them
                    others = self.changes.published == ours
                    seen, doubted = (
                        version,
                        clock() - _DOUBTED_FOR if others else doubted or clock(),
                    )
                if doubted is not None and clock() - doubted >= _DOUBTED_FOR:
                    doubted = None
                    self.changes.publish(Topic)
                ours = self.changes.published
                await asyncio.sleep(_LOOK_EVERY)

    async def close(self) -> None:
        """Close every connection, after the commits under way are on disk."""
        if self._group_commit is not None:
            await self._group_commit.quiet()
        if not self._is_apart or self.dialect == "postgresql":
            await self._writer.dispose()
        if self._reader is not self._writer:
            await self._reader.dispose()


def _on_postgres(url: URL, limits: ConnectionLimits) -> AsyncEngine:
    # imported here, so that a SQLite store does not load the driver
    from calendar_store.database.postgres_connection import BriefGoodbye

    plain, arguments = connected(url, limits)
    return create_async_engine(
        plain,
        pool_size=limits.size,
        max_overflow=0,
        pool_timeout=limits.pool,
        hide_parameters=True,
        connect_args={**arguments, "connection_class": BriefGoodbye},
    )


async def _as_it_is(statement: Awaitable[T]) -> T:
    return await statement


def _translated(error: DBAPIError) -> Exception:
    """Translate refusals by the database to our errors; other errors stay: they are our faults."""
    if isinstance(error, IntegrityError):
        return SlotTaken(_TAKEN) if DOUBLE_BOOKING in str(error.orig) else error
    if getattr(error.orig, "sqlstate", None) in _UNWRITABLE:
        return InvalidInput("a text holds a character that cannot be kept (a NUL); leave it out")
    return error


def is_away(error: BaseException) -> bool:
    """Tell whether an error means that the store is unreachable, locked or full, and not wrong use.

    For PostgreSQL the class of the error code decides (Appendix A): connections, resources, locks,
    operator intervention, system errors, serialisation.
    """
    if isinstance(
        error, StoreUnreachable | StoreDamaged | OperationalError | InterfaceError | OSError
    ):
        return True
    if not isinstance(error, DBAPIError):
        return isinstance(error, PoolTimeout)
    code = str(getattr(error.orig, "sqlstate", "") or "")
    return error.connection_invalidated or code[:2] in {"08", "40", "53", "55", "57", "58"}


_DAMAGED = ("file is not a database", "database disk image is malformed")
"""SQLite's messages for a damaged file (SQLITE_NOTADB, SQLITE_CORRUPT)."""


def _reason(error: BaseException) -> str:
    cause = getattr(error, "orig", None) or error
    return str(cause).splitlines()[0] if str(cause) else type(cause).__name__
