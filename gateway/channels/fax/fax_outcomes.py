"""What a job's standing at the fax server means for its message. Pure.

Codes are those of HylaFAX 6 (`statuscode` in sendq(5)), its words those that it writes for them;
what is not in the tables is passed on to staff in the server's own words, never guessed.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from calendar_store.messages.attempt_outcomes import Outcome, PartSent, copies_of
from calendar_store.messages.delivery_status import Copy, Step, fate
from calendar_store.model.messages import Message
from calendar_store.model.reason_codes import ReasonCode
from calendar_store.model.reasons import NO_REASON, Reason
from calendar_store.model.statuses import MessageStatus, PartStatus
from gateway.channels.fax.hylafax.errors import (
    FaxRequestRefused,
    FaxServerError,
    FaxSubmissionUnknown,
    said_in_short,
)
from gateway.channels.fax.hylafax.jobs import JobStanding, JobState
from gateway.messaging.attempts import in_the_end
from gateway.messaging.failures import Failure

_BY_WORDS = {
    "busy signal detected": ReasonCode.FAX_BUSY,
    "no answer from remote": ReasonCode.FAX_NO_ANSWER,
    "no carrier detected": ReasonCode.FAX_NO_CARRIER,
    "no local dialtone": ReasonCode.FAX_NO_DIAL_TONE,
    "kill time expired": ReasonCode.FAX_TIME_UP,
    "job aborted by request": ReasonCode.FAX_REMOVED,
}
_NOT_CONVERTED = frozenset({"E322", "E347"})
"""The server could not make a fax of the document."""
_FAILURES = {
    ReasonCode.FAX_BUSY: Failure.PHONE,
    ReasonCode.FAX_NO_ANSWER: Failure.PHONE,
    ReasonCode.FAX_NO_CARRIER: Failure.PHONE,
    ReasonCode.FAX_NO_DIAL_TONE: Failure.CARRIER,
    ReasonCode.FAX_TIME_UP: Failure.PHONE,
    ReasonCode.FAX_NOT_CONVERTED: Failure.CONTENT,
    ReasonCode.FAX_NO_PAPER: Failure.CONTENT,
    ReasonCode.FAX_NUMBER_UNUSABLE: Failure.NUMBER,
    ReasonCode.FAX_REMOVED: Failure.CARRIER,
    ReasonCode.FAX_REFUSED: Failure.CARRIER,
    ReasonCode.FAX_SERVER_AWAY: Failure.CARRIER,
}
MOST_REFUSALS = 5
"""Attempts after which a fax is given up that the server refuses for good each time."""
_FIRST_PAUSE = timedelta(minutes=1)
_LONGEST_PAUSE = timedelta(minutes=10)
LOOKED_FOR_AFTER = timedelta(seconds=15)
"""After a submission of unknown end, the server has this long to write the job into its queue."""


@dataclass(frozen=True, slots=True)
class JobNews:
    """What a job's standing says of its message.

    Attributes:
        status: DELIVERED or FAILED; None while the server is at it.
        reason: the reason for it, or for what goes on; NO_REASON if there is nothing to say.
    """

    status: MessageStatus | None
    reason: Reason = NO_REASON


def news_of(standing: JobStanding) -> JobNews:
    """Return what a job's standing says of its message."""
    why = _why(standing)
    if standing.state is JobState.DONE:
        return JobNews(MessageStatus.DELIVERED)
    if standing.state is JobState.FAILED:
        if why and standing.dials:
            why = Reason(ReasonCode.FAX_GIVEN_UP, {"why": why, "dials": standing.dials})
        return JobNews(MessageStatus.FAILED, why or Reason(ReasonCode.FAX_SAID, {"said": "failed"}))
    if not why:
        return JobNews(None)
    facts = {"why": why, "dials": standing.dials, "most": standing.most_dials}
    return JobNews(None, Reason(ReasonCode.FAX_TRYING, facts))


def _why(standing: JobStanding) -> Reason:
    first = standing.status.partition(";")[0].strip()
    code = _BY_WORDS.get(first.lower())
    if code is not None:
        return Reason(code)
    if standing.code in _NOT_CONVERTED:
        return Reason(ReasonCode.FAX_NOT_CONVERTED, {"said": said_in_short(standing.status)})
    return Reason(ReasonCode.FAX_SAID, {"said": said_in_short(first)}) if first else NO_REASON


def taken(message: Message, job_id: str, tag: str) -> Outcome:
    """Return the outcome of a fax whose job stands in the server's queue."""
    part = PartSent(1, job_id, tag, total=1)
    return Outcome(message, MessageStatus.ACCEPTED, parts=(part,), awaits_receipt=False)


def not_taken(
    message: Message, error: FaxServerError, before: Sequence[Copy], now: datetime
) -> Outcome:
    """Return the outcome of a fax whose job could not be submitted.

    Args:
        message: the message as leased.
        error: why not.
        before: the ledger of earlier attempts.
        now: UTC.
    """
    attempt = Outcome(message, MessageStatus.QUEUED, error.reason, awaits_receipt=False)
    if isinstance(error, FaxSubmissionUnknown):
        doubt = (PartSent(1, "", "", total=1, status=PartStatus.DOUBT),)
        attempt = replace(attempt, status=MessageStatus.UNKNOWN, parts=doubt)
        known = fate([*before, *copies_of(attempt, now)])
        if known.step is Step.SEND:
            return replace(attempt, retry_at=now + _FIRST_PAUSE)
        return replace(attempt, reason=in_the_end(attempt, MessageStatus.UNKNOWN))
    lasting = isinstance(error, FaxRequestRefused) and error.lasting
    if lasting and message.attempt >= MOST_REFUSALS:
        return replace(attempt, status=MessageStatus.FAILED)
    return replace(attempt, retry_at=now + pause(message.attempt))


def pause(attempts: int) -> timedelta:
    """Return how long to wait after a number of attempts; it doubles up to ten minutes."""
    return min(_FIRST_PAUSE * (1 << min(max(0, attempts - 1), 8)), _LONGEST_PAUSE)


def failure_of(reason: Reason) -> Failure | None:
    """Return the category of a fax's failure; None if the reason gives none."""
    if reason.code is ReasonCode.FAX_GIVEN_UP:
        reason = reason.facts["why"]
    return _FAILURES.get(reason.code)
