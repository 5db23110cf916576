"""What a session tells, and whom.

Owns the seam between a session, which knows one socket, and the link, which knows them all.
"""

from enum import StrEnum
from typing import NamedTuple, Protocol

from gateway.channels.sms.smpp.codes import status_of
from gateway.channels.sms.smpp.inbound_pdus import InboundPdu
from gateway.channels.sms.smpp.submits import SubmitResult
from gateway.channels.sms.smpp.window import PendingPart
from gateway.wording.reason_words import in_words


class BindMode(StrEnum):
    """Which way a bind works."""

    TRANSCEIVER = "trx"
    TRANSMITTER = "tx"
    RECEIVER = "rx"


class BindRefusedError(Exception):
    """The carrier answered the bind with an error.

    Attributes:
        status: the command_status.
    """

    def __init__(self, status: int) -> None:
        super().__init__(in_words(status_of(status).reason))
        self.status = status


class SessionClosedError(Exception):
    """The session ended before what was waited for."""


class Receiving(Protocol):
    """The side of a session on which things arrive."""

    def respond(self, command: int, status: int, sequence: int) -> None:
        """Answer a request."""

    def pause_reading(self) -> None:
        """Let the carrier wait."""

    def resume_reading(self) -> None:
        """Read again."""


class Request(NamedTuple):
    """What a carrier sent and waits to have acknowledged.

    Attributes:
        session: on which to answer.
        command: command_id, deliver_sm or data_sm.
        sequence: to echo.
        inbound: what was in it.
    """

    session: Receiving
    command: int
    sequence: int
    inbound: InboundPdu


class SessionListener(Protocol):
    """Whom a session tells what happened."""

    def freed(self) -> None:
        """There may be room to send, or none any more."""

    def changed(self) -> None:
        """A bind came, went, or could not be had."""

    def throttled(self, flight: PendingPart) -> None:
        """A part was not taken and is to be sent again, before those after it."""

    def finished(self, flight: PendingPart, result: SubmitResult) -> None:
        """It is known, or known to be unknown, what became of a part."""

    def returned(self, flight: PendingPart) -> None:
        """A part was refused with its session and is to go again, on another."""

    def taken_after_all(self, flight: PendingPart, result: SubmitResult) -> None:
        """A part was accepted that had been refused, and may have gone again since."""

    def slow(self, flight: PendingPart) -> None:
        """The response to a part is overdue, and may still come."""

    def arrived(self, request: Request) -> None:
        """A text or a receipt came."""
