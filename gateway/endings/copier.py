"""Worker: makes the whole copies that are asked for, and removes those whose time is over.

A copy is written to a temporary file, and stored in pieces, each in a commit of its own; it is
ready with the commit after the last. Whoever is killed meanwhile leaves a lease that runs out, and
the copy is made anew.
"""

import asyncio
import tempfile
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from hashlib import sha256
from typing import IO
from zoneinfo import ZoneInfo

import structlog

from calendar_store.database import audit
from calendar_store.database.connection import Database
from calendar_store.database.postgres import PATIENT
from calendar_store.endings import stored_copies
from calendar_store.endings.stored_copies import PIECE
from calendar_store.model.actors import SERVICE
from calendar_store.model.endings import COPY_LASTS, StoredCopy
from calendar_store.practices import practices
from gateway.copies import making
from gateway.endings import admin_mails
from gateway.use_cases.suspending import AdminMails

_log = structlog.get_logger(__name__)
_EVERY = 15.0
_KEPT_EVERY = 60.0


class Copier:
    """Makes whole copies.

    Args:
        database: the store.
        telling: by what administrators are told that a copy is ready.
        clock: gives aware UTC times.
    """

    def __init__(
        self, database: Database, telling: AdminMails, clock: Callable[[], datetime]
    ) -> None:
        self._database, self._telling, self._clock = database, telling, clock

    async def run(self) -> None:
        """Make copies as they are asked for, until cancelled."""
        while True:
            if not await self.step():
                await asyncio.sleep(_EVERY)

    async def step(self) -> bool:
        """Make one copy, and remove what is over; tell whether a copy was made."""
        now = self._clock()
        await self._remove(now)
        async with self._database.read() as tx:
            if not await stored_copies.wanted(tx, now):
                return False
        async with self._database.write() as tx:
            one = await stored_copies.claim(tx, now)
        if one is None:
            return False
        keeping = asyncio.create_task(self._keep(one))
        try:
            await self._drop(one)
            with tempfile.TemporaryFile() as file:
                await self._make(one, file)
                await self._store(one, file)
        finally:
            keeping.cancel()
            with suppress(asyncio.CancelledError):
                await keeping
        return True

    async def _make(self, one: StoredCopy, file: IO[bytes]) -> None:
        patient = self._database.apart(PATIENT)
        try:
            await making.make(patient, one.practice_id, file, now=self._clock())
        finally:
            await patient.close()

    async def _store(self, one: StoredCopy, file: IO[bytes]) -> None:
        file.seek(0)
        digest, size, piece = sha256(), 0, 0
        while content := file.read(PIECE):
            async with self._database.write() as tx:
                await stored_copies.add_piece(tx, one, piece, content)
            digest.update(content)
            size, piece = size + len(content), piece + 1
        now = self._clock()
        async with self._database.write() as tx:
            await stored_copies.ready(tx, one, size=size, digest=digest.digest(), now=now)
            detail = {"size": size, "sha256": digest.hexdigest()}
            await audit.record(
                *(tx, one.practice_id),
                by=SERVICE,
                action="copy.ready",
                subject=str(one.id),
                now=now,
                detail=detail,
            )
            practice = await practices.get(tx, one.practice_id)
            until = (now + COPY_LASTS).astimezone(ZoneInfo(practice.timezone)).date()
            await admin_mails.send(
                *(tx, self._telling.channels, practice, ("ready", "copy")),
                links=self._telling.links,
                days={"copies": until},
                now=now,
            )
        _log.info("whole copy ready", practice=one.practice_id, copy=one.id, octets=size)

    async def _keep(self, one: StoredCopy) -> None:
        while True:
            await asyncio.sleep(_KEPT_EVERY)
            async with self._database.write() as tx:
                await stored_copies.keep(tx, one, self._clock())

    async def _remove(self, now: datetime) -> None:
        async with self._database.read() as tx:
            over = await stored_copies.over(tx, now)
        for one in over:
            await self._drop(one)
            async with self._database.write() as tx:
                await stored_copies.gone(tx, one)

    async def _drop(self, one: StoredCopy) -> None:
        while True:
            async with self._database.write() as tx:
                if not await stored_copies.drop_some(tx, one):
                    return
