"""The values `Appointment`, `Slot` (a free time), `WaitingEntry` and `Offer`."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from calendar_store.model.plain import plain
from calendar_store.model.statuses import (
    AppointmentStatus,
    OfferStatus,
    WaitingStatus,
)

MAX_APPOINTMENT = timedelta(hours=24)
"""Longest time an appointment may block a practitioner; the overlap check relies on this limit."""
MAX_BLOCK = timedelta(hours=24)
"""The longest block; longer absences are exceptions of the hours. Queries rely on this limit."""


@plain
class Appointment:
    """An appointment. A moved appointment keeps its id and gets a higher version.

    Attributes:
        starts_at: start, UTC.
        ends_at: end, UTC.
        version: raised by every change; the next change must name the current version.
        practitioner: the practitioner's name.
        service: the service's name, "" if none; never used in a message unless `safe_to_name`.
        cancelled_at: when the appointment was cancelled, UTC; needed for UNDO.
        sequence: SEQUENCE of its calendar invitation (RFC 5546 §2.1.4); raised by moves,
            cancellations and restorations alone.
        invited: whether the client was sent an invitation, which later changes have to correct.
        series_id: the series that it was booked with; None for none.
        overbooked: whether it was booked over another appointment on purpose.
        arrived_at: when the client came, UTC; None if they have not come yet.
        kept_in: id of the absence or block in which it stays on purpose; None for none.
    """

    practice_id: int
    id: int
    client_id: int
    practitioner_id: int
    starts_at: datetime
    ends_at: datetime
    status: AppointmentStatus
    version: int
    service_id: int | None = None
    practitioner: str = ""
    service: str = ""
    safe_to_name: bool = False
    buffer_before: timedelta = timedelta(0)
    buffer_after: timedelta = timedelta(0)
    cancelled_at: datetime | None = None
    sequence: int = 0
    invited: bool = False
    series_id: int | None = None
    overbooked: bool = False
    arrived_at: datetime | None = None
    kept_in: int | None = None

    @property
    def duration(self) -> timedelta:
        """Length of the visit, without buffers."""
        return self.ends_at - self.starts_at

    @property
    def busy_from(self) -> datetime:
        """From when the practitioner is blocked, UTC."""
        return self.starts_at - self.buffer_before

    @property
    def busy_until(self) -> datetime:
        """Until when the practitioner is blocked, UTC."""
        return self.ends_at + self.buffer_after


class VisitTime(NamedTuple):
    """When somebody comes, and to whom: what the pages of many days need of an appointment.

    A plain tuple, as the store returns it, because a month has thousands.

    Attributes:
        id: id of the appointment.
        client_id: who comes.
        practitioner_id: to whom.
        service_id: what for; None if that was not said.
        starts_at: UTC.
        ends_at: UTC.
        busy_from: UTC; earlier than the start by the time kept free before it.
        busy_until: UTC; later than the end by the time kept free after it.
        status: the value of its state.
        version: counts its changes.
        overbooked: whether it stands beside another one on purpose.
        kept_in: id of the absence or block in which it stays on purpose.
    """

    id: int
    client_id: int
    practitioner_id: int
    service_id: int | None
    starts_at: datetime
    ends_at: datetime
    busy_from: datetime
    busy_until: datetime
    status: str
    version: int
    overbooked: bool
    kept_in: int | None


@dataclass(frozen=True, slots=True)
class Slot:
    """A free time of a practitioner, UTC."""

    practitioner_id: int
    practitioner: str
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class CalendarBlock:
    """A part of a day at which nobody can be booked.

    Attributes:
        practitioner_id: the practitioner; None: the whole practice.
        starts_at: start, UTC.
        ends_at: end, UTC.
        reason: for staff to read; never used in a message.
        created_by: label of the actor who added it.
        calendar_id: the outside calendar that it follows; None: staff have entered it.
    """

    practice_id: int
    id: int
    practitioner_id: int | None
    starts_at: datetime
    ends_at: datetime
    reason: str = ""
    created_by: str = ""
    created_at: datetime | None = None
    calendar_id: int | None = None


@dataclass(frozen=True, slots=True)
class AppointmentNote:
    """A note of staff about an appointment; no message ever contains it."""

    practice_id: int
    id: int
    appointment_id: int
    at: datetime
    by: str
    text: str


@dataclass(frozen=True, slots=True)
class WaitingEntry:
    """An entry of the waiting list: a client who wants an earlier or another time.

    Attributes:
        starts_at: earliest start that suits the client, UTC.
        ends_at: end of the span that suits the client, UTC.
        practitioner_id: the practitioner wanted; None: any.
        service_id: the service wanted; None: any.
        appointment_id: the appointment to move when the client accepts a time; None: a new
            appointment is booked.
    """

    practice_id: int
    id: int
    client_id: int
    starts_at: datetime
    ends_at: datetime
    status: WaitingStatus
    practitioner_id: int | None = None
    service_id: int | None = None
    appointment_id: int | None = None


@dataclass(frozen=True, slots=True)
class Offer:
    """A freed time offered to a client on the waiting list; the first to accept gets it.

    Attributes:
        entry_id: id of the waiting-list entry.
        starts_at: start of the freed time, UTC.
        ends_at: end of the freed time, UTC.
        expires_at: when the offer expires and the next entry gets the time, UTC.
    """

    practice_id: int
    id: int
    entry_id: int
    client_id: int
    practitioner_id: int
    starts_at: datetime
    ends_at: datetime
    status: OfferStatus
    offered_at: datetime
    expires_at: datetime
