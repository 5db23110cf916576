"""Turns the facts of a paper into sheets: who comes when, what is free, lines to write on. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from calendar_store.appointments.slot_search import Span
from calendar_store.model.appointments import VisitTime
from calendar_store.model.local_time import midnight
from calendar_store.model.papers import Paper, PaperLayout
from calendar_store.model.practices import Practitioner
from calendar_store.model.statuses import AppointmentStatus
from gateway.paper.changes import (
    NOBODY,
    NOTHING,
    ChangeKind,
    PageKey,
    PaperChanges,
    PrintedChange,
    days_of,
)
from gateway.paper.document import Document, PaperRow, RowKind, Sheet, SheetSection
from gateway.paper.facts import PaperFacts
from gateway.paper.paper_words import PaperWords, clock, paper_words
from gateway.paper.shown import ShownVisit

_DAY = timedelta(days=1)
_A_LINE = timedelta(minutes=30)
"""A free time has a line to write on for each half hour, up to `_MOST_LINES`."""
_MOST_LINES = 4
_QUARTER = timedelta(minutes=15)
_OF_PAGES = ("page", "continued", "write", "confirmed", "unwritable")
_BLANKS = {PaperLayout.DAY: 3, PaperLayout.WEEK: 1}
"""Lines to write on at the end of a day, whatever is free."""


@dataclass(frozen=True, slots=True)
class _Timed:
    """A row with the moment by which rows are sorted; visits stand before what is free then."""

    at: datetime
    order: int
    row: PaperRow


def document(
    facts: PaperFacts,
    public_url: str,
    *,
    changes: PaperChanges | None = None,
    before: Paper | None = None,
) -> Document:
    """Return a paper to be drawn; it has no sheets where there is nothing to print.

    Args:
        facts: what it is made of.
        public_url: the URL by which browsers reach the pages, without a slash at its end.
        changes: what has changed since a paper; None for a whole paper.
        before: that paper.
    """
    words = paper_words(facts.practice.locale)
    maker = _Sheets(facts, words, public_url, changes or NOTHING, before)
    pages = [key for key in _all_pages(facts) if _is_wanted(key, facts, changes)]
    week = facts.settings.layout is PaperLayout.WEEK
    return Document(
        language=words.code,
        practice=facts.practice.told_as,
        size=facts.settings.size.value,
        columns=2 if week else 1,
        title=words.say("paper", version=facts.version),
        made=words.say("made", when=words.when(facts.now, facts.zone)),
        made_at=facts.now.isoformat(),
        words={name: words.said[name] for name in _OF_PAGES},
        sheets=maker.weeks(pages) if week else maker.days(pages),
    )


def _all_pages(facts: PaperFacts) -> Iterator[PageKey]:
    """Yield all pages: day after day, so that today's come first, by practitioner."""
    for day in facts.days.days:
        for whose in facts.practitioners:
            yield whose.id, day


def _is_wanted(key: PageKey, facts: PaperFacts, changes: PaperChanges | None) -> bool:
    whose, day = key
    if changes is not None and key not in changes.pages:
        return False
    ends = [one.ends_at for one in _visits_on(whose, day, facts)]
    ends += [end for _, end in facts.days.open.get(key, ())]
    if changes is not None:
        was = [one.was for one in changes.visits.values() if one.was is not None]
        ends += [one.ends_at for one in was if key in _pages_of(one, facts)]
    return any(end > facts.now for end in ends)


def _pages_of(one: ShownVisit, facts: PaperFacts) -> set[PageKey]:
    return {(one.practitioner_id, day) for day in days_of(one.starts_at, one.ends_at, facts.zone)}


def _visits_on(whose: int, day: date, facts: PaperFacts) -> Sequence[VisitTime]:
    begin, end = midnight(day, facts.zone), midnight(day + _DAY, facts.zone)
    theirs = facts.days.by_practitioner.get(whose, ())
    return [one for one in theirs if one.starts_at < end and one.ends_at > begin]


class _Sheets:
    """Makes the sheets of one paper."""

    def __init__(
        self,
        facts: PaperFacts,
        words: PaperWords,
        public_url: str,
        changes: PaperChanges,
        before: Paper | None,
    ) -> None:
        self._facts = facts
        self._words = words
        self._url = public_url
        self._changes = changes
        self._before = before
        self._names = {one.id: one.name for one in facts.days.practitioners}
        self._whose: Mapping[int, Practitioner] = {one.id: one for one in facts.practitioners}
        self._gone: dict[PageKey, list[tuple[int, PrintedChange]]] = {}
        for key, one in changes.visits.items():
            if one.was is None or one.kind is ChangeKind.CORRECTED:
                continue
            for day in days_of(one.was.starts_at, one.was.ends_at, facts.zone):
                self._gone.setdefault((one.was.practitioner_id, day), []).append((key, one))

    def days(self, pages: Sequence[PageKey]) -> list[Sheet]:
        """Return a sheet for each practitioner and day."""
        return [
            self._sheet(
                whose, day, self._words.day(day), [SheetSection("", self._rows(whose, day))]
            )
            for whose, day in pages
        ]

    def weeks(self, pages: Sequence[PageKey]) -> list[Sheet]:
        """Return a sheet for each practitioner and week, with all its days that are on the paper.

        A week that has changed on one day is there whole, since its page replaces the one before.
        """
        weeks = dict.fromkeys((whose, _monday(day)) for whose, day in pages)
        named = set(pages)
        found = []
        for whose, monday in weeks:
            days = [
                day
                for day in self._facts.days.days
                if _monday(day) == monday
                and ((whose, day) in named or _is_wanted((whose, day), self._facts, None))
            ]
            sections = [SheetSection(self._words.day(day), self._rows(whose, day)) for day in days]
            first, last = self._words.short(days[0]), self._words.short(days[-1])
            heading = self._words.say("week", first=first, last=last)
            found.append(self._sheet(whose, days[0], heading, sections))
        return found

    def _sheet(
        self, whose: int, day: date, heading: str, sections: Sequence[SheetSection]
    ) -> Sheet:
        note = ""
        if self._before is not None:
            note = self._words.say("addition", version=self._before.version)
        return Sheet(
            title=self._whose[whose].name,
            heading=heading,
            note=note,
            letters=f"{self._facts.version} · {day.isoformat()}",
            code=f"{self._url}/paper/{self._facts.version}/{day.isoformat()}",
            sections=sections,
        )

    def _rows(self, whose: int, day: date) -> list[PaperRow]:
        """Return the rows of a day, by time, with lines to write on at its end."""
        begin, end = midnight(day, self._facts.zone), midnight(day + _DAY, self._facts.zone)
        found = [self._visit(one, begin, end) for one in _visits_on(whose, day, self._facts)]
        found += [self._left(key, one, day) for key, one in self._gone.get((whose, day), ())]
        found += self._away(whose, begin, end)
        found += self._free(self._facts.days.free.get((whose, day), ()))
        found.sort(key=lambda one: (one.at, one.order))
        rows = [one.row for one in found]
        if not any(one.kind is RowKind.VISIT for one in rows):
            rows.insert(0, PaperRow(RowKind.AWAY, name=self._words.say("nobody")))
        blanks = _BLANKS[self._facts.settings.layout]
        return rows + [PaperRow(RowKind.BLANK)] * blanks

    def _visit(self, visit: VisitTime, begin: datetime, end: datetime) -> _Timed:
        facts, words = self._facts, self._words
        person = facts.people.get(visit.client_id, NOBODY)
        notes = []
        if visit.starts_at < begin:
            notes.append(words.say("since", when=words.when(visit.starts_at, facts.zone)))
        if visit.ends_at > end:
            notes.append(words.say("until", when=words.when(visit.ends_at, facts.zone)))
        mark = "✓" if visit.status == AppointmentStatus.CONFIRMED.value else ""
        change = self._changes.visits.get(visit.id)
        if change is not None:
            mark = words.say(change.kind.value)
            notes += self._was(change)
        if service := facts.services.get(visit.service_id or 0):
            notes.append(service)
        time = self._visit_time(max(visit.starts_at, begin), min(visit.ends_at, end))
        row = PaperRow(RowKind.VISIT, time, person.name, person.phone, ", ".join(notes), mark)
        return _Timed(max(visit.starts_at, begin), 0, row)

    def _was(self, change: PrintedChange) -> list[str]:
        """Return when, and with whom, a moved visit was."""
        if change.was is None or change.kind is not ChangeKind.MOVED:
            return []
        when = self._words.when(change.was.starts_at, self._facts.zone)
        return [self._words.say("moved_from", when=when + self._with(change, now=False))]

    def _left(self, key: int, change: PrintedChange, day: date) -> _Timed:
        """Return the row of a visit where it was, and is no longer."""
        del key
        facts, words, was = self._facts, self._words, change.was
        assert was is not None  # noqa: S101 (only such changes are kept)
        person = facts.people.get(change.client_id, NOBODY)
        note = ""
        if change.kind is ChangeKind.MOVED:
            when = words.when(change.starts_at, facts.zone)
            note = words.say("moved_to", when=when + self._with(change, now=True))
        begin, end = midnight(day, facts.zone), midnight(day + _DAY, facts.zone)
        time = self._visit_time(max(was.starts_at, begin), min(was.ends_at, end))
        row = PaperRow(
            *(RowKind.GONE, time, person.name, person.phone, note, words.say(change.kind.value))
        )
        return _Timed(max(was.starts_at, begin), 1, row)

    def _with(self, change: PrintedChange, *, now: bool) -> str:
        """Return the practitioner of the other time where it is another one: ", Bruno"."""
        assert change.was is not None  # noqa: S101 (a moved visit was somewhere)
        old, new = change.was.practitioner_id, change.practitioner_id
        name = self._names.get(new if now else old, "")
        return f", {name}" if old != new and name else ""

    def _away(self, whose: int, begin: datetime, end: datetime) -> list[_Timed]:
        """Return rows for blocks; why they are there stays in the house."""
        spans = _joined(
            (max(one.starts_at, begin), min(one.ends_at, end))
            for one in self._facts.blocks
            if one.practitioner_id in {None, whose}
            if one.starts_at < end and one.ends_at > begin
        )
        name = self._words.say("away")
        return [
            _Timed(start, 2, PaperRow(RowKind.AWAY, self._span(start, until), name))
            for start, until in spans
        ]

    def _free(self, spans: Sequence[Span]) -> list[_Timed]:
        """Return lines to write on for free times that are not over, the first with the time.

        What is shorter than the distance between two starts has no line.
        """
        found = []
        for start, end in spans:
            begin = max(start, _next_quarter(self._facts.now))
            if end - begin < self._facts.practice.slot_step:
                continue
            lines = min(_MOST_LINES, max(1, (end - begin) // _A_LINE))
            if self._facts.settings.layout is PaperLayout.WEEK:
                lines = 1
            row = PaperRow(RowKind.FREE, self._span(begin, end), self._words.say("free"))
            found.append(_Timed(begin, 3, row))
            found += [_Timed(begin, 4, PaperRow(RowKind.BLANK)) for _ in range(lines - 1)]
        return found

    def _visit_time(self, start: datetime, end: datetime) -> str:
        """Return when a visit is; the narrow columns of a week have its start alone."""
        if self._facts.settings.layout is PaperLayout.WEEK:
            return clock(start, self._facts.zone)
        return self._span(start, end)

    def _span(self, start: datetime, end: datetime) -> str:
        zone = self._facts.zone
        return f"{clock(start, zone)}–{clock(end, zone)}"


def _joined(spans: Iterator[Span]) -> list[Span]:
    """Return spans in order, those that touch joined into one."""
    found: list[Span] = []
    for start, end in sorted(spans):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], end))
        else:
            found.append((start, end))
    return found


def _next_quarter(at: datetime) -> datetime:
    return at + (datetime.min.replace(tzinfo=at.tzinfo) - at) % _QUARTER


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())
