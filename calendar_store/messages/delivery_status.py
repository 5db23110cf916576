"""Compute the status and the next step of a message from its ledger. Pure.

The ledger has one entry for each copy of a part that a carrier accepted or may have accepted, with
the carrier's id, the time, the bind and the delivery status. Status and next step depend on the
ledger only, so responses and receipts may come late, twice and in any order.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import Enum, StrEnum, auto

from calendar_store.model.plain import plain
from calendar_store.model.statuses import PART_MOVES, MessageStatus, PartStatus

RESENDS = 1
"""How often a part may be sent again that a carrier may already have accepted."""

_LOST = (PartStatus.FAILED, PartStatus.EXPIRED)
_SILENT = (PartStatus.ACCEPTED, PartStatus.UNKNOWN)
# if a part has several copies, the best status counts
_BEST_FIRST = (
    PartStatus.DELIVERED,
    PartStatus.ACCEPTED,
    PartStatus.UNKNOWN,
    PartStatus.FAILED,
    PartStatus.EXPIRED,
    PartStatus.DOUBT,
)
# if several carriers got the text, the best status counts
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
        attempt: number of the message's attempt that sent the copy.
        part: number of the part, 1 for the first.
        total: number of parts of the text at this carrier.
        carrier: name of the carrier to which the copy was sent.
        status: delivery status of the copy.
        key: the carrier's id in the form used to match receipts; "" if there is none.
        carrier_id: the carrier's id as received.
        sent_at: when the copy was sent, UTC; None if not recorded.
        bind: the bind on which the copy was sent.
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
    """How a carrier refused parts: PASSING for now, LASTING for good."""

    PASSING = auto()
    LASTING = auto()


class Step(StrEnum):
    """The next step for a message."""

    REST = "rest"
    WAIT = "wait"
    SEND = "send"


@dataclass(frozen=True, slots=True)
class Fate:
    """The status and the next step of a message, computed from its ledger.

    Attributes:
        status: status of the message.
        step: REST: do nothing. WAIT: wait for the attempt that is under way. SEND: send the
            missing parts; the status is then QUEUED.
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
    """Return the status and the next step of a message.

    Args:
        ledger: every copy that a carrier accepted or may have accepted.
        under_way: whether an attempt has no outcome yet.
        refused: how the carrier refused the last attempt; None if nothing was refused.

    Returns:
        If one carrier has the whole text: the status at that carrier. Otherwise whether the
        message is sent again: at most RESENDS times if a carrier may have accepted it, and never
        after a lasting refusal.
    """
    if len(ledger) == 1:
        (only,) = ledger
        if only.total == 1 and only.status is not PartStatus.DOUBT and not under_way:
            return _OF_ONE[only.status]  # a shortcut for most texts; same result as below
    whole = [one for one in map(_of_carrier, _by_carrier(ledger)) if one is not None]
    for status in _BEST_CARRIER_FIRST:
        # a failed copy does not decide while another attempt is under way
        if status in whole and not (under_way and status not in _BEST_CARRIER_FIRST[:2]):
            return Fate(status, Step.REST)
    if under_way:
        return Fate(MessageStatus.SENDING, Step.WAIT)
    if doubts(ledger) > RESENDS:
        return Fate(MessageStatus.UNKNOWN, Step.REST)
    if refused is Refusal.LASTING:
        # the refusal does not concern copies of earlier attempts
        doubtful = doubts(ledger) > 0
        return Fate(MessageStatus.UNKNOWN if doubtful else MessageStatus.FAILED, Step.REST)
    return Fate(MessageStatus.QUEUED, Step.SEND)


def doubts(ledger: Iterable[Copy]) -> int:
    """Return the number of attempts with parts in doubt: sent, but without a response."""
    return len({copy.attempt for copy in ledger if copy.status is PartStatus.DOUBT})


def copies(ledger: Iterable[Copy]) -> int:
    """Return the largest number of copies of one part."""
    counts: dict[int, int] = {}
    for copy in ledger:
        counts[copy.part] = counts.get(copy.part, 0) + 1
    return max(counts.values(), default=0)


def may_send(ledger: Collection[Copy], parts: Collection[int]) -> bool:
    """Tell whether parts may be sent once more, over any carrier."""
    return doubts(ledger) <= RESENDS and copies(c for c in ledger if c.part in parts) <= RESENDS


def may_move(ledger: Collection[Copy]) -> bool:
    """Tell whether the whole text may be sent again over another carrier."""
    return copies(ledger) <= RESENDS


def missing(ledger: Iterable[Copy], carrier: str, total: int) -> tuple[int, ...]:
    """Return the numbers of the parts that a carrier has not certainly accepted.

    Args:
        ledger: every copy that a carrier accepted or may have accepted.
        carrier: the carrier to which the missing parts are sent.
        total: number of parts of the text at this carrier.
    """
    taken = {
        copy.part
        for copy in ledger
        if copy.carrier == carrier and copy.total == total and copy.status is not PartStatus.DOUBT
    }
    return tuple(number for number in range(1, total + 1) if number not in taken)


def told(copy: Copy, status: PartStatus) -> Copy:
    """Return a copy with a new status; a status that `PART_MOVES` forbids changes nothing."""
    return replace(copy, status=status) if status in PART_MOVES[copy.status] else copy


def _by_carrier(ledger: Iterable[Copy]) -> Iterable[Sequence[Copy]]:
    # parts form a whole text only if all come from the same division into parts
    found: dict[tuple[str, int], list[Copy]] = {}
    for copy in ledger:
        found.setdefault((copy.carrier, copy.total), []).append(copy)
    return found.values()


def _of_carrier(ledger: Sequence[Copy]) -> MessageStatus | None:
    """Return the status of the text at one carrier; None if the carrier lacks a part."""
    parts: dict[int, PartStatus] = {}
    arrived = {(copy.attempt, copy.key) for copy in ledger if copy.status is PartStatus.DELIVERED}
    for copy in ledger:
        status = copy.status
        if status in _SILENT and copy.key and (copy.attempt, copy.key) in arrived:
            # same id as a delivered part: counts as delivered until another status is reported
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
