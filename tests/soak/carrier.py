"""A carrier of bad habits, in a process of its own: it throttles, cuts, and says things twice.

Some of its responses come after the service's `response_timeout`, and its ids come round again.

Plain bytes by struct; it shares no code with the link that is tested. What it must deliver, it
delivers until it is acknowledged. It is asked over a pipe how much that still is, and at the end
for everything it saw.
"""

import asyncio
import random
import struct
import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.connection import Connection
from typing import cast

import uvloop

from tests.soak.phones import Phones, Seen
from tests.support.carrier import BIND_TRX, DELIVER_SM, RESP, SUBMIT_SM, pdu, submitted

THROTTLED_SHARE = 0.05
REPEATED_SHARE = 0.02
CUT_EVERY = 500
"""Messages, either way, between cuts."""
_ANSWERS_WITHIN = 0.05
"""Seconds; what a cut finds unanswered was accepted all the same."""
SLOW_SHARE = 0.03
RESPONSE_TIMEOUT = 1.0
"""Seconds that the service waits for a response until it is overdue."""
_SLOW_WITHIN = 3.0
"""Seconds that a slow response comes later than that at most."""
_IDS = 997
"""Ids that the carrier has: then it gives the first again."""
_UNANSWERED = 50
"""Most deliver_sm unanswered at a time."""
_THROTTLING = (0x58, 0x14)  # RTHROTTLED, RMSGQFUL
_UDHI = 0x40
_HEADER = struct.Struct("!IIII")


class _Carrier:
    """What outlives its sessions."""

    def __init__(self, dice: random.Random) -> None:
        self.dice = dice
        self.phones = Phones(dice, self.deliver)
        self.session: _Session | None = None
        self.waiting: deque[bytes] = deque()
        self.ids = 0
        self._messages = 0

    @property
    def pending(self) -> int:
        """How much will be delivered, or is not acknowledged yet."""
        unanswered = len(self.session.unanswered) if self.session else 0
        return len(self.waiting) + self.phones.planned + unanswered

    def deliver(self, body: bytes) -> None:
        """Deliver something as soon as it is taken."""
        self.waiting.append(body)
        if self.session is not None:
            self.session.pump()

    def message_ends_session(self) -> bool:
        """Count a message; whether the session is cut with it."""
        self._messages += 1
        return self._messages % CUT_EVERY == 0


class _Session(asyncio.Protocol):
    """One connection of the service."""

    def __init__(self, carrier: _Carrier) -> None:
        self.unanswered: dict[int, bytes] = {}
        self._carrier = carrier
        self._seen = carrier.phones.seen
        self._buffer = bytearray()
        self._sequence = 0
        self._cut = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)

    def connection_lost(self, _exc: Exception | None) -> None:
        self._cut = True
        if self._carrier.session is self:
            self._carrier.session = None
        self._seen.again += len(self.unanswered)
        self._carrier.waiting.extendleft(reversed(self.unanswered.values()))
        self.unanswered.clear()

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        at = 0
        while len(self._buffer) - at >= _HEADER.size and not self._cut:
            length, command, status, sequence = _HEADER.unpack_from(self._buffer, at)
            if len(self._buffer) - at < length:
                break
            body = bytes(self._buffer[at + _HEADER.size : at + length])
            at += length
            self._take(command, status, sequence, body)
        del self._buffer[:at]
        self.pump()

    def pump(self) -> None:
        """Deliver what waits, as far as the window goes."""
        waiting = self._carrier.waiting
        while waiting and len(self.unanswered) < _UNANSWERED and not self._cut:
            body = waiting.popleft()
            self._deliver(body)
            if self._carrier.dice.random() < REPEATED_SHARE:
                self._seen.repeated += 1
                self._deliver(body)

    def _take(self, command: int, status: int, sequence: int, body: bytes) -> None:
        if command == SUBMIT_SM:
            self._submitted(sequence, body)
        elif command == DELIVER_SM | RESP:
            said = self.unanswered.pop(sequence)
            if status:
                self._carrier.waiting.appendleft(said)
        elif command == BIND_TRX:
            self._seen.sessions += 1
            self._carrier.session = self
            self._write(pdu(command | RESP, 0, sequence, b"soak\0"))
        elif not command & RESP:
            self._write(pdu(command | RESP, 0, sequence))

    def _submitted(self, sequence: int, body: bytes) -> None:
        carrier, answer = self._carrier, SUBMIT_SM | RESP
        self._seen.submits += 1
        if carrier.dice.random() < THROTTLED_SHARE:
            self._seen.throttled += 1
            self._answer(pdu(answer, carrier.dice.choice(_THROTTLING), sequence))
            return
        carrier.ids += 1
        carrier_id = f"s{carrier.ids % _IDS}"
        fields = submitted(body)
        _, _, number = cast("tuple[int, int, bytes]", fields["destination"])
        octets, esm_class = cast("bytes", fields["octets"]), cast("int", fields["esm_class"])
        first = not esm_class & _UDHI or octets[octets[0]] == 1
        carrier.phones.take(number.decode(), octets, carrier_id, first=first)
        if carrier.message_ends_session():
            self._end()
        slow = carrier.dice.random() < SLOW_SHARE
        self._seen.slow += slow
        self._answer(pdu(answer, 0, sequence, carrier_id.encode() + b"\0"), slow=slow)

    def _deliver(self, body: bytes) -> None:
        self._sequence += 1
        self._seen.deliveries += 1
        self.unanswered[self._sequence] = body
        self._write(pdu(DELIVER_SM, 0, self._sequence, body))
        if self._carrier.message_ends_session():
            self._end()

    def _answer(self, octets: bytes, *, slow: bool = False) -> None:
        seconds = self._carrier.dice.uniform(0, _ANSWERS_WITHIN)
        if slow:
            seconds += RESPONSE_TIMEOUT + self._carrier.dice.uniform(0, _SLOW_WITHIN)
        asyncio.get_running_loop().call_later(seconds, self._write, octets)

    def _write(self, octets: bytes) -> None:
        if not self._cut:
            self._transport.write(octets)

    def _end(self) -> None:
        """Cut the session: what it took and did not answer is accepted, and nobody is told."""
        if not self._cut:
            self._cut = True
            self._seen.cuts += 1
            self._transport.abort()


async def _serve(pipe: Connection, seed: int) -> None:
    loop, ended = asyncio.get_running_loop(), asyncio.Event()
    carrier = _Carrier(random.Random(seed))
    server = await loop.create_server(lambda: _Session(carrier), "127.0.0.1", 0)
    pipe.send(server.sockets[0].getsockname()[1])

    def perform(asked: str) -> None:
        pipe.send(carrier.phones.seen if asked == "seen" else carrier.pending)

    def listen() -> None:
        while True:
            try:
                asked = pipe.recv()
            except EOFError:
                loop.call_soon_threadsafe(ended.set)
                return
            loop.call_soon_threadsafe(perform, asked)

    threading.Thread(target=listen, daemon=True).start()
    await ended.wait()
    server.close()


def _process(pipe: Connection, seed: int) -> None:
    uvloop.run(_serve(pipe, seed))


@dataclass(frozen=True, slots=True)
class SoakCarrier:
    """The carrier's process, seen from the soak.

    Attributes:
        port: where it listens.
    """

    port: int
    _pipe: Connection

    async def seen(self) -> Seen:
        """Return everything it saw until now."""
        return cast("Seen", await self._ask("seen"))

    async def pending(self) -> int:
        """Return how much it has still to deliver."""
        return cast("int", await self._ask("pending"))

    async def _ask(self, what: str) -> object:
        self._pipe.send(what)
        return await asyncio.to_thread(self._pipe.recv)


@contextmanager
def soak_carrier(seed: int) -> Iterator[SoakCarrier]:
    """Run the carrier beside us while the block runs."""
    context = get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_process, args=(theirs, seed), daemon=True)
    process.start()
    theirs.close()
    try:
        yield SoakCarrier(ours.recv(), ours)
    finally:
        ours.close()
        process.join(5)
