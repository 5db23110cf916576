"""A front end before a carrier that does not bear cuts, such as Kannel's driver, which then ends.

The carrier's sessions stay; those of the service are cut now and then, and what is on its way is
lost. Texts of which no acknowledgement came through are delivered again, as carriers do.
Plain bytes by struct; it shares no code with the link that is tested.
"""

import asyncio
import struct
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import count

from tests.support.carrier import BIND_RX, BIND_TRX, BIND_TX, DELIVER_SM, RESP

_HEADER = struct.Struct("!IIII")
_BINDS = {BIND_RX, BIND_TX, BIND_TRX}

_Pdu = tuple[int, int, int, bytes]
"""A command, its status, its sequence number, its body."""


class _Session:
    """One session with the carrier, and whichever the service has for it just now."""

    def __init__(self, front: "Front", carrier: asyncio.StreamWriter) -> None:
        self.service: asyncio.StreamWriter | None = None
        self._front = front
        self._carrier = carrier
        self._sequences = count(1)
        self._bound: _Pdu | None = None
        self._asked: dict[int, tuple[asyncio.StreamWriter, int]] = {}
        self._unacknowledged: dict[int, _Pdu] = {}

    def from_service(self, pdu: _Pdu, service: asyncio.StreamWriter) -> None:
        command, status, sequence, body = pdu
        if command in _BINDS:
            self.service = service
        if command in _BINDS and self._bound is not None:
            _write(service, (*self._bound[:2], sequence, self._bound[3]))
            self._front.repeated += len(self._unacknowledged)
            for text in self._unacknowledged.values():
                _write(service, text)
        elif command == DELIVER_SM | RESP:
            # what is lost was committed all the same: the service will see that text again
            if not self._front.loses() and self._unacknowledged.pop(sequence, None):
                _write(self._carrier, pdu)
        elif command & RESP:
            _write(self._carrier, pdu)
        else:
            ours = next(self._sequences)
            self._asked[ours] = (service, sequence)
            _write(self._carrier, (command, status, ours, body))

    def from_carrier(self, pdu: _Pdu) -> None:
        command, status, sequence, body = pdu
        if command & RESP:
            if command & ~RESP in _BINDS:
                self._bound = pdu
            service, theirs = self._asked.pop(sequence)
            _write(service, (command, status, theirs, body))
            return
        if command == DELIVER_SM:
            self._unacknowledged[sequence] = pdu
        if self.service is not None:
            _write(self.service, pdu)


class Front:
    """The front end.

    Attributes:
        port: where the service connects to.
        cuts: how often its sessions were cut.
        repeated: how many texts were delivered again.
    """

    def __init__(self, carrier_port: int, cut_every: int) -> None:
        self.port = self.cuts = self.repeated = 0
        self._carrier_port = carrier_port
        self._cut_every = cut_every
        self._acknowledged = 0
        self._sessions: dict[int, _Session] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    def loses(self) -> bool:
        """Count an acknowledgement; return whether a cut took it, and all else that was on its way.

        One in so many is taken.
        """
        self._acknowledged += 1
        if self._acknowledged % self._cut_every:
            return False
        self.cuts += 1
        for session in self._sessions.values():
            if session.service is not None:
                session.service.transport.abort()
                session.service = None
        return True

    async def serves(self, reader: asyncio.StreamReader, service: asyncio.StreamWriter) -> None:
        """Serve one session of the service."""
        try:
            pdu = await _read(reader)
            session = self._sessions.get(pdu[0]) or await self._connect(pdu[0])
            while True:
                session.from_service(pdu, service)
                pdu = await _read(reader)
        except (asyncio.IncompleteReadError, ConnectionError):
            service.close()

    async def _connect(self, command: int) -> _Session:
        reader, writer = await asyncio.open_connection("127.0.0.1", self._carrier_port)
        session = self._sessions[command] = _Session(self, writer)

        async def listen() -> None:
            try:
                while True:
                    session.from_carrier(await _read(reader))
            except (asyncio.IncompleteReadError, ConnectionError):
                writer.close()

        self._tasks.add(asyncio.create_task(listen()))
        return session

    async def stop(self) -> None:
        """Leave the carrier."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)


async def _read(reader: asyncio.StreamReader) -> _Pdu:
    length, command, status, sequence = _HEADER.unpack(await reader.readexactly(_HEADER.size))
    return command, status, sequence, await reader.readexactly(length - _HEADER.size)


def _write(writer: asyncio.StreamWriter, pdu: _Pdu) -> None:
    if not writer.is_closing():
        *head, body = pdu
        writer.write(_HEADER.pack(_HEADER.size + len(body), *head) + body)


@asynccontextmanager
async def front_of(carrier_port: int, cut_every: int) -> AsyncIterator[Front]:
    """Run a front end of a carrier while the block runs."""
    front = Front(carrier_port, cut_every)
    server = await asyncio.start_server(front.serves, "127.0.0.1", 0)
    front.port = server.sockets[0].getsockname()[1]
    try:
        yield front
    finally:
        server.close()
        await front.stop()
