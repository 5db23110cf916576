"""Booking at the desk: the form, the clients found as one types, and what the form does."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from aiohttp import web
from yarl import URL

from calendar_store.appointments import agenda
from calendar_store.clients.new_client import NewClient
from calendar_store.database.connection import Transaction
from calendar_store.model.actors import Actor, of_staff
from calendar_store.model.clients import Client
from calendar_store.model.errors import (
    InvalidInput,
    NotFound,
    NotPermitted,
    SlotTaken,
    Stale,
    StoreError,
)
from calendar_store.model.practices import Practice
from calendar_store.practices import practices
from gateway.use_cases import booking, client_records, lost_races, series, walk_in
from gateway.use_cases.errors import AlikeClient
from gateway.use_cases.lost_races import LostRace
from gateway.use_cases.series import SeriesConflicts
from gateway.use_cases.tariff import Tariff
from gateway.web.languages.refusals import refusal
from gateway.web.languages.translation import gettext as _
from gateway.web.server.forms import form_of, require_whole, too_long
from gateway.web.server.moments import face_of
from gateway.web.server.rendering import page
from gateway.web.server.web_context import STAFF, WEB_CONTEXT
from gateway.web.staff.appointment import appointment_panel
from gateway.web.staff.appointment.done_toasts import toast, told_word
from gateway.web.staff.appointment.panel_acts import anyway_field
from gateway.web.staff.booking import booking_form
from gateway.web.staff.booking.booking_form import BookingForm, BookingRefusal, found_clients
from gateway.web.staff.booking.wishes import BookingWish
from gateway.web.staff.day import day_page

_OF_NEW = frozenset({"first", "last", "mobile", "email"})
"""The fields of a new client."""


class _ClientRefused(Exception):
    """The client of a booking could not be found or added.

    Args:
        error: why.
        part: the part of the form that is wrong.
    """

    def __init__(self, error: StoreError, part: str) -> None:
        self.error, self.part = error, part
        super().__init__(str(error))


@dataclass(frozen=True, slots=True)
class _BookingDesk:
    """What the use cases need for every booking."""

    tx: Transaction
    actor: Actor
    practice: Practice
    tariff: Tariff
    now: datetime


async def show(request: web.Request) -> web.Response:
    """Show the form, filled in from the query: a time that was clicked, a client."""
    site = request.app[WEB_CONTEXT]
    async with site.database.read() as tx:
        form = await booking_form.load(tx, request, BookingWish(request.query), site.clock())
    return await _shown(request, form, 200)


async def found(request: web.Request) -> web.Response:
    """Show the clients that fit what was typed, to be put below the field."""
    site, member = request.app[WEB_CONTEXT], request[STAFF]
    async with site.database.read() as tx:
        practice = await practices.get(tx, member.practice_id)
        query = request.query.get("q", "")[:100]
        some = await found_clients(tx, of_staff(member), practice, query)
    facts: dict[str, Any] = {"found": some, "asked": query}
    return page(request, "staff/booking/found.html", facts)


async def book(request: web.Request) -> web.StreamResponse:
    """Book what the form asks for: an appointment, a series, or a client who stands there."""
    site, member = request.app[WEB_CONTEXT], request[STAFF]
    wish = BookingWish(await form_of(request))
    if not {"find", "next", "narrow"}.isdisjoint(wish.fields):
        async with site.database.read() as tx:
            form = await booking_form.load(tx, request, wish, site.clock())
        return await _shown(request, form, 422 if too_long(request) else 200)
    actor, now = of_staff(member), site.clock()
    try:
        require_whole(request)
        async with site.database.write() as tx:
            practice = await practices.get(tx, member.practice_id)
            desk = _BookingDesk(tx, actor, practice, site.tariff, now)
            done = await _book(desk, wish, await _client(desk, wish))
    except NotPermitted:
        raise
    except _ClientRefused as refused:
        return await _refuse(request, wish, refused.error, refused.part)
    except (NotFound, InvalidInput, SlotTaken, Stale) as error:
        in_new = not _OF_NEW.isdisjoint(too_long(request))
        return await _refuse(request, wish, error, "new" if in_new else "when")
    return await _answer(request, *done)


async def _client(desk: _BookingDesk, wish: BookingWish) -> str:
    """Return the id of the client whom the form names, who is added if they are new."""
    entered: NewClient | None = wish.new_client
    if entered is None:
        if not wish.said("client"):
            raise _ClientRefused(InvalidInput("choose a client, or enter a new one"), "client")
        return wish.said("client")

    try:
        added = await client_records.add(
            *(desk.tx, desk.actor, desk.practice, entered),
            why_unreached=desk.tariff.why_unreached,
            now=desk.now,
            consented=wish.consented,
            override="second" in wish.fields,
        )
    except InvalidInput as error:
        raise _ClientRefused(error, "new") from error
    return str(added.id)


async def _book(desk: _BookingDesk, wish: BookingWish, client: str) -> tuple[int, str, str]:
    """Book, and return the id of the (first) appointment, what was done, and what is told."""
    tx, actor, practice = desk.tx, desk.actor, desk.practice
    channels, now = desk.tariff.channels, desk.now
    if wish.walks_in:
        there = replace(wish, fields={**wish.fields, "at": now.isoformat()})
        asked = there.booking(practice, client, now)
        came = await walk_in.walk_in(tx, actor, practice, asked, channels=channels, now=now)
        return came.appointment.id, "walked_in", ""
    asked = wish.booking(practice, client, now)
    several = wish.series(asked, practice, now)
    if several is None:
        made = await booking.book(tx, actor, practice, asked, channels=channels, now=now)
        return made.appointment.id, "booked", told_word(made.told)
    all_made = await series.book(
        *(tx, actor, practice, several),
        channels=channels,
        now=now,
        skip_conflicts="skip" in wish.fields,
    )
    return all_made.booked[0].id, "series_booked", told_word(all_made.told)


async def _refuse(
    request: web.Request, wish: BookingWish, error: StoreError, part: str
) -> web.Response:
    """Show the form again with the refusal beside the part that is wrong."""
    site, actor = request.app[WEB_CONTEXT], of_staff(request[STAFF])
    now = site.clock()
    async with site.database.read() as tx:
        form = await booking_form.load(tx, request, wish, now)
        lost = None
        if isinstance(error, SlotTaken):
            lost = await _lost(tx, actor, form, now)
    words, anyway = refusal(f"{error}."), anyway_field(error, actor, form.practice)
    if isinstance(error, AlikeClient):
        anyway = "second"
    if lost is not None and form.client is not None and _has_it(form, form.client, lost):
        # the answer to the same form was lost, or the button was pressed twice
        words = _("%(name)s has this time already.", name=form.client.name)
        lost, anyway = replace(lost, nearest=()), ""
    planned = error.planned if isinstance(error, SeriesConflicts) else ()
    if planned:
        part = "series"
    refused = BookingRefusal(part, words, lost, anyway, planned)
    form = replace(form, refusal=refused)
    return await _shown(request, form, 422 if isinstance(error, InvalidInput) else 409)


def _has_it(form: BookingForm, client: Client, lost: LostRace) -> bool:
    """Tell whether the client has the very time that was asked for, with that practitioner."""
    if form.wish.walks_in:
        return False
    starts_at = form.wish.booking(form.practice, str(client.id), form.now).starts_at
    return [(client.id, starts_at)] == [
        (one.client.id, one.appointment.starts_at) for one in lost.faster
    ]


async def _lost(tx: Transaction, actor: Actor, form: BookingForm, now: datetime) -> LostRace | None:
    """Return who was faster, and the nearest free times; None if that cannot be said."""
    wish, practice = form.wish, form.practice
    fields = {**wish.fields, **({"at": now.isoformat()} if wish.walks_in else {})}
    try:
        asked = BookingWish(fields).booking(practice, wish.said("client"), now)
        if not asked.client:
            # a new client was not added: the time is looked at for the one who has it
            until = asked.starts_at + timedelta(minutes=1)
            there = await agenda.touching(tx, practice.id, asked.starts_at, until)
            asked = replace(asked, client=str(there[0].client_id) if there else "")
        return await lost_races.lost_booking(tx, actor, practice, asked, now=now)
    except StoreError:
        return None


async def _shown(request: web.Request, form: BookingForm, status: int) -> web.Response:
    if "HX-Request" in request.headers:
        # a script puts the form in place whatever the status says
        return page(request, "staff/booking/booking.html", {"booking": form})
    day = form.shown_day or face_of(form.practice).day_of(form.now)
    return await day_page.beside_day(request, day, {"booking": form, "panel": None}, status=status)


async def _answer(
    request: web.Request, appointment_id: int, did: str, told: str
) -> web.StreamResponse:
    site, practice_id = request.app[WEB_CONTEXT], request[STAFF].practice_id
    async with site.database.read() as tx:
        practice = await practices.get(tx, practice_id)
        panel = await appointment_panel.found(
            tx, request, practice, str(appointment_id), site.clock()
        )
    one = panel.entry.appointment
    where = f"/day/{panel.day}?appointment={one.id}"
    told_of = f"&told={told}" if told else ""
    full = f"{where}&did={did}&v={one.version}{told_of}"
    if "HX-Request" not in request.headers:
        raise web.HTTPSeeOther(full)
    if URL(request.headers.get("HX-Current-URL", "")).path != f"/day/{panel.day}":
        return web.Response(headers={"HX-Redirect": full})
    shown = toast(did, told, one, (panel.face, panel.today))
    answer = appointment_panel.fragment(request, replace(panel, toast=shown))
    answer.headers["HX-Push-Url"] = where
    return answer
