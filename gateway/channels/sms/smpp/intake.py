"""From what arrived to its acknowledgement, with a commit between.

Owns what carriers have sent and not had acknowledged. Everything that arrives while one commit is
under way goes into the next: a carrier waits for one commit at most, and no PDU has one to itself.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence

import structlog

from calendar_store.database.connection import is_away
from gateway.channels.sms.smpp.codes import ESME_ROK, ESME_RX_T_APPN
from gateway.channels.sms.smpp.inbound_pdus import InboundPdu
from gateway.channels.sms.smpp.session_listener import Receiving, Request

_log = structlog.get_logger()

_LARGEST_BATCH = 1_000
# Beyond this many the sockets are not read: the carriers keep the rest until the store keeps up.
_FULL = 5_000


class Intake:
    """What waits to be committed, and the loop that commits it.

    Args:
        carrier: name, for logs.
        commit: takes a batch; when it returns the batch is on disk, when it raises it is not.
    """

    def __init__(
        self, carrier: str, commit: Callable[[Sequence[InboundPdu]], Awaitable[None]]
    ) -> None:
        self._carrier = carrier
        self._commit = commit
        self._pending: list[Request] = []
        self._arrived = asyncio.Event()
        self._idle = asyncio.Event()
        self._idle.set()
        self._held: set[Receiving] = set()
        self._batch = _LARGEST_BATCH

    def arrived(self, request: Request) -> None:
        """Take in what a carrier sent.

        Args:
            request: with the session to acknowledge on.
        """
        self._pending.append(request)
        self._arrived.set()
        self._idle.clear()
        if len(self._pending) >= _FULL and request.session not in self._held:
            self._held.add(request.session)
            request.session.pause_reading()

    async def run(self) -> None:
        """Commit and acknowledge for as long as the link lives."""
        while True:
            await self._arrived.wait()
            batch = self._pending[: self._batch]
            del self._pending[: self._batch]
            status = await self._committed(batch)
            for request in batch:
                request.session.respond(request.command, status, request.sequence)
            self._release()

    async def drained(self) -> None:
        """Wait until nothing is left to commit."""
        await self._idle.wait()

    async def _committed(self, batch: Sequence[Request]) -> int:
        try:
            await self._commit([request.inbound for request in batch])
        except Exception as error:  # noqa: BLE001 - whatever ails the store, the carrier tries again
            _log.error(
                "smpp.not_committed",
                carrier=self._carrier,
                count=len(batch),
                cause=repr(error),
                exc_info=not is_away(error),
            )
            # One of them may be to blame, and comes again: the others are to come in without it.
            self._batch = 1 if len(batch) > 1 else _LARGEST_BATCH
            return ESME_RX_T_APPN
        self._batch = min(2 * self._batch, _LARGEST_BATCH)
        return ESME_ROK

    def _release(self) -> None:
        if self._held and len(self._pending) < _FULL // 2:
            for session in self._held:
                session.resume_reading()
            self._held.clear()
        if not self._pending:
            self._arrived.clear()
            self._idle.set()
