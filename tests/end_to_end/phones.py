"""Phones behind a carrier that nobody here wrote: what arrives at them, and what they say."""

import asyncio
from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass

from tests.end_to_end.installed import PATIENCE

_RECEIPT = 0x04


@dataclass(frozen=True, slots=True)
class Text:
    """A text as it arrived at a phone, whole, with the ids the carrier gave to its parts."""

    number: str
    words: str
    ids: tuple[str, ...]


class Phones(ABC):
    """A carrier with phones behind it, and at most one session of ours.

    Attributes:
        port: where the carrier listens.
        texts: what arrived, in order.
        unbound: how many sessions came to an end.
    """

    def __init__(self, port: int) -> None:
        self._parts: dict[tuple[str, int], dict[int, tuple[str, str]]] = {}
        self._changed = asyncio.Condition()
        self.port = port
        self.texts: list[Text] = []
        self.unbound = 0

    @abstractmethod
    async def text(
        self, number: str, words: bytes, *, data_coding: int = 0, esm_class: int = 0
    ) -> bool:
        """Send octets from a phone to us; return whether they were acknowledged as stored."""

    @property
    @abstractmethod
    def is_bound(self) -> bool:
        """Whether the service has a session."""

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

    async def bound(self) -> None:
        """Wait until the service is bound."""
        await self.until(lambda: self.is_bound)

    async def _tell(self) -> None:
        async with self._changed:
            self._changed.notify_all()

    def _arrives(self, number: str, words: str, header: bytes, carrier_id: str) -> None:
        """Take a part; with the last of them its text is whole."""
        reference, total, part = header[-3:] if header else (0, 1, 1)
        together = self._parts.setdefault((number, reference), {})
        together[part] = (words, carrier_id)
        if len(together) == total:
            said, ids = zip(*(together[n] for n in sorted(together)), strict=True)
            self.texts.append(Text(number, "".join(said), ids))
            del self._parts[number, reference]
