"""Which message a receipt is about. Pure.

Carriers use ids again, over time and between messages: a receipt belongs to id and number
(SMPP.md section 7). The id alone decides only where the number is missing or rewritten, and one
message fits. What fits several messages decides none of them. While a message to the number has no
response, its id is not known: what would be about a settled one is held until it is.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from calendar_store.model.statuses import MessageStatus, PartStatus

_NOT_DIGITS = re.compile(r"[^0-9]")
_INTERNATIONAL = re.compile(r"\+?[0-9]{10,15}")
_LEAST = 7
"""Digits that a national or extension form has at least."""
_ALIKE = 9
"""So many last digits are one number, whatever a network put before them."""
_SETTLED = 2
_LONG_AGO = datetime.min.replace(tzinfo=UTC)
ANY_NUMBER = ""
HELD_FOR = timedelta(minutes=10)
"""So long at most a receipt waits for responses; a session ends sooner that leaves them out."""

# what still waits for a receipt goes before what was given up, and that before what is settled
_RANKS: dict[MessageStatus, int] = dict.fromkeys(MessageStatus, _SETTLED) | {
    MessageStatus.SENDING: 0,
    MessageStatus.ACCEPTED: 0,
    MessageStatus.QUEUED: 0,
    MessageStatus.UNKNOWN: 1,
}
# of a long text that waits, a part may be settled
_RANKS_OF_PARTS: dict[PartStatus, int] = dict.fromkeys(PartStatus, _SETTLED) | {
    PartStatus.DOUBT: 0,
    PartStatus.ACCEPTED: 0,
    PartStatus.UNKNOWN: 1,
}


class ReceiptFacts(NamedTuple):
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
        part: where the copy stands.
    """

    message: tuple[int, int]
    status: MessageStatus
    sender: str
    recipient: str
    sent_at: datetime | None
    part: PartStatus

    @property
    def rank(self) -> int:
        """What waits for a receipt goes first: 0."""
        return max(_RANKS[self.status], _RANKS_OF_PARTS[self.part])


def same_number(one: str, other: str) -> bool:
    """Tell whether two spellings may be one number: national, with zeros or a prefix before it."""
    if one == other:
        return bool(one)
    a, b = (_NOT_DIGITS.sub("", number).lstrip("0") for number in (one, other))
    short = min(len(a), len(b))
    if short < _LEAST:
        return bool(a) and a == b
    return a[-short:] == b[-short:] or (short >= _ALIKE and a[-_ALIKE:] == b[-_ALIKE:])


def match(said: ReceiptFacts, sent: Sequence[Sent]) -> tuple[int, int] | None:
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
    open_ones = {one.message for one in unclear if one.rank < _SETTLED}
    # without the number nothing tells two messages apart that both wait, however long
    return _only(unclear) if len(open_ones) < 2 else None


def is_settled(copies: Iterable[Sent]) -> bool:
    """Tell whether none of some copies waits for a receipt."""
    return all(one.rank for one in copies)


def is_held(
    said: ReceiptFacts, about: Sent, unanswered: Mapping[str, datetime], now: datetime
) -> bool:
    """Tell whether a receipt may yet turn out to be about another message than a settled one.

    Args:
        said: the receipt.
        about: a copy of the settled message that it would be about.
        unanswered: since when there are attempts at the carrier that have no response, by number,
            and under ANY_NUMBER since when there are any.
        now: UTC.

    Returns:
        True while an attempt to the number has no response that had begun when the receipt came;
        to any number where the receipt bears none. False after HELD_FOR.
    """
    came = said.at or now
    if now - came >= HELD_FOR:
        return False
    named = _word_for_word(said, about) or _in_another_form(said, about)
    since = unanswered.get(about.recipient if named else ANY_NUMBER)
    return since is not None and since <= came


def _only(candidates: Iterable[Sent]) -> tuple[int, int] | None:
    """Return the message of the best rank, None where there are several of it that wait.

    Of several that are settled it is the one that was sent last: the id is its own now.
    """
    ranked: dict[int, list[Sent]] = {}
    for one in candidates:
        ranked.setdefault(one.rank, []).append(one)
    if not ranked:
        return None
    best = min(ranked)
    if best < _SETTLED and len({one.message for one in ranked[best]}) > 1:
        return None
    return max(ranked[best], key=_sent_last).message


def _sent_last(one: Sent) -> tuple[datetime, int]:
    # identities rise with time
    return one.sent_at or _LONG_AGO, one.message[1]


def _word_for_word(said: ReceiptFacts, sent: Sent) -> bool:
    return sent.recipient in {said.source, said.destination}


def _in_another_form(said: ReceiptFacts, sent: Sent) -> bool:
    # some carriers leave the addresses as they were when the text went out
    return same_number(sent.recipient, said.source) or same_number(sent.recipient, said.destination)


def _is_about_another(said: ReceiptFacts, sent: Sent) -> bool:
    """Tell whether a receipt bears the whole number of somebody else."""
    swapped = same_number(said.source, sent.sender)
    number = said.destination if swapped else said.source
    return _INTERNATIONAL.fullmatch(number) is not None
