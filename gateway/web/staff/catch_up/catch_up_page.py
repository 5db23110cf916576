"""The page on which a paper is copied in: its lines, a line for new visits, what is to settle."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from secrets import token_urlsafe
from typing import Any

from aiohttp import web

from calendar_store.database.connection import Transaction
from calendar_store.model.actors import of_staff
from calendar_store.model.paper_entries import PaperEntry
from calendar_store.model.practices import Practice
from calendar_store.practices import practices
from gateway.use_cases import booking_choices, catch_up_view
from gateway.use_cases.catch_up_view import PaperPage
from gateway.use_cases.paper_doing import PaperDesk
from gateway.web.languages.refusals import refusal
from gateway.web.languages.translation import gettext as _
from gateway.web.server import phone_numbers
from gateway.web.server.moments import LocalCalendar, face_of
from gateway.web.server.rendering import page
from gateway.web.server.web_context import STAFF, WEB_CONTEXT
from gateway.web.staff.appointment.wanted_times import day_of_address, number_of
from gateway.web.staff.booking.booking_form import found_clients
from gateway.web.staff.catch_up import sheets
from gateway.web.staff.catch_up.catch_up_words import CHANGES, FATES, OBSTACLES

_DAY = timedelta(days=1)
_SETTLED_AT_ONCE = 20
"""Entries to settle that are shown at once."""
_LISTED = 100
"""Entries that are listed with their fates."""


@dataclass(frozen=True, slots=True)
class EntryWords:
    """Writes what the page says of entries.

    Attributes:
        face: writes times in the practice's zone.
        practice: the practice.
    """

    face: LocalCalendar
    practice: Practice

    def obstacle(self, entry: PaperEntry) -> str:
        """Return why an entry is not in the calendar."""
        word = _(OBSTACLES[entry.obstacle])
        return f"{word}: {refusal(entry.words)}" if entry.words else word

    def fate(self, entry: PaperEntry) -> str:
        """Return what became of an entry."""
        if entry.fate not in FATES:
            return ""
        word = _(FATES[entry.fate])
        return f"{word}: {entry.reason}" if entry.reason else word

    def change(self, name: str) -> str:
        """Return a change of a visit in words."""
        return _(CHANGES[name]) if name in CHANGES else name

    def number(self, mobile: str) -> str:
        """Return a number as the practice dials it."""
        return phone_numbers.shown(mobile, self.practice.region)


async def show(request: web.Request) -> web.Response:
    """Show the page of a paper."""
    return await shown(request, request.query)


async def of_code(request: web.Request) -> web.Response:
    """Lead from the code on a page of a paper to that page."""
    version, day = request.match_info["version"], day_of_address(request.match_info["date"])
    if day is None:
        raise web.HTTPNotFound(text=_("There is no such day."))
    raise web.HTTPSeeOther(f"/catch-up?paper={int(version)}&day={day}")


async def found(request: web.Request) -> web.Response:
    """Show the clients that fit what was typed, to be put below the field."""
    site, member = request.app[WEB_CONTEXT], request[STAFF]
    query = request.query.get("q", "")[:100]
    async with site.database.read() as tx:
        practice = await practices.get(tx, member.practice_id)
        some = await found_clients(tx, of_staff(member), practice, query)
    return page(request, "staff/catch_up/found.html", {"found": some, "asked": query})


async def shown(
    request: web.Request,
    fields: Mapping[str, str],
    *,
    wrong: str = "",
    typed: Mapping[str, str] | None = None,
    status: int = 200,
    entered: bool = False,
) -> web.Response:
    """Show the page that an address or a form names.

    Args:
        request: who asks.
        fields: what names the page, see `sheets.named`.
        wrong: why something was refused, in the reader's language; "" if nothing was.
        typed: what was typed and not taken; with "entry", to settle that.
        status: the HTTP status.
        entered: whether a script has sent lines: then only what has changed is shown.
    """
    site = request.app[WEB_CONTEXT]
    async with site.database.read() as tx:
        facts = await _facts(tx, request, fields)
    facts |= {"wrong": wrong, "typed": typed or {}}
    if entered:
        return page(request, "staff/catch_up/copied.html", facts | {"entered": True}, status=status)
    return page(request, "staff/catch_up/catch_up.html", facts, status=status)


async def _facts(
    tx: Transaction, request: web.Request, fields: Mapping[str, str]
) -> dict[str, Any]:
    site, member = request.app[WEB_CONTEXT], request[STAFF]
    actor, now = of_staff(member), site.clock()
    practice = await practices.get(tx, member.practice_id)
    named = await sheets.named(tx, actor, practice, fields, now)
    doing = PaperDesk(tx, actor, practice, site.tariff, now)
    face = face_of(practice)
    copied = await catch_up_view.page(tx, actor, practice, named.sheet, named.paper)
    choices = await booking_choices.load(tx, actor, practice)
    return {
        "practice": practice,
        "room": "calendar",
        "named": named,
        "sheet": named.sheet,
        "lines": copied.visits,
        "of_line": copied.copied,
        "services": [
            one for one in choices.services if one.is_done_by(named.sheet.practitioner_id)
        ],
        "open": await catch_up_view.open_ones(doing, _SETTLED_AT_ONCE),
        "all": await catch_up_view.settled(tx, actor, practice, _LISTED),
        "words": EntryWords(face, practice),
        "face": face,
        "today": face.day_of(now),
        "day_long": _DAY,
        "key": token_urlsafe(12),
        "focused": _focused(copied, fields.get("after", "")),
        "entered": False,
    }


def _focused(copied: PaperPage, after: str) -> int:
    """Return the visit on whose line one goes on after a line was sent; 0 for the new line."""
    ids = [one.appointment.id for one, _client in copied.visits]
    sent = number_of(after)
    if sent not in ids:
        return 0
    return next(iter(ids[ids.index(sent) + 1 :]), 0)
