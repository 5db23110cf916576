"""Decides when an attempt to send a message is the last, for every channel and carrier.

Pure. `messages.delivery_status` in the store decides from the ledger of a message's copies whether
the message may go out again; a channel decides the outcome of an attempt from its responses.
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
"""A message is given up after so many attempts, unless there is a carrier not tried yet."""
ATTEMPTS_EACH = 3
"""After so many attempts a healthy carrier replaces a carrier that refuses temporarily."""

_TWICE = Reason(ReasonCode.SENT_TWICE_PERHAPS)
_PERHAPS = Reason(ReasonCode.SENT_PERHAPS)


def lost_attempt(
    message: Message, before: Sequence[Copy], now: datetime
) -> attempt_outcomes.Outcome:
    """Decide the outcome of a message whose sender ended during the attempt.

    Args:
        message: the message as it was leased.
        before: the ledger of earlier attempts.
        now: UTC.

    Returns:
        Unknown, with a retry where it is allowed; the carrier may have accepted every part.
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
    """Return the outcome of a message that expired before it was sent, or sent again.

    Args:
        message: the message as it is now.
        before: the ledger of earlier attempts.
        why: the reason to record for a message that expired.
    """
    if doubts(before):
        return attempt_outcomes.Outcome(message, MessageStatus.UNKNOWN, _PERHAPS)
    return attempt_outcomes.Outcome(message, MessageStatus.EXPIRED, why)


def unsendable(
    message: Message, before: Sequence[Copy], parts: Sequence[int]
) -> attempt_outcomes.Outcome | None:
    """Return the outcome of a message if no part of it may be sent, None if a part may be.

    Args:
        message: the message as it was leased.
        before: the ledger of earlier attempts.
        parts: the numbers of the parts that its carrier has not accepted.
    """
    if parts and may_send(before, parts):
        return None
    status = fate(before, refused=Refusal.LASTING).status
    return attempt_outcomes.Outcome(message, status, _TWICE if parts else NO_REASON)


def in_the_end(attempt: attempt_outcomes.Outcome, status: MessageStatus) -> Reason:
    """Return the reason to record for a message that is not sent again.

    Args:
        attempt: the outcome of the last attempt.
        status: the final status of the message.
    """
    if status is MessageStatus.ACCEPTED:
        return reason_of_accepted(awaits_receipt=attempt.awaits_receipt)
    if status is MessageStatus.UNKNOWN:
        return Reason(ReasonCode.NOT_SENT_AGAIN, {"why": attempt.reason})
    return attempt.reason


def reason_of_accepted(*, awaits_receipt: bool) -> Reason:
    """Return the reason to record for a message that its carrier accepted."""
    return NO_REASON if awaits_receipt else Reason(ReasonCode.ARRIVAL_UNREPORTED)
