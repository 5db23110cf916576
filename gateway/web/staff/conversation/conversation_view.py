"""The values that the templates of a conversation's page use: its messages and the draft answer."""

from dataclasses import dataclass
from datetime import date, datetime

from calendar_store.model.appointments import Appointment
from calendar_store.model.labelled_examples import LabelledExample
from calendar_store.model.messages import MessageEvent
from calendar_store.model.statuses import Channel
from calendar_store.views.day_view import Badge
from dialogs.conversation import Asked
from dialogs.languages.writing import first_spoken
from gateway.messaging.text_cost import Measure
from gateway.use_cases import staff_replies
from gateway.use_cases.staff_conversation import Ask, Correspondence
from gateway.web.languages.translation import gettext as _
from gateway.web.languages.translation import language_name
from gateway.web.server import phone_numbers
from gateway.web.server.moments import LocalCalendar
from gateway.web.staff.appointment.appointment_panel import PanelLine
from gateway.web.staff.conversation import meaning_view
from gateway.web.staff.inbox.waiting_words import lasting
from gateway.wording import glyphs


def written_in(known: Correspondence) -> str:
    """Return the code of the language in which we write in a conversation."""
    context = known.context
    own = context.clients[0].locale if context.clients else ""
    return first_spoken(context.state.locale or own, context.practice.locale)


@dataclass(frozen=True, slots=True)
class Draft:
    """The answer in the form.

    Attributes:
        text: the answer, as typed or as suggested.
        ask: the question that the answer would ask about appointments; None if there is none.
        asks: whether the answer asks that question.
        why: the reason for the suggestion; "" for a typed answer.
        wrong: why the answer cannot be sent; "" if it can be sent.
        measured: parts and cost of the answer; None for an empty answer.
        disclosing: words of the answer that would tell others why the clients come.
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
        """The warning about words in `disclosing`; "" if there are none."""
        return staff_replies.warning(self.disclosing) if self.disclosing else ""


@dataclass(frozen=True, slots=True)
class Talk:
    """A thread; `talk.html` uses the names of the attributes and methods.

    Attributes:
        known: the conversation that is answered.
        talk: what was said, and staff's notes.
        since: since when it waits for a person, UTC; None if it does not.
    """

    known: Correspondence
    talk: tuple[PanelLine, ...]
    face: LocalCalendar
    today: date
    since: datetime | None = None

    @property
    def region(self) -> str:
        """The practice's country."""
        return self.known.context.practice.region

    @property
    def by_mail(self) -> bool:
        """Whether the conversation is one by mail."""
        return self.known.channel is Channel.EMAIL

    @property
    def number(self) -> str:
        """The other side's number, as the practice dials it; by mail, the address."""
        address = self.known.context.key.their_address
        return address if self.by_mail else phone_numbers.shown(address, self.region)

    @property
    def others(self) -> list[tuple[str, str]]:
        """Path and name of the conversations with the same clients over the other channel."""
        kind = "client" if self.by_mail else "email"
        reached = [one for one in self.known.clients if self.by_mail or one.email]
        return [(f"/inbox/{kind}/{one.id}", self._with(one.first)) for one in reached]

    def _with(self, name: str) -> str:
        text = _("Answer %(name)s by text", name=name)
        return text if self.by_mail else _("Answer %(name)s by email", name=name)

    @property
    def language(self) -> str:
        """The language in which we write in this conversation."""
        return language_name(written_in(self.known))

    @property
    def waits(self) -> str:
        """How long the conversation has waited for an answer; "" if it does not wait."""
        return lasting(self.known.context.now, self.since) if self.since else ""

    def when(self, appointment: Appointment) -> str:
        """Return day and time of an appointment, in words."""
        day = self.face.day_of(appointment.starts_at)
        return f"{self.face.short(day)}, {self.face.clock(appointment.starts_at)}"

    def day(self, appointment: Appointment) -> date:
        """Return the local day of an appointment."""
        return self.face.day_of(appointment.starts_at)

    def whose(self, appointment: Appointment) -> str:
        """Return the first name of an appointment's client; "" if one client has the number."""
        if len(self.known.clients) < 2:
            return ""
        return next((c.first for c in self.known.clients if c.id == appointment.client_id), "")

    def sign(self, appointment: Appointment) -> glyphs.Glyph:
        """Return the sign of an appointment's status."""
        return glyphs.APPOINTMENT[appointment.status]

    def asked(self, ask: Ask) -> str:
        """Return the question of an answer in words, for the label of its checkbox."""
        ids = {one for one, _ in ask.about}
        about = _(" and ").join(self.when(one) for one in self.known.ahead if one.id in ids)
        if ask.asks is Asked.WHEN:
            return _(
                "A day and time in their reply moves the appointment of %(about)s", about=about
            )
        return _("1, 2 and 3 in their reply answer for %(about)s", about=about)

    def said(self, example: LabelledExample) -> str:
        """Return what staff said that a text means, in words."""
        return meaning_view.said(example)

    def near(self, moment: datetime) -> str:
        """Return a moment in words, relative to today."""
        return self.face.near(moment, self.today)

    def message(self, badge: Badge) -> glyphs.Glyph:
        """Return the sign of a message's status."""
        return glyphs.MESSAGE[badge.status]

    def channel(self, badge: Badge) -> glyphs.Glyph:
        """Return the sign of a message's channel."""
        return glyphs.CHANNEL[badge.channel]

    def event(self, event: MessageEvent) -> glyphs.Glyph:
        """Return the sign of one event in a message's history."""
        return glyphs.MESSAGE[event.status]
