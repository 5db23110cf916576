"""The value `BookingHold`: a time, or a place on the waiting list, that waits for a code.

A hold is not an appointment: staff may book its time, and only the database decides whether the
time can still be booked when the code is entered.
"""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from calendar_store.model.statuses import Channel


class HoldStatus(StrEnum):
    """The status of a hold."""

    HELD = "held"
    """A time is held until the code is entered, or until the hold expires."""
    JOINING = "joining"
    """A place on the waiting list waits for the code; no time is held."""
    DONE = "done"
    """The code was entered: the appointment is booked, or the client is on the waiting list."""
    LOST = "lost"
    """The code was entered, but somebody else had the time by then."""
    DROPPED = "dropped"
    """The same person took another time or asked for another code."""


LIVE_HOLDS: frozenset[HoldStatus] = frozenset({HoldStatus.HELD, HoldStatus.JOINING})
"""Statuses of a hold that waits for its code, until it expires."""


@dataclass(frozen=True, slots=True)
class BookingHold:
    """A time held for somebody who books by web, until the code sent to them is entered.

    Attributes:
        practitioner_id: the practitioner; for the waiting list, the wanted one or 0 for any.
        service_id: the service.
        starts_at: start of the time, UTC; for the waiting list, the earliest start that suits.
        ends_at: end of the time, UTC; for the waiting list, before this a time suits.
        busy_from: from when the practitioner is held, with the service's buffers.
        busy_until: until when the practitioner is held; equal to `busy_from` if no time is held.
        expires_at: until when the code can be entered, and the time is held, UTC.
        channel: the channel by which the code is sent.
        address: the number or address that the code is sent to.
        entered: what the person entered.
        code_hash: keyed hash of the code.
        tries: how many codes were entered so far.
        visitor: keyed hash of the browser's network address.
        appointment_id: the appointment that was booked.
    """

    practice_id: int
    id: int
    practitioner_id: int
    service_id: int | None
    starts_at: datetime
    ends_at: datetime
    busy_from: datetime
    busy_until: datetime
    expires_at: datetime
    channel: Channel
    address: str
    entered: dict[str, Any]
    code_hash: bytes = field(repr=False)
    tries: int
    visitor: str
    status: HoldStatus
    created_at: datetime
    appointment_id: int | None = None

    @property
    def holds_time(self) -> bool:
        """Whether a time is held, and not a place on the waiting list."""
        return self.busy_from < self.busy_until

    def is_live(self, now: datetime) -> bool:
        """Tell whether the code can still be entered."""
        return self.status in LIVE_HOLDS and now < self.expires_at
