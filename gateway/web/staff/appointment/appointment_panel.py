"""The panel beside the calendar: one appointment with every message, every answer, every change."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from aiohttp import web

from calendar_store.appointments import agenda
from calendar_store.appointments.agenda import AppointmentEvent
from calendar_store.database.connection import Transaction
from calendar_store.messages import message_rows
from calendar_store.model.conversations import Inbound
from calendar_store.model.errors import NotFound
from calendar_store.model.messages import MessageEvent
from calendar_store.model.practices import Practice
from calendar_store.practices import practices
from calendar_store.views import day_view
from calendar_store.views.day_view import Badge, DayEntry
from gateway.web.server import glyphs, phone_numbers
from gateway.web.server.moments import LocalCalendar, face_of
from gateway.web.server.rendering import page
from gateway.web.server.web_context import STAFF, WEB_CONTEXT
from gateway.wording.reason_words import in_words


@dataclass(frozen=True, slots=True)
class PanelLine:
    """One thing said, or planned to be said, either way.

    Attributes:
        at: UTC.
        badge: what we said, with
        history: how it went; or
        heard: what the client said.
    """

    at: datetime
    badge: Badge | None = None
    history: tuple[MessageEvent, ...] = ()
    heard: Inbound | None = None


@dataclass(frozen=True, slots=True)
class Panel:
    """An appointment, open.

    Attributes:
        region: the practice's country.
        talk: what was said both ways, oldest first.
        planned: what will be said, the next first.
        changes: what happened to the appointment, oldest first.
    """

    entry: DayEntry
    region: str
    face: LocalCalendar
    talk: tuple[PanelLine, ...]
    planned: tuple[Badge, ...]
    changes: tuple[AppointmentEvent, ...]

    @property
    def day(self) -> date:
        """The local day it is on."""
        return self.face.day_of(self.entry.appointment.starts_at)

    @property
    def sign(self) -> glyphs.Glyph:
        """How it stands."""
        return glyphs.of_appointment(self.entry)

    @property
    def number(self) -> str:
        """The client's number as the practice dials it."""
        return phone_numbers.shown(self.entry.client.mobile, self.region)

    def alerts(self) -> list[tuple[glyphs.Glyph, str, int]]:
        """Return sign, words and id of what needs a person."""
        return [(glyphs.ALERT[one.kind], in_words(one.reason), one.id) for one in self.entry.alerts]

    def message(self, badge: Badge) -> glyphs.Glyph:
        """Return how a message stands."""
        return glyphs.MESSAGE[badge.status]

    def channel(self, badge: Badge) -> glyphs.Glyph:
        """Return how a message travels."""
        return glyphs.CHANNEL[badge.channel]

    def event(self, event: MessageEvent) -> glyphs.Glyph:
        """Return the sign of one line of a message's history."""
        return glyphs.MESSAGE[event.status]

    def near(self, moment: datetime) -> str:
        """Return a moment, seen from the appointment's day."""
        return self.face.near(moment, self.day)


async def load(tx: Transaction, practice: Practice, appointment_id: int) -> Panel:
    """Read an appointment with all that was said about it.

    Raises:
        NotFound: if the practice has none such.
    """
    entry = await day_view.entry(tx, practice, appointment_id)
    ids = [badge.message_id for badge in entry.badges if badge.message_id is not None]
    histories = await message_rows.histories(tx, practice.id, ids)
    changes = await agenda.history(tx, practice.id, appointment_id)
    said = [
        PanelLine(badge.at, badge, tuple(histories.get(badge.message_id, ())))
        for badge in entry.badges
        if badge.message_id is not None
    ]
    # a message stands where it was first said, not where its last news came
    placed = [
        PanelLine(line.history[0].at if line.history else line.at, line.badge, line.history)
        for line in said
    ]
    heard = [PanelLine(text.received_at, heard=text) for text in entry.texts]
    return Panel(
        entry,
        practice.region,
        face_of(practice),
        tuple(sorted([*placed, *heard], key=lambda line: line.at)),
        tuple(badge for badge in entry.badges if badge.message_id is None),
        tuple(changes),
    )


async def from_query(tx: Transaction, request: web.Request, practice: Practice) -> Panel | None:
    """Return the panel that a page's address asks for, None when it asks for none.

    Raises:
        HTTPNotFound: if the practice has no such appointment.
    """
    wanted = request.query.get("appointment")
    return await _found(tx, practice, wanted) if wanted else None


async def show(request: web.Request) -> web.Response:
    """Show the panel alone, to be put beside a calendar that is open already."""
    site = request.app[WEB_CONTEXT]
    async with site.database.read() as tx:
        practice = await practices.get(tx, request[STAFF].practice_id)
        panel = await _found(tx, practice, request.match_info["appointment"])
    facts: dict[str, Any] = {"panel": panel}
    return page(request, "staff/appointment/panel.html", facts)


async def _found(tx: Transaction, practice: Practice, wanted: str) -> Panel:
    try:
        return await load(tx, practice, _number(wanted))
    except NotFound as error:
        raise web.HTTPNotFound(text="This practice has no such appointment.") from error


def _number(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) < 19):
        raise NotFound("that is no appointment's number")
    return int(text)
