"""What `textback catch-up` does with a paper that was typed: its pages, its lines, its choices."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import groupby
from zoneinfo import ZoneInfo

from calendar_store.appointments import agenda
from calendar_store.database.connection import Database, Transaction
from calendar_store.model.actors import OPERATOR
from calendar_store.model.errors import InvalidInput, StoreError
from calendar_store.model.paper_entries import PaperEntry, PaperSheet
from calendar_store.model.practices import Practice
from gateway.cli import moments, paper_text
from gateway.cli.paper_text import TypedLine
from gateway.use_cases import (
    booking_choices,
    catch_up,
    catch_up_view,
    client_search,
    paper_lines,
    practitioner_lookup,
)
from gateway.use_cases.catch_up import CatchUpDesk
from gateway.use_cases.catch_up_settling import PaperChoice, SettlingWay
from gateway.use_cases.errors import PractitionerUnnamed
from gateway.use_cases.paper_lines import PaperLine
from gateway.use_cases.tariff import Tariff


@dataclass(frozen=True, slots=True)
class TypedPaper:
    """A paper as it was typed, and what stands for all of it.

    Attributes:
        text: the file.
        version: of the paper; None: the newest.
        made: when it was made, as typed; None: as its version says.
        day: as typed, for lines without a heading; None: today.
        practitioner: name or id, for lines without a heading; None: the only one.
        confirm: whether clients are told of new visits.
        tell: whether clients are told of changes.
    """

    text: str
    version: int | None
    made: str | None
    day: str | None
    practitioner: str | None
    confirm: bool
    tell: bool


async def take(
    database: Database, practice: Practice, typed: TypedPaper, tariff: Tariff, now: datetime
) -> list[PaperEntry]:
    """Copy a typed paper in, in its order; nothing is stored if a line of it is no entry.

    Raises:
        InvalidInput: if a line is no entry, a heading names nobody, or no paper is known.
    """
    async with database.read() as tx:
        basis = await _basis(tx, practice, typed, now)
        lines = paper_text.read(typed.text, basis.made_at.isoformat())
        pages = []
        for (day, who), some in groupby(lines, lambda one: (one.day, one.practitioner)):
            sheet = await _sheet(tx, practice, basis, day or typed.day, who or typed.practitioner)
            pages.append((sheet, [await _line(tx, practice, sheet, one) for one in some]))
    desk = CatchUpDesk(database, OPERATOR, practice.id, tariff, now)
    return [one for sheet, some in pages for one in await catch_up.take(desk, sheet, some)]


async def _basis(
    tx: Transaction, practice: Practice, typed: TypedPaper, now: datetime
) -> PaperSheet:
    today = now.astimezone(ZoneInfo(practice.timezone)).date()
    if typed.made is not None:
        at = moments.moment(typed.made, practice, "--made")
        if at > now:
            raise InvalidInput("--made is still to come")
        return PaperSheet(at, today, 0, None, typed.confirm, typed.tell)
    found = await catch_up_view.latest_paper(tx, practice, typed.version)
    if found is None:
        raise InvalidInput("no such paper is known; say when it was made with --made")
    return PaperSheet(found.made_at, today, 0, found.version, typed.confirm, typed.tell)


async def _sheet(
    tx: Transaction, practice: Practice, basis: PaperSheet, day: str | None, who: str | None
) -> PaperSheet:
    on: date = moments.day(day, practice, "the day of the paper") if day else basis.day
    if who is not None:
        whose = await practitioner_lookup.find(tx, OPERATOR, practice, who)
        return replace(basis, day=on, practitioner_id=whose.id)
    everybody = (await booking_choices.load(tx, OPERATOR, practice)).practitioners
    if len(everybody) != 1:
        raise PractitionerUnnamed(", ".join(one.name for one in everybody))
    return replace(basis, day=on, practitioner_id=everybody[0].id)


async def _line(
    tx: Transaction, practice: Practice, sheet: PaperSheet, one: TypedLine
) -> PaperLine:
    if not one.written:
        return PaperLine(one.key, one.time, one.name, one.phone, came=one.came)
    visit = await _visit(tx, practice, sheet, one)
    return PaperLine(one.key, one.written, one.name, appointment_id=visit)


async def _visit(tx: Transaction, practice: Practice, sheet: PaperSheet, one: TypedLine) -> int:
    """Return the visit that the paper names at a time under a name.

    Raises:
        InvalidInput: if it names none, or several.
    """
    try:
        at = paper_lines.time_of(one.time, sheet.day, practice, sheet.day)
    except StoreError as error:
        raise InvalidInput(f"line {one.number}: {error}") from error
    page = await catch_up_view.page(tx, OPERATOR, practice, sheet, None)
    there = [(visit, client) for visit, client in page.visits if visit.starts_at == at]
    if len(there) > 1:
        fits = {each.id for each in await client_search.search(tx, OPERATOR, practice, one.name)}
        there = [(visit, client) for visit, client in there if client.id in fits]
    if len(there) != 1:
        raise InvalidInput(f"line {one.number}: the paper has no visit at {one.time} for that name")
    visit, client = there[0]
    fits = {each.id for each in await client_search.search(tx, OPERATOR, practice, one.name)}
    if client.id not in fits:
        raise InvalidInput(
            f"line {one.number}: at {one.time} the paper has {client.name}, not {one.name}"
        )
    return visit.appointment.id


async def choice(
    tx: Transaction, practice: Practice, way: str, at: str | None, others: list[str]
) -> PaperChoice:
    """Return what was chosen for an entry.

    Raises:
        InvalidInput: if it cannot be read.
    """
    if way not in set(SettlingWay):
        raise InvalidInput(f'"{way}" is not one of {", ".join(SettlingWay)}')
    moving = {}
    for one in others:
        visit, _at, moment = one.partition("@")
        if not visit.isdecimal():
            raise InvalidInput("write --move as ID@2026-11-24T15:00")
        there = await agenda.get(tx, practice.id, int(visit))
        moving[there.id] = (there.version, moments.moment(moment, practice, "--move"))
    when = moments.moment(at, practice, "--at") if at else None
    return PaperChoice(SettlingWay(way), at=when, others=moving)
