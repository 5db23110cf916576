"""When an attempt to send a message is the last, whichever channel and carrier it went over.

Pure. Whether a message may go out again is decided by `messages.delivery_status` in the store, from
the ledger of its copies; a channel decides what the answers of its carriers make of an attempt.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from calendar_store.messages import attempt_outcomes
from calendar_store.messages.delivery_status import (
    Copy,
    Refusal,
    Step,
    doubts,
    fate,
    may_send,
    missing,
)
from calendar_store.model.messages import Message
from calendar_store.model.statuses import MessageStatus, PartStatus

MAX_ATTEMPTS = 8
"""After so many attempts a message is given up, unless a carrier is left that was not asked yet."""
ATTEMPTS_EACH = 3
"""After so many attempts a healthy carrier is asked instead of one that refuses for the moment."""

_TWICE = "not sent again: it may have gone out twice"
_PERHAPS = "it may have been sent: its time passed before that was known"


def lost_attempt(
    message: Message, before: Sequence[Copy], now: datetime
) -> attempt_outcomes.Outcome:
    """Decide what becomes of a message whose sender ended during the attempt.

    Args:
        message: as it was leased.
        before: the ledger of earlier attempts.
        now: UTC.

    Returns:
        Unknown, and tried again where it may be; every part may have been taken.
    """
    total = max(message.parts, 1)
    parts = tuple(
        attempt_outcomes.PartSent(number, "", "", total=total, status=PartStatus.DOUBT)
        for number in missing(before, message.carrier, total)
    )
    words = "the service ended while it was sent"
    lost = attempt_outcomes.Outcome(
        message, MessageStatus.UNKNOWN, words, parts, charged=max(len(parts), message.parts)
    )
    known = fate([*before, *attempt_outcomes.copies_of(lost, now)])
    if known.step is Step.SEND and message.attempt < MAX_ATTEMPTS:
        return replace(lost, again_at=now)
    return replace(lost, words=words_in_the_end(lost, MessageStatus.UNKNOWN))


def too_late(message: Message, before: Sequence[Copy], words: str) -> attempt_outcomes.Outcome:
    """Return what a message comes to whose time passed before it was sent, or sent again.

    Args:
        message: as it stands.
        before: the ledger of earlier attempts.
        words: why it was too late.
    """
    if doubts(before):
        return attempt_outcomes.Outcome(message, MessageStatus.UNKNOWN, _PERHAPS)
    return attempt_outcomes.Outcome(message, MessageStatus.EXPIRED, words)


def unsendable(
    message: Message, before: Sequence[Copy], parts: Sequence[int]
) -> attempt_outcomes.Outcome | None:
    """Return what a message comes to of which nothing may be sent, None where something may be.

    Args:
        message: as it was leased.
        before: the ledger of earlier attempts.
        parts: those that its carrier has not taken.
    """
    if parts and may_send(before, parts):
        return None
    status = fate(before, refused=Refusal.LASTING).status
    return attempt_outcomes.Outcome(message, status, _TWICE if parts else "")


def words_in_the_end(attempt: attempt_outcomes.Outcome, status: MessageStatus) -> str:
    """Return what staff read of a message that is not sent again.

    Args:
        attempt: the last.
        status: what the message came to.
    """
    if status is MessageStatus.ACCEPTED:
        return words_of_accepted(awaits_receipt=attempt.awaits_receipt)
    return f"{attempt.words}; {_TWICE}" if status is MessageStatus.UNKNOWN else attempt.words


def words_of_accepted(*, awaits_receipt: bool) -> str:
    """Return what staff read of a message that its carrier took."""
    return "" if awaits_receipt else attempt_outcomes.UNREPORTED
