"""Worker: copies a SQLite store's write-ahead log every few seconds, and the store once a day.

With both a store is restored as it was at any copied moment (`point_in_time`).
"""

import asyncio
import shutil
import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, suppress
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import TypeVar

import structlog

from gateway.backups import folder, sqlite_copy
from gateway.backups.child import Task, elsewhere
from gateway.backups.errors import BackupFailed
from gateway.backups.frame_copier import ChainBroken, FrameCopier
from gateway.backups.frame_log import Chain, chains, copy_name
from gateway.backups.keys import recipients_of
from gateway.backups.making import require_room
from gateway.backups.plan import BackupPlan

_log = structlog.get_logger(__name__)
T = TypeVar("T")

_COPY_EVERY = timedelta(days=1)
_COPY_AFTER = 1024 * 2**20
"""Octets of frames after which the store is copied sooner, so that a restore stays quick."""
_SOON = 0.5
"""Seconds between two copies while the log grows fast."""
_AGAIN = timedelta(minutes=1)
_REPEAT = timedelta(hours=1)
_LAST = 2.0
"""Seconds for the last copy when the service stops."""


class FrameWorker:
    """Copies the log of one store.

    Attributes:
        copied_at: when all that was committed was last known to be copied; None: not yet.
        trouble: what is wrong; "" for nothing.

    Args:
        plan: how.
        store: the store's file.
        clock: gives aware UTC times.
        task: seals a copy of the store: in another process, but for tests.
    """

    def __init__(
        self,
        plan: BackupPlan,
        store: Path,
        clock: Callable[[], datetime],
        task: Task = elsewhere,
    ) -> None:
        self._plan = plan
        self._task = task
        self._store = store
        self._clock = clock
        self._copier: FrameCopier | None = None
        self._threads = ThreadPoolExecutor(1, "frames")
        self._copying: asyncio.Task[None] | None = None
        self._copied_store_at: datetime | None = None
        self._copy_not_before: datetime | None = None
        self._told_at: datetime | None = None
        self.copied_at: datetime | None = None
        self.trouble = ""

    async def run(self) -> None:
        """Copy until cancelled, and once more then."""
        to = self._plan.frames_to
        if to is None:
            return
        folder.made_private(to)
        with ExitStack() as held:
            if not held.enter_context(folder.alone(to)):
                raise BackupFailed(f"another service copies its log to {to}; name another folder")
            folder.remove_parts(to)
            self._copier = FrameCopier(self._store, to, recipients_of(self._plan.recipients))
            try:
                while True:
                    await self.step()
                    every = self._plan.frames_every.total_seconds()
                    await asyncio.sleep(min(every, _SOON) if self._copier.is_long else every)
            finally:
                await asyncio.shield(self._last_copy())

    async def step(self) -> None:
        """Copy what was committed; begin a chain where there is none; copy the store when due."""
        now, copier = self._clock(), self._copier
        assert copier is not None  # noqa: S101
        try:
            if copier.log is None:
                snapshot = await self._in_thread(lambda: copier.begin(now))
                self._start_copy(0, snapshot, now)
            await self._in_thread(lambda: copier.copy(now))
            if self._copy_is_due(now):
                record, snapshot = await self._in_thread(lambda: copier.another_copy(now))
                self._start_copy(record, snapshot, now)
        except ChainBroken:
            _log.warning("the store's log was begun anew by another program: it is copied anew")
            copier.let_go()
        except BackupFailed as error:
            self._fails(str(error), now)
        except sqlite3.Error as error:
            copier.let_go()
            self._fails(f"the store's log cannot be copied: {error}", now)
        else:
            self.copied_at = now
            if self.trouble and self._copied_store_at is not None:
                _log.info("the store's log is copied again")
                self.trouble, self._told_at = "", None

    async def _in_thread(self, work: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._threads, work)

    def _fails(self, why: str, now: datetime) -> None:
        self.trouble = why
        if self._told_at is None or not self._told_at <= now < self._told_at + _REPEAT:
            self._told_at = now
            _log.error("the store's log is not copied", why=why)

    def _copy_is_due(self, now: datetime) -> bool:
        assert self._copier is not None  # noqa: S101
        if self._copying is not None and not self._copying.done():
            return False
        if self._copy_not_before is not None and now < self._copy_not_before <= now + _AGAIN:
            return False
        at = self._copied_store_at
        return at is None or now - at >= _COPY_EVERY or self._copier.octets > _COPY_AFTER

    def _start_copy(self, record: int, snapshot: sqlite3.Connection, now: datetime) -> None:
        if self._copying is not None:
            self._copying.cancel()
        assert self._copier is not None  # noqa: S101
        log = self._copier.log
        assert log is not None  # noqa: S101
        self._copied_store_at, self._copy_not_before = None, now + _AGAIN
        self._copying = asyncio.create_task(
            self._copy_store(log.chain, record, snapshot, now), name="copy of the store"
        )

    async def _copy_store(
        self, chain: Chain, record: int, snapshot: sqlite3.Connection, now: datetime
    ) -> None:
        """Copy the whole store as it was after a record, into its chain."""
        try:
            with closing(snapshot), sqlite_copy.scratch(self._store) as beside:
                require_room(self._store, beside)
                copied = beside / "store.db"
                await asyncio.to_thread(sqlite_copy.copy, snapshot, copied)
                snapshot.close()
                target = chain.path / copy_name(record, now)
                await self._task(
                    *("seal", self._plan, now),
                    copied=str(copied),
                    target=str(target),
                    record=str(record),
                )
        except BackupFailed as error:
            self._fails(str(error), self._clock())
            return
        self._copied_store_at = now
        _log.info("store copied beside its log", chain=chain.path.name, record=record)
        await asyncio.to_thread(self._remove_old, chain, self._clock())

    def _remove_old(self, current: Chain, now: datetime) -> None:
        """Remove what is not needed to restore any moment since the bound; the newest stays."""
        assert self._plan.frames_to is not None  # noqa: S101
        bound = now - self._plan.keep_frames
        found = chains(self._plan.frames_to)
        whole = [one for one in found if one.number >= current.number or one.copies()]
        gone = [one for one in found if one not in whole]
        for one, following in pairwise(whole):
            copies = following.copies()
            if one.number < current.number and copies and copies[0].made_at <= bound:
                gone.append(one)
        for one in gone:
            shutil.rmtree(one.path, ignore_errors=True)
        copies = current.copies()
        past = [copy for copy, after in pairwise(copies) if after.made_at <= bound]
        needed = copies[len(past)].record + 1
        logs = current.logs()
        old = [path for (_, _, path), (first, _, _) in pairwise(logs) if first <= needed]
        for path in (*(copy.path for copy in past), *old):
            with suppress(OSError):
                path.unlink()

    async def _last_copy(self) -> None:
        copier = self._copier
        if self._copying is not None:
            self._copying.cancel()
            with suppress(asyncio.CancelledError):
                await self._copying
        if copier is not None:
            now = self._clock()
            with suppress(BackupFailed, ChainBroken, sqlite3.Error, TimeoutError):
                if copier.log is not None:
                    await asyncio.wait_for(self._in_thread(lambda: copier.copy(now)), _LAST)
            await self._in_thread(copier.let_go)
        self._threads.shutdown(wait=False)
