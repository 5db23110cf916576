"""A lean carrier in a process of its own: answers at once, keeps nothing but counts.

It shares no code with the link. Commands come over a pipe: texts or receipts to deliver, at most
`WINDOW` of them unanswered; it tells when they are all acknowledged, and how many it was sent.
"""

import asyncio
import struct
import threading
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing import get_context
from multiprocessing.connection import Connection

import uvloop

WINDOW = 50

_HEADER = struct.Struct("!IIII")
_SUBMIT_SM = 0x00000004
_DELIVER_SM = 0x00000005
_BINDS = (0x00000001, 0x00000002, 0x00000009)
_RESPONSE = 0x80000000


def deliver_sm(source: str, destination: str, esm_class: int, text: bytes) -> bytes:
    """Return the body of a deliver_sm (SMPP 3.4 §4.6.1); numbers in digits only."""
    return b"".join(
        (
            b"\0\1\1",
            source.encode() + b"\0",
            b"\1\1",
            destination.encode() + b"\0",
            bytes([esm_class]),
            b"\0\0\0\0\0\0\0\0",
            bytes([len(text)]),
            text,
        )
    )


@dataclass(slots=True)
class _State:
    pipe: Connection
    port: int = 0
    submitted: int = 0
    watched: bytes = b""
    first_at: float = 0.0
    asked: bool = False
    waiting: deque[bytes] = field(default_factory=deque)
    unanswered: int = 0
    delivered: int = 0
    wanted: int = 0

    def note(self, part: bytes) -> None:
        """Count a part, and keep when the first of those watched for came."""
        self.submitted += 1
        if not self.first_at and self.watched in part:
            self.first_at = time.time()
            self.tell_first()

    def tell_first(self) -> None:
        """Tell when the first part came, once it has and somebody asks."""
        if self.asked and self.first_at:
            self.asked = False
            self.pipe.send(("first", self.first_at))


class _Session(asyncio.Protocol):
    """One connection of the service under test."""

    def __init__(self, state: _State, sessions: list["_Session"]) -> None:
        self._state = state
        self._sessions = sessions
        self._buffer = bytearray()
        self._sequence = 0
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport  # type: ignore[assignment]

    def connection_lost(self, _exc: Exception | None) -> None:
        if self in self._sessions:
            self._sessions.remove(self)

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        out, at, state = [], 0, self._state
        buffer = self._buffer
        while len(buffer) - at >= 16:
            length, command, _, sequence = _HEADER.unpack_from(buffer, at)
            if len(buffer) - at < length:
                break
            if command == _SUBMIT_SM:
                state.note(buffer[at : at + length])
                body = b"%d\0" % state.submitted
                out.append(_HEADER.pack(16 + len(body), 0x80000004, 0, sequence) + body)
            elif command == _DELIVER_SM | _RESPONSE:
                state.unanswered -= 1
                state.delivered += 1
            elif command in _BINDS:
                out.append(_HEADER.pack(22, command | _RESPONSE, 0, sequence) + b"bench\0")
                self._sessions.append(self)
            elif not command & _RESPONSE:
                out.append(_HEADER.pack(16, command | _RESPONSE, 0, sequence))
            at += length
        del buffer[:at]
        if out:
            self._write(b"".join(out))
        self.pump()

    def pump(self) -> None:
        """Deliver what waits, as far as the window goes; tell when it was all acknowledged."""
        state, out = self._state, []
        while state.waiting and state.unanswered < WINDOW:
            body = state.waiting.popleft()
            self._sequence += 1
            out.append(_HEADER.pack(16 + len(body), _DELIVER_SM, 0, self._sequence) + body)
            state.unanswered += 1
        if out:
            self._write(b"".join(out))
        if state.wanted and state.delivered == state.wanted:
            state.wanted = 0
            state.pipe.send(("acknowledged", time.time()))

    def _write(self, data: bytes) -> None:
        if self._transport is not None:
            self._transport.write(data)


async def _serve(pipe: Connection) -> None:
    loop = asyncio.get_running_loop()
    state, sessions, ended = _State(pipe), [], asyncio.Event()
    server = await loop.create_server(lambda: _Session(state, sessions), "127.0.0.1", 0)
    pipe.send(server.sockets[0].getsockname()[1])

    def perform(command: str, argument: list[bytes]) -> None:
        if command == "deliver":
            state.waiting.extend(argument)
            state.delivered, state.wanted = 0, len(argument)
            sessions[-1].pump()
        elif command == "reset":
            state.submitted, state.first_at, state.watched = 0, 0.0, argument[0]
            pipe.send("reset")
        elif command == "first":
            state.asked = True
            state.tell_first()

    def listen() -> None:
        while True:
            try:
                command, argument = pipe.recv()
            except EOFError:
                loop.call_soon_threadsafe(ended.set)
                return
            loop.call_soon_threadsafe(perform, command, argument)

    threading.Thread(target=listen, daemon=True).start()
    await ended.wait()
    server.close()


def _process(pipe: Connection) -> None:
    uvloop.run(_serve(pipe))


@dataclass(slots=True)
class LeanCarrier:
    """The carrier's process, seen from the bench."""

    port: int
    pipe: Connection

    def deliver(self, bodies: list[bytes]) -> None:
        """Begin to deliver; `acknowledged` waits for the end of it."""
        self.pipe.send(("deliver", bodies))

    async def acknowledged(self) -> float:
        """Return when everything was acknowledged, seconds since 1970."""
        message = await asyncio.to_thread(self.pipe.recv)
        return float(message[1])

    def reset(self, number: str = "") -> None:
        """Count from nothing, and watch for the first part to `number` in digits, "" for any."""
        self.pipe.send(("reset", [number.encode()]))
        self.pipe.recv()

    async def first(self) -> float:
        """Return when the first part watched for came since `reset`, seconds since 1970."""
        self.pipe.send(("first", []))
        message = await asyncio.to_thread(self.pipe.recv)
        return float(message[1])


@contextmanager
def lean_carrier() -> Iterator[LeanCarrier]:
    """Run a carrier beside us while the block runs."""
    context = get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_process, args=(theirs,), daemon=True)
    process.start()
    theirs.close()
    try:
        yield LeanCarrier(ours.recv(), ours)
    finally:
        ours.close()
        process.join(5)
