"""Appointments, free times, and the waiting list with its offers."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from calendar_store.model.plain import plain
from calendar_store.model.statuses import (
    AppointmentStatus,
    OfferStatus,
    WaitingStatus,
)

MAX_APPOINTMENT = timedelta(hours=24)
"""The longest an appointment may block a practitioner; the overlap check leans on it."""


@plain
class Appointment:
    """An appointment; moved, it keeps its identity and its version rises.

    Attributes:
        starts_at: UTC.
        ends_at: UTC.
        version: raised with every change, the precondition of the next one.
        practitioner: the practitioner's name.
        service: the service's name, "" when none; never in a message unless `safe_to_name`.
        cancelled_at: when it was cancelled, UTC, for UNDO.
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

    @property
    def duration(self) -> timedelta:
        """How long the client is there."""
        return self.ends_at - self.starts_at


@dataclass(frozen=True, slots=True)
class Slot:
    """A free time with a practitioner, UTC."""

    practitioner_id: int
    practitioner: str
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class WaitingEntry:
    """Somebody who would like an earlier or another time (F16).

    Attributes:
        starts_at: the earliest start that suits, UTC.
        ends_at: until when it suits, UTC.
        practitioner_id: with whom; None for anybody.
        service_id: for what; None for any.
        appointment_id: the one that is moved when a time is taken; None where one is booked.
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
    """A freed time offered to one of those who wait; the first to accept gets it (F16).

    Attributes:
        entry_id: whose place on the list it is offered to.
        starts_at: of the free time, UTC.
        ends_at: of the free time, UTC.
        expires_at: when it is offered to the next, UTC.
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
