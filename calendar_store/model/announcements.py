"""The values `Announcement` and `ToldAppointment`: what staff tell many clients at once."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from calendar_store.model.reasons import NO_REASON, Reason
from calendar_store.model.statuses import MessageStatus


class Occasion(StrEnum):
    """Why many clients are told something."""

    CLOSED = "closed"
    AWAY = "away"
    LATE = "late"
    OTHER = "other"

    @property
    def calls_off(self) -> bool:
        """Whether visits usually cannot take place then."""
        return self in {Occasion.CLOSED, Occasion.AWAY}


@dataclass(frozen=True, slots=True)
class Announcement:
    """What staff tell the clients of several visits.

    Attributes:
        practice_id: the practice.
        id: the announcement.
        occasion: why.
        off: whether the visits cannot take place.
        offers_times: whether other times are offered.
        starts_at: begin of the time whose visits were looked through, UTC.
        ends_at: its end, UTC.
        practitioner_id: whose visits; None: everybody's.
        service_id: visits for which service; None: for any.
        words: what staff say, by language.
        created_at: when it was begun, UTC.
        created_by: label of the actor who began it.
        stopped_at: when it was stopped, UTC; None: it was not.
        stopped_by: label of the actor who stopped it.
    """

    practice_id: int
    id: int
    occasion: Occasion
    off: bool
    offers_times: bool
    starts_at: datetime
    ends_at: datetime
    practitioner_id: int | None
    service_id: int | None
    words: Mapping[str, str]
    created_at: datetime
    created_by: str
    stopped_at: datetime | None = None
    stopped_by: str = ""


@dataclass(frozen=True, slots=True)
class ToldAppointment:
    """An appointment whose client is told, or is not told for a reason.

    Attributes:
        practice_id: the practice.
        announcement_id: the announcement.
        appointment_id: the appointment.
        version: its version when the announcement was begun.
        starts_at: its start then, UTC.
        group: the same for all appointments that one message tells of.
        due_at: when it is told at the earliest, UTC.
        status: PLANNED until it is told, QUEUED once it is, SKIPPED or CANCELLED if it is not.
        reason: why it is not told, or why it waits.
        message_id: the message that tells it; while PLANNED, the text that did not arrive, in
            place of which a mail is sent.
        offered: the times offered, as (practitioner, start in UTC).
    """

    practice_id: int
    announcement_id: int
    appointment_id: int
    version: int
    starts_at: datetime
    group: int
    due_at: datetime
    status: MessageStatus = MessageStatus.PLANNED
    reason: Reason = NO_REASON
    message_id: int | None = None
    offered: tuple[tuple[int, datetime], ...] = ()
