"""The steps before the code: service, practitioner, time, details; each is a page of its own."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from aiohttp import web
from yarl import URL

from calendar_store.database.connection import Transaction
from calendar_store.model.appointments import Slot
from calendar_store.model.booking_holds import BookingHold
from calendar_store.model.follow_ups import KINDS
from calendar_store.model.statuses import Channel
from dialogs.languages import writing
from gateway.use_cases import web_booking, web_choices
from gateway.use_cases.code_limits import CodeRefusal
from gateway.use_cases.web_booking import HoldRequest, TimeGone
from gateway.use_cases.web_choices import WebWish
from gateway.use_cases.web_entry import EntryFault, WebEntry, read_entry
from gateway.web.client.booking.booking_desk import BookingDesk, booking_desk, require_few
from gateway.web.client.booking.choice import stamp, wish_of
from gateway.web.client.booking.week import Week, week_of
from gateway.web.client.shared.faults import told_to_clients
from gateway.web.client.shared.link_desk import link_desk
from gateway.web.server.forms import Form, form_of
from gateway.web.server.web_context import WEB_CONTEXT

_WAITS = (7, 14, 30)
_DAY, _HOUR = timedelta(days=1), timedelta(hours=1)
_TYPED = (
    *("first", "last", "mobile", "email", "by", "locale", "consent", "until"),
    *(kind.value for kind in KINDS),
)
_STATUS = {CodeRefusal.ADDRESS: 429, CodeRefusal.VISITOR: 429, CodeRefusal.PRACTICE: 503}


@dataclass(frozen=True, slots=True)
class Complaint:
    """What is wrong with a form, for the page that shows it again.

    Attributes:
        wrong: the faults by field.
        gone: whether the time is taken; `nearest` are free.
        refusal: why no code is sent.
    """

    wrong: Mapping[str, EntryFault] | None = None
    gone: bool = False
    nearest: tuple[Slot, ...] = ()
    refusal: CodeRefusal | None = None


@told_to_clients
async def show(request: web.Request) -> web.Response:
    """Show the next step of what was chosen so far."""
    require_few(request)
    async with request.app[WEB_CONTEXT].database.read() as tx:
        desk = await booking_desk(tx, request, request.query)
        choice, offer = desk.choice, desk.offer
        if not (offer.services and offer.practitioners and desk.code_channels()):
            return desk.page("closed.html")
        wish = wish_of(choice, offer)
        if choice.service is None:
            return desk.page("services.html")
        if wish is None:
            return desk.page("practitioners.html", {"service": offer.service(choice.service)})
        if choice.at is None and not choice.waits:
            shown = await _shown_day(tx, desk, wish)
            week = week_of(shown, *_bounds(desk))
            times = await web_choices.free_times(tx, offer, wish, week.days, desk.now)
            week = replace(week, shown=_with_times(week, times))
            later = None
            if not any(times.values()) and week.later is not None:
                later = await web_choices.first_day(tx, offer, wish, week.later, desk.now)
            return desk.page("times.html", _times(desk, wish, week, times, later))
    return details(desk, wish, {})


@told_to_clients
async def as_typed(request: web.Request) -> web.Response:
    """Lead from a name with capital letters, or with a slash after it, to its page."""
    require_few(request)
    slug = request.match_info["typed"].lower()
    async with request.app[WEB_CONTEXT].database.read() as tx:
        await web_choices.load(tx, slug)
    raise web.HTTPFound(str(URL(f"/b/{slug}").with_query(request.query)))


@told_to_clients
async def ask_for_code(request: web.Request) -> web.Response:
    """Hold what was chosen and send a code; the answer leads to the page that asks for the code."""
    require_few(request)
    form, site = await form_of(request), request.app[WEB_CONTEXT]
    async with site.database.read() as tx:
        desk = await booking_desk(tx, request, form)
    wish = wish_of(desk.choice, desk.offer)
    if wish is None or (desk.choice.at is None and not desk.choice.waits):
        raise web.HTTPSeeOther(desk.choice.url())
    entry = read_entry(
        *(desk.offer.practice, form, desk.code_channels()),
        locale=_locale(desk, form),
        waits=desk.choice.waits,
        practitioner_id=wish.practitioner_id,
        kinds=desk.offer.kinds,
    )
    if not isinstance(entry, WebEntry):
        return details(desk, wish, form, Complaint(entry))
    asked = _asked(desk, wish, entry, form, await desk.visitor())
    return await answer(desk, wish, form, asked)


async def answer(
    desk: BookingDesk, wish: WebWish, typed: Mapping[str, str], asked: HoldRequest
) -> web.Response:
    """Hold what is asked for, and lead to the page of the code or show what is wrong.

    Args:
        desk: the request.
        wish: what is wanted.
        typed: the fields of the form, for the page that shows it again.
        asked: the request for a hold.
    """
    site, codes = desk.request.app[WEB_CONTEXT], await desk.codes()
    async with site.database.write() as tx:
        offer = await web_choices.load(tx, desk.offer.practice.slug)
        held = await web_booking.hold(tx, offer, asked, desk.channels, codes, now=desk.now)
    if isinstance(held, TimeGone):
        return details(desk, wish, typed, Complaint(gone=True, nearest=held.nearest))
    if isinstance(held, CodeRefusal):
        return details(desk, wish, typed, Complaint(refusal=held))
    raise web.HTTPSeeOther(desk.choice.page("code", await hold_token(desk, held)))


async def hold_token(desk: BookingDesk, held: BookingHold) -> str:
    """Return the token of a hold, which is valid for a while after it: its page says what is."""
    links = await link_desk(desk.request).links()
    return links.hold_token(held.practice_id, held.id, held.expires_at + _HOUR)


def details(
    desk: BookingDesk,
    wish: WebWish,
    typed: Mapping[str, str],
    complaint: Complaint | None = None,
) -> web.Response:
    """Return the page that asks who comes.

    Args:
        desk: the request.
        wish: what is wanted.
        typed: what was typed before; nothing of it is lost.
        complaint: what is wrong with it.
    """
    told = complaint or Complaint()
    channels = desk.code_channels()
    kept = {name: str(typed.get(name, "")) for name in _TYPED}
    kept["locale"] = kept["locale"] or desk.reader.code
    if not kept["by"] and len(channels) > 0:
        kept["by"] = channels[0].value
    status = 200
    if told.wrong:
        status = 422
    elif told.gone:
        status = 409
    elif told.refusal:
        status = _STATUS[told.refusal]
    facts = {
        **chosen(desk, wish),
        "typed": kept,
        "wrong": dict.fromkeys(_TYPED, "") | dict(told.wrong or {}),
        "failed": bool(told.wrong),
        "gone": told.gone,
        "nearest": [(stamp(slot.starts_at), slot) for slot in told.nearest],
        "refusal": told.refusal.value if told.refusal else "",
        "channels": [channel.value for channel in channels],
        "both": {Channel.SMS, Channel.EMAIL} <= set(channels),
        "untils": _untils(desk) if desk.choice.waits else [],
    }
    return desk.page("details.html", facts, status=status)


def chosen(desk: BookingDesk, wish: WebWish) -> dict[str, Any]:
    """Return the facts of what was chosen, for the card on top of a page."""
    who = desk.offer.practitioner(wish.practitioner_id or 0)
    return {
        "service": wish.service,
        "practitioner": who,
        "at": desk.choice.at,
    }


def _asked(
    desk: BookingDesk, wish: WebWish, entry: WebEntry, form: Form, visitor: str
) -> HoldRequest:
    earliest, latest = desk.offer.window(desk.now)
    if desk.choice.at is not None and not desk.choice.waits:
        return HoldRequest(wish, desk.choice.at, entry, visitor)
    days = form.get("until", "")
    wanted = int(days) if days.isascii() and days.isdecimal() and len(days) < 4 else _WAITS[-1]
    until = max(earliest + _DAY, min(latest, desk.now + wanted * _DAY))
    return HoldRequest(wish, earliest, entry, visitor, until=until)


def _untils(desk: BookingDesk) -> list[tuple[str, date]]:
    """Return until when somebody may wait: a number of days, and the day."""
    window = desk.offer.practice.booking_window.days
    counts = [*(days for days in _WAITS if days < window), window]
    calendar = desk.reader.calendar
    return [(str(days), calendar.day_of(desk.now + days * _DAY)) for days in counts]


def _locale(desk: BookingDesk, form: Form) -> str:
    written = form.get("locale", "")
    return written if written in writing.spoken() else desk.reader.code


async def _shown_day(tx: Transaction, desk: BookingDesk, wish: WebWish) -> date:
    """Return the day whose times are shown: the chosen one, else the first with a free time."""
    first, last = _bounds(desk)
    if desk.choice.day is not None:
        return min(max(desk.choice.day, first), last)
    found = await web_choices.first_day(tx, desk.offer, wish, first, desk.now)
    return found or first


def _with_times(week: Week, times: Mapping[date, tuple[Slot, ...]]) -> date:
    """Return the day to show: the one asked for, else the next of the page with a free time."""
    after = [day for day in week.days if day >= week.shown]
    return next((day for day in (*after, *week.days) if times[day]), week.shown)


def _bounds(desk: BookingDesk) -> tuple[date, date]:
    earliest, latest = desk.offer.window(desk.now)
    calendar = desk.reader.calendar
    return calendar.day_of(earliest), calendar.day_of(latest)


def _times(
    desk: BookingDesk,
    wish: WebWish,
    week: Week,
    times: Mapping[date, tuple[Slot, ...]],
    later: date | None,
) -> dict[str, Any]:
    choice = replace(desk.choice, at=None)
    return {
        **chosen(desk, wish),
        "week": week,
        "days": [
            (day, len(times[day]), choice.url(day=day), day == week.shown) for day in week.days
        ],
        "times": [(slot.starts_at, choice.url(at=slot.starts_at)) for slot in times[week.shown]],
        "free": any(times.values()),
        "later": later,
        "earlier_url": choice.url(day=week.earlier) if week.earlier else "",
        "later_url": choice.url(day=week.later) if week.later else "",
        "next_url": choice.url(day=later) if later else "",
        "wait_url": choice.url(waits=True, day=None),
    }
