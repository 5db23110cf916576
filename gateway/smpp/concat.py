"""The text that the parts of a long one make (3GPP 23.040 §9.2.3.24.1).

Owns how parts join. It keeps nothing: the store holds the parts and says which belong together and
when it has waited long enough.
"""

from collections.abc import Iterable
from typing import NamedTuple, Protocol

from gateway.smpp.received_text import read_text
from gateway.smpp.udh import UDHI, Header, read_header

MISSING = "[…]"


class Part(Protocol):
    """One part, as a carrier delivered it."""

    @property
    def number(self) -> int:
        """Which it is, 1 for the first."""

    @property
    def raw(self) -> bytes:
        """The user data, with any header."""

    @property
    def esm_class(self) -> int:
        """As received (SMPP 3.4 §5.2.12)."""

    @property
    def data_coding(self) -> int:
        """As received (§5.2.19)."""


class _Run(NamedTuple):
    """Neighbours that are written alike."""

    writing: tuple[int, int, int]
    octets: bytes


def join(parts: Iterable[Part], total: int) -> str:
    """Read the parts of one text.

    Args:
        parts: those that came, in any order; of two with one number the first counts.
        total: how many parts the text has.

    Returns:
        What can be read; what did not come, or has no reading, is shown as `MISSING`. "" where
        nothing can be read.
    """
    numbered: dict[int, Part] = {}
    for part in parts:
        numbered.setdefault(part.number, part)
    runs: list[_Run | None] = []
    for number in range(1, total + 1):
        _append(runs, numbered.get(number))
    texts = [None if run is None else read_text(run.octets, *run.writing) for run in runs]
    if all(text is None for text in texts):
        return ""
    return "".join(MISSING if text is None else text for text in texts)


def _append(runs: list[_Run | None], part: Part | None) -> None:
    """Add a part, or a gap, to the last run or after it.

    Neighbours are decoded together, since phones cut between the halves of a surrogate or of an
    escape pair.
    """
    if part is None:
        if not runs or runs[-1] is not None:
            runs.append(None)
        return
    header = read_header(part.raw) if part.esm_class & UDHI else Header()
    run = _Run(
        (part.data_coding, header.single_shift, header.locking_shift), part.raw[header.length :]
    )
    last = runs[-1] if runs else None
    if last is not None and last.writing == run.writing:
        runs[-1] = _Run(run.writing, last.octets + run.octets)
    else:
        runs.append(run)
