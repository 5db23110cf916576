"""The worker that reads, writes and undoes imports, one at a time, each in portions.

An import is leased while it is worked on, so that of several services one does; what a service
leaves unfinished goes on where it was, at the next start or in another service.
"""

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta

import structlog

from calendar_store.clients import import_pieces, import_rows, imports
from calendar_store.database.connection import Database, is_away
from calendar_store.database.notify import Topic
from calendar_store.model.errors import InvalidInput, Stale
from calendar_store.model.imports import ImportFile, ImportStatus
from gateway.imports.performing import perform
from gateway.imports.taking_in import Clock, take_in
from gateway.imports.undoing import undo

_log = structlog.get_logger(__name__)

_IDLE = 30.0
"""Seconds after which imports are looked for even without a notification."""
_SOONEST = 0.5
"""Seconds between looks at an import that another service works on."""
_TIDY_EVERY = timedelta(hours=1)
_RESTING = (
    ((ImportStatus.UPLOADING,), timedelta(hours=2)),
    ((ImportStatus.READY, ImportStatus.FAILED), timedelta(days=14)),
    ((ImportStatus.DONE, ImportStatus.UNDONE), imports.UNDO_WITHIN),
)
"""How long imports are kept as they are, by status; the log tells of them for good."""
_FAULT = str(InvalidInput("an error occurred; details are in the log"))
_WORK: Mapping[ImportStatus, Callable[[Database, ImportFile, Clock], Awaitable[None]]] = {
    ImportStatus.READING: take_in,
    ImportStatus.PERFORMING: perform,
    ImportStatus.UNDOING: undo,
}


async def work_on(database: Database, file: ImportFile, clock: Clock) -> ImportFile:
    """Do what an import waits for; return it as it is then.

    Args:
        database: the store.
        file: the import, leased by the caller.
        clock: gives aware UTC times.
    """
    await _WORK[file.status](database, file, clock)
    async with database.read() as tx:
        return await imports.get(tx, file.practice_id, file.id)


class Importer:
    """Works on imports as they come.

    Args:
        database: the store.
        clock: gives aware UTC times.
    """

    def __init__(self, database: Database, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._clock = clock
        self._tidied: datetime | None = None
        self._changed = database.changes.listen(Topic.IMPORTS)

    async def run(self) -> None:
        """Work on imports as they come, until cancelled."""
        try:
            while True:
                if not await self.step():
                    await self.tidy()
                    await self._changed.wait(await self._idle())
        finally:
            self._changed.close()

    async def _idle(self) -> float:
        """Return for how many seconds there is nothing to do, unless something changes."""
        async with self._database.read() as tx:
            free = await imports.next_free(tx)
        # what a killed service has left goes on as soon as its lease ends
        left = (free - self._clock()).total_seconds() if free else _IDLE
        return min(_IDLE, max(_SOONEST, left))

    async def step(self) -> bool:
        """Work on one import; tell whether there was one."""
        async with self._database.read() as tx:
            waiting = await imports.is_waiting(tx, self._clock())
        if not waiting:
            return False
        async with self._database.write() as tx:
            file = await imports.claim(tx, self._clock())
        if file is None:
            return False
        try:
            await work_on(self._database, file, self._clock)
        except Stale:
            await self._release(file)
        except Exception as error:
            if is_away(error):
                raise
            _log.exception("an import failed", import_id=file.id, status=file.status.value)
            await self._fail(file)
        return True

    async def tidy(self) -> None:
        """Let go what rests: uploads cut off, previews nobody confirms, rows too old to undo."""
        now = self._clock()
        if self._tidied is not None and now - self._tidied < _TIDY_EVERY:
            return
        self._tidied = now
        async with self._database.write() as tx:
            for statuses, age in _RESTING:
                for practice_id, import_id in await imports.resting(tx, statuses, now - age):
                    await import_pieces.forget(tx, practice_id, import_id)
                    await import_rows.forget(tx, practice_id, import_id)
                    gone = ImportStatus.DISCARDED.value
                    await imports.change(tx, practice_id, import_id, status=gone)

    async def _release(self, file: ImportFile) -> None:
        """Let an import be claimed again at once: staff have chosen otherwise meanwhile."""
        async with self._database.write() as tx:
            await imports.change(tx, file.practice_id, file.id, leased_until=None)

    async def _fail(self, file: ImportFile) -> None:
        """Say that an import failed by a fault of ours; writing goes on after its lease."""
        values = {"fault": _FAULT}
        if file.status is ImportStatus.READING:
            values["status"] = ImportStatus.FAILED.value
        async with self._database.write() as tx:
            await imports.change(tx, file.practice_id, file.id, **values)
