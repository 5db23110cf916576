"""The panel of an appointment beside the calendar: its messages, the client's texts, its changes.

The panel is a part of the day's page; scripts also load the panel alone.
"""

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
from gateway.web.languages.reasons import reason_words
from gateway.web.languages.translation import gettext as _
from gateway.web.server import phone_numbers
from gateway.web.server.moments import LocalCalendar, face_of
from gateway.web.server.rendering import page
from gateway.web.server.web_context import STAFF, WEB_CONTEXT
from gateway.wording import glyphs


@dataclass(frozen=True, slots=True)
class PanelLine:
    """One message that we sent, or one text of the client.

    Attributes:
        at: when it was sent or received, UTC.
        badge: our message; None for a text of the client.
        history: the delivery history of our message.
        heard: the client's text; None for our message.
    """

    at: datetime
    badge: Badge | None = None
    history: tuple[MessageEvent, ...] = ()
    heard: Inbound | None = None


@dataclass(frozen=True, slots=True)
class Panel:
    """The content of the panel.

    Attributes:
        entry: the appointment.
        region: the practice's country.
        face: formats times in the practice's zone.
        talk: sent messages and received texts, oldest first.
        planned: messages that are planned, the next first.
        changes: changes of the appointment, oldest first.
    """

    entry: DayEntry
    region: str
    face: LocalCalendar
    talk: tuple[PanelLine, ...]
    planned: tuple[Badge, ...]
    changes: tuple[AppointmentEvent, ...]

    @property
    def day(self) -> date:
        """The local day of the appointment."""
        return self.face.day_of(self.entry.appointment.starts_at)

    @property
    def sign(self) -> glyphs.Glyph:
        """The sign of the appointment's state."""
        return glyphs.of_appointment(self.entry)

    @property
    def number(self) -> str:
        """The client's number as the practice dials it."""
        return phone_numbers.shown(self.entry.client.mobile, self.region)

    def alerts(self) -> list[tuple[glyphs.Glyph, str, int]]:
        """Return sign, words and id of each open alert."""
        return [
            (glyphs.ALERT[one.kind], reason_words(one.reason), one.id) for one in self.entry.alerts
        ]

    def message(self, badge: Badge) -> glyphs.Glyph:
        """Return the sign of a message's status."""
        return glyphs.MESSAGE[badge.status]

    def channel(self, badge: Badge) -> glyphs.Glyph:
        """Return the sign of a message's channel."""
        return glyphs.CHANNEL[badge.channel]

    def event(self, event: MessageEvent) -> glyphs.Glyph:
        """Return the sign of one event in a message's history."""
        return glyphs.MESSAGE[event.status]

    def near(self, moment: datetime) -> str:
        """Return a moment in words, relative to the appointment's day."""
        return self.face.near(moment, self.day)


async def load(tx: Transaction, practice: Practice, appointment_id: int) -> Panel:
    """Load an appointment with its messages and texts.

    Raises:
        NotFound: if the practice has no such appointment.
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
    # a message is sorted by the first event of its history, not by the last
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
    """Return the panel of the appointment in a request's query; None if the query has none.

    Raises:
        HTTPNotFound: if the practice has no such appointment.
    """
    wanted = request.query.get("appointment")
    return await _found(tx, practice, wanted) if wanted else None


async def show(request: web.Request) -> web.Response:
    """Show the panel alone, to be put beside a calendar that is already open."""
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
        raise web.HTTPNotFound(text=_("This practice has no such appointment.")) from error


def _number(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) < 19):
        raise NotFound("that is no appointment's number")
    return int(text)
