"""Find appointments outside the practitioner's working hours, as after a change of hours."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from calendar_store.appointments import agenda, blocks
from calendar_store.database.connection import Transaction
from calendar_store.model.appointments import Appointment, Slot
from calendar_store.model.availability import free_starts, open_spans
from calendar_store.model.practices import HoursException, Practice, WeeklyHours
from calendar_store.model.statuses import STANDING
from calendar_store.practices import hours

_DAY = timedelta(days=1)
_LOOKED_AHEAD = timedelta(days=5 * 366)
"""No appointment is booked further ahead."""


async def standing(
    tx: Transaction, practice: Practice, practitioner_id: int, now: datetime
) -> list[Appointment]:
    """Return a practitioner's standing appointments outside the working hours, by start.

    Args:
        tx: any transaction.
        practice: the practice.
        practitioner_id: the practitioner.
        now: appointments that have begun before this moment are left out, UTC.
    """
    found = await agenda.of_practitioners(
        tx, practice.id, [practitioner_id], now, now + _LOOKED_AHEAD
    )
    ahead = [one for one in found if one.status in STANDING]
    if not ahead:
        return []
    zone = ZoneInfo(practice.timezone)
    first = ahead[0].starts_at.astimezone(zone).date() - _DAY
    last = ahead[-1].ends_at.astimezone(zone).date() + _DAY
    weekly, exceptions = await hours.load(tx, practice.id, [practitioner_id], first, last)
    return [one for one in ahead if not _works(one, weekly, exceptions, zone)]


async def works(tx: Transaction, practice: Practice, slot: Slot) -> bool:
    """Tell whether a practitioner works at a time, without a block; appointments are not checked.

    Args:
        tx: any transaction.
        practice: the practice.
        slot: the time and the practitioner.
    """
    zone = ZoneInfo(practice.timezone)
    first = slot.starts_at.astimezone(zone).date() - _DAY
    last = slot.ends_at.astimezone(zone).date() + _DAY
    weekly, exceptions = await hours.load(tx, practice.id, [slot.practitioner_id], first, last)
    if not _works(slot, weekly, exceptions, zone):
        return False
    return not await blocks.within(
        tx, practice.id, [slot.practitioner_id], slot.starts_at, slot.ends_at
    )


def _works(
    one: Appointment | Slot,
    weekly: Iterable[WeeklyHours],
    exceptions: Iterable[HoursException],
    zone: ZoneInfo,
) -> bool:
    day = one.starts_at.astimezone(zone).date()
    spans = [
        span
        # an appointment may end on the next day
        for each in (day, day + _DAY)
        for span in open_spans(weekly, exceptions, one.practitioner_id, each, zone)
    ]
    length = one.ends_at - one.starts_at
    return bool(free_starts([one.starts_at], open_spans=spans, busy=(), duration=length))
