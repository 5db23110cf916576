"""What becomes of a message: a pure function of the ledger of its copies.

The ledger has one entry for each copy of a part that a carrier took or may have taken: under which
id, when, over which bind, and what was heard of it. Status and next step follow from it alone, so
responses and receipts may come late, twice and in any order (SMPP.md sections 2, 3 and 7).
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import Enum, StrEnum, auto

from calendar_store.model.plain import plain
from calendar_store.model.statuses import PART_MOVES, MessageStatus, PartStatus

RESENDS = 1
"""How often a part is sent again that a carrier may have taken already."""

_TAKEN = frozenset({PartStatus.ACCEPTED, PartStatus.DELIVERED, PartStatus.UNKNOWN})
_LOST = (PartStatus.FAILED, PartStatus.EXPIRED)
_SILENT = (PartStatus.ACCEPTED, PartStatus.UNKNOWN)
# of several copies of a part the one that did best counts
_BEST_FIRST = (
    PartStatus.DELIVERED,
    PartStatus.ACCEPTED,
    PartStatus.UNKNOWN,
    PartStatus.FAILED,
    PartStatus.EXPIRED,
    PartStatus.DOUBT,
)
# of what several carriers were given the one that did best counts
_BEST_CARRIER_FIRST = (
    MessageStatus.DELIVERED,
    MessageStatus.ACCEPTED,
    MessageStatus.UNKNOWN,
    MessageStatus.FAILED,
    MessageStatus.EXPIRED,
)


@plain
class Copy:
    """One copy of one part.

    Attributes:
        attempt: of the message, in which it was sent.
        part: its number, 1 for the first.
        total: how many parts the text had at that carrier.
        carrier: who was given it.
        status: what is known of it.
        key: the carrier's id as receipts are matched to it, "" where there is none.
        carrier_id: the carrier's id as it came.
        sent_at: when it was sent, UTC; None where nobody noted it.
        bind: over which bind.
    """

    attempt: int
    part: int
    total: int
    carrier: str
    status: PartStatus
    key: str = ""
    carrier_id: str = ""
    sent_at: datetime | None = None
    bind: str = ""


class Refusal(Enum):
    """How a carrier refused the parts that it did not take."""

    PASSING = auto()
    LASTING = auto()


class Step(StrEnum):
    """What is to be done for a message."""

    REST = "rest"
    WAIT = "wait"
    SEND = "send"


@dataclass(frozen=True, slots=True)
class Fate:
    """What a ledger makes of its message.

    Attributes:
        status: of the message.
        step: REST: nothing, WAIT: what is under way comes to its end first, SEND: send what is
            missing, with the status QUEUED.
    """

    status: MessageStatus
    step: Step


_OF_ONE = {
    status: Fate(MessageStatus(status), Step.REST)
    for status in PartStatus
    if status is not PartStatus.DOUBT
}


def fate(
    ledger: Collection[Copy], *, under_way: bool = False, refused: Refusal | None = None
) -> Fate:
    """Return where a message stands and what comes next.

    Args:
        ledger: every copy that a carrier took or may have taken.
        under_way: whether an attempt has still to come to its end.
        refused: how the last attempt was refused, None where nothing was.

    Returns:
        The status of a text that one carrier has whole; else whether it is sent again: never more
        than RESENDS times where it may have been taken, and never once it was refused for good.
    """
    if len(ledger) == 1:
        (only,) = ledger
        if only.total == 1 and only.status is not PartStatus.DOUBT and not under_way:
            return _OF_ONE[only.status]  # by far most texts; the same as below
    whole = [one for one in map(_of_carrier, _by_carrier(ledger)) if one is not None]
    for status in _BEST_CARRIER_FIRST:
        # one copy that failed leaves the one that is under way
        if status in whole and not (under_way and status not in _BEST_CARRIER_FIRST[:2]):
            return Fate(status, Step.REST)
    if under_way:
        return Fate(MessageStatus.SENDING, Step.WAIT)
    if doubts(ledger) > RESENDS:
        return Fate(MessageStatus.UNKNOWN, Step.REST)
    if refused is Refusal.LASTING:
        # what may have gone before is not refused with it
        doubtful = doubts(ledger) > 0
        return Fate(MessageStatus.UNKNOWN if doubtful else MessageStatus.FAILED, Step.REST)
    return Fate(MessageStatus.QUEUED, Step.SEND)


def doubts(ledger: Iterable[Copy]) -> int:
    """Return in how many attempts something may have been taken that nobody answered for."""
    return len({copy.attempt for copy in ledger if copy.status is PartStatus.DOUBT})


def copies(ledger: Iterable[Copy]) -> int:
    """Return how many copies there may be of the part that was sent most often."""
    counts: dict[int, int] = {}
    for copy in ledger:
        counts[copy.part] = counts.get(copy.part, 0) + 1
    return max(counts.values(), default=0)


def may_send(ledger: Collection[Copy], parts: Collection[int]) -> bool:
    """Tell whether some parts may be sent once more, whoever took them before."""
    return doubts(ledger) <= RESENDS and copies(c for c in ledger if c.part in parts) <= RESENDS


def may_move(ledger: Collection[Copy]) -> bool:
    """Tell whether a text may be sent whole over another carrier than before."""
    return copies(ledger) <= RESENDS


def missing(ledger: Iterable[Copy], carrier: str, total: int) -> tuple[int, ...]:
    """Return the parts that a carrier has not taken for certain, by their numbers.

    Args:
        ledger: every copy that a carrier took or may have taken.
        carrier: that is to be given the rest.
        total: how many parts the text has there.
    """
    taken = {
        copy.part
        for copy in ledger
        if copy.carrier == carrier and copy.total == total and copy.status is not PartStatus.DOUBT
    }
    return tuple(number for number in range(1, total + 1) if number not in taken)


def told(copy: Copy, status: PartStatus) -> Copy:
    """Return a copy after news of it; what does not lead forward changes nothing."""
    return replace(copy, status=status) if status in PART_MOVES[copy.status] else copy


def _by_carrier(ledger: Iterable[Copy]) -> Iterable[Sequence[Copy]]:
    # a text is taken whole only in one division: of another one no part fits
    found: dict[tuple[str, int], list[Copy]] = {}
    for copy in ledger:
        found.setdefault((copy.carrier, copy.total), []).append(copy)
    return found.values()


def _of_carrier(ledger: Sequence[Copy]) -> MessageStatus | None:
    """Return what one carrier made of the text, None where it has not the whole."""
    parts: dict[int, PartStatus] = {}
    arrived = {(copy.attempt, copy.key) for copy in ledger if copy.status is PartStatus.DELIVERED}
    for copy in ledger:
        status = copy.status
        if status in _SILENT and copy.key and (copy.attempt, copy.key) in arrived:
            # under one id with a part that arrived: as it, until something else is said
            status = PartStatus.DELIVERED
        parts[copy.part] = min(parts.get(copy.part, status), status, key=_BEST_FIRST.index)
    standing = parts.values()
    for lost in _LOST:
        if lost in standing:
            return MessageStatus(lost)
    if len(parts) < ledger[0].total or PartStatus.DOUBT in standing:
        return None
    if PartStatus.UNKNOWN in standing:
        return MessageStatus.UNKNOWN
    delivered = all(status is PartStatus.DELIVERED for status in standing)
    return MessageStatus.DELIVERED if delivered else MessageStatus.ACCEPTED
