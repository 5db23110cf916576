"""Outside calendars: a practitioner's other calendar, whose events are times without bookings."""

from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import urlsplit

from calendar_store.model.reasons import NO_REASON, Reason

BUSY_ELSEWHERE = "Busy (other calendar)"
"""What staff read of such a time; the event's own words are never stored."""


@dataclass(frozen=True, slots=True)
class CalendarReading:
    """What is known of the last readings of an outside calendar.

    Attributes:
        etag: ETag of what was read last (RFC 9110 section 8.8.3); "" for none.
        last_modified: its Last-Modified (section 8.8.2), as the server wrote it; "" for none.
        digest: hash of its events, and of the days and settings for which they were looked at; ""
            if they have to be looked at anew.
        tried_at: when the calendar was asked last, UTC; None if it never was.
        read_at: when it was read last without trouble, UTC; None if it never was.
        trouble: why the last reading failed; false if it did not.
        trouble_since: when the first of the failed readings was, UTC.
    """

    etag: str = ""
    last_modified: str = ""
    digest: str = ""
    tried_at: datetime | None = None
    read_at: datetime | None = None
    trouble: Reason = NO_REASON
    trouble_since: datetime | None = None


@dataclass(frozen=True, slots=True)
class OutsideCalendar:
    """An outside calendar of a practitioner.

    Attributes:
        address: where it is read; a secret, since it opens the calendar to whoever has it.
        created_by: label of the actor who added it.
        next_at: when it is read next, UTC.
        removed_at: when it was removed, UTC: it can be put back for some minutes; None: it stands.
    """

    practice_id: int
    id: int
    practitioner_id: int
    address: str = field(repr=False)
    created_at: datetime
    created_by: str
    next_at: datetime
    removed_at: datetime | None = None
    reading: CalendarReading = CalendarReading()

    @property
    def host(self) -> str:
        """The host of the address, all that is shown of it."""
        return urlsplit(self.address).hostname or ""
