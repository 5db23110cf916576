"""Decides the outcome of an attempt to send a mail: accepted, again later, or given up. Pure.

As for texts, a mail that the smarthost may have taken is sent again at most once, with the same
Message-ID, so that receivers drop the double. A mail that was refused for now is tried until it
expires, like a mail in the queue of any mail server.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from calendar_store.messages.attempt_outcomes import Outcome, PartSent, copies_of
from calendar_store.messages.delivery_status import Copy, Refusal, Step, fate
from calendar_store.model.messages import Message
from calendar_store.model.statuses import MessageStatus, PartStatus
from gateway.channels.mail.sending.smtp_replies import AGAIN, OF_ROUTE, ReplyMeaning
from gateway.channels.mail.sending.transactions import MailFate, MailResult
from gateway.messaging.attempts import in_the_end, reason_of_accepted

FIRST_PAUSE = timedelta(minutes=1)
"""The first pause after a temporary refusal; it doubles: greylisting wants some minutes."""
LONGEST_PAUSE = timedelta(hours=1)
RESEND_AFTER = timedelta(minutes=1)
"""The pause before a mail of unknown fate is sent again."""
_MOST_WITHOUT_END = 30
"""Attempts after which a mail is given up that never expires."""
_LONGEST_ID = 120


def mail_outcome(
    message: Message, result: MailResult, now: datetime, *, before: Sequence[Copy] = ()
) -> Outcome:
    """Decide the outcome of a mail from the result of its attempt.

    Args:
        message: the message as leased.
        result: the result of the attempt.
        now: UTC.
        before: ledger of the copies of earlier attempts.
    """
    if result.fate is MailFate.TAKEN:
        return Outcome(
            message,
            MessageStatus.ACCEPTED,
            reason_of_accepted(awaits_receipt=False),
            parts=(_copy(PartStatus.ACCEPTED, result.said),),
            awaits_receipt=False,
        )
    attempt = Outcome(message, MessageStatus.UNKNOWN, result.reason, awaits_receipt=False)
    if result.fate is MailFate.UNKNOWN:
        attempt = replace(attempt, parts=(_copy(PartStatus.DOUBT, ""),))
        known = fate([*before, *copies_of(attempt, now)])
        if known.step is Step.SEND:
            return replace(attempt, retry_at=now + RESEND_AFTER)
        return replace(attempt, status=known.status, reason=in_the_end(attempt, known.status))
    goes_on = result.fate is MailFate.NOT_SENT or result.meaning in AGAIN
    endless = message.expires_at is None and message.attempt >= _MOST_WITHOUT_END
    if goes_on and not endless:
        retry_at = now + _pause(message, result)
        return replace(attempt, status=MessageStatus.QUEUED, retry_at=retry_at)
    known = fate(before, refused=Refusal.LASTING)
    reason = in_the_end(attempt, known.status)
    return replace(attempt, status=known.status, reason=reason)


def _copy(status: PartStatus, said: str) -> PartSent:
    return PartSent(1, said[:_LONGEST_ID], "", total=1, status=status)


def _pause(message: Message, result: MailResult) -> timedelta:
    """Return how long a mail waits; none where the smarthost is at fault, which is waited for."""
    closed = result.fate is MailFate.NOT_SENT or result.meaning is ReplyMeaning.CLOSING
    if result.meaning in OF_ROUTE or (closed and not result.begun):
        return timedelta(0)
    return min(FIRST_PAUSE * (1 << min(max(0, message.attempt - 1), 16)), LONGEST_PAUSE)
