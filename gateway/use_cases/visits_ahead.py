"""The appointments ahead of a client, which are cancelled before the client goes."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from calendar_store.model.appointments import Appointment
from calendar_store.model.practices import Practice
from calendar_store.model.statuses import AppointmentStatus
from gateway.use_cases.errors import VisitsAhead

_STANDING = frozenset({AppointmentStatus.BOOKED, AppointmentStatus.CONFIRMED})


def of(appointments: Iterable[Appointment], now: datetime) -> list[Appointment]:
    """Return those of a client's appointments that stand and are not over."""
    return [one for one in appointments if one.status in _STANDING and one.ends_at > now]


def require_none(
    ahead: Sequence[Appointment], practice: Practice, now: datetime, *, cancelled: bool
) -> None:
    """Refuse what leaves no appointment of a client, while one is ahead.

    Args:
        ahead: the client's appointments ahead.
        practice: the practice, for its time.
        now: UTC.
        cancelled: whether those that have not begun are cancelled with it.

    Raises:
        VisitsAhead: if there is one, and it is not cancelled.
    """
    left = [one for one in ahead if one.starts_at <= now] if cancelled else ahead
    if left:
        zone = ZoneInfo(practice.timezone)
        told = ", ".join(
            f"{one.starts_at.astimezone(zone):%Y-%m-%d %H:%M} ({one.practitioner})" for one in left
        )
        raise VisitsAhead(f"visits are to come: {told}; cancel them with it, or first", left)
