"""Which message a receipt is about. Pure.

Carriers use ids again, over time and between messages: a receipt belongs to id and number
(SMPP.md section 7). The id alone decides only where the number is missing or rewritten, and one
message fits. What fits several messages decides none of them.
"""

import re
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

from calendar_store.statuses import MessageStatus

_NOT_DIGITS = re.compile(r"[^0-9]")
_INTERNATIONAL = re.compile(r"\+?[0-9]{10,15}")
_LEAST = 7
"""Digits that a national or extension form has at least."""
_ALIKE = 9
"""So many last digits are one number, whatever a network put before them."""
_SETTLED = 2

# what still waits for a receipt goes before what was given up, and that before what is settled
_RANKS: dict[MessageStatus, int] = dict.fromkeys(MessageStatus, 3) | {
    MessageStatus.SENDING: 0,
    MessageStatus.ACCEPTED: 0,
    MessageStatus.QUEUED: 0,
    MessageStatus.UNKNOWN: 1,
    MessageStatus.FAILED: 2,
    MessageStatus.EXPIRED: 2,
}


class Said(NamedTuple):
    """What a receipt says of whom it is about.

    Attributes:
        source: its source address, usually the client's; "" where there is none.
        destination: its destination address, usually ours.
        at: when it came, UTC; None where nobody noted it.
    """

    source: str
    destination: str
    at: datetime | None


class Sent(NamedTuple):
    """A copy with the id of the receipt.

    Attributes:
        message: practice and id of its message,
        status: where that stands,
        sender: our number in it, and
        recipient: the client's.
        sent_at: when the copy was sent, UTC; None where nobody noted it.
    """

    message: tuple[int, int]
    status: MessageStatus
    sender: str
    recipient: str
    sent_at: datetime | None


def same_number(one: str, other: str) -> bool:
    """Tell whether two spellings may be one number: national, with zeros or a prefix before it."""
    if one == other:
        return bool(one)
    a, b = (_NOT_DIGITS.sub("", number).lstrip("0") for number in (one, other))
    short = min(len(a), len(b))
    if short < _LEAST:
        return bool(a) and a == b
    return a[-short:] == b[-short:] or (short >= _ALIKE and a[-_ALIKE:] == b[-_ALIKE:])


def match(said: Said, sent: Sequence[Sent]) -> tuple[int, int] | None:
    """Return the message that a receipt is about.

    Args:
        said: the receipt.
        sent: every copy with its id at its carrier.

    Returns:
        None where no message fits, or several do.
    """
    timely = [one for one in sent if not (said.at and one.sent_at and one.sent_at > said.at)]
    for fits in (_word_for_word, _in_another_form):
        theirs = [one for one in timely if fits(said, one)]
        if theirs:
            return _only(theirs)
    unclear = [one for one in timely if not _is_about_another(said, one)]
    open_ones = {one.message for one in unclear if _RANKS[one.status] < _SETTLED}
    # without the number nothing tells two messages apart that both wait, however long
    return _only(unclear) if len(open_ones) < 2 else None


def _only(candidates: Iterable[Sent]) -> tuple[int, int] | None:
    """Return the message of the best rank, None where there are several of it."""
    ranked: dict[int, set[tuple[int, int]]] = {}
    for one in candidates:
        ranked.setdefault(_RANKS[one.status], set()).add(one.message)
    if not ranked:
        return None
    best = ranked[min(ranked)]
    return next(iter(best)) if len(best) == 1 else None


def _word_for_word(said: Said, sent: Sent) -> bool:
    return sent.recipient in {said.source, said.destination}


def _in_another_form(said: Said, sent: Sent) -> bool:
    # some carriers leave the addresses as they were when the text went out
    return same_number(sent.recipient, said.source) or same_number(sent.recipient, said.destination)


def _is_about_another(said: Said, sent: Sent) -> bool:
    """Tell whether a receipt bears the whole number of somebody else."""
    swapped = same_number(said.source, sent.sender)
    number = said.destination if swapped else said.source
    return _INTERNATIONAL.fullmatch(number) is not None
