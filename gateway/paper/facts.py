"""Loads what a paper is made of, in a few queries, however large the store is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from calendar_store.appointments import agenda, blocks
from calendar_store.database.connection import Transaction
from calendar_store.entry import numbers
from calendar_store.messages import papers
from calendar_store.model.appointments import Appointment, CalendarBlock, VisitTime
from calendar_store.model.clients import listed_name
from calendar_store.model.papers import DAYS, Paper, PaperSettings, usual_settings
from calendar_store.model.practices import Practice, Practitioner
from calendar_store.model.statuses import MessageStatus
from calendar_store.practices import paper_settings, practices, services
from calendar_store.views import day_rows, day_view, range_view
from calendar_store.views.range_view import CalendarRange
from gateway.paper.shown import ShownVisits

_DAY = timedelta(days=1)
_LOST = frozenset(
    {
        *(MessageStatus.FAILED, MessageStatus.EXPIRED),
        *(MessageStatus.SKIPPED, MessageStatus.CANCELLED),
    }
)
_LOOK_BACK = 60
"""How many papers are looked through for one that has arrived."""


@dataclass(frozen=True, slots=True)
class Person:
    """A client as paper has them."""

    name: str
    phone: str


@dataclass(frozen=True, slots=True)
class BasePaper:
    """The paper that an addition adds to: the last one that is not lost.

    Attributes:
        paper: the paper.
        shown: the visits on it.
        until: the last day of the whole paper that it belongs to.
        whole_at: when that one was made, UTC.
    """

    paper: Paper
    shown: ShownVisits
    until: date
    whole_at: datetime


@dataclass(frozen=True, slots=True)
class PaperFacts:
    """All that a paper is made of.

    Attributes:
        days: who comes on the days of the paper, of all practitioners.
        practitioners: whose pages the paper has, by name.
        blocks: of these days, by start.
        people: clients by id.
        services: the names of services that are safe to name, by id.
        base: the paper before it; None where none is, or all were lost.
        version: the version of this paper.
        elsewhere: visits of the base that are not among `days` any more, as they are now, by id.
    """

    practice: Practice
    settings: PaperSettings
    now: datetime
    days: CalendarRange
    practitioners: Sequence[Practitioner]
    blocks: Sequence[CalendarBlock]
    people: Mapping[int, Person]
    services: Mapping[int, str]
    base: BasePaper | None
    version: int
    elsewhere: Mapping[int, Appointment]

    @property
    def zone(self) -> ZoneInfo:
        """The practice's zone."""
        return ZoneInfo(self.practice.timezone)

    @property
    def visits(self) -> Sequence[VisitTime]:
        """The visits on the pages of the paper, by start."""
        shown = {one.id for one in self.practitioners}
        return [one for one in self.days.visits if one.practitioner_id in shown]


async def load(tx: Transaction, practice_id: int, now: datetime) -> PaperFacts:
    """Return what a paper of a practice is made of.

    Args:
        tx: any transaction.
        practice_id: the practice.
        now: UTC; the paper begins on this day.

    Raises:
        NotFound: if there is no such practice.
    """
    practice = await practices.get(tx, practice_id)
    settings = await paper_settings.get(tx, practice_id) or usual_settings(practice)
    today = now.astimezone(ZoneInfo(practice.timezone)).date()
    days = await range_view.load(tx, practice, today, DAYS, people=False)
    span = day_view.bounds(practice, today, DAYS)
    base = await _base(tx, practice_id)
    facts = PaperFacts(
        practice=practice,
        settings=settings,
        now=now,
        days=days,
        practitioners=_chosen(days, settings),
        blocks=await blocks.within(tx, practice_id, None, *span),
        people={},
        services={
            one.id: one.name
            for one in await services.all_services(tx, practice_id)
            if one.safe_to_name
        },
        base=base,
        version=await papers.last_version(tx, practice_id) + 1,
        elsewhere=await _elsewhere(tx, practice_id, base, days),
    )
    who = {one.client_id for one in facts.visits}
    who |= {one.client_id for one in facts.elsewhere.values()}
    return replace(facts, people=await _people(tx, practice_id, who))


def _chosen(days: CalendarRange, settings: PaperSettings) -> Sequence[Practitioner]:
    """Return whose pages are wanted; everybody's where nobody of them is left."""
    wanted = set(settings.practitioner_ids)
    return [one for one in days.practitioners if one.id in wanted] or days.practitioners


async def _base(tx: Transaction, practice_id: int) -> BasePaper | None:
    """Return the newest paper that was not lost on every way, with the whole one before it."""
    made = await papers.listed(tx, practice_id, _LOOK_BACK)
    sent = await papers.sent(tx, practice_id, [one.id for one in made])
    there = [
        one
        for one in made
        if not (of := sent.get(one.id)) or any(s.status not in _LOST for s in of)
    ]
    whole = next((one for one in there if one.of_paper_id is None), None)
    if whole is None:
        return None
    content = await papers.shown(tx, practice_id, there[0].id)
    if content is None:
        return None
    return BasePaper(there[0], ShownVisits.read(content), whole.last_day, whole.made_at)


async def _elsewhere(
    tx: Transaction, practice_id: int, base: BasePaper | None, days: CalendarRange
) -> Mapping[int, Appointment]:
    """Return visits of the last paper that are cancelled, or on other days now."""
    if base is None:
        return {}
    missing = base.shown.visits.keys() - {one.id for one in days.visits}
    found = await agenda.by_ids(tx, [(practice_id, one) for one in missing])
    return {key[1]: one for key, one in found.items()}


async def _people(tx: Transaction, practice_id: int, ids: set[int]) -> Mapping[int, Person]:
    found = await day_rows.clients(tx, practice_id, ids) if ids else {}
    return {
        key: Person(listed_name(one.first, one.last), _phone(one.mobile))
        for key, one in found.items()
    }


def _phone(mobile: str) -> str:
    try:
        return numbers.national(mobile)
    except Exception:  # noqa: BLE001 (a number of an import that no plan knows is shown as it is)
        return mobile
