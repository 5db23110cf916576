"""The demo's pages: a phone beside the calendar, its texts, and how the service understood them.

The phone's texts go over the sandbox carrier like all other texts; this module does not know the
service's answers in advance.
"""

import asyncio
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import structlog
from aiohttp import web
from aiohttp_sse import EventSourceResponse, sse_response

from calendar_store.appointments import agenda
from calendar_store.clients import clients
from calendar_store.database.notify import Listener, Topic
from calendar_store.practices import practices
from gateway.demo.carrier import DeliveryRefused
from gateway.demo.phones import PhoneChange
from gateway.web.demo import demo_mail
from gateway.web.demo.demo_context import DEMO, Demo
from gateway.web.demo.demo_mailbox import owners
from gateway.web.demo.demo_phone import Phone, look
from gateway.web.demo.parts import digest_of, parts_of
from gateway.web.languages.translation import gettext as _
from gateway.web.server.forms import form_of
from gateway.web.server.logins import local_path
from gateway.web.server.moments import face_of
from gateway.web.server.rendering import page
from gateway.web.server.streams import Stream
from gateway.web.server.web_context import LOGIN, STAFF, WEB_CONTEXT
from gateway.web.staff.day import day_page

_log = structlog.get_logger(__name__)

PHONE_COOKIE = "textback-phone"
"""Name of the cookie that holds the number of the visitor's phone, from 0."""

TAB_COOKIE = "textback-tab"
"""Name of the cookie that says whether the phone or the mailbox is shown."""

CHIPS = (
    "yes, see you then 👍",
    "can't make it, sorry",
    "can we do thursday after 4?",
    "can I book another appointment?",
    "no no, I'm coming!",
    "I may be late",
    "wrong number mate",
    "1",
    "UNDO",
    "AGENDA tomorrow",
)
"""Texts that a visitor can tap; some of them are easy to misread."""

_SENDING: web.AppKey[set["asyncio.Task[None]"]] = web.AppKey("texts that phones send", set)
_LONGEST = 600
_LOOK_AGAIN = timedelta(seconds=20)


async def home(request: web.Request) -> web.Response:
    """Redirect to the day of the next appointment of the visitor's phone, which an answer changes.

    A phone in the request's query becomes the visitor's phone.
    """
    site = request.app[WEB_CONTEXT]
    demo = request.app[DEMO]
    async with site.database.read() as tx:
        practice = await practices.get(tx, request[STAFF].practice_id)
        number = demo.phones[_place(request, demo)][1]
        found = await clients.by_mobiles(tx, [practice.id], [number])
        keys = [(one.practice_id, one.id) for some in found.values() for one in some]
        now = site.clock()
        coming = await agenda.of_clients(tx, keys, now, now)
    moment = coming[0].starts_at if coming else now
    response = web.HTTPSeeOther(f"/day/{face_of(practice).day_of(moment)}")
    for name, cookie in (("phone", PHONE_COOKIE), ("tab", TAB_COOKIE)):
        if name in request.query:
            value = request.query[name][:5]
            response.set_cookie(cookie, value, httponly=True, samesite="Lax", path="/")
    raise response


async def show(request: web.Request) -> web.Response:
    """Show a day with the visitor's phone beside it, or with the mailbox of its owner."""
    demo = request.app[DEMO]
    day = await day_page.shown(request)
    place = _place(request, demo)
    mailboxes = [one for one, _ in owners(demo)]
    if mailboxes and request.cookies.get(TAB_COOKIE) == "mail":
        place = place if place in mailboxes else mailboxes[0]
        beside = demo_mail.frame(request.app, await demo_mail.shown(request, place))
    else:
        beside = _frame(request.app, await _look(request, demo, place))
    return page(request, "demo/day_with_phone.html", day | beside | {"has_mail": bool(mailboxes)})


def set_up(app: web.Application) -> None:
    """Make the application cancel the tasks that send texts when it ends."""
    app[_SENDING] = set()
    app.on_cleanup.append(_stop)


async def send(request: web.Request) -> web.Response:
    """Send a text from a phone, without waiting; the screen and the calendar show the result."""
    form = await form_of(request)
    text = str(form.get("say") or form.get("text", "")).strip()
    if len(text) > _LONGEST:
        raise web.HTTPUnprocessableEntity(
            text=_("A text has %(most)s letters at most.", most=_LONGEST)
        )
    number = _number(request)
    if text:
        task = asyncio.create_task(_carry(request.app[DEMO], number, text))
        request.app[_SENDING].add(task)
        task.add_done_callback(request.app[_SENDING].discard)
    if request.headers.get("HX-Request"):
        return web.Response(status=204)
    raise web.HTTPSeeOther(local_path(str(form.get("next", "/"))))


async def events(request: web.Request) -> web.StreamResponse:
    """Send the phone's screen and story as server-sent events whenever they change."""
    site = request.app[WEB_CONTEXT]
    _number(request)
    listener = site.database.changes.listen(Topic.CALENDAR, Topic.INBOUND)
    try:
        with (
            site.streams.open(listener.wake, request[LOGIN]) as mine,
            request.app[DEMO].carrier.subscribe() as changes,
        ):
            ringing = asyncio.create_task(_ring(changes, listener))
            try:
                async with sse_response(request) as stream:
                    await _send_changes(request, stream, listener, mine)
            finally:
                ringing.cancel()
        return stream
    finally:
        listener.close()


async def _send_changes(
    request: web.Request,
    stream: EventSourceResponse,
    listener: Listener,
    mine: Stream,
) -> None:
    sent: Mapping[str, str] = {}
    seen = request.headers.get("Last-Event-Id") or request.query.get("seen", "")
    place = int(request.match_info["place"])
    while stream.is_connected() and not mine.ending:
        screen = _parts(request.app, await _look(request, request.app[DEMO], place))
        digest = digest_of(screen)
        try:
            for name, html in screen.items():
                if sent.get(name) != html and (sent or digest != seen):
                    await stream.send(html, id=digest, event=name)
        except ConnectionResetError:
            return
        sent = screen
        await listener.wait(_LOOK_AGAIN.total_seconds())


async def _carry(demo: Demo, number: str, text: str) -> None:
    try:
        await demo.carrier.send(number, demo.our_number, text)
    except DeliveryRefused as refused:
        # the screen shows the text without its second tick
        _log.warning("a phone's text was not taken", reason=str(refused))


async def _stop(app: web.Application) -> None:
    for task in app[_SENDING]:
        task.cancel()
    await asyncio.gather(*app[_SENDING], return_exceptions=True)


def _number(request: web.Request) -> str:
    phones = request.app[DEMO].phones
    place = int(request.match_info["place"])
    if place >= len(phones):
        raise web.HTTPNotFound(text=_("The demo has no such phone."))
    return phones[place][1]


def _frame(app: web.Application, phone: Phone) -> dict[str, Any]:
    """Return the variables of the template that shows a phone."""
    rendered = _parts(app, phone)
    return {"phone": phone, "chips": CHIPS, "shown": rendered, "phone_digest": digest_of(rendered)}


def _parts(app: web.Application, phone: Phone) -> dict[str, str]:
    """Render the parts of a phone that change: its screen, and the story below."""
    return parts_of(app, ("screen", "story"), phone=phone, story=phone.story)


def _place(request: web.Request, demo: Demo) -> int:
    """Return the number of the visitor's phone in `demo.phones`, from 0."""
    chosen = request.query.get("phone") or request.cookies.get(PHONE_COOKIE, "0")
    place = int(chosen) if chosen.isascii() and chosen.isdecimal() and len(chosen) < 4 else 0
    return min(place, len(demo.phones) - 1)


async def _look(request: web.Request, demo: Demo, place: int) -> Phone:
    async with request.app[WEB_CONTEXT].database.read() as tx:
        practice = await practices.get(tx, request[STAFF].practice_id)
        return await look(tx, practice, demo, place)


async def _ring(changes: asyncio.Queue[PhoneChange], listener: Listener) -> None:
    while True:
        await changes.get()
        listener.wake()
