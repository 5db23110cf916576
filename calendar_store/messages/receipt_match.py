"""Match a receipt to the message it reports on. Pure.

Carriers reuse ids, over time and between messages: a receipt is matched by id and number.
The id alone decides only if the receipt has no number or a rewritten one, and exactly
one message fits. A receipt that fits several messages is matched to none of them. While a message
to the number has no response, the id of that message is not known: a receipt that would match a
settled message is held until the response comes.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from calendar_store.model.statuses import MessageStatus, PartStatus

_NOT_DIGITS = re.compile(r"[^0-9]")
_INTERNATIONAL = re.compile(r"\+?[0-9]{10,15}")
_LEAST = 7
"""Least number of digits of a number in national or extension form."""
_ALIKE = 9
"""Numbers with this many equal last digits are the same, whatever prefix a network added."""
_SETTLED = 2
_LONG_AGO = datetime.min.replace(tzinfo=UTC)
ANY_NUMBER = ""
HELD_FOR = timedelta(minutes=10)
"""Longest time a receipt is held. A session without responses ends sooner."""

# messages that wait for a receipt come first, then messages given up, then settled messages
_RANKS: dict[MessageStatus, int] = dict.fromkeys(MessageStatus, _SETTLED) | {
    MessageStatus.SENDING: 0,
    MessageStatus.ACCEPTED: 0,
    MessageStatus.QUEUED: 0,
    MessageStatus.UNKNOWN: 1,
}
# a long text may wait although one of its parts is settled
_RANKS_OF_PARTS: dict[PartStatus, int] = dict.fromkeys(PartStatus, _SETTLED) | {
    PartStatus.DOUBT: 0,
    PartStatus.ACCEPTED: 0,
    PartStatus.UNKNOWN: 1,
}


class ReceiptFacts(NamedTuple):
    """The facts of a receipt that are used to match it, apart from the id.

    Attributes:
        source: source address, usually the client's; "" if there is none.
        destination: destination address, usually ours.
        at: when the receipt came, UTC; None if not recorded.
    """

    source: str
    destination: str
    at: datetime | None


class Sent(NamedTuple):
    """A sent copy that has the same id as the receipt.

    Attributes:
        message: practice id and message id.
        status: status of the message.
        sender: our number.
        recipient: the client's number.
        sent_at: when the copy was sent, UTC; None if not recorded.
        part: status of the copy.
    """

    message: tuple[int, int]
    status: MessageStatus
    sender: str
    recipient: str
    sent_at: datetime | None
    part: PartStatus

    @property
    def rank(self) -> int:
        """Rank for matching: 0 waits for a receipt, 1 was given up, 2 is settled."""
        return max(_RANKS[self.status], _RANKS_OF_PARTS[self.part])


def same_number(one: str, other: str) -> bool:
    """Tell whether two spellings may be the same number: national form, leading zeros, prefix."""
    if one == other:
        return bool(one)
    a, b = (_NOT_DIGITS.sub("", number).lstrip("0") for number in (one, other))
    short = min(len(a), len(b))
    if short < _LEAST:
        return bool(a) and a == b
    return a[-short:] == b[-short:] or (short >= _ALIKE and a[-_ALIKE:] == b[-_ALIKE:])


def match(said: ReceiptFacts, sent: Sequence[Sent]) -> tuple[int, int] | None:
    """Return the message that a receipt reports on.

    Args:
        said: the facts of the receipt.
        sent: every copy with the same id at the same carrier.

    Returns:
        Practice id and message id; None if no message fits, or several do.
    """
    timely = [one for one in sent if not (said.at and one.sent_at and one.sent_at > said.at)]
    for fits in (_word_for_word, _in_another_form):
        theirs = [one for one in timely if fits(said, one)]
        if theirs:
            return _only(theirs)
    unclear = [one for one in timely if not _is_about_another(said, one)]
    open_ones = {one.message for one in unclear if one.rank < _SETTLED}
    # without the number, two messages that both wait cannot be told apart, however long they wait
    return _only(unclear) if len(open_ones) < 2 else None


def is_settled(copies: Iterable[Sent]) -> bool:
    """Tell whether none of the copies waits for a receipt."""
    return all(one.rank for one in copies)


def is_held(
    said: ReceiptFacts, about: Sent, unanswered: Mapping[str, datetime], now: datetime
) -> bool:
    """Tell whether a receipt is held because it may report on a message without a response.

    Args:
        said: the facts of the receipt.
        about: a copy of the settled message that the receipt matches now.
        unanswered: for each number, when the oldest attempt without a response began at this
            carrier; under ANY_NUMBER, the oldest of all. UTC.
        now: UTC.

    Returns:
        True while an attempt to the number that began before the receipt came has no response. If
        the receipt has no number, an attempt to any number counts. False after HELD_FOR.
    """
    came = said.at or now
    if now - came >= HELD_FOR:
        return False
    named = _word_for_word(said, about) or _in_another_form(said, about)
    since = unanswered.get(about.recipient if named else ANY_NUMBER)
    return since is not None and since <= came


def _only(candidates: Iterable[Sent]) -> tuple[int, int] | None:
    """Return the message with the best rank; None if several of that rank wait for a receipt.

    Of several settled messages, return the one sent last: the carrier has reused the id for it.
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
    # ids increase with time
    return one.sent_at or _LONG_AGO, one.message[1]


def _word_for_word(said: ReceiptFacts, sent: Sent) -> bool:
    return sent.recipient in {said.source, said.destination}


def _in_another_form(said: ReceiptFacts, sent: Sent) -> bool:
    # some carriers keep source and destination as they were in the submitted text
    return same_number(sent.recipient, said.source) or same_number(sent.recipient, said.destination)


def _is_about_another(said: ReceiptFacts, sent: Sent) -> bool:
    """Tell whether the receipt has the complete number of somebody else."""
    swapped = same_number(said.source, sent.sender)
    number = said.destination if swapped else said.source
    return _INTERNATIONAL.fullmatch(number) is not None
