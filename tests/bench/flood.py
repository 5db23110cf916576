"""The bare flood: the same submit_sm over the barest session, to measure everything against.

The library's PDU class, the text encoded by one `str.translate`, a window; no store, no timers.
"""

import asyncio
import struct
import time

from aiosmpplib.protocol import SubmitSm
from aiosmpplib.state import NPI, TON, PhoneNumber

from tests.bench.carrier import WINDOW, LeanCarrier
from tests.bench.seed import OURS, mobile

TEXT = (
    "Studio Aurora: Ada, your appointment is Tue 24 Nov at 15:00 with Aurora. Reply 1 to confirm,"
    " 2 to cancel, 3 for another time. STOP to stop texts."
)
_ALPHABET = {ord(letter): letter for letter in map(chr, range(128))}
_BIND_BODY = b"bench\0secret\0\0\x34\0\0\0"
_BIND = struct.pack("!IIII", 16 + len(_BIND_BODY), 9, 0, 1) + _BIND_BODY


async def flood(carrier: LeanCarrier, count: int) -> float:
    """Send `count` submit_sm as fast as the session goes; return them per second."""
    loop = asyncio.get_running_loop()
    _, session = await loop.create_connection(lambda: _Flood(count), "127.0.0.1", carrier.port)
    began = time.perf_counter()
    await session.done
    rate = count / (time.perf_counter() - began)
    session.transport.close()
    return rate


class _Flood(asyncio.Protocol):
    def __init__(self, count: int) -> None:
        self._left = self._unanswered = count
        self._buffer = bytearray()
        self._source = PhoneNumber(OURS[1:], TON(1), NPI(1))
        self.done = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport
        self.transport.write(_BIND)

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        at, room = 0, 0
        while len(self._buffer) - at >= 16:
            length, command = struct.unpack_from("!II", self._buffer, at)
            if len(self._buffer) - at < length:
                break
            at += length
            if command == 0x80000009:
                room += WINDOW
            else:
                room += 1
                self._unanswered -= 1
        del self._buffer[:at]
        room = min(room, self._left)
        self.transport.write(b"".join(self._submit_sm() for _ in range(room)))
        if self._unanswered == 0 and not self.done.done():
            self.done.set_result(None)

    def _submit_sm(self) -> bytes:
        self._left -= 1
        pdu = SubmitSm(
            sequence_num=self._left + 2,
            short_message="-",
            source=self._source,
            destination=PhoneNumber(mobile(self._left)[1:], TON(1), NPI(1)),
            registered_delivery=1,
        )
        pdu.set_encoded_message(TEXT.translate(_ALPHABET).encode("ascii"))
        return pdu.pdu()
