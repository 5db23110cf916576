"""What the page of a conversation shows: both sides of it, and the answer as it stands."""

from dataclasses import dataclass
from datetime import date, datetime

from calendar_store.model.appointments import Appointment
from calendar_store.model.messages import MessageEvent
from calendar_store.views.day_view import Badge
from dialogs.conversation import Asked
from dialogs.languages.writing import first_spoken
from gateway.messaging.text_cost import Measure
from gateway.use_cases import staff_replies
from gateway.use_cases.staff_conversation import Ask, Correspondence
from gateway.use_cases.wordings import LANGUAGES
from gateway.web.server import glyphs, phone_numbers
from gateway.web.server.moments import LocalCalendar
from gateway.web.staff.appointment.appointment_panel import PanelLine
from gateway.web.staff.inbox.inbox_page import lasting


@dataclass(frozen=True, slots=True)
class Draft:
    """An answer as it stands in the form.

    Attributes:
        text: as typed, or as suggested.
        ask: what it would ask.
        asks: whether it does.
        why: what the suggestion rests on, "" once it was changed.
        wrong: what keeps it from being sent, "" when nothing does.
        measured: its parts and cost, None where that was not asked for.
        disclosing: words of it that would tell others why they come.
    """

    text: str
    ask: Ask | None
    asks: bool
    why: str = ""
    wrong: str = ""
    measured: Measure | None = None
    disclosing: tuple[str, ...] = ()

    @property
    def warning(self) -> str:
        """What staff are told of those words, "" where there are none."""
        return staff_replies.warning(self.disclosing) if self.disclosing else ""


@dataclass(frozen=True, slots=True)
class Talk:
    """What the page shows; the names are those that `talk.html` asks for."""

    known: Correspondence
    talk: tuple[PanelLine, ...]
    face: LocalCalendar
    today: date

    @property
    def region(self) -> str:
        """The practice's country."""
        return self.known.context.practice.region

    @property
    def number(self) -> str:
        """Their number as the practice dials it."""
        return phone_numbers.shown(self.known.context.key.their_address, self.region)

    @property
    def language(self) -> str:
        """The language they are written to in."""
        context = self.known.context
        own = context.clients[0].locale if context.clients else ""
        code = first_spoken(context.state.locale or own, context.practice.locale)
        return LANGUAGES.get(code, code)

    @property
    def waits(self) -> str:
        """How long they wait for an answer, "" when they do not."""
        waiting = self.known.waiting
        return lasting(self.known.context.now, waiting.since) if waiting else ""

    def when(self, appointment: Appointment) -> str:
        """Return when an appointment is."""
        day = self.face.day_of(appointment.starts_at)
        return f"{self.face.short(day)}, {self.face.clock(appointment.starts_at)}"

    def day(self, appointment: Appointment) -> date:
        """Return the local day of an appointment."""
        return self.face.day_of(appointment.starts_at)

    def whose(self, appointment: Appointment) -> str:
        """Return whose appointment it is, "" where only one has the number."""
        if len(self.known.clients) < 2:
            return ""
        return next((c.first for c in self.known.clients if c.id == appointment.client_id), "")

    def sign(self, appointment: Appointment) -> glyphs.Glyph:
        """Return how an appointment stands."""
        return glyphs.APPOINTMENT[appointment.status]

    def asked(self, ask: Ask) -> str:
        """Return what an answer would ask, in words for its box."""
        ids = {one for one, _ in ask.about}
        about = " and ".join(self.when(one) for one in self.known.ahead if one.id in ids)
        if ask.asks is Asked.WHEN:
            return f"A day and time in their reply moves the appointment of {about}"
        return f"1, 2 and 3 in their reply answer for {about}"

    def near(self, moment: datetime) -> str:
        """Return a moment, seen from today."""
        return self.face.near(moment, self.today)

    def message(self, badge: Badge) -> glyphs.Glyph:
        """Return how a message stands."""
        return glyphs.MESSAGE[badge.status]

    def channel(self, badge: Badge) -> glyphs.Glyph:
        """Return how a message travels."""
        return glyphs.CHANNEL[badge.channel]

    def event(self, event: MessageEvent) -> glyphs.Glyph:
        """Return the sign of one line of a message's history."""
        return glyphs.MESSAGE[event.status]
