"""Group commits for SQLite's only writer: waiting transactions are committed together.

A commit waits for the disk, and every worker of the service writes. A transaction that finds others
waiting leaves the commit to the last of them, so that many transactions wait for the disk once.
Each transaction has a savepoint, so that it can be undone alone. No transaction returns before its
commit is on disk.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import (
    AbstractAsyncContextManager,
    AsyncExitStack,
    asynccontextmanager,
    nullcontext,
)
from typing import TypeVar

from calendar_store.database.async_engine import AsyncConnection

_T = TypeVar("_T")
_LARGEST = 8
"""Most transactions in one commit: the first transaction waits for the work of all the others."""


async def whole(statement: Awaitable[_T]) -> _T:
    """Run a statement to its end, even if the task is cancelled meanwhile.

    An interrupted statement would break the connection, and undo the work of the other
    transactions on it.

    Args:
        statement: the statement to run.
    """
    task = asyncio.ensure_future(statement)
    try:
        return await asyncio.shield(task)
    except asyncio.CancelledError:
        await asyncio.wait([task])
        if not task.cancelled():
            task.exception()  # marks the exception as retrieved: the caller is gone
        raise


@asynccontextmanager
async def savepoint(connection: AsyncConnection) -> AsyncIterator[None]:
    """Undo only the statements inside the block if it ends with an error."""
    point = await whole(connection.begin_nested())
    try:
        yield
    except BaseException:
        await whole(point.rollback())
        raise
    await whole(point.commit())


class _Group:
    """Transactions on one connection, to be committed together.

    Attributes:
        connection: the shared connection.
        ends: ends the connection's transaction (rolls it back after an error) and returns the
            connection to the pool.
    """

    def __init__(self, connection: AsyncConnection, ends: AsyncExitStack) -> None:
        self.connection = connection
        self.ends = ends
        self.size = 0
        self.committed: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def undone_alone(self) -> AbstractAsyncContextManager[None]:
        """Return a savepoint; the first transaction needs none, since no other work is lost."""
        return savepoint(self.connection) if self.size else nullcontext()


class GroupCommit:
    """Opens transactions one after the other, and commits them in groups.

    Args:
        opened: opens a connection and begins a transaction; the next call waits until the last
            connection is closed.
    """

    def __init__(self, opened: Callable[[], AbstractAsyncContextManager[AsyncConnection]]) -> None:
        self._opened = opened
        self._turn = asyncio.Lock()
        self._waiting = 0
        self._group: _Group | None = None
        self._ending: set[asyncio.Task[None]] = set()

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[AsyncConnection]:
        """Open a transaction; after the block ends without an error, the changes are on disk.

        Raises:
            SQLAlchemyError: if the group could not be committed; then none of its changes is kept.
        """
        async with self._own_turn():
            if self._group is None:
                ends = AsyncExitStack()
                self._group = _Group(await ends.enter_async_context(self._opened()), ends)
            group = self._group
            try:
                async with group.undone_alone():
                    yield group.connection
                group.size += 1
            finally:
                if group.size in (0, _LARGEST) or not self._waiting:
                    await self._end(group)
        # a transaction whose task is cancelled now is still committed with the others
        await asyncio.shield(group.committed)

    @asynccontextmanager
    async def _own_turn(self) -> AsyncIterator[None]:
        self._waiting += 1
        try:
            await self._turn.acquire()
        except asyncio.CancelledError:
            if self._waiting == 1:
                self._in_background(self._end_what_was_left())
            raise
        finally:
            self._waiting -= 1
        try:
            yield
        finally:
            self._turn.release()

    async def _end_what_was_left(self) -> None:
        """Commit a group whose last waiting transaction was cancelled before it began."""
        async with self._turn:
            if self._group is not None and not self._waiting:
                await self._end(self._group)

    async def _end(self, group: _Group) -> None:
        self._group = None
        await asyncio.shield(self._in_background(_commit(group)))

    async def quiet(self) -> None:
        """Wait for the commits of transactions whose tasks were cancelled while they waited."""
        while self._ending:
            await asyncio.wait(self._ending)

    def _in_background(self, work: Coroutine[None, None, None]) -> "asyncio.Task[None]":
        task = asyncio.create_task(work)
        self._ending.add(task)
        task.add_done_callback(self._ending.discard)
        return task


async def _commit(group: _Group) -> None:
    """Commit a group and wake its members; roll back if no member succeeded."""
    try:
        async with group.ends:
            # as SQL: the driver's own commit ignores that SQLite has rolled the transaction back
            await group.connection.exec_driver_sql("COMMIT" if group.size else "ROLLBACK")
    except Exception as error:  # noqa: BLE001 (every member raises the error, whatever it is)
        group.committed.set_exception(error)
        group.committed.exception()  # marks it as retrieved: there may be no waiting member
    else:
        group.committed.set_result(None)
