"""SQLite's one writer, shared: transactions that wait for each other are committed together.

A commit waits for the disk, and every worker of the service writes. Who finds others waiting
leaves the commit to the last of them, so that many transactions cost one wait. Each is undone by
itself, by a savepoint of its own; none is told to be done before the disk has it.
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
"""Transactions in one commit: the first of them waits for the work of all the others."""


async def whole(statement: Awaitable[_T]) -> _T:
    """Let a statement come to its end, also when its task is cancelled meanwhile.

    A statement that is broken off costs the connection, and with it what others did on it.

    Args:
        statement: to be run.
    """
    task = asyncio.ensure_future(statement)
    try:
        return await asyncio.shield(task)
    except asyncio.CancelledError:
        await asyncio.wait([task])
        if not task.cancelled():
            task.exception()  # nobody asks any more
        raise


@asynccontextmanager
async def savepoint(connection: AsyncConnection) -> AsyncIterator[None]:
    """Undo only the statements inside when the block is left with an error."""
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
        connection: the one.
        ends: gives it back, its own transaction undone if an error is what ends it.
    """

    def __init__(self, connection: AsyncConnection, ends: AsyncExitStack) -> None:
        self.connection = connection
        self.ends = ends
        self.size = 0
        self.committed: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def undone_alone(self) -> AbstractAsyncContextManager[None]:
        """Return a savepoint; the first needs none, since nothing is lost with it."""
        return savepoint(self.connection) if self.size else nullcontext()


class GroupCommit:
    """Gives out transactions one after the other, and commits them in groups.

    Args:
        opened: opens a connection and begins on it; the next waits until the last was closed.
    """

    def __init__(self, opened: Callable[[], AbstractAsyncContextManager[AsyncConnection]]) -> None:
        self._opened = opened
        self._turn = asyncio.Lock()
        self._waiting = 0
        self._group: _Group | None = None
        self._ending: set[asyncio.Task[None]] = set()

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[AsyncConnection]:
        """Open a transaction; once the block is left without an error it is on the disk.

        Raises:
            SQLAlchemyError: if the group could not be committed; nothing of it is kept then.
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
        # a member that is cancelled now is committed all the same, with the others
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
        """Commit for those who left it to a transaction that never came."""
        async with self._turn:
            if self._group is not None and not self._waiting:
                await self._end(self._group)

    async def _end(self, group: _Group) -> None:
        self._group = None
        await asyncio.shield(self._in_background(_commit(group)))

    async def quiet(self) -> None:
        """Wait for the commits of those who were cancelled while they waited."""
        while self._ending:
            await asyncio.wait(self._ending)

    def _in_background(self, work: Coroutine[None, None, None]) -> "asyncio.Task[None]":
        task = asyncio.create_task(work)
        self._ending.add(task)
        task.add_done_callback(self._ending.discard)
        return task


async def _commit(group: _Group) -> None:
    """Commit what the members did, and tell them; undo it where none of them succeeded."""
    try:
        async with group.ends:
            # in so many words: the driver's own passes over a transaction that SQLite has undone
            await group.connection.exec_driver_sql("COMMIT" if group.size else "ROLLBACK")
    except Exception as error:  # noqa: BLE001 (whatever it was, every member raises it)
        group.committed.set_exception(error)
        group.committed.exception()  # nobody need be waiting
    else:
        group.committed.set_result(None)
