"""One connection to the sandbox carrier, from bind to unbind (SMPP 3.4 §2.2).

Owns the socket, the sequence numbers of what the carrier sends, and which of that is unanswered.
What a message means is the carrier's to say.
"""

import asyncio
from typing import Protocol, cast

from gateway.channels.sms.smpp.frames import Frames, Pdu
from gateway.demo.wire import RESPONSE, Command, SandboxAnswer, c_string, pdu

_SENDING = frozenset({Command.BIND_TRANSMITTER, Command.BIND_TRANSCEIVER})
_RECEIVING = frozenset({Command.BIND_RECEIVER, Command.BIND_TRANSCEIVER})


class Delivery:
    """A deliver_sm on its way to the service, until it is acknowledged.

    Attributes:
        body: of the PDU.
        acknowledged: done with the status of the final response, None if none will come.
    """

    __slots__ = ("acknowledged", "body")

    def __init__(self, body: bytes) -> None:
        self.body = body
        self.acknowledged: asyncio.Future[int | None] = asyncio.get_running_loop().create_future()

    def finish(self, status: int | None) -> None:
        """Tell whoever waits, unless they gave up."""
        if not self.acknowledged.done():
            self.acknowledged.set_result(status)


class SandboxOwner(Protocol):
    """What a session asks and tells the carrier."""

    def admits(self, system_id: str, password: str) -> bool:
        """Return whether this account may bind."""

    def bound(self, session: "SandboxSession") -> None:
        """Take note that a session is bound."""

    def submitted(self, session: "SandboxSession", request: Pdu) -> None:
        """Answer a submit_sm, now or later."""

    def answered(self, delivery: Delivery, status: int) -> None:
        """Take note of the response to a deliver_sm."""

    def lost(self, session: "SandboxSession", unanswered: list[Delivery]) -> None:
        """Take note that a connection ended, and what it had not acknowledged."""


class SandboxSession(asyncio.Protocol):
    """A connection; its bind decides what may pass.

    Attributes:
        receives: whether deliver_sm may be sent on it.
        ended: set once the connection is gone.
    """

    def __init__(self, owner: SandboxOwner) -> None:
        self.receives = False
        self.ended = asyncio.Event()
        self._sends = False
        self._owner = owner
        self._frames = Frames()
        self._sequence = 0
        self._unanswered: dict[int, Delivery] = {}
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the socket."""
        # uvloop's transports are streams too, and say so to nobody
        self._transport = cast("asyncio.Transport", transport)

    def connection_lost(self, exc: Exception | None) -> None:
        """Hand back what was not acknowledged."""
        del exc
        self._transport = None
        unanswered, self._unanswered = list(self._unanswered.values()), {}
        self._owner.lost(self, unanswered)
        self.ended.set()

    def data_received(self, data: bytes) -> None:
        """Handle every PDU that is whole."""
        pdus, error = self._frames.feed(data)
        for request in pdus:
            self._handle(request)
        if error is not None:
            self.answer(Command.GENERIC_NACK, SandboxAnswer.INVALID_LENGTH, 0)
            self.close()

    def answer(self, command: int, status: int, sequence: int, body: bytes = b"") -> None:
        """Write a response, unless the connection has ended."""
        if self._transport is not None:
            self._transport.write(pdu(command | RESPONSE, status, sequence, body))

    def deliver(self, delivery: Delivery) -> None:
        """Send a deliver_sm."""
        if self._transport is None:
            self._owner.lost(self, [delivery])
            return
        self._sequence = self._sequence % 0x7FFFFFFF + 1  # §3.2
        self._unanswered[self._sequence] = delivery
        self._transport.write(
            pdu(Command.DELIVER_SM, SandboxAnswer.OK, self._sequence, delivery.body)
        )

    def close(self) -> None:
        """End the connection once what was written is sent."""
        self._sends = self.receives = False
        if self._transport is not None:
            self._transport.close()

    def cut(self) -> None:
        """Drop the connection, as a network does."""
        self._sends = self.receives = False
        if self._transport is not None:
            self._transport.abort()

    def _handle(self, request: Pdu) -> None:
        match request.command:
            case Command.BIND_RECEIVER | Command.BIND_TRANSMITTER | Command.BIND_TRANSCEIVER:
                self._bind(request)
            case Command.SUBMIT_SM if self._sends:
                self._owner.submitted(self, request)
            case Command.SUBMIT_SM:
                self.answer(request.command, SandboxAnswer.WRONG_BIND, request.sequence)
            case Command.ENQUIRE_LINK:
                self.answer(request.command, SandboxAnswer.OK, request.sequence)
            case Command.UNBIND:
                self.answer(request.command, SandboxAnswer.OK, request.sequence)
                self.close()
            case Command.DELIVER_SM_RESP | Command.GENERIC_NACK:
                delivery = self._unanswered.pop(request.sequence, None)
                if delivery is not None:
                    self._owner.answered(delivery, request.status)
            case command if not command & RESPONSE:
                self.answer(Command.GENERIC_NACK, SandboxAnswer.INVALID_COMMAND, request.sequence)

    def _bind(self, request: Pdu) -> None:
        try:
            system_id, at = c_string(request.body, 0)
            password, _ = c_string(request.body, at)
        except ValueError:
            self.answer(request.command, SandboxAnswer.INVALID_LENGTH, request.sequence)
            return
        if self._sends or self.receives:
            self.answer(request.command, SandboxAnswer.ALREADY_BOUND, request.sequence)
        elif not self._owner.admits(system_id, password):
            self.answer(request.command, SandboxAnswer.INVALID_PASSWORD, request.sequence)
        else:
            self._sends = request.command in _SENDING
            self.receives = request.command in _RECEIVING
            self.answer(request.command, SandboxAnswer.OK, request.sequence, b"sandbox\0")
            self._owner.bound(self)
