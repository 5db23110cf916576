"""Long texts understood before the transaction of their turn, beside everything else.

A short text is understood in less time than a commit takes. A long one, or many, would hold the
store's only writer and the event loop: they are read in a thread, for a bounded time a batch, on
facts that are held against those of the turn.
"""

import asyncio
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from dialogs.conversation import Context, Read
from dialogs.engine import read
from gateway.conversations.facts import Entry

SHORT = 320
"""Characters of a text that is understood within its turn: two parts of the plain alphabet."""
SLICE = 0.25
"""Seconds of one batch for which long texts are read; the others are read after the next one."""
_MOST = 256
"""Texts remembered that were read and not decided yet."""


@dataclass(frozen=True, slots=True)
class _Heard:
    context: Context
    said: Read


class Hearing:
    """What long texts say, read ahead of their turns."""

    def __init__(self) -> None:
        self._heard: dict[int, _Heard] = {}

    def of(self, one: Entry) -> Read | None:
        """Return what a text says; None for a long one that has to be read first.

        Args:
            one: the text with the facts that it is decided on. They are part of what it says: a
                yes answers what is asked, so that other facts make it be read again.
        """
        if len(one.inbound.text) <= SHORT:
            return read(one.context, one.inbound.text)
        known = self._heard.get(one.inbound.id)
        # the moment apart: it moved on while the text was read
        if known is None or known.context != replace(one.context, now=known.context.now):
            return None
        return known.said

    async def read_ahead(self, some: Sequence[Entry]) -> None:
        """Read texts, the first at least, for as long as a slice lasts."""
        began = time.perf_counter()
        for one in some:
            said = await asyncio.to_thread(read, one.context, one.inbound.text)
            self._heard[one.inbound.id] = _Heard(one.context, said)
            if time.perf_counter() - began > SLICE:
                break
        while len(self._heard) > _MOST:
            del self._heard[next(iter(self._heard))]

    def forget(self, ids: Iterable[int]) -> None:
        """Forget texts that were decided on."""
        for one in ids:
            self._heard.pop(one, None)
