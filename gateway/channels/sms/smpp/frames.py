"""Splits a TCP stream into PDUs (SMPP 3.4 §3.2).

Reads only the headers. Any command_id, status and sequence number is passed on. An impossible
command_length is an error, since nothing after it in the stream can be trusted.
"""

from struct import Struct
from typing import NamedTuple

HEADER = Struct("!IIII")
# A message_payload has at most 64 KiB (§5.3.2.32); twice that leaves room for all other fields.
MAX_LENGTH = 128 * 1024


class FramingError(Exception):
    """A command_length is impossible, so that the session cannot go on."""


class Pdu(NamedTuple):
    """One PDU of which only the header is decoded.

    Attributes:
        command: command_id, any 32-bit number.
        status: command_status, any 32-bit number.
        sequence: sequence_number.
        body: the PDU without its header.
    """

    command: int
    status: int
    sequence: int
    body: bytes


class Frames:
    """Splits a stream into PDUs, and keeps an incomplete PDU until its rest arrives."""

    __slots__ = ("_rest",)

    def __init__(self) -> None:
        self._rest = b""

    def feed(self, data: bytes) -> tuple[list[Pdu], FramingError | None]:
        """Take bytes from the socket.

        Args:
            data: any number of bytes.

        Returns:
            The PDUs that are now complete, in order, and the error after them that ends the stream;
            None for no error.
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
