"""The read model of the week and of the month: who comes when, and when practitioners are free.

A range of days needs the same few queries as one day; messages are left to the day's page.
"""

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from calendar_store.appointments import agenda, blocks, slot_search
from calendar_store.appointments.absent_visits import Absences
from calendar_store.appointments.slot_search import Span
from calendar_store.database.connection import Transaction
from calendar_store.model.appointments import MAX_APPOINTMENT, VisitTime
from calendar_store.model.practices import Practice, Practitioner
from calendar_store.model.statuses import STANDING
from calendar_store.practices import hours, practitioners
from calendar_store.views import day_rows
from calendar_store.views.day_view import bounds, shown_since, until_retired

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class CalendarRange:
    """Some local days of a practice.

    Attributes:
        days: the days, in order.
        practitioners: by name.
        visits: the appointments, by start, without cancelled ones.
        by_practitioner: the same by practitioner, each by start.
        away: ids of those that lie in an absence or a block and have to be dealt with.
        names: of clients by id, as lists sort them; empty if clients were not asked for.
        open: (practitioner, day) -> when they work, UTC.
        free: (practitioner, day) -> when they work and have nobody, UTC.
    """

    days: Sequence[date]
    practitioners: Sequence[Practitioner]
    visits: Sequence[VisitTime]
    by_practitioner: Mapping[int, Sequence[VisitTime]]
    away: AbstractSet[int]
    names: Mapping[int, str]
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
    every_day = [first + n * _DAY for n in range(days)]
    # a visit at the end of the last day may lie in what begins after it
    around = (first - _DAY, first + days * _DAY)
    weekly, exceptions = await hours.load(tx, practice.id, None, *around)
    standing = await agenda.times(tx, practice.id, *span)
    blocked = await blocks.within(tx, practice.id, None, span[0], span[1] + MAX_APPOINTMENT)
    theirs: dict[int, list[VisitTime]] = {}
    for visit in standing:
        theirs.setdefault(visit.practitioner_id, []).append(visit)
    opened: dict[tuple[int, date], Sequence[Span]] = {}
    free: dict[tuple[int, date], Sequence[Span]] = {}
    for one in everybody:
        taken = [(visit.busy_from, visit.busy_until) for visit in theirs.get(one.id, ())]
        taken += [
            (block.starts_at, block.ends_at)
            for block in blocked
            if block.practitioner_id in {None, one.id}
        ]
        taken.sort()
        usual = [span for span in weekly if span.practitioner_id == one.id]
        held = [each for each in exceptions if each.practitioner_id in {None, one.id}]
        for day in every_day:
            opened_then = slot_search.open_spans(usual, held, one.id, day, zone)
            spans = until_retired(one, opened_then)
            opened[one.id, day] = spans
            free[one.id, day] = without(spans, _near(taken, spans))
    away = _away(Absences.among(exceptions, blocked, zone), theirs)
    who = {one.client_id for one in standing} if people else set()
    names = await day_rows.listed_names(tx, practice.id, who) if who else {}
    return CalendarRange(every_day, everybody, standing, theirs, away, names, opened, free)


def _away(absences: Absences, theirs: Mapping[int, Sequence[VisitTime]]) -> set[int]:
    """Return the ids of visits that have to be dealt with."""
    if not absences.near:
        return set()
    return absences.among_many(
        {whose: [one for one in some if one.status in STANDING] for whose, some in theirs.items()}
    )


def without(spans: Sequence[Span], taken: Iterable[Span]) -> list[Span]:
    """Return spans without the times in `taken`, which may overlap."""
    ordered, left = sorted(taken), []
    for start, end in spans:
        at = start
        for since, until in ordered:
            if since >= end or at >= end:
                break
            if until <= at:
                continue
            if since > at:
                left.append((at, since))
            at = until
        if at < end:
            left.append((at, end))
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
