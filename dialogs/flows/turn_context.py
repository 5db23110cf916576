"""What every flow sees of a turn (TurnContext) and gives back (Decision)."""

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
from calendar_store.model.statuses import STANDING, AlertKind, AppointmentStatus
from dialogs.conversation import AskedAbout, Context, Question, State
from dialogs.effects import AlertStaff, Effect
from dialogs.intents import Understanding
from dialogs.languages.writing import write_line
from dialogs.wording.reminders import lines
from dialogs.wording.rendering import Facts, render

T = TypeVar("T")

QUOTED = 200
"""How many characters of a client's text an alert quotes; the inbox holds it whole."""


@dataclass(frozen=True, slots=True)
class Decision:
    """What a flow decided.

    Attributes:
        trace: what was decided and why, short lines in English.
        state: the conversation's new state.
        replies: texts to the client, in order.
        effects: in order.
        handled: the text was dealt with here, and no person has to answer it.
        even_if_stopped: the text may go to a number that has just been stopped.
        client_id: whose text it is, when that is clear.
        asks: the texts ask the question again that was open.
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
    """A turn as a flow sees it; without slots, so that it keeps what many rooms ask for.

    Attributes:
        context: the facts.
        text: what the client wrote.
        heard: what was made of it.
        locale: the language to answer in.
        question: the question that is still open, or None.
    """

    context: Context
    text: str
    heard: Understanding
    locale: str
    question: Question | None

    @cached_property
    def found(self) -> dict[Callable[..., Any], Any]:
        """What was found out about the turn `once`."""
        return {}

    @property
    def now(self) -> datetime:
        """The moment of the turn, UTC."""
        return self.context.now

    @property
    def practice(self) -> Practice:
        """Whose conversation it is."""
        return self.context.practice

    @property
    def state(self) -> State:
        """What the conversation remembers."""
        return self.context.state

    @cached_property
    def ahead(self) -> tuple[Appointment, ...]:
        """Standing appointments that have not started, by start."""
        standing = (a for a in self.context.appointments if a.status in STANDING)
        return tuple(
            sorted((a for a in standing if a.starts_at > self.now), key=lambda a: a.starts_at)
        )

    def appointment(self, about: AskedAbout) -> Appointment | None:
        """Return an appointment that was asked about as it stands now, or None when it is gone."""
        known = (a for a in self.context.appointments if a.id == about.appointment_id)
        return next(known, None)

    @property
    def staff_spoke_last(self) -> bool:
        """Whether staff wrote since the last automatic text: a reply is theirs to read."""
        staff_at, last_at = self.state.staff_at, self.state.last_at
        return staff_at is not None and (last_at is None or last_at <= staff_at)

    def undoable(self) -> tuple[Appointment, ...]:
        """Return what the client has cancelled and may still take back."""
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
        """Return what the client has booked by text and may still take back, or None."""
        booked = self.state.booked
        if booked is None or self.now > booked.until:
            return None
        mine = (a for a in self.ahead if a.id == booked.appointment_id)
        return next((a for a in mine if a.starts_at == booked.starts_at), None)

    def just_moved(self) -> Appointment | None:
        """Return what the client has moved by text and may still move back, or None."""
        moved = self.state.moved
        if moved is None or self.now > moved.until or self.now >= moved.before.starts_at:
            return None
        mine = (a for a in self.ahead if a.id == moved.appointment_id)
        return next((a for a in mine if a.starts_at == moved.starts_at), None)

    def client_of(self, appointment: Appointment | None) -> Client | None:
        """Return whose appointment it is; without one, the only client there is, or None."""
        if appointment is None:
            return self.context.clients[0] if len(self.context.clients) == 1 else None
        mine = (c for c in self.context.clients if c.id == appointment.client_id)
        return next(mine, None)

    def who(self, appointment: Appointment | None = None) -> str:
        """Return how staff read who wrote: a name, else the number."""
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
        """Return the text of that name in the language of the turn; see `wording.Facts`."""
        client = self.client_of(appointment)
        facts = Facts(
            *(self.practice, client, appointment, at, until, self.now, options, minutes, text),
            *(practitioner, day, count, instead),
        )
        return render(name, self.locale, facts, self.context.templates)

    def listed(self, appointments: tuple[Appointment, ...]) -> tuple[str, ...]:
        """Return appointments as lines of a list, with first names where several share a number."""
        several = len(self.context.clients) > 1
        entries = tuple((self.client_of(a) if several else None, a) for a in appointments)
        return lines(self.practice, entries, self.locale)

    def staff_when(self, appointment: Appointment) -> str:
        """Return when an appointment is, for staff to read."""
        return write_line(appointment.starts_at, "en", self.practice.timezone, self.practice.region)

    def when(self, moment: datetime) -> dict[str, str | int]:
        """Return the facts of a reason that tell a moment."""
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
        """Return an alert that says who, what, and quotes the text.

        Args:
            kind: why.
            code: what.
            appointment: which one it is about, if any.
            of: whom of a family it is about, where that is told otherwise.
            facts: those of the code beside `who` and `text`.
        """
        quoted = " ".join(self.text.split())
        quoted = quoted if len(quoted) <= QUOTED else f"{quoted[:QUOTED]}…"
        who = of.name if of else self.who(appointment)
        reason = Reason(code, {"who": who, "text": quoted, **(facts or {})})
        return AlertStaff(kind, reason, appointment.id if appointment else None)

    def told(self, answer: Decision) -> "TurnContext":
        """Return the turn as it is after an answer, for what else the text says."""
        return replace(self, context=replace(self.context, state=answer.state))


def once(find: Callable[[TurnContext], T]) -> Callable[[TurnContext], T]:
    """Find something out about a turn once, however many rooms ask for it."""

    @wraps(find)
    def found(turn: TurnContext) -> T:
        known = turn.found
        if find not in known:
            known[find] = find(turn)
        return known[find]  # type: ignore[no-any-return]

    return found


Flow = Callable[[TurnContext], Decision]
"""Decides about a text."""

AppointmentFlow = Callable[[TurnContext, tuple[Appointment, ...]], Decision]
"""Decides about a text once it is known which appointments it is about (at least one)."""


def together(first: Decision, *others: Decision) -> Decision:
    """Return several answers to one text as one, the last one's state kept; texts become one."""
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
