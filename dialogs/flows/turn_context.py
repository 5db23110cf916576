"""The input of every flow (TurnContext) and its result (Decision)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cached_property, reduce, wraps
from typing import Any, TypeVar

from calendar_store.model.appointments import Appointment
from calendar_store.model.clients import Client
from calendar_store.model.practices import Practice
from calendar_store.model.reason_codes import ReasonCode
from calendar_store.model.reasons import Reason
from calendar_store.model.statuses import STANDING, AlertKind, AppointmentStatus, Channel
from dialogs.conversation import AskedAbout, Context, Question, State
from dialogs.effects import AlertStaff, Effect
from dialogs.intents import Understanding
from dialogs.languages.writing import write_line
from dialogs.wording.reminders import lines
from dialogs.wording.rendering import Facts, render

T = TypeVar("T")

QUOTED = 200
"""Characters of a client's text that an alert quotes; the inbox has the whole text."""


@dataclass(frozen=True, slots=True)
class Decision:
    """The result of a flow.

    Attributes:
        trace: the decision and its reasons, short lines in English.
        state: the conversation's new state.
        replies: texts to the client, in order.
        effects: in order.
        handled: the text is answered, and staff need not answer it.
        even_if_stopped: the replies may go to a number that has just been stopped.
        client_id: the client who wrote, when that is clear.
        asks: the replies ask the open question again.
    """

    trace: tuple[str, ...]
    state: State
    replies: tuple[str, ...] = ()
    effects: tuple[Effect, ...] = ()
    handled: bool = True
    even_if_stopped: bool = False
    client_id: int | None = None
    asks: bool = False


@dataclass(frozen=True)
class TurnContext:
    """A turn, as flows see it; without slots, so that it can cache results that many rooms need.

    Attributes:
        context: the facts.
        text: the client's text.
        heard: the understood text.
        locale: the language to answer in.
        question: the question that is still open, or None.
        whole: the text with an end that was left aside, for staff to read; "" for `text`.
    """

    context: Context
    text: str
    heard: Understanding
    locale: str
    question: Question | None
    whole: str = ""

    @cached_property
    def found(self) -> dict[Callable[..., Any], Any]:
        """The cached results of functions decorated with `once`."""
        return {}

    @property
    def now(self) -> datetime:
        """The moment of the turn, UTC."""
        return self.context.now

    @property
    def practice(self) -> Practice:
        """The practice of the conversation."""
        return self.context.practice

    @property
    def state(self) -> State:
        """The state of the conversation."""
        return self.context.state

    @cached_property
    def ahead(self) -> tuple[Appointment, ...]:
        """Standing appointments that have not started, by start."""
        standing = (a for a in self.context.appointments if a.status in STANDING)
        return tuple(
            sorted((a for a in standing if a.starts_at > self.now), key=lambda a: a.starts_at)
        )

    def appointment(self, about: AskedAbout) -> Appointment | None:
        """Return the current form of an appointment that was asked about, None when it is gone."""
        known = (a for a in self.context.appointments if a.id == about.appointment_id)
        return next(known, None)

    @property
    def staff_spoke_last(self) -> bool:
        """Whether staff wrote after the last automatic text: a reply is then for staff to read."""
        staff_at, last_at = self.state.staff_at, self.state.last_at
        return staff_at is not None and (last_at is None or last_at <= staff_at)

    def undoable(self) -> tuple[Appointment, ...]:
        """Return the appointments that the client has cancelled and may still take back."""
        found = (self.appointment(about) for about in self.state.cancelled)
        return tuple(
            a
            for a in found
            if a
            and a.status is AppointmentStatus.CANCELLED
            and a.cancelled_at
            and self.now <= a.cancelled_at + self.practice.undo_window
            and self.now < a.starts_at
        )

    def just_booked(self) -> Appointment | None:
        """Return the appointment just booked by text that UNDO still cancels, or None."""
        booked = self.state.booked
        if booked is None or self.now > booked.until:
            return None
        mine = (a for a in self.ahead if a.id == booked.appointment_id)
        return next((a for a in mine if a.starts_at == booked.starts_at), None)

    def just_moved(self) -> Appointment | None:
        """Return the appointment just moved by text that UNDO still moves back, or None."""
        moved = self.state.moved
        if moved is None or self.now > moved.until or self.now >= moved.before.starts_at:
            return None
        mine = (a for a in self.ahead if a.id == moved.appointment_id)
        return next((a for a in mine if a.starts_at == moved.starts_at), None)

    def client_of(self, appointment: Appointment | None) -> Client | None:
        """Return the client of an appointment; without an appointment the only client, or None."""
        if appointment is None:
            return self.context.clients[0] if len(self.context.clients) == 1 else None
        mine = (c for c in self.context.clients if c.id == appointment.client_id)
        return next(mine, None)

    def who(self, appointment: Appointment | None = None) -> str:
        """Return the sender as staff read it: a name, else the number."""
        client = self.client_of(appointment)
        return client.name if client else self.context.key.their_address

    def say(
        self,
        name: str,
        appointment: Appointment | None = None,
        *,
        at: datetime | None = None,
        until: datetime | None = None,
        options: tuple[str, ...] = (),
        minutes: int | None = None,
        instead: datetime | None = None,
        practitioner: str = "",
        day: str = "",
        text: str = "",
        count: int = 0,
    ) -> str:
        """Return a named text in the language of the turn; see `wording.Facts` for arguments."""
        client = self.client_of(appointment)
        facts = Facts(
            *(self.practice, client, appointment, at, until, self.now, options, minutes, text),
            *(practitioner, day, count, instead),
            by_mail=self.context.key.channel is Channel.EMAIL,
        )
        return render(name, self.locale, facts, self.context.templates)

    def listed(self, appointments: tuple[Appointment, ...]) -> tuple[str, ...]:
        """Return appointments as lines of a list, with first names where several share a number."""
        several = len(self.context.clients) > 1
        entries = tuple((self.client_of(a) if several else None, a) for a in appointments)
        return lines(self.practice, entries, self.locale)

    def staff_when(self, appointment: Appointment) -> str:
        """Return the time of an appointment in English, for staff."""
        return write_line(appointment.starts_at, "en", self.practice.timezone, self.practice.region)

    def when(self, moment: datetime) -> dict[str, str | int]:
        """Return the facts of a reason that name a moment."""
        practice = self.practice
        at = moment.astimezone(UTC).isoformat()
        return {"when": at, "zone": practice.timezone, "region": practice.region}

    def alert(
        self,
        kind: AlertKind,
        code: ReasonCode,
        appointment: Appointment | None = None,
        *,
        of: Client | None = None,
        facts: Mapping[str, str | int] | None = None,
    ) -> AlertStaff:
        """Return an alert with the sender, the reason code and a quotation of the text.

        Args:
            kind: the kind of alert.
            code: the reason code.
            appointment: the appointment that the alert is about, if any.
            of: the client of a family that the alert is about; None for that of the appointment.
            facts: facts of the code beside `who` and `text`.
        """
        quoted = " ".join((self.whole or self.text).split())
        quoted = quoted if len(quoted) <= QUOTED else f"{quoted[:QUOTED]}…"
        who = of.name if of else self.who(appointment)
        reason = Reason(code, {"who": who, "text": quoted, **(facts or {})})
        return AlertStaff(kind, reason, appointment.id if appointment else None)

    def told(self, answer: Decision) -> "TurnContext":
        """Return the turn with the state after an answer, to answer the rest of the text."""
        return replace(self, context=replace(self.context, state=answer.state))


def once(find: Callable[[TurnContext], T]) -> Callable[[TurnContext], T]:
    """Cache the result of a function in the turn, since many rooms ask for it."""

    @wraps(find)
    def found(turn: TurnContext) -> T:
        known = turn.found
        if find not in known:
            known[find] = find(turn)
        return known[find]  # type: ignore[no-any-return]

    return found


Flow = Callable[[TurnContext], Decision]
"""A function that decides about a text."""

AppointmentFlow = Callable[[TurnContext, tuple[Appointment, ...]], Decision]
"""A function that decides about a text whose appointments (at least one) are known."""


def together(first: Decision, *others: Decision) -> Decision:
    """Join several answers to one text; the last state is kept, and the replies become one text."""
    return reduce(_joined, others, first)


def _joined(one: Decision, two: Decision) -> Decision:
    says = (" ".join((*one.replies, *two.replies)),) if one.replies or two.replies else ()
    return replace(
        two,
        trace=(*one.trace, *two.trace),
        replies=says,
        effects=(*one.effects, *two.effects),
        handled=one.handled and two.handled,
        client_id=one.client_id or two.client_id,
        asks=one.asks or two.asks,
    )
