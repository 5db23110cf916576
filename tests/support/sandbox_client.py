"""A client in plain bytes: what it sends and reads is written out here, by the specification."""

import asyncio
import struct
from dataclasses import dataclass
from typing import Self

BINDS = {"receiver": 1, "transmitter": 2, "transceiver": 9}
SUBMIT_SM, DELIVER_SM, UNBIND, ENQUIRE_LINK = 4, 5, 6, 0x15
RESP = 0x80000000


@dataclass(frozen=True)
class Pdu:
    command: int
    status: int
    sequence: int
    body: bytes


def submit_body(
    text: bytes,
    *,
    to: bytes = b"393331234567",
    esm_class: int = 0,
    receipt: int = 1,
    coding: int = 0,
    tlvs: bytes = b"",
) -> bytes:
    return (
        b"\0\x01\x01390699000111\0\x01\x01"
        + to
        + b"\0"
        + bytes((esm_class, 0, 0, 0, 0, receipt, 0, coding, 0, len(text)))
        + text
        + tlvs
    )


def tlv(tag: int, value: bytes) -> bytes:
    return struct.pack("!HH", tag, len(value)) + value


def short_message(body: bytes) -> tuple[int, bytes]:
    """The text of a deliver_sm: after three strings, each with what stands before it."""
    at = body.index(b"\0") + 3
    at = body.index(b"\0", at) + 3
    at = body.index(b"\0", at) + 1
    esm_class, length = body[at], body[at + 9]
    return esm_class, body[at + 10 : at + 10 + length]


class RawClient:
    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader, self._writer = reader, writer
        self._sequence = 0

    @classmethod
    async def connect(cls, port: int) -> Self:
        return cls(*await asyncio.open_connection("127.0.0.1", port))

    def write(
        self, command: int, body: bytes = b"", *, status: int = 0, sequence: int | None = None
    ) -> int:
        if sequence is None:
            self._sequence += 1
            sequence = self._sequence
        head = struct.pack("!IIII", 16 + len(body), command, status, sequence)
        self._writer.write(head + body)
        return sequence

    def write_raw(self, octets: bytes) -> None:
        self._writer.write(octets)

    async def read(self) -> Pdu:
        async with asyncio.timeout(5):
            head = await self._reader.readexactly(16)
            length, command, status, sequence = struct.unpack("!IIII", head)
            body = await self._reader.readexactly(length - 16)
            return Pdu(command, status, sequence, body)

    async def ended(self) -> bool:
        async with asyncio.timeout(5):
            try:
                return await self._reader.read(1) == b""
            except ConnectionError:
                return True

    async def ask(self, command: int, body: bytes = b"") -> Pdu:
        self.write(command, body)
        return await self.read()

    async def bind(
        self, kind: str = "transceiver", *, name: bytes = b"esme", password: bytes = b"secret"
    ) -> int:
        body = name + b"\0" + password + b"\0\0\x34\0\0\0"
        return (await self.ask(BINDS[kind], body)).status

    async def delivery(self, *, status: int = 0) -> tuple[int, bytes]:
        """Read one deliver_sm and answer it."""
        got = await self.read()
        assert got.command == DELIVER_SM
        self.write(DELIVER_SM | RESP, b"\0", status=status, sequence=got.sequence)
        return short_message(got.body)

    def close(self) -> None:
        self._writer.close()
