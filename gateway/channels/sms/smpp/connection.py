"""One TCP connection to a carrier: received octets become PDUs, sent PDUs become octets.

Owns the socket: framing, writing, and the end of the connection. The session interprets the PDUs.
"""

import asyncio
from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import cast

import structlog

from gateway.channels.sms.smpp import wire
from gateway.channels.sms.smpp.codes import ESME_RINVCMDLEN
from gateway.channels.sms.smpp.frames import Frames, Pdu
from gateway.channels.sms.smpp.recorder import PduObserver

_log = structlog.get_logger()
_CLOSING_TIME = 5.0


class Connection(asyncio.Protocol, ABC):
    """A connection from its first octet to its last.

    Attributes:
        name: name of the bind, for logs.
        trouble: why the connection ended, in words; "" if nothing was wrong, None before the end.
        closed: done when the socket is closed.
        recorder: records every PDU, None for no recorder.

    Args:
        name: name of the bind.
    """

    def __init__(self, name: str) -> None:
        self.name = name
        self.trouble: str | None = None
        self._loop = asyncio.get_running_loop()
        self.closed: asyncio.Future[None] = self._loop.create_future()
        self._transport: asyncio.Transport | None = None
        self._frames = Frames()
        self._out: list[bytes] = []
        self._writable = True
        self._held = False
        self.recorder: PduObserver | None = None

    # Implemented by the session

    @abstractmethod
    def _opened(self) -> None:
        """React to the connected socket."""

    @abstractmethod
    def _received(self, pdus: Sequence[Pdu]) -> None:
        """Take received PDUs, at least one."""

    @abstractmethod
    def _roomy(self) -> None:
        """React to a peer that reads again after it had stopped reading."""

    @abstractmethod
    def _ending(self) -> None:
        """Stop sending; called at least once before `_ended`."""

    @abstractmethod
    def _ended(self) -> None:
        """React to the closed socket."""

    # Called by the session and its owner

    def pause_reading(self) -> None:
        """Stop reading until `resume_reading`, so that the carrier has to wait."""
        self._held = True
        self._regulate()

    def resume_reading(self) -> None:
        """Read again."""
        self._held = False
        self._regulate()

    def close(self, trouble: str) -> None:
        """End the connection after all written PDUs are sent.

        Args:
            trouble: why, in words; "" if nothing is wrong.
        """
        self._note(trouble)
        self._flush()
        if self._transport is not None:
            self._transport.close()
            # A peer that does not read would keep the socket open without end.
            self._loop.call_later(_CLOSING_TIME, self._transport.abort)

    def abort(self, trouble: str) -> None:
        """End the connection at once; PDUs that are not sent yet are lost.

        Args:
            trouble: why, in words.
        """
        self._note(trouble)
        if self._transport is not None:
            self._transport.abort()

    def _note(self, trouble: str) -> None:
        if self.trouble is None:
            self.trouble = trouble
        self._ending()

    def _regulate(self) -> None:
        """Read only while neither `pause_reading` nor a full socket buffer stops us."""
        if self._transport is None or self._transport.is_closing():
            return
        if self._held or not self._writable:
            self._transport.pause_reading()
        else:
            self._transport.resume_reading()

    def _write(self, pdu: bytes) -> None:
        if not self._out:
            self._loop.call_soon(self._flush)
        self._out.append(pdu)
        if self.recorder is not None:
            self.recorder.wrote(self.name, pdu)

    def _flush(self) -> None:
        """Send all PDUs that were written in one iteration of the event loop in one system call."""
        if self._out and self._transport is not None and not self._transport.is_closing():
            self._transport.write(b"".join(self._out))
        self._out.clear()

    # Called by the event loop (asyncio.Protocol)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Take the transport."""
        self._transport = cast("asyncio.Transport", transport)
        self._opened()

    def connection_lost(self, exc: Exception | None) -> None:
        """Mark the connection as closed, and tell the session."""
        self._note(f"the connection broke: {exc}" if exc else "the carrier hung up")
        if not self.closed.done():
            self.closed.set_result(None)
        self._ended()

    def pause_writing(self) -> None:
        """Stop sending, since the peer does not read.

        Reading stops, too: every PDU that the peer sends would need a response, and the responses
        would fill our memory.
        """
        self._writable = False
        self._regulate()

    def resume_writing(self) -> None:
        """Send again."""
        self._writable = True
        self._regulate()
        self._roomy()

    def data_received(self, data: bytes) -> None:
        """Hand over every PDU that is now whole."""
        pdus, error = self._frames.feed(data)
        if self.recorder is not None:
            for pdu in pdus:
                self.recorder.got(self.name, pdu)
        if pdus:
            self._received(pdus)
        if error is not None:
            _log.warning("smpp.framing", bind=self.name, error=str(error))
            self._write(wire.generic_nack_pdu(ESME_RINVCMDLEN, 0))
            self.close(str(error))
