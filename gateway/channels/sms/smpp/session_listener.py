"""The interface by which a session reports its events to the link.

A session knows only its own socket; the link knows all of its binds.
"""

from enum import StrEnum
from typing import NamedTuple, Protocol

from gateway.channels.sms.smpp.codes import status_of
from gateway.channels.sms.smpp.inbound_pdus import InboundPdu
from gateway.channels.sms.smpp.submits import SubmitResult
from gateway.channels.sms.smpp.window import PendingPart
from gateway.wording.reason_words import in_words


class BindMode(StrEnum):
    """Direction of a bind: both ways, only sending, or only receiving."""

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
    """The session ended before the expected response."""


class Receiving(Protocol):
    """The side of a session that the intake uses."""

    def respond(self, command: int, status: int, sequence: int) -> None:
        """Answer a request."""

    def pause_reading(self) -> None:
        """Stop reading, so that the carrier has to wait."""

    def resume_reading(self) -> None:
        """Read again."""


class Request(NamedTuple):
    """A message from a carrier that waits for its acknowledgement.

    Attributes:
        session: the session to answer on.
        command: command_id, deliver_sm or data_sm.
        sequence: its sequence number, for the response.
        inbound: the text or receipt in it.
    """

    session: Receiving
    command: int
    sequence: int
    inbound: InboundPdu


class SessionListener(Protocol):
    """Receives the events of sessions; the link implements it."""

    def freed(self) -> None:
        """React to a change of the room for sending: more room, or none any more."""

    def changed(self) -> None:
        """React to a bind that was established, lost or refused."""

    def throttled(self, flight: PendingPart) -> None:
        """Send a throttled part again, before parts that were submitted later."""

    def finished(self, flight: PendingPart, result: SubmitResult) -> None:
        """Take the result of a part, which may be that its outcome is unknown."""

    def returned(self, flight: PendingPart) -> None:
        """Send a part again on another session, since its session was refused."""

    def taken_after_all(self, flight: PendingPart, result: SubmitResult) -> None:
        """Take the acceptance of a part that had been refused and may have been sent again."""

    def slow(self, flight: PendingPart) -> None:
        """Take note that the response to a part is overdue; it may still arrive."""

    def arrived(self, request: Request) -> None:
        """Take a received text or receipt."""
