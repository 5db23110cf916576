"""A carrier that does as it is told, and so can do what real ones do wrong.

Plain bytes by struct; it shares no code with the link that it tests.
"""

import asyncio
import socket
import struct
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

BIND_RX, BIND_TX, SUBMIT_SM, DELIVER_SM, UNBIND, BIND_TRX = 1, 2, 4, 5, 6, 9
OUTBIND, ENQUIRE_LINK, ALERT_NOTIFICATION, DATA_SM = 0x0B, 0x15, 0x102, 0x103
RESP, GENERIC_NACK = 0x80000000, 0x80000000


@dataclass(frozen=True)
class Got:
    """A PDU as the carrier received it."""

    command: int
    status: int
    sequence: int
    body: bytes
    peer: "Peer"


def pdu(command: int, status: int = 0, sequence: int = 1, body: bytes = b"") -> bytes:
    return struct.pack("!IIII", 16 + len(body), command, status, sequence) + body


def tlv(tag: int, value: bytes) -> bytes:
    return struct.pack("!HH", tag, len(value)) + value


def message(
    text: bytes = b"",
    *,
    source: bytes = b"393331234567",
    destination: bytes = b"390699000111",
    ton: int = 1,
    npi: int = 1,
    destination_ton: int = 1,
    destination_npi: int = 1,
    esm_class: int = 0,
    data_coding: int = 0,
    tlvs: bytes = b"",
) -> bytes:
    """The body of a deliver_sm."""
    return (
        b"\0"
        + bytes((ton, npi))
        + source
        + b"\0"
        + bytes((destination_ton, destination_npi))
        + destination
        + b"\0"
        + bytes((esm_class, 0, 0))
        + b"\0\0"
        + bytes((0, 0, data_coding, 0, len(text)))
        + text
        + tlvs
    )


def receipt(
    message_id: bytes, state: bytes = b"DELIVRD", date: bytes = b"2601121015", **fields: Any
) -> bytes:
    """The body of a deliver_sm with a receipt in it (SMPP 3.4 appendix B)."""
    text = b"id:%s sub:001 dlvrd:001 submit date:%s done date:%s stat:%s err:000 text:See"
    return message(text % (message_id, date, date, state), esm_class=4, **fields)


def in_parts(*pieces: bytes, reference: int = 7, **fields: Any) -> list[bytes]:
    """The bodies of the deliver_sm of one long text (3GPP 23.040 §9.2.3.24.1)."""
    total = len(pieces)
    return [
        message(bytes((5, 0, 3, reference, total, number)) + piece, esm_class=0x40, **fields)
        for number, piece in enumerate(pieces, start=1)
    ]


def submitted(body: bytes) -> dict[str, object]:
    """The fields of a submit_sm, by hand."""
    rest = body
    fields: dict[str, object] = {}

    def string() -> bytes:
        nonlocal rest
        value, _, rest = rest.partition(b"\0")
        return value

    def octet() -> int:
        nonlocal rest
        value, rest = rest[0], rest[1:]
        return value

    fields["service_type"] = string()
    fields["source"] = (octet(), octet(), string())
    fields["destination"] = (octet(), octet(), string())
    fields["esm_class"], _, _ = octet(), octet(), octet()
    string()
    fields["validity"] = string()
    fields["registered_delivery"], _ = octet(), octet()
    fields["data_coding"], _ = octet(), octet()
    length = octet()
    fields["octets"], rest = rest[:length], rest[length:]
    tlvs = {}
    while rest:
        tag, size = struct.unpack_from("!HH", rest)
        tlvs[tag], rest = rest[4 : 4 + size], rest[4 + size :]
    fields["tlvs"] = tlvs
    return fields


class Peer:
    """One client's connection."""

    def __init__(self, writer: asyncio.StreamWriter) -> None:
        self._writer = writer
        self.bound_as = 0

    def send(self, octets: bytes) -> None:
        if not self._writer.is_closing():
            self._writer.write(octets)

    def answer(self, got: Got, status: int = 0, body: bytes = b"") -> None:
        self.send(pdu(got.command | RESP, status, got.sequence, body))

    async def send_patiently(self, octets: bytes) -> None:
        """Send, but wait while the other side does not read."""
        self.send(octets)
        await self._writer.drain()

    def hang_up(self) -> None:
        """Send what is written, then close."""
        self._writer.close()

    @property
    def _transport(self) -> asyncio.Transport:
        transport = self._writer.transport
        assert isinstance(transport, asyncio.Transport)
        return transport

    def read_nothing(self) -> None:
        """Leave everything in the socket from now on."""
        self._transport.pause_reading()

    def read_on(self) -> None:
        self._transport.resume_reading()

    @property
    def gone(self) -> bool:
        return self._writer.is_closing()

    def cut(self) -> None:
        self._writer.transport.abort()


class Carrier:
    """An SMSC on 127.0.0.1.

    `rules` maps a command_id to what is done on it; without one, the carrier behaves. Everything
    received is in `got`, and `until` waits for it. `greeting` is sent to whoever connects.
    """

    def __init__(self) -> None:
        self.rules: dict[int, Callable[[Got], None]] = {}
        self.got: list[Got] = []
        self.peers: list[Peer] = []
        self.connections = 0
        self._changed = asyncio.Condition()
        self._server: asyncio.Server | None = None
        self._serving: set[asyncio.Task[None]] = set()
        self._ids = 0
        self._sequence = 0
        self.port = 0
        self.greeting = b""

    async def start(self, ssl: object = None, port: int = 0, buffer: int = 0) -> None:
        """Listen; `buffer` is how many octets the socket takes in that nobody has read yet."""
        listening = socket.create_server(("127.0.0.1", port))
        if buffer:
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, buffer)
        self._server = await asyncio.start_server(self._serve, sock=listening, ssl=ssl)
        self.port = self._server.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        assert self._server is not None
        self._server.close()
        for peer in self.peers:
            peer.cut()
        await self._server.wait_closed()
        await asyncio.gather(*self._serving)

    async def until(self, condition: Callable[[], object], patience: float = 20) -> None:
        """Wait until a condition on what was received holds, for so many seconds at most."""
        async with asyncio.timeout(patience), self._changed:
            await self._changed.wait_for(condition)

    def deliver_all(self, bodies: Iterable[bytes]) -> list[int]:
        """Deliver without waiting for any answer between."""
        return [self.deliver(body) for body in bodies]

    def count(self, command: int) -> int:
        return len(self.of(command))

    def of(self, command: int) -> list[Got]:
        return [got for got in self.got if got.command == command]

    @property
    def receivers(self) -> list[Peer]:
        return [peer for peer in self.peers if peer.bound_as in {BIND_RX, BIND_TRX}]

    def deliver(self, body: bytes, command: int = DELIVER_SM, peer: Peer | None = None) -> int:
        self._sequence += 1
        (peer or self.receivers[-1]).send(pdu(command, 0, self._sequence, body))
        return self._sequence

    async def answered(self, sequence: int, command: int = DELIVER_SM) -> int:
        """Wait for the response to what was delivered; its status."""

        def found() -> list[Got]:
            return [got for got in self.of(command | RESP) if got.sequence == sequence]

        await self.until(found)
        assert len(found()) == 1
        return found()[0].status

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        serving = asyncio.current_task()
        assert serving is not None
        self._serving.add(serving)
        peer = Peer(writer)
        self.connections += 1
        self.peers.append(peer)
        peer.send(self.greeting)
        await self._tell()
        try:
            while True:
                head = await reader.readexactly(16)
                length, command, status, sequence = struct.unpack("!IIII", head)
                got = Got(command, status, sequence, await reader.readexactly(length - 16), peer)
                self.got.append(got)
                self.rules.get(command, self._behave)(got)
                await self._tell()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            self.peers.remove(peer)
            self._serving.discard(serving)
            writer.close()
            await self._tell()

    async def _tell(self) -> None:
        async with self._changed:
            self._changed.notify_all()

    def behave(self, got: Got) -> None:
        self._behave(got)

    def _behave(self, got: Got) -> None:
        if got.command in {BIND_RX, BIND_TX, BIND_TRX}:
            got.peer.answer(got, body=b"lean\0")
            got.peer.bound_as = got.command
        elif got.command == SUBMIT_SM:
            self._ids += 1
            got.peer.answer(got, body=b"id%d\0" % self._ids)
        elif got.command in {ENQUIRE_LINK, UNBIND}:
            got.peer.answer(got)
