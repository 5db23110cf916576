"""The phones on the sandbox network, and the texts in them.

Owns the memory of what each phone received and sent, the joining of long texts, and who is told
of a change. All of it is gone when the process ends.
"""

import asyncio
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from gateway.channels.sms.smpp.carrier_config import Alphabet
from gateway.channels.sms.smpp.received_text import read_text
from gateway.channels.sms.smpp.udh import UDHI, Header, place, read_header
from gateway.channels.sms.text.alphabet import shown
from gateway.demo.wire import SAR_NUMBER, SAR_REFERENCE, SAR_TOTAL, Submitted

_DEFAULT = frozenset({0, 1})


@dataclass(frozen=True, slots=True)
class PhoneText:
    """A text in a phone.

    Attributes:
        at: when it came or went, UTC.
        from_: who wrote it: a number or a name.
        to: whom it was written to.
        text: its words; a mark where the coding cannot be read.
        outgoing: whether the phone's owner wrote it.
        parts: how many parts it travelled in.
    """

    at: datetime
    from_: str
    to: str
    text: str
    outgoing: bool
    parts: int = 1


@dataclass(frozen=True, slots=True)
class PhoneChange:
    """A phone has one more text.

    Attributes:
        number: the phone's.
        text: the new one.
    """

    number: str
    text: PhoneText


class _Key(NamedTuple):
    source: str
    destination: str
    reference: int
    total: int


@dataclass(slots=True)
class Phones:
    """Every phone that texts came to or from."""

    _texts: defaultdict[str, list[PhoneText]] = field(default_factory=lambda: defaultdict(list))
    _parts: dict[_Key, dict[int, bytes]] = field(default_factory=dict)
    _listeners: set[asyncio.Queue[PhoneChange]] = field(default_factory=set)

    def texts(self, number: str) -> tuple[PhoneText, ...]:
        """Return a phone's texts, oldest first.

        Args:
            number: the phone's, E.164 with "+".
        """
        return tuple(self._texts.get(number, ()))

    @contextmanager
    def subscribe(self) -> Iterator[asyncio.Queue[PhoneChange]]:
        """Be told of every change from now on, through a queue that is yours until you leave."""
        queue: asyncio.Queue[PhoneChange] = asyncio.Queue()
        self._listeners.add(queue)
        try:
            yield queue
        finally:
            self._listeners.discard(queue)

    def receive(
        self, submitted: Submitted, at: datetime, alphabet: Alphabet = Alphabet.GSM
    ) -> None:
        """Take in a text or one part of it; it shows once it is whole.

        Args:
            submitted: as the service sent it.
            at: now, UTC.
            alphabet: what the network takes its octets for, where data_coding names none.
        """
        header = read_header(submitted.octets) if submitted.esm_class & UDHI else Header()
        octets, total = submitted.octets[header.length :], 1
        numbered = header.concat or place(
            *(
                int.from_bytes(submitted.tlvs.get(tag, b""), "big")
                for tag in (SAR_REFERENCE, SAR_TOTAL, SAR_NUMBER)
            )
        )
        if numbered is not None:
            total = numbered.total
            key = _Key(submitted.source, submitted.destination, numbered.reference, total)
            parts = self._parts.setdefault(key, {})
            parts[numbered.number] = octets
            if len(parts) < total:
                return
            octets = b"".join(octets for _, octets in sorted(self._parts.pop(key).items()))
        shifts = (header.single_shift, header.locking_shift)
        if submitted.data_coding in _DEFAULT and not any(shifts):
            text: str | None = shown(octets, alphabet)
        else:
            text = read_text(octets, submitted.data_coding, *shifts)
        words = "[unreadable]" if text is None else text
        self.add(
            submitted.destination,
            PhoneText(at, submitted.source, submitted.destination, words, False, total),
        )

    def add(self, number: str, text: PhoneText) -> None:
        """Put a text into a phone and tell whoever listens."""
        self._texts[number].append(text)
        for listener in self._listeners:
            listener.put_nowait(PhoneChange(number, text))
