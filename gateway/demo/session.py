"""One SMPP session at the sandbox carrier, from bind to unbind (SMPP 3.4 §2.2).

This module keeps the socket, the sequence numbers of the carrier's requests, and the unanswered
requests. `carrier` decides how messages are processed.
"""

import asyncio
from typing import Protocol, cast

from gateway.channels.sms.smpp.frames import Frames, Pdu
from gateway.demo.wire import RESPONSE, Command, SandboxAnswer, c_string, pdu

_SENDING = frozenset({Command.BIND_TRANSMITTER, Command.BIND_TRANSCEIVER})
_RECEIVING = frozenset({Command.BIND_RECEIVER, Command.BIND_TRANSCEIVER})


class Delivery:
    """A deliver_sm to the service, until the service has acknowledged it.

    Attributes:
        body: the body of the PDU.
        acknowledged: set to the status of the final response; None if no response will come.
    """

    __slots__ = ("acknowledged", "body")

    def __init__(self, body: bytes) -> None:
        self.body = body
        self.acknowledged: asyncio.Future[int | None] = asyncio.get_running_loop().create_future()

    def finish(self, status: int | None) -> None:
        """Set the result of `acknowledged`, unless the future is already done or cancelled."""
        if not self.acknowledged.done():
            self.acknowledged.set_result(status)


class SandboxOwner(Protocol):
    """The methods of the carrier that a session calls."""

    def admits(self, system_id: str, password: str) -> bool:
        """Return whether an account may bind."""

    def bound(self, session: "SandboxSession") -> None:
        """Handle a new bind."""

    def submitted(self, session: "SandboxSession", request: Pdu) -> None:
        """Answer a submit_sm, now or later."""

    def answered(self, delivery: Delivery, status: int) -> None:
        """Handle the response to a deliver_sm."""

    def lost(self, session: "SandboxSession", unanswered: list[Delivery]) -> None:
        """Handle the end of a connection, with the deliveries that it had not acknowledged."""


class SandboxSession(asyncio.Protocol):
    """A connection of the service; its bind decides which PDUs are allowed.

    Attributes:
        receives: whether the carrier may send deliver_sm on the session.
        ended: set when the connection has ended.
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
        """Store the transport."""
        # a cast, because uvloop's transports are streams but no subclass of `asyncio.Transport`
        self._transport = cast("asyncio.Transport", transport)

    def connection_lost(self, exc: Exception | None) -> None:
        """Return the unacknowledged deliveries to the carrier."""
        del exc
        self._transport = None
        unanswered, self._unanswered = list(self._unanswered.values()), {}
        self._owner.lost(self, unanswered)
        self.ended.set()

    def data_received(self, data: bytes) -> None:
        """Handle every complete PDU."""
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
        """Close the connection after all written PDUs have been sent."""
        self._sends = self.receives = False
        if self._transport is not None:
            self._transport.close()

    def cut(self) -> None:
        """Abort the connection, as a network failure does."""
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
