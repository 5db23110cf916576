"""Bytes in, PDUs and the rest out (SMPP 3.4 §3.2).

Owns the framing of a TCP stream. It reads headers only: whatever numbers they hold is passed on,
save a command_length that cannot be, after which nothing in the stream can be trusted.
"""

from struct import Struct
from typing import NamedTuple

HEADER = Struct("!IIII")
# A message_payload holds at most 64 KiB (§5.3.2.32); twice that leaves room for every other field.
MAX_LENGTH = 128 * 1024


class FramingError(Exception):
    """A command_length that no PDU can have; the session cannot go on."""


class Pdu(NamedTuple):
    """One PDU, unread but for its header.

    Attributes:
        command: command_id, known or not.
        status: command_status, known or not.
        sequence: sequence_number.
        body: what follows the header.
    """

    command: int
    status: int
    sequence: int
    body: bytes


class Frames:
    """Cuts a stream into PDUs, keeping what is not yet whole."""

    __slots__ = ("_rest",)

    def __init__(self) -> None:
        self._rest = b""

    def feed(self, data: bytes) -> tuple[list[Pdu], FramingError | None]:
        """Take in bytes as they came from the socket.

        Args:
            data: any number of them.

        Returns:
            The PDUs that are now whole, in order, and the error that ends the stream after them.
        """
        buffer = self._rest + data if self._rest else data
        end, at = len(buffer), 0
        pdus: list[Pdu] = []
        while end - at >= HEADER.size:
            length, command, status, sequence = HEADER.unpack_from(buffer, at)
            if not HEADER.size <= length <= MAX_LENGTH:
                self._rest = b""
                return pdus, FramingError(f"command_length {length} is not possible")
            if end - at < length:
                break
            pdus.append(Pdu(command, status, sequence, buffer[at + HEADER.size : at + length]))
            at += length
        self._rest = buffer[at:]
        return pdus, None
