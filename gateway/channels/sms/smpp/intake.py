"""Intake of received texts and receipts: commits them in batches, then acknowledges them.

Owns the PDUs that a carrier has sent and that are not yet acknowledged. All PDUs that arrive during
a commit go into the next commit, so that many PDUs share one commit.
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
# With this many pending, sockets are not read: the carrier keeps further PDUs until the store has
# caught up.
_FULL = 5_000


class Intake:
    """The queue of PDUs to be committed, and the loop that commits them.

    Args:
        carrier: name of the carrier, for logs.
        commit: commits a batch; when it returns, the batch is on disk; when it raises, it is not.
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
        """Queue a text or receipt to be committed.

        Args:
            request: the message, with its session for the acknowledgement.
        """
        self._pending.append(request)
        self._arrived.set()
        self._idle.clear()
        if len(self._pending) >= _FULL and request.session not in self._held:
            self._held.add(request.session)
            request.session.pause_reading()

    async def run(self) -> None:
        """Commit and acknowledge batches, until cancelled."""
        while True:
            await self._arrived.wait()
            batch = self._pending[: self._batch]
            del self._pending[: self._batch]
            status = await self._committed(batch)
            for request in batch:
                request.session.respond(request.command, status, request.sequence)
            self._release()

    async def drained(self) -> None:
        """Wait until every queued PDU is committed or refused."""
        await self._idle.wait()

    async def _committed(self, batch: Sequence[Request]) -> int:
        try:
            await self._commit([request.inbound for request in batch])
        except Exception as error:  # noqa: BLE001 - after any error of the store, the carrier sends again
            _log.error(
                "smpp.not_committed",
                carrier=self._carrier,
                count=len(batch),
                cause=repr(error),
                exc_info=not is_away(error),
            )
            # One PDU may cause the error, and is sent again: batches of one let the others pass.
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
