"""The pages about a hold: its code is entered, sent again, and what was booked is shown."""

from dataclasses import dataclass, replace

from aiohttp import web

from calendar_store.appointments import agenda, booking_holds
from calendar_store.model.booking_holds import BookingHold, HoldStatus
from calendar_store.model.errors import NotFound
from calendar_store.model.statuses import STANDING, Channel
from gateway.links.links import LinkPurpose
from gateway.use_cases import web_choices, web_confirmation
from gateway.use_cases.web_booking import HoldRequest, TimeGone
from gateway.use_cases.web_confirmation import TRIES
from gateway.use_cases.web_entry import WebEntry
from gateway.web.client.booking.booking_desk import BookingDesk, booking_desk, require_few
from gateway.web.client.booking.booking_page import (
    Complaint,
    answer,
    chosen,
    details,
)
from gateway.web.client.booking.choice import Choice
from gateway.web.client.shared.faults import told_to_clients
from gateway.web.client.shared.link_desk import link_desk
from gateway.web.server.forms import form_of
from gateway.web.server.phone_numbers import shown
from gateway.web.server.web_context import WEB_CONTEXT

_SHOWN_END = 3
"""Digits of a number that are shown; who sees the page over a shoulder needs no more."""


@dataclass(frozen=True, slots=True)
class _Held:
    """A request about a hold: the desk with the choice of the hold, and the hold."""

    desk: BookingDesk
    hold: BookingHold
    token: str

    def url(self, step: str) -> str:
        return self.desk.choice.page(step, self.token)


@told_to_clients
async def show(request: web.Request) -> web.Response:
    """Ask for the code."""
    held = await _held(request)
    if held.hold.status is HoldStatus.DONE:
        raise web.HTTPSeeOther(held.url("done"))
    if held.hold.status is HoldStatus.LOST:
        raise web.HTTPSeeOther(held.url("change"))
    return _ask(held)


@told_to_clients
async def enter(request: web.Request) -> web.Response:
    """Check the code and book; the answer leads to a page that may be read again."""
    form = await form_of(request)
    held = await _held(request)
    site, codes = request.app[WEB_CONTEXT], await held.desk.codes()
    async with site.database.write() as tx:
        offer = await web_choices.load(tx, held.desk.offer.practice.slug)
        found = await web_confirmation.confirm(
            tx, offer, held.hold.id, form.get("code", ""), codes, now=held.desk.now
        )
    if isinstance(found, BookingHold):
        raise web.HTTPSeeOther(held.url("done"))
    raise web.HTTPSeeOther(held.url("change" if isinstance(found, TimeGone) else "code"))


@told_to_clients
async def send_again(request: web.Request) -> web.Response:
    """Send another code for the same time, in place of the first."""
    held = await _held(request)
    hold, desk = held.hold, held.desk
    wish = web_confirmation.wish_of(desk.offer, hold)
    if hold.status is HoldStatus.DONE:
        raise web.HTTPSeeOther(held.url("done"))
    if wish is None or not hold.is_live(desk.now):
        return _over(held)
    asked = HoldRequest(
        *(wish, hold.starts_at, WebEntry.from_json(hold.entered), await desk.visitor()),
        until=None if hold.holds_time else hold.ends_at,
        replaces=hold.id,
    )
    return await answer(desk, wish, _typed(hold, desk), asked)


@told_to_clients
async def change(request: web.Request) -> web.Response:
    """Show what was entered once more, to be corrected; and whether the time is taken."""
    held = await _held(request)
    hold, desk = held.hold, held.desk
    wish = web_confirmation.wish_of(desk.offer, hold)
    if wish is None:
        return _over(held)
    complaint = None
    if hold.status is HoldStatus.LOST:
        async with request.app[WEB_CONTEXT].database.read() as tx:
            near = await web_choices.nearest(tx, desk.offer, wish, hold.starts_at, desk.now)
        complaint = Complaint(gone=True, nearest=near)
    return details(desk, wish, _typed(hold, desk), complaint)


@told_to_clients
async def done(request: web.Request) -> web.Response:
    """Say what was booked, or how it stands if it has changed since: people go back to pages."""
    held = await _held(request)
    hold, desk = held.hold, held.desk
    if hold.status is not HoldStatus.DONE:
        raise web.HTTPSeeOther(held.url("code"))
    if hold.appointment_id is None:
        return desk.page("done.html", {"appointment": None, "link": ""})
    async with request.app[WEB_CONTEXT].database.read() as tx:
        appointment = await agenda.get(tx, hold.practice_id, hold.appointment_id)
    links = await link_desk(request).links()
    link = links.appointment(
        hold.practice_id, appointment.id, appointment.version, appointment.ends_at
    )
    stands = appointment.status in STANDING
    facts = {
        "appointment": appointment,
        "stands": stands,
        "unchanged": stands and appointment.starts_at == hold.starts_at,
        "link": link,
    }
    return desk.page("done.html", facts)


async def _held(request: web.Request) -> _Held:
    """Return the hold of a request's token.

    Raises:
        LinkInvalid: if the token is none of ours.
        NotFound: if it is no hold of this practice.
    """
    require_few(request)
    token = request.match_info["token"]
    link = (await link_desk(request).links()).read(LinkPurpose.HOLD, token)
    async with request.app[WEB_CONTEXT].database.read() as tx:
        desk = await booking_desk(tx, request, request.query)
        hold = await booking_holds.get(tx, link.practice_id, link.about)
    practice_id = desk.offer.practice.id
    if hold is None or link.practice_id != practice_id or desk.now >= link.expires_at:
        raise NotFound("there is no such booking")
    known = Choice(
        desk.choice.slug,
        service=hold.service_id,
        practitioner=_wanted(hold),
        at=hold.starts_at if hold.holds_time else None,
        waits=not hold.holds_time,
        lang=desk.choice.lang,
        framed=desk.choice.framed,
    )
    return _Held(replace(desk, choice=known), hold, token)


def _wanted(hold: BookingHold) -> int:
    entry = WebEntry.from_json(hold.entered) if hold.entered else None
    return (entry.practitioner_id or 0) if entry else hold.practitioner_id


def _ask(held: _Held) -> web.Response:
    """Return the page that asks for the code, where it can still be entered."""
    hold, desk = held.hold, held.desk
    wish = web_confirmation.wish_of(desk.offer, hold)
    if wish is None or not hold.is_live(desk.now) or hold.tries >= TRIES:
        return _over(held)
    sms = hold.channel is Channel.SMS
    facts = {
        **chosen(desk, wish),
        "sms": sms,
        "shown": hold.address[-_SHOWN_END:] if sms else _masked(hold.address),
        "until": hold.expires_at,
        "left": TRIES - hold.tries if hold.tries else None,
        "enter_url": held.url("code"),
        "again_url": held.url("again"),
        "change_url": held.url("change"),
    }
    return desk.page("code.html", facts)


def _masked(address: str) -> str:
    local, _, domain = address.rpartition("@")
    return f"{local[:1]}…@{domain}"


def _over(held: _Held) -> web.Response:
    choice = replace(held.desk.choice, at=None)
    return held.desk.page("over.html", {"again": choice.url()}, status=410)


def _typed(hold: BookingHold, desk: BookingDesk) -> dict[str, str]:
    """Return what was entered for a hold, as fields of the form."""
    entry = WebEntry.from_json(hold.entered)
    return {
        "first": entry.first,
        "last": entry.last,
        "mobile": shown(entry.mobile, desk.offer.practice.region),
        "email": entry.email,
        "by": entry.channel.value,
        "locale": entry.locale,
        "consent": "yes",
        **dict.fromkeys(entry.kinds, "yes"),
    }
