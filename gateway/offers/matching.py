"""Decides whom a freed time suits. Pure: times, entries and the current time are arguments."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from calendar_store.appointments.freed_times import FreedTime
from calendar_store.model.appointments import Appointment, Offer, Slot, WaitingEntry
from calendar_store.model.practices import Practice
from calendar_store.model.statuses import STANDING, WaitingStatus

LONGEST, SHORTEST = timedelta(hours=2), timedelta(minutes=15)
"""Longest and shortest validity of an offer; between them, a part of the time that is left."""
_PART_OF_WHAT_IS_LEFT = 4


@dataclass(frozen=True, slots=True)
class Wanted:
    """The range of starts in a freed time that suit a client: `first` <= start < `before`, UTC."""

    first: datetime
    before: datetime


def wanted(
    practice: Practice,
    time: FreedTime,
    entry: WaitingEntry,
    appointment: Appointment | None,
    now: datetime,
) -> Wanted | None:
    """Return the starts in a freed time that suit an entry, None if there are none.

    Args:
        practice: its minimum notice is respected.
        time: the freed time.
        entry: the entry of the waiting list.
        appointment: the appointment to move; None where a new one would be booked.
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
        # an entry for later times names those times; any other entry is for an earlier time
        if entry.starts_at < appointment.starts_at:
            before = min(before, appointment.starts_at)
    return Wanted(first, before) if first < before else None


def stands_until(now: datetime, starts_at: datetime) -> datetime | None:
    """Return when an offer expires, None if there is no time left for an answer."""
    left = starts_at - now
    lasting = max(SHORTEST, min(LONGEST, left / _PART_OF_WHAT_IS_LEFT))
    return now + lasting if lasting < left else None


def meets(offer: Offer, practitioner_id: int, slot: Slot) -> bool:
    """Tell whether an offer's time overlaps a slot of a practitioner."""
    same = offer.practitioner_id == practitioner_id
    return same and offer.starts_at < slot.ends_at and slot.starts_at < offer.ends_at


def left_over(practice: Practice, time: FreedTime, slot: Slot) -> list[FreedTime]:
    """Return the parts of a freed time outside a slot that are long enough to be offered."""
    parts = ((time.starts_at, slot.starts_at), (slot.ends_at, time.ends_at))
    return [
        FreedTime(time.practice_id, time.practitioner_id, start, end)
        for start, end in parts
        if end - start >= practice.slot_step
    ]
