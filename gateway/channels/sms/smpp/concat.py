"""Joins the received parts of a long text (3GPP 23.040 §9.2.3.24.1).

Keeps no parts: the store holds them, and decides which parts belong together and how long to wait
for missing parts.
"""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import NamedTuple, Protocol

from config.choices import Alphabet
from gateway.channels.sms.smpp.received_text import read_text, without_padding
from gateway.channels.sms.smpp.udh import split

MISSING = "[…]"
_NONE: Mapping[str, Alphabet] = MappingProxyType({})


class ConcatPart(Protocol):
    """One part, as a carrier delivered it."""

    @property
    def number(self) -> int:
        """Number of the part, 1 for the first."""

    @property
    def raw(self) -> bytes:
        """The user data as received, with any header."""

    @property
    def esm_class(self) -> int:
        """As received (SMPP 3.4 §5.2.12)."""

    @property
    def data_coding(self) -> int:
        """As received (§5.2.19)."""

    @property
    def carrier(self) -> str:
        """Name of the carrier that delivered it."""


class _Run(NamedTuple):
    """Consecutive parts with the same coding, shifts and alphabet."""

    writing: tuple[int, int, int, Alphabet]
    octets: bytes


def join(parts: Iterable[ConcatPart], total: int, alphabets: Mapping[str, Alphabet] = _NONE) -> str:
    """Join and decode the parts of one text.

    Args:
        parts: the received parts, in any order; of two with the same number the first counts.
        total: number of parts of the text.
        alphabets: default alphabets by the name of the carrier; GSM for a carrier without an entry.

    Returns:
        The text, with `MISSING` in place of parts that were not received or cannot be decoded; ""
        if no part can be decoded.
    """
    numbered: dict[int, ConcatPart] = {}
    for part in parts:
        numbered.setdefault(part.number, part)
    runs: list[_Run | None] = []
    for number in range(1, total + 1):
        found = numbered.get(number)
        _append(runs, None if found is None else _read(found, total, alphabets))
    texts = [None if run is None else read_text(run.octets, *run.writing) for run in runs]
    if all(text is None for text in texts):
        return ""
    return "".join(MISSING if text is None else text for text in texts)


def _read(part: ConcatPart, total: int, alphabets: Mapping[str, Alphabet]) -> _Run:
    header, data = split(part.raw, part.esm_class)
    alphabet = alphabets.get(part.carrier, Alphabet.GSM)
    writing = (part.data_coding, header.single_shift, header.locking_shift, alphabet)
    return _Run(writing, without_padding(data, part.data_coding, more_follows=part.number < total))


def _append(runs: list[_Run | None], run: _Run | None) -> None:
    """Add a part, or None for a gap, to the last run, or as a new run.

    Consecutive parts are decoded together, since phones cut even between the halves of a surrogate
    pair or between an escape and its character.
    """
    if run is None:
        if not runs or runs[-1] is not None:
            runs.append(None)
        return
    last = runs[-1] if runs else None
    if last is not None and last.writing == run.writing:
        runs[-1] = _Run(run.writing, last.octets + run.octets)
    else:
        runs.append(run)
