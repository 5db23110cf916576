"""The simulated phones of the sandbox carrier, and the texts in them.

This module keeps the texts that each phone received and sent, joins the parts of long texts, and
notifies subscribers of changes. Everything is in memory and is lost when the process ends.
"""

import asyncio
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from config.choices import Alphabet
from gateway.channels.sms.smpp.received_text import read_text
from gateway.channels.sms.smpp.udh import UDHI, Header, place, read_header
from gateway.channels.sms.text.alphabet import shown
from gateway.demo.wire import SAR_NUMBER, SAR_REFERENCE, SAR_TOTAL, Submitted

_DEFAULT = frozenset({0, 1})


@dataclass(frozen=True, slots=True)
class PhoneText:
    """A text in a phone.

    Attributes:
        at: when the text was received or sent, UTC.
        from_: the sender: a number or a name.
        to: the number that the text was sent to.
        text: the content; "[unreadable]" if it cannot be decoded.
        outgoing: whether the phone's owner wrote the text.
        parts: number of SMS parts.
    """

    at: datetime
    from_: str
    to: str
    text: str
    outgoing: bool
    parts: int = 1


@dataclass(frozen=True, slots=True)
class PhoneChange:
    """The event that a phone has a new text.

    Attributes:
        number: the phone's number.
        text: the new text.
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
    """All phones that have received or sent a text."""

    _texts: defaultdict[str, list[PhoneText]] = field(default_factory=lambda: defaultdict(list))
    _parts: dict[_Key, dict[int, bytes]] = field(default_factory=dict)
    _listeners: set[asyncio.Queue[PhoneChange]] = field(default_factory=set)

    def texts(self, number: str) -> tuple[PhoneText, ...]:
        """Return a phone's texts, oldest first.

        Args:
            number: the phone's number, E.164 with "+".
        """
        return tuple(self._texts.get(number, ()))

    @contextmanager
    def subscribe(self) -> Iterator[asyncio.Queue[PhoneChange]]:
        """Return a context in which a queue receives every change of any phone."""
        queue: asyncio.Queue[PhoneChange] = asyncio.Queue()
        self._listeners.add(queue)
        try:
            yield queue
        finally:
            self._listeners.discard(queue)

    def receive(
        self, submitted: Submitted, at: datetime, alphabet: Alphabet = Alphabet.GSM
    ) -> None:
        """Receive a text or one part of a text; the text is added when all parts are there.

        Args:
            submitted: the submit_sm of the service.
            at: now, UTC.
            alphabet: the network's alphabet for data_coding 0 and 1.
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
        """Add a text to a phone and notify the subscribers."""
        self._texts[number].append(text)
        for listener in self._listeners:
            listener.put_nowait(PhoneChange(number, text))
