"""A carrier that nobody here wrote, smpp34's SMSC in Rust, with phones behind it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import smpp34

from tests.end_to_end.installed import OURS
from tests.end_to_end.phones import Phones
from tests.support.ports import free_port

_UDHI = 0x40
_UCS2 = 8


class RustCarrier(Phones):
    """The SMSC, the one session bound to it, and what arrived at its phones."""

    def __init__(self, server: smpp34.Server, port: int) -> None:
        super().__init__(port)
        self._server = server
        self._ids = 0
        self._esme: smpp34.Esme | None = None

    @property
    def is_bound(self) -> bool:
        return self._esme is not None

    async def text(
        self, number: str, words: bytes, *, data_coding: int = 0, esm_class: int = 0
    ) -> bool:
        await self.bound()
        assert self._esme is not None
        answer = await self._esme.deliver_sm(
            OURS.removeprefix("+"),
            words,
            source_addr=number.removeprefix("+"),
            source_addr_ton=1,
            source_addr_npi=1,
            data_coding=data_coding,
            esm_class=esm_class,
        )
        return bool(answer.is_success)

    async def run(self) -> None:
        """Take what comes and accept it, until cancelled."""
        while True:
            event = await self._server.next()
            if isinstance(event, smpp34.Esme):
                self._esme = event
            elif isinstance(event, smpp34.Unbound):
                self._esme = None
                self.unbound += 1
            else:
                self._accept(event)
            await self._tell()

    def _accept(self, event: smpp34.SubmitSmEvent) -> None:
        self._ids += 1
        carrier_id = f"r-{self._ids}"
        event.accept(carrier_id)
        header, octets = b"", event.short_message
        if event.esm_class & _UDHI:
            header, octets = octets[: octets[0] + 1], octets[octets[0] + 1 :]
        words = _read(octets, event.data_coding)
        self._arrives(f"+{event.destination_addr}", words, header, carrier_id)


@asynccontextmanager
async def rust_carrier() -> AsyncIterator[RustCarrier]:
    """Run the carrier while the block runs."""
    port = free_port()
    server = smpp34.Server("127.0.0.1", port, system_id="rust")
    await server.start()
    carrier = RustCarrier(server, port)
    running = asyncio.create_task(carrier.run())
    try:
        yield carrier
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        await server.stop()


def _read(octets: bytes, data_coding: int) -> str:
    """Read plain letters, as far as tests look at them; the GSM signs beside them are left."""
    return octets.decode("utf-16-be" if data_coding == _UCS2 else "latin-1")
