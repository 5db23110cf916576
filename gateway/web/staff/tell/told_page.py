"""What became of an announcement, live; and the list of all that was told.

An event tells an open page that something has changed; the browser then asks for it anew.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import sha256

from aiohttp import web

from calendar_store.database.notify import Topic
from calendar_store.model.actors import of_staff
from calendar_store.model.announcements import Announcement
from calendar_store.model.errors import InvalidInput, NotFound
from calendar_store.model.local_time import midnight
from calendar_store.model.practices import Practice
from calendar_store.practices import practices
from calendar_store.views.announcement_view import ToldView, VisitSince
from gateway.use_cases import told_clients
from gateway.use_cases.told_clients import PAGE, ListedAnnouncement, Progress
from gateway.web.languages.labels import written_amount
from gateway.web.languages.refusals import refusal
from gateway.web.languages.translation import gettext as _
from gateway.web.server import live, phone_numbers
from gateway.web.server.moments import LocalCalendar, face_of
from gateway.web.server.rendering import page
from gateway.web.server.streams import renewing
from gateway.web.server.web_context import STAFF, WEB_CONTEXT
from gateway.web.staff.tell.tell_page import OCCASIONS
from gateway.wording import glyphs
from gateway.wording.glyphs import Glyph

_MOMENT = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class ToldRow:
    """A visit of an announcement, as its row shows it.

    Attributes:
        one: the visit and its message.
        when: its time when the client was told.
        day: its local day now, for its page.
        sign: the state of the message.
        phone: the client's number as the practice dials it.
        answered: when the client wrote since; "" for not.
        since: what became of the visit: "moved", "cancelled" or "stands".
        now_at: its time now, where it was moved.
    """

    one: ToldView
    when: str
    day: str
    sign: Glyph
    phone: str
    answered: str
    since: str
    now_at: str


@dataclass(frozen=True, slots=True)
class ToldItem:
    """An announcement in the list: what was told, of which days, when, and by whom."""

    listed: ListedAnnouncement
    occasion: str
    days: str
    at: str


async def show_all(request: web.Request) -> web.Response:
    """List what clients were told, the newest first."""
    site, actor = request.app[WEB_CONTEXT], of_staff(request[STAFF])
    before = request.query.get("before", "")
    older = int(before) if before.isascii() and before.isdecimal() and len(before) < 20 else None
    async with site.database.read() as tx:
        practice = await practices.get(tx, request[STAFF].practice_id)
        found = await told_clients.listed(tx, actor, practice, before=older)
    face = face_of(practice)
    today = face.day_of(site.clock())
    facts = {
        "practice": practice,
        "room": "tell",
        "items": [
            ToldItem(
                one,
                _(OCCASIONS[one.announced.occasion]),
                days_of(one.announced, face),
                face.near(one.announced.created_at, today),
            )
            for one in found
        ],
        "older": found[-1].announced.id if len(found) == PAGE else None,
    }
    return page(request, "staff/tell/told.html", facts)


async def show(request: web.Request) -> web.Response:
    """Show what became of an announcement."""
    practice, found = await _load(request)
    face = face_of(practice)
    now = request.app[WEB_CONTEXT].clock()
    today = face.day_of(now)
    begun = found.announced
    facts = {
        "practice": practice,
        "room": "tell",
        "found": found,
        "counts": found.counts,
        "occasion": _(OCCASIONS[begun.occasion]),
        "days": days_of(begun, face),
        "at": face.near(begun.created_at, today),
        "stopped": begun.stopped_at and face.near(begun.stopped_at, today),
        "rows": [_row(one, face, practice, today) for one in found.rows],
        "cost": written_amount(found.cost) if found.cost else "",
        "waits": _waits(found, face, now),
        "digest": _digest(found),
        "said": request.query.get("said", ""),
    }
    return page(request, "staff/tell/progress.html", facts)


async def stop(request: web.Request) -> web.Response:
    """Stop what is not sent yet."""
    site, actor = request.app[WEB_CONTEXT], of_staff(request[STAFF])
    number = int(request.match_info["announcement"])
    try:
        async with site.database.write() as tx:
            practice = await practices.get(tx, request[STAFF].practice_id)
            await told_clients.stop(tx, actor, practice, number, now=site.clock())
    except NotFound as error:
        raise web.HTTPNotFound(text=refusal(f"{error}.")) from error
    except InvalidInput as error:
        raise web.HTTPConflict(text=refusal(error)) from error
    raise web.HTTPSeeOther(f"/tell/{number}?said=stopped")


async def events(request: web.Request) -> web.StreamResponse:
    """Tell an open page whenever something has changed, as server-sent events."""
    await _load(request)

    async def digest() -> str:
        return _digest((await _load(request))[1])

    return await live.renewals(
        request,
        (Topic.CALENDAR, Topic.OUTBOX, Topic.INBOUND),
        digest,
        renewing(f"/tell/{request.match_info['announcement']}", "#work"),
    )


def days_of(begun: Announcement, face: LocalCalendar) -> str:
    """Return the days of an announcement's visits."""
    first = face.day_of(begun.starts_at)
    last = face.day_of(begun.ends_at - _MOMENT)
    if first != last:
        return f"{face.brief(first)} – {face.brief(last)}"
    whole = face.day_of(begun.ends_at) != first and begun.starts_at == _begins(begun, face)
    day = face.short(first)
    return day if whole else f"{day}, {face.span(begun.starts_at, begun.ends_at)}"


def _begins(begun: Announcement, face: LocalCalendar) -> datetime:
    return midnight(face.day_of(begun.starts_at), face.zone)


async def _load(request: web.Request) -> tuple[Practice, Progress]:
    site, actor = request.app[WEB_CONTEXT], of_staff(request[STAFF])
    number = int(request.match_info["announcement"])
    try:
        async with site.database.read() as tx:
            practice = await practices.get(tx, request[STAFF].practice_id)
            return practice, await told_clients.progress(tx, actor, practice, number)
    except NotFound as error:
        raise web.HTTPNotFound(text=refusal(f"{error}.")) from error


def _digest(found: Progress) -> str:
    """Return a hash of what the page shows; equal pages have equal hashes."""
    shown = [
        (
            *(one.told.appointment_id, one.status, one.reason.code),
            *(one.answered_at, one.since, one.stands_at),
        )
        for one in found.rows
    ]
    return sha256(repr((found.announced.stopped_at, shown)).encode()).hexdigest()[:16]


def _waits(found: Progress, face: LocalCalendar, now: datetime) -> str:
    """Return until when texts wait for the end of quiet hours, in words; "" if none does."""
    later = [
        one.told.due_at
        for one in found.rows
        if one.told.due_at > now and one.told.message_id is None and not one.reason
    ]
    return face.near(min(later), face.day_of(now)) if later else ""


def _row(one: ToldView, face: LocalCalendar, practice: Practice, today: date) -> ToldRow:
    told_day, day = face.day_of(one.told.starts_at), face.day_of(one.stands_at)
    moved = one.since is VisitSince.MOVED
    return ToldRow(
        one,
        f"{face.brief(told_day)}, {face.clock(one.told.starts_at)}",
        day.isoformat(),
        glyphs.MESSAGE[one.status],
        phone_numbers.shown(one.mobile, practice.region),
        face.near(one.answered_at, today) if one.answered_at else "",
        one.since.value,
        f"{face.brief(day)}, {face.clock(one.stands_at)}" if moved else "",
    )
