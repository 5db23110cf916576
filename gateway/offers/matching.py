"""Whom a freed time suits: arithmetic on what was freed, what is waited for, and the moment."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from calendar_store.appointments.freed_times import FreedTime
from calendar_store.model.appointments import Appointment, Offer, Slot, WaitingEntry
from calendar_store.model.practices import Practice
from calendar_store.model.statuses import STANDING, WaitingStatus

LONGEST, SHORTEST = timedelta(hours=2), timedelta(minutes=15)
"""How long an offer stands at most and at least; between them, a part of the time that is left."""
_PART_OF_WHAT_IS_LEFT = 4


@dataclass(frozen=True, slots=True)
class Wanted:
    """From when and before when somebody could start in a freed time, UTC."""

    first: datetime
    before: datetime


def wanted(
    practice: Practice,
    time: FreedTime,
    entry: WaitingEntry,
    appointment: Appointment | None,
    now: datetime,
) -> Wanted | None:
    """Return which starts in a freed time suit an entry, None when none does.

    Args:
        practice: its minimum notice is kept.
        time: what was freed.
        entry: who waits, and for what.
        appointment: the one that would be moved; None where one would be booked.
        now: UTC.
    """
    if entry.status is not WaitingStatus.WAITING:
        return None
    if entry.practitioner_id not in {None, time.practitioner_id}:
        return None
    first = max(time.starts_at, entry.starts_at, now + practice.minimum_notice)
    before = min(time.ends_at, entry.ends_at)
    if appointment is not None:
        if appointment.status not in STANDING or appointment.starts_at <= now:
            return None
        # who waits for times after their appointment named them; anybody else waits for earlier
        if entry.starts_at < appointment.starts_at:
            before = min(before, appointment.starts_at)
    return Wanted(first, before) if first < before else None


def stands_until(now: datetime, starts_at: datetime) -> datetime | None:
    """Return until when an offer stands, None where there is no time left for an answer."""
    left = starts_at - now
    lasting = max(SHORTEST, min(LONGEST, left / _PART_OF_WHAT_IS_LEFT))
    return now + lasting if lasting < left else None


def meets(offer: Offer, practitioner_id: int, slot: Slot) -> bool:
    """Tell whether an offer is of a time that a slot overlaps."""
    same = offer.practitioner_id == practitioner_id
    return same and offer.starts_at < slot.ends_at and slot.starts_at < offer.ends_at


def left_over(practice: Practice, time: FreedTime, slot: Slot) -> list[FreedTime]:
    """Return what of a freed time is not offered with a slot, where it is worth offering."""
    parts = ((time.starts_at, slot.starts_at), (slot.ends_at, time.ends_at))
    return [
        FreedTime(time.practice_id, time.practitioner_id, start, end)
        for start, end in parts
        if end - start >= practice.slot_step
    ]
