"""The page of the waiting list: adds a client, takes entries off and back, takes offers back."""

from collections.abc import Mapping, Sequence
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from aiohttp import web

from calendar_store.database.connection import Transaction
from calendar_store.model import local_time
from calendar_store.model.actors import Permission, of_staff
from calendar_store.model.clients import Client
from calendar_store.model.errors import InvalidInput, NotFound
from calendar_store.model.practices import Practice, Practitioner, Service
from calendar_store.model.statuses import OfferStatus
from calendar_store.practices import practices
from gateway.use_cases import client_search, waiting_list, waiting_offers
from gateway.use_cases.waiting_list import WaitingRequest, WaitingView
from gateway.web.languages.refusals import refusal
from gateway.web.languages.translation import gettext as _
from gateway.web.server.forms import Form, form_of, require_whole
from gateway.web.server.moments import face_of
from gateway.web.server.rendering import page
from gateway.web.server.web_context import STAFF, WEB_CONTEXT
from gateway.web.staff.appointment.wanted_times import wanted_day
from gateway.web.staff.waiting.waiting_view import OfferItem, WaitingItem

_DAY = timedelta(days=1)
_PAGE = 100
"""Limit of entries on one page."""
_FOUND = 8
"""Clients that are shown at once; who types on sees fewer."""
_FIELDS = ("q", "client", "what", "practitioner", "service", "first", "last")


async def show(request: web.Request) -> web.Response:
    """List who waits, and the offers that were made last."""
    async with request.app[WEB_CONTEXT].database.read() as tx:
        return await _page(tx, request, {"q": request.query.get("client", "")})


async def found(request: web.Request) -> web.Response:
    """Show the clients that fit what was typed, to be put below the field."""
    async with request.app[WEB_CONTEXT].database.read() as tx:
        practice = await practices.get(tx, request[STAFF].practice_id)
        some = await _found(tx, request, practice, request.query.get("q", ""))
    facts = {"found": some, "asked": {"q": request.query.get("q", ""), "client": ""}}
    return page(request, "staff/waiting/found.html", facts)


async def add(request: web.Request) -> web.Response:
    """Let a client wait; what was typed stays if it is refused."""
    site, form = request.app[WEB_CONTEXT], await form_of(request)
    try:
        require_whole(request)
        async with site.database.write() as tx:
            practice = await practices.get(tx, request[STAFF].practice_id)
            who = form.get("client") or await _only(tx, request, practice, form.get("q", ""))
            asked = _asked(form, practice, who, site.clock())
            actor = of_staff(request[STAFF])
            await waiting_list.add(tx, actor, practice, asked, now=site.clock())
    except (InvalidInput, NotFound) as error:
        async with site.database.read() as tx:
            return await _page(tx, request, form, wrong=str(error))
    raise web.HTTPSeeOther("/waiting?said=added")


async def withdraw(request: web.Request) -> web.Response:
    """Take an entry off the list."""
    entry = await _change(request, waiting_list.withdraw, "entry")
    raise web.HTTPSeeOther(f"/waiting?said=withdrawn&entry={entry}")


async def restore(request: web.Request) -> web.Response:
    """Put an entry back that was taken off."""
    await _change(request, waiting_list.restore, "entry")
    raise web.HTTPSeeOther("/waiting?said=restored")


async def take_back(request: web.Request) -> web.Response:
    """Take an open offer back."""
    await _change(request, waiting_offers.take_back, "offer")
    raise web.HTTPSeeOther("/waiting?said=taken-back")


async def _change(request: web.Request, act: Any, name: str) -> int:
    """Do one thing to an entry or an offer; return its id."""
    site, member = request.app[WEB_CONTEXT], request[STAFF]
    found = int(request.match_info[name])
    try:
        async with site.database.write() as tx:
            practice = await practices.get(tx, member.practice_id)
            await act(tx, of_staff(member), practice, found, now=site.clock())
    except NotFound as error:
        # a colleague, or the client, was faster
        raise web.HTTPNotFound(text=refusal(f"{error}.")) from error
    return found


async def _only(tx: Transaction, request: web.Request, practice: Practice, typed: str) -> str:
    """Return the client that was meant: the only one that fits, or else what was typed.

    Raises:
        InvalidInput: if several clients fit.
    """
    some = await _found(tx, request, practice, typed)
    if len(some) > 1:
        raise InvalidInput(_("Several clients fit: choose one."))
    return str(some[0].id) if some else typed


async def _found(
    tx: Transaction, request: web.Request, practice: Practice, typed: str
) -> Sequence[Client]:
    return await client_search.search(tx, of_staff(request[STAFF]), practice, typed, _FOUND)


async def _page(
    tx: Transaction, request: web.Request, asked: Mapping[str, str], *, wrong: str = ""
) -> web.Response:
    site, member = request.app[WEB_CONTEXT], request[STAFF]
    actor, now = of_staff(member), site.clock()
    practice = await practices.get(tx, member.practice_id)
    face = face_of(practice)
    today = face.day_of(now)
    waits = await waiting_list.listed(tx, actor, practice, now=now)
    made = await waiting_offers.latest(tx, actor, practice)
    open_now = {
        one.offer.entry_id: one.offer for one in made if one.offer.status is OfferStatus.OFFERED
    }
    last = max(1, -(-len(waits) // _PAGE))
    number = min(_number(request.query.get("page", "")), last)
    shown = waits[(number - 1) * _PAGE : number * _PAGE]
    items = [WaitingItem(one, open_now.get(one.entry.id), practice, face, today) for one in shown]
    keeps = actor.may(Permission.KEEP_WAITING_LIST, practice.id)
    working, offered = await waiting_list.choices(tx, actor, practice) if keeps else ((), ())
    facts = {
        "practice": practice,
        "room": "waiting",
        "keeps": keeps,
        "items": items,
        "total": len(waits),
        "page": number,
        "pages": last,
        "offers": [OfferItem(one, face, today) for one in made],
        "retired": _for_nobody(shown, working, offered),
        "practitioners": working,
        "services": offered,
        "asked": {name: asked.get(name, "") for name in _FIELDS},
        "found": await _found(tx, request, practice, asked.get("q", "")),
        "wrong": wrong,
        "said": _said(request.query.get("said", "")),
        "undo": _undo(request),
        "first": today,
        "last": today + practice.booking_window,
    }
    return page(request, "staff/waiting/waiting.html", facts, status=422 if wrong else 200)


def _for_nobody(
    waits: Sequence[WaitingView], working: Sequence[Practitioner], offered: Sequence[Service]
) -> set[int]:
    """Return the entries for a new appointment that nobody can be offered: whose wish retired."""
    who, what = {one.id for one in working}, {one.id for one in offered}
    return {
        one.entry.id
        for one in waits
        if one.entry.appointment_id is None
        and (
            (one.entry.practitioner_id is not None and one.entry.practitioner_id not in who)
            or (one.entry.service_id is not None and one.entry.service_id not in what)
        )
    }


def _number(text: str) -> int:
    """Return the number of a page, from 1."""
    known = text.isascii() and text.isdecimal() and len(text) < 7
    return max(1, int(text)) if known else 1


def _said(what: str) -> str:
    """Return what was done, in words."""
    return {
        "added": _("On the waiting list."),
        "withdrawn": _("Taken off the waiting list."),
        "restored": _("On the waiting list again."),
        "taken-back": _("The offer was taken back."),
        "offered": _("Offered. The answer books it by itself."),
    }.get(what, "")


def _undo(request: web.Request) -> str:
    """Return the address that takes back what was done; "" if there is none."""
    entry = request.query.get("entry", "")
    known = request.query.get("said") == "withdrawn" and entry.isascii() and entry.isdecimal()
    return f"/waiting/{entry}/restore" if known and len(entry) < 19 else ""


def _asked(form: Form, practice: Practice, who: str, now: datetime) -> WaitingRequest:
    new = form.get("what") == "new"
    return WaitingRequest(
        who,
        new=new,
        first=_begins(form.get("first", ""), practice, now),
        until=_begins(form.get("last", ""), practice, now, _DAY),
        practitioner=form.get("practitioner") or None if new else None,
        service=form.get("service") or None if new else None,
    )


def _begins(
    text: str, practice: Practice, now: datetime, later: timedelta = timedelta(0)
) -> datetime | None:
    """Return when a day begins, as a form writes it; None for none.

    Raises:
        InvalidInput: if there is no such day.
    """
    if not text.strip():
        return None
    day = wanted_day(text, practice, now)
    return local_time.moment(day + later, time.min, ZoneInfo(practice.timezone))
