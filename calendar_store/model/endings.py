"""The values of how a practice, and what is kept of it, comes to an end."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from calendar_store.model.practices import Practice

NOTICE = timedelta(days=30)
"""Least notice of a suspension, in days of the practice's calendar."""
TOLD_BEFORE = (30, 7, 1)
"""How many days before the suspension its administrators are told; and on its first day."""
COPY_LASTS = timedelta(days=90)
"""How long a copy lies ready for its practice's administrators."""


class SuspensionState(StrEnum):
    """How a suspension stands.

    NOTICE: given, and not begun. UNDONE: taken back before it began. SUSPENDED: begun. REACTIVATED:
    ended by the operator.
    """

    NOTICE = "notice"
    UNDONE = "undone"
    SUSPENDED = "suspended"
    REACTIVATED = "reactivated"


STANDING_SUSPENSIONS = frozenset({SuspensionState.NOTICE, SuspensionState.SUSPENDED})


class CopyStatus(StrEnum):
    """How a copy stands that lies in the store. GONE: its time was over."""

    WANTED = "wanted"
    READY = "ready"
    GONE = "gone"


class RetentionKind(StrEnum):
    """The kinds of data that are kept for a time of their own.

    PRACTICE is all of a suspended practice, counted from its last day.
    """

    VISITS = "visits"
    MESSAGES = "messages"
    TEXTS = "texts"
    CONSENTS = "consents"
    LOG = "log"
    PRACTICE = "practice"


_YEAR = 365
USUAL_DAYS: dict[RetentionKind, int] = {
    # records of treatment: ten years (Germany, BGB § 630f (3); Italy and others: as long or less)
    RetentionKind.VISITS: 10 * _YEAR + 3,
    # what was agreed by message: the usual limitation of claims, and the year that it ends with
    RetentionKind.MESSAGES: 4 * _YEAR + 1,
    RetentionKind.TEXTS: 4 * _YEAR + 1,
    # who sends has to show that there was consent (GDPR, art. 7 (1)); as long as there are claims
    RetentionKind.CONSENTS: 10 * _YEAR + 3,
    RetentionKind.LOG: 10 * _YEAR + 3,
    # a processor deletes all after the end of its service (GDPR, art. 28 (3) (g))
    RetentionKind.PRACTICE: 120,
}
"""How many days a kind is kept where the practice has not said otherwise."""
LEAST_DAYS: dict[RetentionKind, int] = dict.fromkeys(RetentionKind, 30) | {
    RetentionKind.PRACTICE: COPY_LASTS.days
}
"""The fewest days for which a kind can be kept: mistakes are seen, and copies fetched."""


@dataclass(frozen=True, slots=True)
class Suspension:
    """A notice of suspension, and what became of it.

    Attributes:
        first_day: the first day on which the practice is suspended, by its own calendar.
        starts_at: the beginning of that day, UTC.
        told_days: the fewest days before it of which administrators were told; a large number
            where they were not told yet.
        ended_at: when it was taken back, or the practice reactivated, UTC.
    """

    practice_id: int
    id: int
    first_day: date
    starts_at: datetime
    state: SuspensionState
    given_at: datetime
    given_by: str
    told_days: int
    ended_at: datetime | None = None
    ended_by: str = ""


@dataclass(frozen=True, slots=True)
class StoredCopy:
    """A whole copy that lies in the store, in pieces.

    Attributes:
        size: octets.
        digest: SHA-256.
        expires_at: until when it lies ready, UTC.
    """

    practice_id: int
    id: int
    asked_at: datetime
    asked_by: str
    status: CopyStatus
    size: int
    digest: bytes
    ready_at: datetime | None
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class RetentionRule:
    """How long a practice keeps a kind of data.

    Attributes:
        days: None: for good.
        is_usual: whether the practice has said nothing, and the usual time holds.
    """

    kind: RetentionKind
    days: int | None
    is_usual: bool = True

    def before(self, now: datetime) -> datetime | None:
        """Return the moment before which what there is goes; None: nothing goes."""
        return None if self.days is None else now - timedelta(days=self.days)


def beginning_of(practice: Practice, day: date) -> datetime:
    """Return the beginning of a day by a practice's clocks, in UTC."""
    # where clocks change at midnight, the day begins with the first moment that there is
    return datetime.combine(day, time(0), ZoneInfo(practice.timezone)).astimezone(UTC)


def earliest_day(practice: Practice, now: datetime) -> date:
    """Return the earliest day from which a practice can be suspended."""
    return now.astimezone(ZoneInfo(practice.timezone)).date() + NOTICE
