"""The read model of the week and of the month: who comes when, and when practitioners are free.

A range of days needs the same few queries as one day; messages are left to the day's page.
"""

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from calendar_store.appointments import absent_visits, agenda, blocks, slot_search
from calendar_store.appointments.slot_search import Span
from calendar_store.database.connection import Transaction
from calendar_store.model.appointments import MAX_APPOINTMENT, Appointment
from calendar_store.model.clients import Client
from calendar_store.model.practices import Practice, Practitioner
from calendar_store.model.statuses import STANDING
from calendar_store.practices import hours, practitioners
from calendar_store.views import day_rows
from calendar_store.views.day_view import bounds, shown_since, until_retired


@dataclass(frozen=True, slots=True)
class RangeVisit:
    """An appointment in a range of days.

    Attributes:
        appointment: the appointment, without the names of practitioner and service.
        client: who comes; None if nobody asked for clients.
        away: whether it lies in an absence or a block and has to be dealt with.
    """

    appointment: Appointment
    client: Client | None
    away: bool = False


@dataclass(frozen=True, slots=True)
class CalendarRange:
    """Some local days of a practice.

    Attributes:
        days: the days, in order.
        practitioners: by name.
        visits: the appointments, by start, without cancelled ones.
        open: (practitioner, day) -> when they work, UTC.
        free: (practitioner, day) -> when they work and have nobody, UTC.
    """

    days: Sequence[date]
    practitioners: Sequence[Practitioner]
    visits: Sequence[RangeVisit]
    open: Mapping[tuple[int, date], Sequence[Span]]
    free: Mapping[tuple[int, date], Sequence[Span]]


async def load(
    tx: Transaction, practice: Practice, first: date, days: int, *, people: bool = True
) -> CalendarRange:
    """Return a range of local days.

    Args:
        tx: any transaction.
        practice: the practice.
        first: the first day.
        days: number of days.
        people: whether clients are looked up, for their names.
    """
    zone = ZoneInfo(practice.timezone)
    span = bounds(practice, first, days)
    everybody = tuple(
        one
        for one in await practitioners.all_practitioners(tx, practice.id)
        if shown_since(one, first, zone)
    )
    every_day = [first + timedelta(days=n) for n in range(days)]
    weekly, exceptions = await hours.load(tx, practice.id, None, every_day[0], every_day[-1])
    standing = await agenda.times(tx, practice.id, *span)
    blocked = await blocks.within(tx, practice.id, None, *span)
    taken: dict[int, list[Span]] = {one.id: [] for one in everybody}
    for visit in standing:
        if visit.practitioner_id in taken:
            taken[visit.practitioner_id].append((visit.busy_from, visit.busy_until))
    for block in blocked:
        whose = taken if block.practitioner_id is None else {block.practitioner_id} & taken.keys()
        for one_id in whose:
            taken[one_id].append((block.starts_at, block.ends_at))
    for times in taken.values():
        times.sort()
    opened: dict[tuple[int, date], Sequence[Span]] = {}
    free: dict[tuple[int, date], Sequence[Span]] = {}
    for one in everybody:
        for day in every_day:
            opened_then = slot_search.open_spans(weekly, exceptions, one.id, day, zone)
            spans = until_retired(one, opened_then)
            opened[one.id, day] = spans
            free[one.id, day] = without(spans, _near(taken[one.id], spans))
    visits = await _visits(tx, practice, standing, people=people)
    return CalendarRange(every_day, everybody, visits, opened, free)


async def _visits(
    tx: Transaction, practice: Practice, standing: Sequence[Appointment], *, people: bool
) -> list[RangeVisit]:
    if not standing:
        return []
    who = {one.client_id for one in standing} if people else set()
    known = await day_rows.clients(tx, practice.id, who) if who else {}
    absences = await absent_visits.load(tx, practice, standing)
    return [
        RangeVisit(
            one,
            known.get(one.client_id),
            one.status in STANDING and absences.needs_dealing(one) is not None,
        )
        for one in standing
    ]


def without(spans: Sequence[Span], taken: Sequence[Span]) -> list[Span]:
    """Return spans without the times in `taken`, which may overlap."""
    left = list(spans)
    for since, until in taken:
        cut: list[Span] = []
        for start, end in left:
            if not (start < until and since < end):
                cut.append((start, end))
                continue
            cut += [span for span in ((start, since), (until, end)) if span[0] < span[1]]
        left = cut
    return left


def _near(taken: Sequence[Span], spans: Sequence[Span]) -> list[Span]:
    """Return those of the taken times that touch the spans; both are in order.

    Nobody is taken by an appointment or a block for longer than `MAX_APPOINTMENT`.
    """
    if not spans:
        return []
    begin, end = spans[0][0], spans[-1][1]
    first = bisect_left(taken, (begin - MAX_APPOINTMENT,))
    return [one for one in taken[first : bisect_left(taken, (end,))] if begin < one[1]]
