"""A carrier that nobody here wrote, smpp34's SMSC in Rust, with phones behind it."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

import smpp34

from tests.end_to_end.installed import OURS, PATIENCE

_UDHI, _RECEIPT = 0x40, 0x04
_UCS2 = 8


@dataclass(frozen=True, slots=True)
class Text:
    """A text as it arrived at a phone, whole, with the ids the carrier gave to its parts."""

    number: str
    words: str
    ids: tuple[str, ...]


class RustCarrier:
    """The SMSC, the one session bound to it, and what arrived at its phones.

    Attributes:
        port: where it listens.
        texts: what arrived, in order.
        unbound: how many sessions came to an end.
    """

    def __init__(self, server: smpp34.Server, port: int) -> None:
        self._server = server
        self._ids = 0
        self._parts: dict[tuple[str, int], dict[int, tuple[str, str]]] = {}
        self._esme: smpp34.Esme | None = None
        self._changed = asyncio.Condition()
        self.port = port
        self.texts: list[Text] = []
        self.unbound = 0

    async def text(
        self, number: str, words: bytes, *, data_coding: int = 0, esm_class: int = 0
    ) -> bool:
        """Send octets from a phone to us; return whether they were acknowledged as stored."""
        answer = await (await self.bound()).deliver_sm(
            OURS.removeprefix("+"),
            words,
            source_addr=number.removeprefix("+"),
            source_addr_ton=1,
            source_addr_npi=1,
            data_coding=data_coding,
            esm_class=esm_class,
        )
        return bool(answer.is_success)

    async def receipt(self, text: Text, state: str = "DELIVRD") -> None:
        """Say what became of a text; each of its parts has a receipt."""
        for one in text.ids:
            said = f"id:{one} sub:001 dlvrd:001 stat:{state} err:000 text:"
            assert await self.text(text.number, said.encode(), esm_class=_RECEIPT)

    async def until(self, condition: Callable[[], object]) -> None:
        """Wait until a condition on what arrived holds."""
        async with asyncio.timeout(PATIENCE), self._changed:
            await self._changed.wait_for(condition)

    async def arrived(self, count: int) -> Text:
        """Wait until that many texts have arrived in all; return the last of them."""
        await self.until(lambda: len(self.texts) >= count)
        return self.texts[count - 1]

    async def bound(self) -> smpp34.Esme:
        """Wait until the service is bound; return its session."""
        await self.until(lambda: self._esme)
        assert self._esme is not None
        return self._esme

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
            async with self._changed:
                self._changed.notify_all()

    def _accept(self, event: smpp34.SubmitSmEvent) -> None:
        self._ids += 1
        carrier_id = f"r-{self._ids}"
        event.accept(carrier_id)
        number, octets = f"+{event.destination_addr}", event.short_message
        reference, total, part = 0, 1, 1
        if event.esm_class & _UDHI:
            header, octets = octets[: octets[0] + 1], octets[octets[0] + 1 :]
            reference, total, part = header[-3:]
        together = self._parts.setdefault((number, reference), {})
        together[part] = (_read(octets, event.data_coding), carrier_id)
        if len(together) == total:
            words, ids = zip(*(together[n] for n in sorted(together)), strict=True)
            self.texts.append(Text(number, "".join(words), ids))
            del self._parts[number, reference]


@asynccontextmanager
async def rust_carrier(port: int) -> AsyncIterator[RustCarrier]:
    """Run the carrier while the block runs."""
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
