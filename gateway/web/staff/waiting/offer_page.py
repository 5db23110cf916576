"""The page of one entry of the waiting list: free times that suit, and one offered by hand."""

from datetime import date
from itertools import groupby

from aiohttp import web

from calendar_store.database.connection import Transaction
from calendar_store.model.actors import of_staff
from calendar_store.model.appointments import Slot
from calendar_store.model.errors import InvalidInput, NotFound, SlotTaken, Stale
from calendar_store.practices import practices
from gateway.use_cases import waiting_list, waiting_offers
from gateway.use_cases.waiting_offers import OfferRequest
from gateway.web.languages.refusals import refusal
from gateway.web.languages.translation import gettext as _
from gateway.web.server.forms import form_of
from gateway.web.server.moments import face_of
from gateway.web.server.rendering import page
from gateway.web.server.web_context import STAFF, WEB_CONTEXT
from gateway.web.staff.appointment.wanted_times import clicked
from gateway.web.staff.waiting.waiting_view import WaitingItem


async def show(request: web.Request) -> web.Response:
    """Show an entry with the free times that suit it."""
    async with request.app[WEB_CONTEXT].database.read() as tx:
        return await _page(tx, request)


async def offer(request: web.Request) -> web.Response:
    """Offer the chosen time; if it cannot be offered, show why and what is free now."""
    site, member, form = request.app[WEB_CONTEXT], request[STAFF], await form_of(request)
    asked = _asked(int(request.match_info["entry"]), form.get("time", ""))
    try:
        async with site.database.write() as tx:
            practice = await practices.get(tx, member.practice_id)
            await waiting_offers.offer(
                tx,
                of_staff(member),
                practice,
                asked,
                channels=site.tariff.channels,
                now=site.clock(),
            )
    except (InvalidInput, SlotTaken, Stale) as error:
        async with site.database.read() as tx:
            return await _page(tx, request, wrong=str(error))
    except NotFound as error:
        raise web.HTTPNotFound(text=refusal(f"{error}.")) from error
    raise web.HTTPSeeOther("/waiting?said=offered")


async def _page(tx: Transaction, request: web.Request, *, wrong: str = "") -> web.Response:
    site, member = request.app[WEB_CONTEXT], request[STAFF]
    actor, now = of_staff(member), site.clock()
    practice = await practices.get(tx, member.practice_id)
    entry_id = int(request.match_info["entry"])
    try:
        view = await waiting_list.find(tx, actor, practice, entry_id)
    except NotFound as error:
        raise web.HTTPNotFound(text=refusal(f"{error}.")) from error
    slots = await waiting_offers.times(tx, actor, practice, entry_id, now=now)
    face = face_of(practice)

    def day_of(slot: Slot) -> date:
        return face.day_of(slot.starts_at)

    facts = {
        "practice": practice,
        "room": "waiting",
        "item": WaitingItem(view, None, practice, face, face.day_of(now)),
        "days": [(face.whole(day), list(some)) for day, some in groupby(slots, day_of)],
        "clock": face.clock,
        "wrong": wrong,
    }
    return page(request, "staff/waiting/offer.html", facts, status=422 if wrong else 200)


def _asked(entry_id: int, text: str) -> OfferRequest:
    """Read a time as the page's buttons write it: "practitioner@moment".

    Raises:
        HTTPBadRequest: for any other text.
    """
    practitioner, _at, moment = text.partition("@")
    starts_at = clicked(moment)
    if starts_at is None or not practitioner.isdecimal():
        raise web.HTTPBadRequest(text=_("This page is out of date. Open it again."))
    return OfferRequest(entry_id, starts_at, practitioner)
