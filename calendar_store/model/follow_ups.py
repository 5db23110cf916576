"""The values `FollowUpPolicy` and `FollowUp`: what clients are written after a visit."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from calendar_store.model.reasons import NO_REASON, Reason
from calendar_store.model.statuses import MessageKind, MessageStatus

KINDS = (MessageKind.FOLLOW_UP, MessageKind.RECALL)
"""What can be written: after a missed visit, and when the last visit was months ago."""


@dataclass(frozen=True, slots=True)
class FollowUpPolicy:
    """What a practice wants written after visits.

    Attributes:
        kind: one of `KINDS`.
        after: how long after the start of the visit.
        since: visits for which it was due before are left alone, UTC.
    """

    practice_id: int
    kind: MessageKind
    after: timedelta
    since: datetime


@dataclass(frozen=True, slots=True)
class FollowUp:
    """One message after a visit, planned or settled.

    Attributes:
        appointment_id: the visit.
        due_at: when it goes out at the earliest, UTC.
        reason: why it was not sent, or waits.
    """

    practice_id: int
    id: int
    kind: MessageKind
    client_id: int
    appointment_id: int
    due_at: datetime
    status: MessageStatus
    created_at: datetime
    reason: Reason = NO_REASON
    message_id: int | None = None
