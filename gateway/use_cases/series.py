"""Books a series: the same weekday and local time, every so many weeks.

All times are looked at before the first is booked. What cannot be booked is left out if staff want
it so; else nothing is booked at all. Changes of several appointments of a series are in
`series_changes`.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from calendar_store.appointments import agenda, appointments, series
from calendar_store.database.connection import Transaction
from calendar_store.model import reminder_policy
from calendar_store.model.actors import Actor, Permission, require
from calendar_store.model.appointments import Appointment
from calendar_store.model.local_time import staff_time
from calendar_store.model.practices import Practice, ReminderStep
from calendar_store.model.repetition import repeated
from calendar_store.model.statuses import StepRule
from calendar_store.model.telling import Telling
from calendar_store.practices import hours, practices
from gateway.messaging.channel import Channels
from gateway.use_cases import booking, telling_together, time_conflicts
from gateway.use_cases.booking import BookingRequest, FoundRequest
from gateway.use_cases.errors import SeriesConflicts
from gateway.use_cases.telling import UNTOLD, ClientTold
from gateway.use_cases.telling_together import Happened
from gateway.use_cases.time_conflicts import ConflictKind, TimeConflict, WantedTime
from gateway.use_cases.unusual_times import away_on_purpose

__all__ = [
    "PlannedVisit",
    "SeriesBooked",
    "SeriesConflicts",
    "SeriesRequest",
    "book",
    "conflicts_in_words",
    "preview",
    "visits",
]

_LISTED = 10
"""How many conflicts an error text lists."""
_WORDS = {
    ConflictKind.TAKEN: "taken",
    ConflictKind.CLOSED: "closed",
    ConflictKind.ABSENT: "absent",
    ConflictKind.BLOCKED: "blocked",
    ConflictKind.OUTSIDE: "outside the hours",
    ConflictKind.SKIPPED: "no such time on that day",
    ConflictKind.PAST: "past",
    ConflictKind.TOO_FAR: "too far ahead",
}


@dataclass(frozen=True, slots=True)
class SeriesRequest:
    """A series as it is requested.

    Attributes:
        first: the first appointment; its `override` and `overbook` hold for all of them.
        every_weeks: weeks from one to the next, 1 to 52.
        times: how many appointments, the first included; None with `until`.
        until: the last local day on which there may be one; None with `times`.
    """

    first: BookingRequest
    every_weeks: int = 1
    times: int | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class PlannedVisit:
    """An appointment of a series, as it would stand.

    Attributes:
        visit: the appointment.
        conflict: why it cannot be booked or moved there; None if it can be.
    """

    visit: Appointment
    conflict: TimeConflict | None = None


@dataclass(frozen=True, slots=True)
class SeriesBooked:
    """A booked series.

    Attributes:
        series_id: its id, which its appointments have.
        booked: the appointments, by start.
        left_out: what could not be booked, by start.
        told: what the client is told; one message names all appointments.
    """

    series_id: int
    booked: tuple[Appointment, ...]
    left_out: tuple[PlannedVisit, ...]
    told: ClientTold = UNTOLD


async def preview(
    tx: Transaction, actor: Actor, practice: Practice, asked: SeriesRequest, *, now: datetime
) -> Sequence[PlannedVisit]:
    """Return the appointments of a series as they would be booked, each with its conflict.

    Args:
        tx: any transaction.
        actor: who wants to book.
        practice: the practice.
        asked: the request.
        now: UTC.

    Raises:
        NotPermitted: if the actor may not book, or not with `override` or `overbook`.
        NotFound: if the client, practitioner or service does not exist.
        InvalidInput: if the numbers make no series.
    """
    booking.require_may_book(actor, practice, asked.first)
    found = await booking.find(tx, practice, asked.first)
    return await _planned(tx, practice, asked, found, now)


async def book(
    tx: Transaction,
    actor: Actor,
    practice: Practice,
    asked: SeriesRequest,
    *,
    channels: Channels,
    now: datetime,
    skip_conflicts: bool = False,
) -> SeriesBooked:
    """Book a series; all of it, or nothing.

    Args:
        tx: a writing transaction.
        actor: who books.
        practice: the practice.
        asked: the request. With `tell` None, the client is told if the practice's reminders begin
            with a message about the booking.
        channels: the configured channels.
        now: UTC.
        skip_conflicts: book what is free, and leave out the rest.

    Raises:
        NotPermitted: if the actor may not book, or not with `override` or `overbook`.
        NotFound: if the client, practitioner or service does not exist.
        SeriesConflicts: with all conflicts, without `skip_conflicts`, or if nothing is free.
        InvalidInput: if the numbers make no series.
        SlotTaken: if somebody else takes one of the times at the same moment; nothing is booked.
    """
    booking.require_may_book(actor, practice, asked.first)
    await hours.lock(tx, practice.id)
    found = await booking.find(tx, practice, asked.first)
    planned = await _planned(tx, practice, asked, found, now)
    free = [one.visit for one in planned if one.conflict is None]
    left_out = tuple(one for one in planned if one.conflict is not None)
    if left_out and (not skip_conflicts or not free):
        raise SeriesConflicts(conflicts_in_words(practice, left_out), planned)
    steps = (await practices.steps(tx, [practice.id]))[practice.id]
    service_id = found.service.id if found.service else None
    own = reminder_policy.steps_for(steps, service_id, found.practitioner.id)
    tell = asked.first.tell if asked.first.tell is not None else _tells(own)
    said = telling_together.silent(now) if tell else Telling(None, now)
    series_id = await series.add(
        tx,
        practice.id,
        client_id=found.client.id,
        practitioner_id=found.practitioner.id,
        service_id=service_id,
        every_weeks=asked.every_weeks,
        by=actor,
        now=now,
    )
    booked = []
    for one in free:
        slot = replace(found.slot, starts_at=one.starts_at, ends_at=one.ends_at)
        made = await appointments.book(
            tx,
            practice,
            steps,
            client_id=found.client.id,
            practitioner_id=found.practitioner.id,
            starts_at=one.starts_at,
            duration=found.duration,
            now=now,
            by=actor,
            service=found.service,
            overbook=asked.first.overbook,
            series_id=series_id,
            kept_in=await away_on_purpose(tx, practice, slot) if asked.first.override else None,
            telling=said,
        )
        booked.append(await agenda.get(tx, practice.id, made.id))
    told = UNTOLD
    if tell:
        told = await telling_together.tell(
            tx, practice, found.client, booked, Happened.BOOKED, channels=channels, now=now
        )
    return SeriesBooked(series_id, tuple(booked), left_out, told)


async def visits(
    tx: Transaction, actor: Actor, practice: Practice, series_id: int, since: datetime
) -> Sequence[Appointment]:
    """Return the appointments of a series from a moment on, by start, whatever their status.

    Raises:
        NotPermitted: if the actor may not read the calendar.
    """
    require(actor, Permission.READ_CALENDAR, practice.id)
    return await agenda.of_series(tx, practice.id, series_id, since)


def conflicts_in_words(practice: Practice, planned: Sequence[PlannedVisit]) -> str:
    """Return the conflicts of planned appointments in one line, for the text of an error."""
    found = [(one.visit, one.conflict) for one in planned if one.conflict is not None]
    listed = [
        f"{staff_time(visit.starts_at, practice.timezone)} {_why(conflict)}"
        for visit, conflict in found[:_LISTED]
    ]
    more = [f"+ {len(found) - _LISTED}"] if len(found) > _LISTED else []
    return "; ".join((*listed, *more))


def _why(conflict: TimeConflict) -> str:
    about = conflict.client.name if conflict.client else conflict.reason
    return _WORDS[conflict.kind] + (f" ({about})" if about else "")


async def _planned(
    tx: Transaction, practice: Practice, asked: SeriesRequest, found: FoundRequest, now: datetime
) -> list[PlannedVisit]:
    starts = repeated(
        asked.first.starts_at,
        ZoneInfo(practice.timezone),
        every_weeks=asked.every_weeks,
        times=asked.times,
        until=asked.until,
    )
    pattern = found.visit(practice.id)
    wanted = [
        WantedTime(replace(pattern, starts_at=one.at, ends_at=one.at + found.duration), one.shifted)
        for one in starts
    ]
    conflicts = await time_conflicts.of_each(
        tx,
        practice,
        wanted,
        now=now,
        override=asked.first.override,
        overbook=asked.first.overbook,
    )
    pairs = zip(wanted, conflicts, strict=True)
    return [PlannedVisit(one.visit, conflict) for one, conflict in pairs]


def _tells(steps: Sequence[ReminderStep]) -> bool:
    return any(step.rule is StepRule.BOOKED for step in steps)
