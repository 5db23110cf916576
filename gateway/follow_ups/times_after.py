"""The times that a message after a missed visit offers."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from calendar_store.appointments import slot_search
from calendar_store.database.connection import Transaction
from calendar_store.model.appointments import Appointment, Slot
from gateway.policies import PracticeSettings

_OFFERED = 3
_DAYS = 21
"""Days in which times are looked for."""
_NEAR = timedelta(minutes=90)
"""How far from the hour of the visit times are looked for."""
_MOST_READ = 40


async def times_after(
    tx: Transaction, policy: PracticeSettings, visit: Appointment, now: datetime
) -> tuple[Slot, ...]:
    """Return free times of three days near the hour of a visit, with the same practitioner.

    Args:
        tx: any transaction.
        policy: the practice.
        visit: the visit that was missed.
        now: UTC.
    """
    practice = policy.practice
    zone = ZoneInfo(practice.timezone)
    hour = visit.starts_at.astimezone(zone).timetz()
    today = now.astimezone(zone).date()
    first = now + practice.minimum_notice
    spans = []
    for days in range(1, _DAYS + 1):
        around = datetime.combine(today + timedelta(days=days), hour)
        spans.append((max(first, around - _NEAR), max(first, around + _NEAR)))
    found = await slot_search.search(
        tx,
        practice,
        practitioner_ids=[visit.practitioner_id],
        duration=visit.duration,
        buffers=(visit.buffer_before, visit.buffer_after),
        spans=spans,
        now=now,
        limit=_MOST_READ,
        service_id=visit.service_id,
    )
    by_day: dict[object, Slot] = {}
    for slot in found:
        local = slot.starts_at.astimezone(zone)
        best = by_day.get(local.date())
        if best is None or _distance(slot, visit, zone) < _distance(best, visit, zone):
            by_day[local.date()] = slot
    return tuple(list(by_day.values())[:_OFFERED])


def _distance(slot: Slot, visit: Appointment, zone: ZoneInfo) -> int:
    wanted, there = (one.astimezone(zone) for one in (visit.starts_at, slot.starts_at))
    return abs(60 * (wanted.hour - there.hour) + wanted.minute - there.minute)
