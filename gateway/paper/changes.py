"""What has changed since a paper: visits that are new, moved, cancelled or corrected. Pure."""

from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from calendar_store.model.appointments import VisitTime
from calendar_store.model.local_time import midnight
from calendar_store.model.papers import PaperSettings
from calendar_store.model.statuses import AppointmentStatus
from gateway.paper.facts import PaperFacts, Person
from gateway.paper.shown import ShownVisit, ShownVisits, digest

NOBODY = Person("—", "")
_DAY = timedelta(days=1)
_INSTANT = timedelta(microseconds=1)

PageKey = tuple[int, date]
"""A practitioner and a local day."""


class ChangeKind(StrEnum):
    """What happened to a visit since a paper."""

    NEW = "new"
    MOVED = "moved"
    CANCELLED = "cancelled"
    CORRECTED = "corrected"


@dataclass(frozen=True, slots=True)
class PrintedChange:
    """What happened to one visit.

    Attributes:
        was: the visit as the paper shows it; None for a new one.
        practitioner_id: who has it now.
        starts_at: when it is now, UTC; for a cancelled one, when it was.
        ends_at: its end, UTC.
        client_id: who comes, or would have come.
    """

    kind: ChangeKind
    was: ShownVisit | None
    practitioner_id: int
    starts_at: datetime
    ends_at: datetime
    client_id: int


@dataclass(frozen=True, slots=True)
class PaperChanges:
    """What has changed since a paper.

    Attributes:
        visits: by id of the appointment.
        pages: the practitioners' days that are not any more as the paper shows them.
    """

    visits: Mapping[int, PrintedChange]
    pages: AbstractSet[PageKey]


NOTHING = PaperChanges({}, frozenset())


def shown(facts: PaperFacts) -> ShownVisits:
    """Return what a paper shows, to be stored with it."""
    return ShownVisits(
        form(facts.settings),
        {one.id: _shown(one, facts) for one in facts.visits},
        {
            (whose.id, day): _hours(facts, whose.id, day)
            for whose in facts.practitioners
            for day in facts.days.days
        },
    )


def form(settings: PaperSettings) -> str:
    """Return what has to be the same for a paper and its additions."""
    whose = "all"
    if settings.practitioner_ids:
        whose = digest(*map(str, sorted(settings.practitioner_ids)))
    return f"{settings.layout} {settings.size} {whose}"


def since(base: ShownVisits, facts: PaperFacts) -> PaperChanges:
    """Return what has changed since a paper, on days that are not over.

    Args:
        base: what the paper shows.
        facts: what stands now.
    """
    now = {one.id: one for one in facts.visits}
    present = shown(facts)
    found: dict[int, PrintedChange] = {}
    for key, visit in now.items():
        was, new = base.visits.get(key), present.visits[key]
        if was is None:
            kind = ChangeKind.NEW
        elif _when(was) != _when(new):
            kind = ChangeKind.MOVED
        elif was.digest != new.digest:
            kind = ChangeKind.CORRECTED
        else:
            continue
        times = (visit.starts_at, visit.ends_at)
        found[key] = PrintedChange(kind, was, visit.practitioner_id, *times, visit.client_id)
    begin = _begin(facts)
    gone = ((key, one) for key, one in base.visits.items() if key not in now)
    for key, was in gone:
        if was.ends_at > begin:
            found[key] = _elsewhere(key, was, facts)
    pages = {
        page for one in found.values() for page in _pages(one, facts.zone) if page in present.hours
    }
    pages |= {key for key, text in present.hours.items() if base.hours.get(key, text) != text}
    return PaperChanges(found, pages)


def days_of(start: datetime, end: datetime, zone: ZoneInfo) -> Iterator[date]:
    """Yield the local days that a visit touches; one until midnight does not touch the next."""
    day = start.astimezone(zone).date()
    last = (end - _INSTANT).astimezone(zone).date()
    while day <= last:
        yield day
        day += _DAY


def _begin(facts: PaperFacts) -> datetime:
    return midnight(facts.days.days[0], facts.zone)


def _elsewhere(key: int, was: ShownVisit, facts: PaperFacts) -> PrintedChange:
    """Return what happened to a visit that is not among those of the paper's days any more."""
    current = facts.elsewhere.get(key)
    if current is None or current.status is AppointmentStatus.CANCELLED:
        who = current.client_id if current else was.client_id
        times = (was.starts_at, was.ends_at)
        return PrintedChange(ChangeKind.CANCELLED, was, was.practitioner_id, *times, who)
    times = (current.starts_at, current.ends_at)
    whose = (current.practitioner_id, *times, current.client_id)
    return PrintedChange(ChangeKind.MOVED, was, *whose)


def _pages(one: PrintedChange, zone: ZoneInfo) -> Iterator[PageKey]:
    """Yield the pages that a change concerns: where the visit was, and where it is."""
    if one.was is not None:
        for day in days_of(one.was.starts_at, one.was.ends_at, zone):
            yield one.was.practitioner_id, day
    if one.kind is not ChangeKind.CANCELLED:
        for day in days_of(one.starts_at, one.ends_at, zone):
            yield one.practitioner_id, day


def _when(one: ShownVisit) -> tuple[int, datetime, datetime]:
    return one.practitioner_id, one.starts_at, one.ends_at


def _shown(visit: VisitTime, facts: PaperFacts) -> ShownVisit:
    person = facts.people.get(visit.client_id, NOBODY)
    service = facts.services.get(visit.service_id or 0, "")
    return ShownVisit(
        *(visit.practitioner_id, visit.client_id, visit.starts_at, visit.ends_at),
        digest(person.name, person.phone, service),
    )


def _hours(facts: PaperFacts, practitioner_id: int, day: date) -> str:
    """Return a digest of when a practitioner works on a day, and of what is blocked."""
    opened = facts.days.open.get((practitioner_id, day), ())
    begin, end = _bounds(day, facts.zone)
    blocked = [
        (one.starts_at, one.ends_at)
        for one in facts.blocks
        if one.practitioner_id in {None, practitioner_id}
        if one.starts_at < end and one.ends_at > begin
    ]
    spans = [*opened, (begin, begin), *blocked]
    return digest(*(f"{start.timestamp():.0f}-{until.timestamp():.0f}" for start, until in spans))


def _bounds(day: date, zone: ZoneInfo) -> tuple[datetime, datetime]:
    return midnight(day, zone), midnight(day + _DAY, zone)
