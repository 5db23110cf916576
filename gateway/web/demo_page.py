"""The demo's phone beside the calendar: real texts both ways, and what the service made of them.

Exists only where a demo was given. The phone's texts travel over the sandbox carrier as any
other's do; nothing here knows what will come back.
"""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import sha256
from typing import Any

import aiohttp_jinja2
import structlog
from aiohttp import web
from aiohttp_sse import EventSourceResponse, sse_response

from calendar_store import agenda, clients, inbox, practices
from calendar_store.changes import Listener, Topic
from calendar_store.database import Transaction
from calendar_store.values import Appointment, Inbound, Practice
from gateway.sandbox.carrier import DeliveryRefused
from gateway.sandbox.phones import Change, PhoneText
from gateway.web import glyphs, phone_numbers
from gateway.web.demo import Demo
from gateway.web.logins import for_staff, local_path
from gateway.web.moments import face_of
from gateway.web.site import SITE, STAFF

_log = structlog.get_logger(__name__)

PHONE_COOKIE = "textback-phone"
"""Which phone the visitor holds."""

CHIPS = (
    "yes, see you then 👍",
    "can't make it, sorry",
    "can we do thursday after 4?",
    "no no, I'm coming!",
    "I may be late",
    "wrong number mate",
    "1",
    "UNDO",
)
"""Texts to tap: some of them easy to misread."""

_LONGEST = 600
_LAST = 20
_LOOK_AGAIN = timedelta(seconds=20)
_MILLISECOND = timedelta(milliseconds=1)


@dataclass(frozen=True, slots=True)
class Bubble:
    """A text on the phone's screen.

    Attributes:
        taken: of a text from the phone: the service has it, committed.
    """

    text: str
    clock: str
    mine: bool
    taken: bool
    parts: int


@dataclass(frozen=True, slots=True)
class Story:
    """What the service made of the last text, step by step.

    Attributes:
        intent: what was understood, in words.
        sure: how sure, in percent.
        did: what was decided, a line each.
        times: (what, milliseconds) in order.
        seen: day and words of the appointment it was about, None for none.
    """

    text: str
    intent: str
    sure: int
    evidence: tuple[str, ...]
    did: tuple[str, ...]
    times: tuple[tuple[str, float], ...]
    seen: tuple[date, str] | None


@dataclass(frozen=True, slots=True)
class Phone:
    """The phone in the visitor's hand.

    Attributes:
        place: which of the demo's phones.
        name: whose it is.
        names: everybody's, in order.
        from_: who texts it.
        talk: what is on its screen, oldest first.
    """

    place: int
    name: str
    names: tuple[str, ...]
    number: str
    from_: str
    talk: tuple[Bubble, ...]
    story: Story | None


async def home(request: web.Request) -> web.Response:
    """Lead to the day of the held phone's next appointment, where an answer will be seen."""
    site = request.app[SITE]
    demo = _demo(request)
    async with site.database.read() as tx:
        practice = await practices.get(tx, request[STAFF].practice_id)
        number = demo.phones[_place(request, demo)][1]
        found = await clients.by_mobiles(tx, [practice.id], [number])
        keys = [(one.practice_id, one.id) for some in found.values() for one in some]
        now = site.clock()
        coming = await agenda.of_clients(tx, keys, now, now)
    moment = coming[0].starts_at if coming else now
    response = web.HTTPSeeOther(f"/day/{face_of(practice).day_of(moment)}")
    if "phone" in request.query:
        response.set_cookie(
            PHONE_COOKIE, request.query["phone"][:3], httponly=True, samesite="Lax", path="/"
        )
    raise response


async def held(request: web.Request) -> Phone:
    """Return the phone to show beside a page."""
    demo = _demo(request)
    return await _look(request, demo, _place(request, demo))


class DemoPages:
    """The addresses behind the phone."""

    def __init__(self, app: web.Application, demo: Demo) -> None:
        self._app = app
        self._demo = demo
        self._sending: set[asyncio.Task[None]] = set()

    def add_to(self, app: web.Application) -> None:
        """Add them."""
        app.router.add_post(r"/demo/phone/{place:\d{1,3}}", for_staff(self.send))
        app.router.add_get(r"/demo/phone/{place:\d{1,3}}/events", for_staff(self.events))
        app.on_cleanup.append(self._stop)

    async def send(self, request: web.Request) -> web.Response:
        """Text from a phone; what comes of it is seen on the screen and in the calendar."""
        form = await request.post()
        text = str(form.get("say") or form.get("text", "")).strip()[:_LONGEST]
        number = self._number(request)
        if text:
            task = asyncio.create_task(self._carry(number, text))
            self._sending.add(task)
            task.add_done_callback(self._sending.discard)
        if request.headers.get("HX-Request"):
            return web.Response(status=204)
        raise web.HTTPSeeOther(local_path(str(form.get("next", "/"))))

    async def events(self, request: web.Request) -> web.StreamResponse:
        """Send the phone's screen and the story whenever they change."""
        site = request.app[SITE]
        self._number(request)
        listener = site.database.changes.listen(Topic.CALENDAR, Topic.INBOUND)
        try:
            with site.streams.open(listener.wake), self._demo.carrier.subscribe() as changes:
                ringing = asyncio.create_task(_ring(changes, listener))
                try:
                    async with sse_response(request) as stream:
                        await self._send_changes(request, stream, listener)
                finally:
                    ringing.cancel()
            return stream
        finally:
            listener.close()

    async def _send_changes(
        self, request: web.Request, stream: EventSourceResponse, listener: Listener
    ) -> None:
        sent: Mapping[str, str] = {}
        seen = request.headers.get("Last-Event-Id") or request.query.get("seen", "")
        place = int(request.match_info["place"])
        while stream.is_connected() and not request.app[SITE].streams.closing:
            screen = parts(request.app, await _look(request, self._demo, place))
            digest = digest_of(screen)
            try:
                for name, html in screen.items():
                    if sent.get(name) != html and (sent or digest != seen):
                        await stream.send(html, id=digest, event=name)
            except ConnectionResetError:
                return
            sent = screen
            await listener.wait(_LOOK_AGAIN.total_seconds())

    async def _carry(self, number: str, text: str) -> None:
        try:
            await self._demo.carrier.send(number, self._demo.our_number, text)
        except DeliveryRefused as refused:
            # the screen shows it without its second tick
            _log.warning("a phone's text was not taken", reason=str(refused))

    async def _stop(self, app: web.Application) -> None:
        del app
        for task in self._sending:
            task.cancel()
        await asyncio.gather(*self._sending, return_exceptions=True)

    def _number(self, request: web.Request) -> str:
        place = int(request.match_info["place"])
        if place >= len(self._demo.phones):
            raise web.HTTPNotFound(text="The demo has no such phone.")
        return self._demo.phones[place][1]


def parts(app: web.Application, phone: Phone) -> dict[str, str]:
    """Render what changes on a phone: its screen, and the story below."""
    environment = aiohttp_jinja2.get_env(app)
    return {
        name: environment.get_template(f"{name}.html").render(phone=phone)
        for name in ("screen", "story")
    }


def digest_of(rendered: Mapping[str, str]) -> str:
    """Return what is equal for equal parts."""
    return sha256("\0".join(rendered.values()).encode()).hexdigest()[:16]


def frame(app: web.Application, phone: Phone) -> dict[str, Any]:
    """Return what the template of a page with a phone needs."""
    rendered = parts(app, phone)
    return {"phone": phone, "chips": CHIPS, "shown": rendered, "phone_digest": digest_of(rendered)}


def _demo(request: web.Request) -> Demo:
    demo = request.app[SITE].demo
    if demo is None:
        raise web.HTTPNotFound(text="This is not the demo.")
    return demo


def _place(request: web.Request, demo: Demo) -> int:
    """Return which phone the visitor holds."""
    chosen = request.query.get("phone") or request.cookies.get(PHONE_COOKIE, "0")
    place = int(chosen) if chosen.isascii() and chosen.isdecimal() and len(chosen) < 4 else 0
    return min(place, len(demo.phones) - 1)


async def _look(request: web.Request, demo: Demo, place: int) -> Phone:
    name, number = demo.phones[place]
    texts = demo.carrier.texts(number)[-_LAST:]
    async with request.app[SITE].database.read() as tx:
        practice = await practices.get(tx, request[STAFF].practice_id)
        heard = await inbox.of_number(tx, practice.id, number, _LAST)
        said = next((text for text in reversed(texts) if text.outgoing), None)
        known = _match(said, heard) if said else None
        about = await _about(tx, practice, known) if known else None
    return Phone(
        place,
        name,
        tuple(name for name, _ in demo.phones),
        phone_numbers.shown(number, practice.region),
        practice.name,
        tuple(_bubble(practice, text, heard) for text in texts),
        _story(practice, texts, said, known, about) if said and known else None,
    )


async def _about(tx: Transaction, practice: Practice, known: Inbound) -> Appointment | None:
    """Return the appointment that a text was about, as it stands now."""
    named = str((known.understood or {}).get("appointment_id", ""))
    if not named.isdecimal():
        return None
    key = (practice.id, int(named))
    return (await agenda.by_ids(tx, [key])).get(key)


def _bubble(practice: Practice, text: PhoneText, heard: Sequence[Inbound]) -> Bubble:
    taken = text.outgoing and _match(text, heard) is not None
    return Bubble(text.text, face_of(practice).clock(text.at), text.outgoing, taken, text.parts)


def _story(
    practice: Practice,
    texts: Sequence[PhoneText],
    said: PhoneText,
    known: Inbound,
    about: Appointment | None,
) -> Story:
    made = known.understood or {}
    stages = [(str(what), float(ms)) for what, ms in dict(made.get("ms", {})).items()]
    times = [("committed", _ms(said.at, known.received_at)), *stages]
    answer = next((text for text in texts if not text.outgoing and text.at >= said.at), None)
    if answer is not None:
        times.append(("answer in the phone after", _ms(said.at, answer.at)))
    return Story(
        said.text,
        str(made.get("intent", "")).replace("_", " "),
        round(100 * float(made.get("confidence", 0))),
        tuple(map(str, made.get("evidence", ()))),
        tuple(map(str, made.get("did", ()))),
        tuple((what, ms) for what, ms in times if ms > 0),
        _seen(practice, about) if about else None,
    )


def _seen(practice: Practice, about: Appointment) -> tuple[date, str]:
    face, sign = face_of(practice), glyphs.APPOINTMENT[about.status]
    day = face.day_of(about.starts_at)
    return day, f"{face.short(day)}, {face.clock(about.starts_at)} {sign.glyph} {sign.word}"


def _match(said: PhoneText, heard: Sequence[Inbound]) -> Inbound | None:
    """Return a phone's text as the service stored it, None while it has not."""
    since = said.at - 2 * _MILLISECOND
    mine = (one for one in heard if one.text == said.text and one.received_at >= since)
    return next(iter(sorted(mine, key=lambda one: one.received_at)), None)


def _ms(since: datetime, until: datetime) -> float:
    return round((until - since) / _MILLISECOND, 1)


async def _ring(changes: asyncio.Queue[Change], listener: Listener) -> None:
    while True:
        await changes.get()
        listener.wake()
