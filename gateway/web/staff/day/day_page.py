"""The calendar page: one day of a practice, the first page after the log-in.

Loads a day in a few queries, lays it out as cards, and renders the whole page or the parts of it
that change.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from hashlib import sha256
from typing import Any

import aiohttp_jinja2
from aiohttp import web

from calendar_store.database.connection import Transaction
from calendar_store.model.actors import of_staff
from calendar_store.model.errors import InvalidInput
from calendar_store.model.practices import Practice
from calendar_store.practices import practices
from calendar_store.views import day_view
from calendar_store.views.day_view import Counts
from gateway.use_cases import booking_choices, papers
from gateway.use_cases.booking_choices import BookingChoices
from gateway.use_cases.papers import MadePaper
from gateway.web.languages.refusals import refusal
from gateway.web.languages.translation import gettext as _
from gateway.web.languages.translation import mark, reader_language
from gateway.web.server.moments import LocalCalendar, face_of
from gateway.web.server.readings import note_reading
from gateway.web.server.rendering import page
from gateway.web.server.web_context import STAFF, WEB_CONTEXT, WebContext
from gateway.web.staff.appointment import appointment_panel
from gateway.web.staff.appointment.appointment_panel import Panel
from gateway.web.staff.appointment.done_toasts import DoneToast
from gateway.web.staff.appointment.wanted_times import day_of_address, wanted_day
from gateway.web.staff.day import moving
from gateway.web.staff.day.calendar_rights import NO_RIGHTS, CalendarRights
from gateway.web.staff.day.day_cards import DayCards, shown_card
from gateway.web.staff.day.day_filter import EVERYTHING, DayFilter
from gateway.web.staff.day.day_layout import Layout, lay_out
from gateway.web.staff.undo import undo_page
from gateway.wording import glyphs

_DAY = timedelta(days=1)
_SAID = {
    "blocked": (mark("Blocked."), "block.added"),
    "freed": (mark("Free again."), "block.removed"),
    undo_page.SAID: (mark("Taken back."), ""),
}
"""What is said of a change of the day itself, and the change that its undo takes back."""


@dataclass(frozen=True, slots=True)
class DayFacts:
    """A day of a practice, loaded and laid out.

    Attributes:
        practice: the practice.
        day: the local day.
        now: the moment of loading, UTC.
        counts: numbers of conversations, alerts and other items that wait for staff.
        layout: the calendar; None if nobody works and there are no appointments.
        hindered: carriers that take no texts now: name -> why.
        wish: what is in view.
        reader: what the reader may do.
        closed: why nobody works, "" if that was not told.
        paper: the last paper of the calendar; None for none.
    """

    practice: Practice
    day: date
    now: datetime
    counts: Counts
    layout: Layout | None
    hindered: Mapping[str, str]
    wish: DayFilter = EVERYTHING
    reader: CalendarRights = NO_RIGHTS
    closed: str = ""
    paper: MadePaper | None = None

    @property
    def face(self) -> LocalCalendar:
        """Formats times in the practice's zone."""
        return face_of(self.practice)


@dataclass(frozen=True, slots=True)
class Parts:
    """The rendered parts of the page that change while the page is open, by name."""

    html: Mapping[str, str]

    @property
    def digest(self) -> str:
        """A hash of the parts; equal parts have equal hashes."""
        return sha256("\0".join(self.html.values()).encode()).hexdigest()[:16]


async def load(
    site: WebContext, practice_id: int, day: date, wish: DayFilter, reader: CalendarRights
) -> DayFacts:
    """Load a day in its current state, in one transaction.

    Args:
        site: the store and the clock.
        practice_id: the practice's id.
        day: the local day.
        wish: what is in view.
        reader: what the reader may do.
    """
    async with site.database.read() as tx:
        return await _load(tx, site, practice_id, day, wish=wish, reader=reader)


async def _load(
    tx: Transaction,
    site: WebContext,
    practice_id: int,
    day: date,
    *,
    wish: DayFilter,
    reader: CalendarRights,
) -> DayFacts:
    now = site.clock()
    practice = await practices.get(tx, practice_id)
    entries = await day_view.load(tx, practice, day, 1)
    everybody = await day_view.columns(tx, practice, day)
    columns = [one for one in everybody if wish.shows(one.practitioner.id)]
    counts = await day_view.counts(tx, practice_id, now)
    bounds = day_view.bounds(practice, day, 1)
    layout = lay_out(columns, entries, slot=practice.slot_step, day=bounds)
    closed = next((one.away for one in columns if one.away), "")
    paper = await papers.last(tx, practice_id, now)
    hindered = site.hindered()
    return DayFacts(practice, day, now, counts, layout, hindered, wish, reader, closed, paper)


def parts(app: web.Application, day: DayFacts) -> Parts:
    """Render the parts that change: the counts, the calendar, the line of the current time."""
    environment = aiohttp_jinja2.get_env(app)
    facts = {
        "day": day,
        "view": DayCards(day),
        "glyphs": glyphs,
        "shown": partial(shown_card, environment, reader_language()),
    }
    names = ("counts", "calendar", "now")
    return Parts(
        {name: environment.get_template(f"staff/day/{name}.html").render(facts) for name in names}
    )


async def today(request: web.Request) -> web.Response:
    """Redirect to today's page, or to the day that was picked."""
    site = request.app[WEB_CONTEXT]
    async with site.database.read() as tx:
        practice = await practices.get(tx, request[STAFF].practice_id)
    typed, now = request.query.get("date", ""), site.clock()
    try:
        picked = wanted_day(typed, practice, now) if typed else face_of(practice).day_of(now)
    except InvalidInput as error:
        raise web.HTTPUnprocessableEntity(text=refusal(f"{error}.")) from error
    raise web.HTTPSeeOther(f"/day/{picked.isoformat()}")


async def show(request: web.Request) -> web.Response:
    """Show a day, with the panel of an appointment beside it if one is open."""
    return page(request, "staff/day/day.html", await shown(request))


async def shown(request: web.Request) -> dict[str, Any]:
    """Return the variables of a day's template, for the requested day and panel."""
    site, member = request.app[WEB_CONTEXT], request[STAFF]
    picked, wish = day_of(request), DayFilter.of(request.query)
    async with site.database.read() as tx:
        reader = CalendarRights.of(member)
        day = await _load(tx, site, member.practice_id, picked, wish=wish, reader=reader)
        panel = await appointment_panel.from_query(tx, request, day.practice, day.now)
        choices = await booking_choices.load(tx, of_staff(member), day.practice)
        moved = await moving.whose(tx, day.practice, wish)
        toast = await _toast(tx, request, day)
    if panel:
        await note_reading(request, [panel.entry.client.id])
    return _frame(request, day, choices) | {"panel": panel, "toast": toast, "moved": moved}


async def _toast(tx: Transaction, request: web.Request, day: DayFacts) -> DoneToast | None:
    """Return the toast of a change of the day itself; None if nothing was done."""
    words, action = _SAID.get(request.query.get("said", ""), ("", ""))
    if not words:
        return None
    undo = await undo_page.offered(tx, request, day.practice, action, day.now) if action else ""
    return DoneToast(_(words), undo, {"day": str(day.day)})


async def beside(request: web.Request, panel: Panel, *, status: int) -> web.Response:
    """Show the day of a panel with that panel beside it, as after a form that was refused."""
    return await beside_day(request, panel.day, {"panel": panel}, status=status)


async def beside_day(
    request: web.Request, day: date, facts: Mapping[str, Any], *, status: int
) -> web.Response:
    """Show a day with a form beside it.

    Args:
        request: the request that is answered.
        day: the local day.
        facts: "panel", or "booking" with None as "panel", as the template shows it.
        status: the HTTP status.
    """
    site, member = request.app[WEB_CONTEXT], request[STAFF]
    async with site.database.read() as tx:
        reader = CalendarRights.of(member)
        loaded = await _load(tx, site, member.practice_id, day, wish=EVERYTHING, reader=reader)
        choices = await booking_choices.load(tx, of_staff(member), loaded.practice)
    shown_facts = _frame(request, loaded, choices) | dict(facts)
    return page(request, "staff/day/day.html", shown_facts, status=status)


def _frame(request: web.Request, day: DayFacts, choices: BookingChoices) -> dict[str, Any]:
    changing = parts(request.app, day)
    today = day.face.day_of(day.now)
    return {
        "day": day,
        "parts": changing.html,
        "digest": changing.digest,
        "title": day.face.short(day.day),
        "whole": day.face.whole(day.day),
        "before": day.day - _DAY,
        "after": day.day + _DAY,
        "is_today": day.day == today,
        "view": DayCards(day),
        "booking": None,
        "block": None,
        "toast": None,
        "filters": day.wish,
        "choices": choices,
        "moved": "",
        "picked": day.day,
        "span": "day",
        "grid": request.query.get("view") == "grid",
        "books": day.reader.books,
    }


def day_of(request: web.Request) -> date:
    """Return the day in a request's path.

    Raises:
        HTTPNotFound: if there is no such day.
    """
    day = day_of_address(request.match_info["date"])
    if day is None:
        raise web.HTTPNotFound(text=_("There is no such day."))
    return day
