"""Parts of a long inbound text, and the text they make (3GPP 23.040 §9.2.3.24.1).

Owns what identifies a long text and how its parts join. It keeps nothing: the store holds parts,
and says when it has waited long enough.
"""

from collections.abc import Iterable
from typing import NamedTuple

from gateway.smpp.received_text import read_text
from gateway.smpp.values import InboundText

MISSING = "[…]"


class ConcatKey(NamedTuple):
    """What the parts of one text share. Two senders may well use the same reference.

    Attributes:
        carrier: name of the carrier.
        source: the client.
        destination: our number.
        reference: the sender's number for the text.
        total: how many parts it has.
    """

    carrier: str
    source: str
    destination: str
    reference: int
    total: int


class Assembled(NamedTuple):
    """The parts that are there, joined.

    Attributes:
        text: what can be read; each gap shown as `MISSING`. None where nothing can be read.
        missing: numbers of the parts that did not come.
        octets: the user data of the parts that came, headers removed.
    """

    text: str | None
    missing: tuple[int, ...]
    octets: bytes

    @property
    def complete(self) -> bool:
        """Whether no part is missing."""
        return not self.missing


def key_of(part: InboundText) -> ConcatKey | None:
    """What a part belongs to.

    Args:
        part: as delivered.

    Returns:
        The key of its text, None if it is a whole text by itself.
    """
    if part.concat is None:
        return None
    place = part.concat
    return ConcatKey(part.carrier, part.source, part.destination, place.reference, place.total)


def assemble(parts: Iterable[InboundText]) -> Assembled:
    """Join the parts of one text.

    Args:
        parts: at least one, all of one key, in any order, repeats among them.

    Returns:
        The text so far.

    Raises:
        ValueError: if there are no parts, or one is no part.
    """
    numbered: dict[int, InboundText] = {}
    total = 0
    for part in parts:
        if part.concat is None:
            raise ValueError("a whole text is not a part")
        total = part.concat.total
        numbered.setdefault(part.concat.number, part)
    if not numbered:
        raise ValueError("no parts to join")
    runs, missing = _runs(numbered, total)
    texts = [_read_run(run) if run else MISSING for run in runs]
    readable = any(run and text is not None for run, text in zip(runs, texts, strict=True))
    return Assembled(
        text="".join(MISSING if text is None else text for text in texts) if readable else None,
        missing=missing,
        octets=b"".join(part.body for run in runs for part in run),
    )


def _runs(
    numbered: dict[int, InboundText], total: int
) -> tuple[list[list[InboundText]], tuple[int, ...]]:
    """Neighbours that are written alike, together; an empty run for each gap."""
    runs: list[list[InboundText]] = []
    missing: list[int] = []
    for number in range(1, total + 1):
        part = numbered.get(number)
        if part is None:
            missing.append(number)
            if not runs or runs[-1]:
                runs.append([])
        elif runs and runs[-1] and _writing(runs[-1][-1]) == _writing(part):
            runs[-1].append(part)
        else:
            runs.append([part])
    return runs, tuple(missing)


def _writing(part: InboundText) -> tuple[int, int, int]:
    return part.data_coding, part.single_shift, part.locking_shift


def _read_run(run: list[InboundText]) -> str | None:
    # Decoded together, since phones cut between the halves of a surrogate or an escape pair.
    return read_text(b"".join(part.body for part in run), *_writing(run[0]))
