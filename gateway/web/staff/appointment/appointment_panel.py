"""The panel of an appointment beside the calendar: its messages, the client's texts, its changes.

The panel is a part of the day's page; scripts also load the panel alone.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from types import MappingProxyType
from typing import Any

from aiohttp import web
from yarl import URL

from calendar_store.appointments import agenda
from calendar_store.appointments import notes as note_rows
from calendar_store.appointments.agenda import AppointmentEvent
from calendar_store.database.connection import Transaction
from calendar_store.messages import message_rows, resends
from calendar_store.model.actors import Actor, of_staff
from calendar_store.model.appointments import AppointmentNote, Slot
from calendar_store.model.conversation_marks import ConversationNote
from calendar_store.model.conversations import Inbound
from calendar_store.model.errors import NotFound
from calendar_store.model.labelled_examples import LabelledExample
from calendar_store.model.messages import MessageEvent
from calendar_store.model.practices import Practice, Practitioner
from calendar_store.model.reminder_policy import is_harmless
from calendar_store.model.statuses import STANDING, MessageStatus
from calendar_store.practices import practices
from calendar_store.views import day_view
from calendar_store.views.day_view import Badge, DayEntry
from gateway.no_show.reasons import VisitRisk
from gateway.use_cases import booking_choices, visit_risks
from gateway.use_cases.lost_races import LostRace
from gateway.web.languages.reasons import reason_words
from gateway.web.languages.translation import gettext as _
from gateway.web.server import phone_numbers
from gateway.web.server.moments import LocalCalendar, face_of
from gateway.web.server.readings import note_reading
from gateway.web.server.rendering import page
from gateway.web.server.web_context import STAFF, WEB_CONTEXT
from gateway.web.staff.appointment import done_toasts
from gateway.web.staff.appointment.done_toasts import DoneToast
from gateway.web.staff.appointment.panel_rights import PanelRights, rights_of
from gateway.web.staff.appointment.wanted_times import number_of
from gateway.web.staff.undo import undo_page
from gateway.wording import glyphs

_RESENT_FROM = frozenset(
    {MessageStatus.FAILED, MessageStatus.EXPIRED, MessageStatus.UNKNOWN, MessageStatus.SKIPPED}
)


@dataclass(frozen=True, slots=True)
class PanelLine:
    """One message that we sent, one text of the client, or one note of staff between them.

    Attributes:
        at: when it was sent, received or written, UTC.
        badge: our message; None for a text of the client or a note.
        history: the delivery history of our message.
        heard: the client's text; None for our message or a note.
        settled: what staff said that the client's text means; None where nobody did.
        note: the note; None for what was said with the client.
    """

    at: datetime
    badge: Badge | None = None
    history: tuple[MessageEvent, ...] = ()
    heard: Inbound | None = None
    settled: LabelledExample | None = None
    note: ConversationNote | None = None


@dataclass(frozen=True, slots=True)
class PanelRefusal:
    """Why a form of the panel was refused, shown beside it with what was typed.

    Attributes:
        part: the form: "move", "note", "resend", or "acts" for the buttons.
        words: why, in the reader's language.
        typed: the form's fields.
        lost: who was faster, and the nearest free times; None if the time was not taken.
        anyway: name of the field that does it nevertheless; "" if the member may not, or if
            nothing helps.
    """

    part: str
    words: str
    typed: Mapping[str, str]
    lost: LostRace | None = None
    anyway: str = ""


_NOTHING_TYPED: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Panel:
    """The content of the panel.

    Attributes:
        entry: the appointment.
        region: the practice's country.
        face: formats times in the practice's zone.
        talk: sent messages and received texts, oldest first; without words for who may read none.
        planned: messages that are planned, the next first.
        changes: changes of the appointment, oldest first.
        rights: what the reader may do.
        notes: notes of staff, oldest first; () for who may not keep any.
        practitioners: whom the appointment may be moved to.
        now: when it was loaded, UTC.
        refusal: why the last form was refused; None if none was.
        toast: what was done; None if nothing was.
        wanted: the time to which it would be moved, chosen in the calendar: fields of the form.
        repeated: ids of the messages and reminders that were sent again already.
        risk: how likely it is missed, and why; None if it does not stand, or has begun.
    """

    entry: DayEntry
    region: str
    face: LocalCalendar
    talk: tuple[PanelLine, ...]
    planned: tuple[Badge, ...]
    changes: tuple[AppointmentEvent, ...]
    rights: PanelRights
    notes: Sequence[AppointmentNote]
    practitioners: Sequence[Practitioner]
    now: datetime
    refusal: PanelRefusal | None = None
    toast: DoneToast | None = None
    wanted: Mapping[str, str] = field(default_factory=dict)
    repeated: frozenset[int] = frozenset()
    risk: VisitRisk | None = None

    @property
    def day(self) -> date:
        """The local day of the appointment."""
        return self.face.day_of(self.entry.appointment.starts_at)

    @property
    def today(self) -> date:
        """The local day of now."""
        return self.face.day_of(self.now)

    @property
    def sign(self) -> glyphs.Glyph:
        """The sign of the appointment's state."""
        return glyphs.of_appointment(self.entry)

    @property
    def number(self) -> str:
        """The client's number as the practice dials it."""
        return phone_numbers.shown(self.entry.client.mobile, self.region)

    def alerts(self) -> list[tuple[glyphs.Glyph, str, int]]:
        """Return sign, words and id of each open alert; no words of a client for who reads none."""
        return [
            (
                glyphs.ALERT[one.kind],
                reason_words(one.reason)
                if self.rights.read or "text" not in one.reason.facts
                else "",
                one.id,
            )
            for one in self.entry.alerts
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

    def refused(self, part: str) -> PanelRefusal | None:
        """Return the refusal of one form; None if that form was not refused."""
        return self.refusal if self.refusal and self.refusal.part == part else None

    def typed(self, part: str) -> Mapping[str, str]:
        """Return what was typed into a form that was refused, or chosen for it."""
        refusal = self.refused(part)
        if refusal:
            return refusal.typed
        return self.wanted if part == "move" else _NOTHING_TYPED

    def starts(self) -> str:
        """Return the local start as fields of forms have it: "09:30"."""
        return f"{self.entry.appointment.starts_at.astimezone(self.face.zone):%H:%M}"

    def instead(self, slot: Slot) -> str:
        """Return the address of the form that takes a free time: moves the visit, or books anew."""
        one = self.entry.appointment
        at = {"at": slot.starts_at.isoformat()}
        if one.status in STANDING:
            wanted = {"appointment": str(one.id), **at, "with": str(slot.practitioner_id)}
            return str(URL(f"/day/{self.face.day_of(slot.starts_at)}").with_query(wanted))
        wanted = {"client": str(one.client_id), **at, "practitioner": str(slot.practitioner_id)}
        if one.service_id:
            wanted["service"] = str(one.service_id)
        return str(URL("/book").with_query(wanted))

    @property
    def unsent(self) -> list[Badge]:
        """The messages and reminders that did not reach the client, and may be sent again."""
        if not self.rights.resend:
            return []
        lost = [
            badge
            for badge in self.entry.badges
            if badge.status in _RESENT_FROM
            and (badge.message_id or badge.reminder_id) not in self.repeated
        ]
        skipped = MessageStatus.SKIPPED
        return [one for one in lost if one.status is not skipped or not is_harmless(one.reason)]


async def load(
    tx: Transaction, practice: Practice, appointment_id: int, *, reader: Actor, now: datetime
) -> Panel:
    """Load an appointment with its messages, texts and notes.

    Args:
        tx: any transaction.
        practice: the practice.
        appointment_id: the appointment.
        reader: who looks at it.
        now: UTC.

    Raises:
        NotFound: if the practice has no such appointment.
    """
    entry = await day_view.entry(tx, practice, appointment_id)
    ids = [badge.message_id for badge in entry.badges if badge.message_id is not None]
    histories = await message_rows.histories(tx, practice.id, ids)
    changes = await agenda.history(tx, practice.id, appointment_id)
    rights = rights_of(reader, entry, now)
    notes = (await note_rows.of_appointments(tx, practice.id, [appointment_id])).get(
        appointment_id, ()
    )
    choices = await booking_choices.load(tx, reader, practice) if rights.move else None
    talk = _talk(entry, histories)
    return Panel(
        entry,
        practice.region,
        face_of(practice),
        talk if rights.read else _without_words(talk),
        tuple(badge for badge in entry.badges if badge.message_id is None),
        tuple(changes),
        rights,
        notes if rights.note else (),
        choices.practitioners if choices else (),
        now,
        repeated=frozenset(
            one.repeats_id for one in await resends.of_appointment(tx, practice.id, appointment_id)
        ),
        risk=await visit_risks.of_visit(tx, reader, practice, entry.appointment, now=now),
    )


def _talk(
    entry: DayEntry, histories: Mapping[int, Sequence[MessageEvent]]
) -> tuple[PanelLine, ...]:
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
    return tuple(sorted([*placed, *heard], key=lambda line: line.at))


def _without_words(talk: Sequence[PanelLine]) -> tuple[PanelLine, ...]:
    """Return our messages alone, with their fates and without their texts."""
    return tuple(
        replace(line, badge=replace(line.badge, text="")) for line in talk if line.badge is not None
    )


async def from_query(
    tx: Transaction, request: web.Request, practice: Practice, now: datetime
) -> Panel | None:
    """Return the panel of the appointment in a request's query; None if the query has none.

    Raises:
        HTTPNotFound: if the practice has no such appointment.
    """
    wanted = request.query.get("appointment")
    if not wanted:
        return None
    return await found(tx, request, practice, wanted, now)


async def show(request: web.Request) -> web.Response:
    """Show the panel alone, to be put beside a calendar that is already open."""
    site = request.app[WEB_CONTEXT]
    async with site.database.read() as tx:
        practice = await practices.get(tx, request[STAFF].practice_id)
        wanted = request.match_info["appointment"]
        panel = await found(tx, request, practice, wanted, site.clock())
    await note_reading(request, [panel.entry.client.id])
    answer = fragment(request, panel)
    there = URL(request.headers.get("HX-Current-URL", "")).path
    if there.startswith("/day/") and "poll" not in request.query:
        # said once here, and not in each of the day's cards
        answer.headers["HX-Push-Url"] = f"{there}?appointment={panel.entry.appointment.id}"
    return answer


def fragment(request: web.Request, panel: Panel) -> web.Response:
    """Answer a script with the panel alone, and with the toast if something was done."""
    facts: dict[str, Any] = {"panel": panel}
    template = "panel_and_toast" if panel.toast else "panel"
    return page(request, f"staff/appointment/{template}.html", facts)


async def found(
    tx: Transaction, request: web.Request, practice: Practice, wanted: str, now: datetime
) -> Panel:
    """Return the panel of an appointment that an address names, with the toast of its query.

    Raises:
        HTTPNotFound: if the practice has no such appointment.
    """
    number = number_of(wanted) or 0  # 0 is nobody's
    try:
        panel = await load(tx, practice, number, reader=of_staff(request[STAFF]), now=now)
    except NotFound as error:
        raise web.HTTPNotFound(text=_("This practice has no such appointment.")) from error
    one = panel.entry.appointment
    shown = done_toasts.from_query(request.query, one, panel.changes, now, panel.face)
    if shown is not None:
        shown = await undoable(tx, request, practice, request.query.get("did", ""), shown)
    return replace(panel, toast=shown, wanted=_wanted(request.query, panel.face))


def _wanted(query: Mapping[str, str], face: LocalCalendar) -> Mapping[str, str]:
    """Return the fields of the form for a time that was chosen in the calendar; {} for none."""
    try:
        at = datetime.fromisoformat(query.get("at", "")).astimezone(face.zone)
    except (ValueError, OverflowError):
        return _NOTHING_TYPED
    fields = {"date": f"{at:%Y-%m-%d}", "time": f"{at:%H:%M}"}
    # the page that chose it is opened anew once it is done
    return fields | {"practitioner": query.get("with", ""), "whole": "1"}


async def undoable(
    tx: Transaction, request: web.Request, practice: Practice, did: str, shown: DoneToast
) -> DoneToast:
    """Return a toast with the undo of what was done beside the appointment: a note removed."""
    if did != "unnoted":
        return shown
    now = request.app[WEB_CONTEXT].clock()
    undo = await undo_page.offered(tx, request, practice, "note.removed", now)
    return replace(shown, undo=undo, kept={"did": did})
