"""The page of absences and public holidays, with the appointments in them to be dealt with."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from aiohttp import web
from yarl import URL

from calendar_store.appointments import agenda
from calendar_store.clients import clients
from calendar_store.database.connection import Transaction
from calendar_store.entry.hours_text import shown
from calendar_store.model.actors import Permission
from calendar_store.model.errors import InvalidInput, NotFound
from calendar_store.model.practices import HoursException
from calendar_store.practices import hours
from gateway.use_cases import absence_dealing, absences, holidays, practitioners
from gateway.use_cases.absence_dealing import Dealt
from gateway.use_cases.absences import Absence, AbsenceRequest
from gateway.use_cases.errors import AlreadyAway
from gateway.use_cases.holidays import PublicHoliday
from gateway.web.languages.refusals import refusal
from gateway.web.languages.translation import ngettext, reader_language
from gateway.web.server.forms import form_of
from gateway.web.server.moments import LocalCalendar
from gateway.web.server.web_context import WEB_CONTEXT
from gateway.web.staff.appointment.wanted_times import wanted_day
from gateway.web.staff.people import dealings
from gateway.web.staff.people.dealings import VisitChoice
from gateway.web.staff.people.people_desk import PeopleDesk, reading, writing
from gateway.web.staff.tell.tell_form import address_of
from gateway.web.staff.undo import undo_page

EVERYBODY = "everybody"
"""What the form says in place of a practitioner, where the practice is closed."""
_AHEAD = timedelta(days=366)
_MOST = 100
"""Most appointments that are chosen for at once; the others wait until these are dealt with."""
_FIELDS = ("practitioner", "first", "last", "hours", "reason")


@dataclass(frozen=True, slots=True)
class AbsenceItem:
    """An absence, as its row shows it.

    Attributes:
        id: the exception of the hours.
        who: the practitioner; "" for the whole practice.
        days: its days.
        hours: the hours on these days; "" for none at all.
        reason: for staff.
        visits: the appointments in it that nobody has dealt with.
        more: how many such appointments are not shown.
        removable: whether the reader may remove it.
        tell: the address of the page that tells all clients in it.
    """

    id: int
    who: str
    days: str
    hours: str
    reason: str
    visits: tuple[VisitChoice, ...] = ()
    more: int = 0
    removable: bool = False
    tell: str = ""

    @classmethod
    def of(
        cls,
        one: Absence,
        names: Mapping[int, str],
        face: LocalCalendar,
        chosen: Mapping[str, str] | None = None,
        *,
        removable: bool = False,
        most: int = _MOST,
    ) -> "AbsenceItem":
        """Return the row of an absence, with some of its appointments."""
        away = one.exception
        days = face.short(away.first)
        if away.last != away.first:
            days = f"{face.brief(away.first)} – {face.brief(away.last)}"
        rows = tuple(
            VisitChoice.of(
                each.appointment,
                each.client,
                [who for who in names.items() if who[0] != each.appointment.practitioner_id]
                if away.practitioner_id is not None
                else [],
                face,
                chosen or {},
            )
            for each in one.visits[:most]
        )
        who = "" if away.practitioner_id is None else names.get(away.practitioner_id, "")
        hours = "" if away.opens is None or away.closes is None else shown(away.opens, away.closes)
        more = len(one.visits) - len(rows)
        tell = address_of(away.first, away.last, away.practitioner_id)
        return cls(away.id, who, days, hours, away.reason, rows, more, removable, tell)


async def show(request: web.Request) -> web.Response:
    """List absences and holidays of the year ahead."""
    return await reading(request, _page)


async def add(request: web.Request) -> web.Response:
    """Enter an absence; what was typed stays if it is refused."""
    form = await form_of(request)

    async def act(tx: Transaction, desk: PeopleDesk) -> Absence:
        if form.get("practitioner") == "":
            raise InvalidInput("choose who is away")
        asked = AbsenceRequest(
            wanted_day(form.get("first", ""), desk.practice, desk.now),
            wanted_day(form.get("last", "") or form.get("first", ""), desk.practice, desk.now),
            None if form.get("practitioner") in {None, EVERYBODY} else form["practitioner"],
            form.get("hours", ""),
            form.get("reason", ""),
            # what was changed since the question is another question
            instead=form.get("instead") == _asked_for(form),
        )
        return await absences.add(tx, desk.actor, desk.practice, asked, now=desk.now)

    try:
        added = await writing(request, act)
    except AlreadyAway as error:
        standing = error.standing
        return await reading(request, lambda tx, desk: _page(tx, desk, form, standing=standing))
    except (InvalidInput, NotFound) as error:
        wrong = str(error)
        return await reading(request, lambda tx, desk: _page(tx, desk, form, wrong))
    # what gave way would not come back with an undo
    said = "replaced" if "instead" in form else "added"
    raise web.HTTPSeeOther(f"/people/absences?said={said}&away={added.exception.id}")


async def remove(request: web.Request) -> web.Response:
    """Remove an absence; the toast offers to enter it again."""
    wanted = int(request.match_info["away"])

    async def act(tx: Transaction, desk: PeopleDesk) -> HoursException:
        await hours.exception(tx, desk.practice.id, wanted)
        return await absences.remove(tx, desk.actor, desk.practice, wanted, now=desk.now)

    try:
        gone = await writing(request, act)
    except NotFound as error:
        raise web.HTTPNotFound(text=refusal(f"{error}.")) from error
    kept = {
        "said": "removed",
        "practitioner": "" if gone.practitioner_id is None else str(gone.practitioner_id),
        "first": gone.first.isoformat(),
        "last": gone.last.isoformat(),
        "hours": ""
        if gone.opens is None or gone.closes is None
        else shown(gone.opens, gone.closes),
        "reason": gone.reason,
    }
    raise web.HTTPSeeOther(URL("/people/absences").with_query(kept))


async def take_over(request: web.Request) -> web.Response:
    """Close the practice on the public holidays that were chosen."""
    form = await form_of(request)

    async def act(tx: Transaction, desk: PeopleDesk) -> Sequence[Absence]:
        days = [
            wanted_day(name[4:], desk.practice, desk.now)
            for name in form
            if name.startswith("day-")
        ]
        if not days:
            raise InvalidInput("choose a holiday first")
        return await holidays.take_over(tx, desk.actor, desk.practice, days, now=desk.now)

    try:
        await writing(request, act)
    except InvalidInput as error:
        wrong = str(error)
        return await reading(request, lambda tx, desk: _page(tx, desk, {}, wrong))
    raise web.HTTPSeeOther("/people/absences?said=closed")


async def deal(request: web.Request) -> web.Response:
    """Deal with appointments in an absence, each by itself; what is refused stays, with its why."""
    form, site = await form_of(request), request.app[WEB_CONTEXT]
    async with site.database.read() as tx:
        desk = await PeopleDesk.open(tx, request)
    dealt = await absence_dealing.deal_with_each(
        *(site.database, desk.actor, desk.practice, dealings.read(form)),
        channels=desk.channels,
        clock=site.clock,
    )
    if any(one.refused is not None for one in dealt):
        return await reading(request, lambda tx, desk: _partly(tx, desk, form, dealt))
    raise web.HTTPSeeOther("/people/absences?said=dealt")


async def _partly(
    tx: Transaction, desk: PeopleDesk, form: Mapping[str, str], dealt: Sequence[Dealt]
) -> web.Response:
    """Show the page again: how much was done, and what was not, whose it is, and why."""
    done = sum(one.done is not None for one in dealt)
    words = []
    if done:
        words.append(
            ngettext(
                "%(num)s appointment was dealt with.",
                "%(num)s appointments were dealt with.",
                done,
            )
        )
    for one in dealt:
        if one.refused is None:
            continue
        visit = await agenda.get(tx, desk.practice.id, one.asked.appointment_id)
        client = await clients.get(tx, desk.practice.id, visit.client_id)
        at = desk.face.near(visit.starts_at, desk.today)
        words.append(f"{client.name}, {at}: {refusal(f'{one.refused}.')}")
    return await _page(tx, desk, form, " ".join(words))


async def _page(
    tx: Transaction,
    desk: PeopleDesk,
    form: Mapping[str, str] | None = None,
    wrong: str = "",
    *,
    standing: Sequence[HoursException] = (),
) -> web.Response:
    everybody = await practitioners.listed(tx, desk.actor, desk.practice, now=desk.now)
    names = {
        one.practitioner.id: one.practitioner.name
        for one in everybody
        if one.practitioner.retired_at is None
    }
    last = desk.today + _AHEAD
    found = await absences.listed(tx, desk.actor, desk.practice, desk.today, last, now=desk.now)
    query, actor = desk.request.query, desk.actor
    entered = form if form is not None else {"practitioner": query.get("who", "")}

    def enters(practitioner_id: int | None) -> bool:
        return actor.may_for(Permission.MANAGE_ABSENCES, desk.practice.id, practitioner_id)

    facts = {
        "shown": "absences",
        "names": {id_: name for id_, name in names.items() if enters(id_)},
        "everybody": EVERYBODY if enters(None) else "",
        "deals": actor.may(Permission.MOVE, desk.practice.id),
        "items": _items(found, names, desk.face, form, enters),
        "holidays": await _holidays(tx, desk) if enters(None) else [],
        "tell": form is None or form.get("tell") == "1" or not dealings.seen_in(form),
        "entered": {name: entered.get(name, "") for name in _FIELDS},
        "wrong": wrong,
        "asked_for": _asked_for(form or {}),
        "standing": [AbsenceItem.of(Absence(one), names, desk.face) for one in standing],
        "today": desk.today,
        "kept": {name: query.get(name, "")[:200] for name in _FIELDS},
        "added": _number(query.get("away", "")),
        "undo": await undo_page.offered(
            tx, desk.request, desk.practice, "hours_exception.added", desk.now
        )
        if query.get("said") == "closed"
        else "",
    }
    return desk.page("absences.html", facts, status=422 if wrong or standing else 200)


def _items(
    found: Sequence[Absence],
    names: Mapping[int, str],
    face: LocalCalendar,
    chosen: Mapping[str, str] | None,
    enters: Callable[[int | None], bool],
) -> list[AbsenceItem]:
    """Return the rows of absences; the first appointments in them are shown, as many as fit."""
    items, left = [], _MOST
    for one in found:
        removable = enters(one.exception.practitioner_id)
        items.append(AbsenceItem.of(one, names, face, chosen, removable=removable, most=left))
        left -= len(items[-1].visits)
    return items


async def _holidays(tx: Transaction, desk: PeopleDesk) -> list[tuple[PublicHoliday, str]]:
    """Return the public holidays from today on, of this year and the next, with their days."""
    try:
        found = [
            one
            for year in (desk.today.year, desk.today.year + 1)
            for one in await holidays.listed(
                *(tx, desk.actor, desk.practice, year), now=desk.now, language=reader_language()
            )
        ]
    except InvalidInput:
        return []
    return [
        (one, desk.face.whole(one.day))
        for one in found
        if desk.today <= one.day <= desk.today + _AHEAD
    ]


def _asked_for(form: Mapping[str, str]) -> str:
    """Return what tells one absence that is entered from another, but for its reason."""
    return "|".join(form.get(name, "") for name in _FIELDS[:-1])


def _number(text: str) -> str:
    return text if text.isascii() and text.isdecimal() and len(text) < 19 else ""
