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
from calendar_store.model.reason_codes import ReasonCode
from calendar_store.model.reasons import NO_REASON, Reason
from calendar_store.model.statuses import MessageStatus, PartStatus

MAX_ATTEMPTS = 8
"""After so many attempts a message is given up, unless a carrier is left that was not asked yet."""
ATTEMPTS_EACH = 3
"""After so many attempts a healthy carrier is asked instead of one that refuses for the moment."""

_TWICE = Reason(ReasonCode.SENT_TWICE_PERHAPS)
_PERHAPS = Reason(ReasonCode.SENT_PERHAPS)


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
    ended = Reason(ReasonCode.SERVICE_ENDED)
    lost = attempt_outcomes.Outcome(
        message, MessageStatus.UNKNOWN, ended, parts, charged=max(len(parts), message.parts)
    )
    known = fate([*before, *attempt_outcomes.copies_of(lost, now)])
    if known.step is Step.SEND and message.attempt < MAX_ATTEMPTS:
        return replace(lost, retry_at=now)
    return replace(lost, reason=in_the_end(lost, MessageStatus.UNKNOWN))


def too_late(message: Message, before: Sequence[Copy], why: Reason) -> attempt_outcomes.Outcome:
    """Return what a message comes to whose time passed before it was sent, or sent again.

    Args:
        message: as it stands.
        before: the ledger of earlier attempts.
        why: it was too late.
    """
    if doubts(before):
        return attempt_outcomes.Outcome(message, MessageStatus.UNKNOWN, _PERHAPS)
    return attempt_outcomes.Outcome(message, MessageStatus.EXPIRED, why)


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
    return attempt_outcomes.Outcome(message, status, _TWICE if parts else NO_REASON)


def in_the_end(attempt: attempt_outcomes.Outcome, status: MessageStatus) -> Reason:
    """Return why a message that is not sent again stands as it does.

    Args:
        attempt: the last.
        status: what the message came to.
    """
    if status is MessageStatus.ACCEPTED:
        return reason_of_accepted(awaits_receipt=attempt.awaits_receipt)
    if status is MessageStatus.UNKNOWN:
        return Reason(ReasonCode.NOT_SENT_AGAIN, {"why": attempt.reason})
    return attempt.reason


def reason_of_accepted(*, awaits_receipt: bool) -> Reason:
    """Return what there is to say of a message that its carrier took."""
    return NO_REASON if awaits_receipt else Reason(ReasonCode.ARRIVAL_UNREPORTED)
