"""The state of a conversation between turns, and the facts on which a turn is decided.

Owns the state that is kept between turns (as JSON) and the Context that the gateway loads.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any, Self

from calendar_store.model.appointments import Appointment, Slot, WaitingEntry
from calendar_store.model.calendar_answers import CalendarAnswer
from calendar_store.model.clients import Client
from calendar_store.model.conversations import ConversationKey
from calendar_store.model.practices import Practice, Practitioner, Service
from dialogs.effects import AgendaSearch, Effect, SlotSearch
from dialogs.intents import Intent, OpenQuestion, Understanding
from dialogs.wish import JustBooked, JustMoved, Wish, slot_from_json, slot_to_json


class Asked(StrEnum):
    """The kinds of questions that the service asks and a text may answer."""

    REMINDER = "reminder"
    SLOTS = "slots"
    WHICH = "which"
    WHEN = "when"
    WHO = "who"
    SERVICE = "service"
    SECOND = "second"
    OFFER = "offer"
    BACK = "back"


@dataclass(frozen=True, slots=True)
class AskedAbout:
    """An appointment as it stood when it was asked about.

    Attributes:
        appointment_id: the appointment.
        version: its version then; shows whether staff have changed it since.
        starts_at: its start then, UTC: a late answer never binds to a moved appointment.
    """

    appointment_id: int
    version: int
    starts_at: datetime


@dataclass(frozen=True, slots=True)
class Question:
    """An open question, bound to the appointments or times that it asks about.

    Attributes:
        asked: the kind of question.
        about: the appointments asked about; with WHICH, in the order they were numbered.
        slots: with SLOTS, the times offered, in the order they were numbered; with OFFER, the freed
            time.
        spans: the times that the client asked for (start, end): MORE gives other times in them, and
            they are kept while something else is asked first.
        then: with WHICH, the intent to go on with after the answer; with REMINDER, the meaning of
            a plain yes where that is not a confirmation.
        choices: with WHO clients and with SERVICE services, by id in the order they were
            numbered; 0 is something else.
        wish: the wish for a new appointment; None where the question is about an existing one.
        at: when it was asked, UTC.
        expires_at: when an answer no longer binds, UTC.
        offer_id: with OFFER, the offer.
        until: with OFFER, the end of the offer, UTC; a later answer is told that it is too late.
        rest: further appointments that the same reminder asked about.
        named: only a text that names the client of the appointment answers the question.
        shown: with SLOTS, the starts of the times offered earlier, UTC; MORE gives other times.
        text: the `quoting.key` of the text that asked the question; a phone's reaction quotes it.
        practitioner_ids: with SLOTS and WHICH, the possible practitioners after the move; () where
            the client asked for none.
        stale: the conversation was passed to staff since; a plain yes no longer answers it.
        aside: we have since sent a text that asks nothing; an "ok" only says that it was read.
        yes_only: we only said which appointment stands: a plain yes confirms it, and no other text
            answers it.
    """

    asked: Asked
    about: tuple[AskedAbout, ...]
    at: datetime
    expires_at: datetime
    slots: tuple[Slot, ...] = ()
    spans: tuple[tuple[datetime, datetime], ...] = ()
    then: str = ""
    choices: tuple[int, ...] = ()
    wish: Wish | None = None
    offer_id: int | None = None
    until: datetime | None = None
    rest: tuple[AskedAbout, ...] = ()
    named: bool = False
    shown: tuple[datetime, ...] = ()
    text: str = ""
    practitioner_ids: tuple[int, ...] = ()
    stale: bool = False
    aside: bool = False
    yes_only: bool = False

    @property
    def numbered(self) -> int:
        """The number of numbered choices; SECOND always has two."""
        if self.asked is Asked.SECOND:
            return 2
        return len(self.slots or self.choices or self.about)


@dataclass(frozen=True, slots=True)
class State:
    """The state of a conversation, kept between turns.

    Attributes:
        question: the open question, or None.
        cancelled: the appointments that UNDO would restore.
        with_person: since when staff have been asked to answer; the client is told once.
        locale: the language of the last texts, "" when it is the client's own.
        automatic: moments of recent automatic texts to this number, for the hourly bound.
        hushed: when staff were alerted that the hourly bound was reached; they are alerted once.
        booked: the appointment that UNDO would cancel, None where the client did something since.
        moved: the move that UNDO would take back, None where the client did something since.
        last: digest of the automatic text sent last: the same text is not sent twice in a row.
        last_at: when that text was sent.
        staff_at: when staff last wrote a text of their own: a yes or a number after that is for
            staff to read.
        staff_asked: when such a text of staff last asked something, None where they wrote something
            else since: all texts after it are for staff to read.
        staff_timed: the last such text names a time: a client who confirms may mean that time.
        set_aside: questions of earlier mails that an answer to such a mail still answers, the
            newest first.
        put_off: since when the client has left open whether they come; None where they did
            something since.
        off: appointments of which staff have said that they cannot take place; a later version of
            one is another one.
    """

    question: Question | None = None
    cancelled: tuple[AskedAbout, ...] = ()
    with_person: datetime | None = None
    locale: str = ""
    automatic: tuple[datetime, ...] = ()
    hushed: datetime | None = None
    booked: JustBooked | None = None
    moved: JustMoved | None = None
    last: str = ""
    last_at: datetime | None = None
    staff_at: datetime | None = None
    staff_asked: datetime | None = None
    staff_timed: bool = False
    set_aside: tuple[Question, ...] = ()
    put_off: datetime | None = None
    off: tuple[AskedAbout, ...] = ()

    def asking(self, question: Question | None) -> Self:
        """Return this state with another open question (or none)."""
        return replace(self, question=question)

    def to_json(self) -> dict[str, Any]:
        """Return the state as JSON-ready data, complete: from_json gives an equal state."""
        return {
            "question": _question_to_json(self.question) if self.question else None,
            "cancelled": [_about_to_json(about) for about in self.cancelled],
            "with_person": self.with_person.isoformat() if self.with_person else None,
            "locale": self.locale,
            "automatic": [moment.isoformat() for moment in self.automatic],
            "hushed": self.hushed.isoformat() if self.hushed else None,
            "booked": self.booked.to_json() if self.booked else None,
            "moved": self.moved.to_json() if self.moved else None,
            "last": self.last,
            "last_at": self.last_at.isoformat() if self.last_at else None,
            "staff_at": self.staff_at.isoformat() if self.staff_at else None,
            "staff_asked": self.staff_asked.isoformat() if self.staff_asked else None,
            "staff_timed": self.staff_timed,
            "set_aside": [_question_to_json(each) for each in self.set_aside],
            "put_off": self.put_off.isoformat() if self.put_off else None,
            "off": [_about_to_json(each) for each in self.off],
        }

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Self:
        """Return the state that `to_json` wrote; {} is a fresh conversation."""
        return cls(
            question=_question_from_json(data["question"]) if data.get("question") else None,
            cancelled=tuple(_about_from_json(about) for about in data.get("cancelled", ())),
            with_person=_moment(data.get("with_person")),
            locale=data.get("locale", ""),
            automatic=tuple(datetime.fromisoformat(m) for m in data.get("automatic", ())),
            hushed=_moment(data.get("hushed")),
            booked=JustBooked.from_json(data["booked"]) if data.get("booked") else None,
            moved=JustMoved.from_json(data["moved"]) if data.get("moved") else None,
            last=data.get("last", ""),
            last_at=_moment(data.get("last_at")),
            staff_at=_moment(data.get("staff_at")),
            staff_asked=_moment(data.get("staff_asked")),
            staff_timed=bool(data.get("staff_timed")),
            set_aside=tuple(_question_from_json(each) for each in data.get("set_aside", ())),
            put_off=_moment(data.get("put_off")),
            off=tuple(_about_from_json(each) for each in data.get("off", ())),
        )


@dataclass(frozen=True, slots=True)
class Context:
    """The facts on which a turn is decided, loaded by the gateway in a few queries.

    Attributes:
        now: the moment of the turn, UTC.
        practice: the practice of the conversation.
        key: the conversation: its channel, our address and theirs.
        clients: all clients of the practice with that address; several in a family.
        appointments: of these clients: standing ones that have not ended, by start, and those
            cancelled within the practice's undo window.
        stopped: the address has opted out of the channel and has not opted in again.
        state: the state of the conversation.
        open_from: usual opening hour of the practice (0 to 24).
        open_until: usual closing hour.
        open_weekdays: the days on which somebody works, 0 is Monday; empty where that is not known.
        templates: the practice's own wording, by (locale, template name).
        free: the slots found for the SlotSearch that `engine.read` asked for, in the order to
            offer; () when nothing was asked for or nothing is free.
        lost: the slot that somebody else has just taken, when the turn is decided again.
        withdrawn: the lost slot was taken by nobody: hours or the booking window were changed.
        services: the practice's services, by name; () where it keeps no list.
        practitioners: the practitioners who can be booked, by name.
        seen: (client, practitioner) ids of earlier visits, the last first.
        new_id: the id for the appointment that this turn books, if it books one.
        agenda: the appointments found for the AgendaSearch of `engine.read`, by start.
        waiting: the clients' entries on the waiting list, the first entry first.
        partial: parts of the text are missing.
        booked_by_text: ids of `appointments` that a text booked.
        answered_visit: the appointment of our message that a mail answers, None for none.
    """

    now: datetime
    practice: Practice
    key: ConversationKey
    clients: tuple[Client, ...]
    appointments: tuple[Appointment, ...]
    stopped: bool
    state: State
    open_from: int = 8
    open_until: int = 20
    open_weekdays: frozenset[int] = frozenset()
    templates: tuple[tuple[tuple[str, str], str], ...] = ()
    free: tuple[Slot, ...] = ()
    lost: Slot | None = None
    withdrawn: bool = False
    services: tuple[Service, ...] = ()
    practitioners: tuple[Practitioner, ...] = ()
    seen: tuple[tuple[int, int], ...] = ()
    new_id: int = 0
    agenda: tuple[tuple[Appointment, Client], ...] = ()
    waiting: tuple[WaitingEntry, ...] = ()
    partial: bool = False
    booked_by_text: frozenset[int] = frozenset()
    answered_visit: int | None = None


@dataclass(frozen=True, slots=True)
class Turn:
    """The decision of a turn: effects to perform, texts to send, the state to keep.

    Attributes:
        effects: in order.
        replies: texts to the client, in order; usually one or none.
        state: the conversation's new state.
        understanding: the understood text.
        trace: short lines in English on the decision and its reasons, for staff and the demo.
        client_id: the client who wrote, when that is clear.
        even_if_stopped: the one reply that may go to a number that has just opted out.
    """

    effects: tuple[Effect, ...]
    replies: tuple[str, ...]
    state: State
    understanding: Understanding
    trace: tuple[str, ...] = ()
    client_id: int | None = None
    even_if_stopped: bool = False


@dataclass(frozen=True, slots=True)
class Read:
    """An understood text, with the search that the decision needs.

    Attributes:
        text: the text itself, for staff to read.
        understanding: the meaning of the text.
        search: free times or a day's appointments needed before `engine.step`, or None.
        intent: the intent in view of the open question; None where `engine.step` works it out.
        calendar: the answer to an invitation, where a calendar answered in place of a text.
        choice: the words that choose an offered time, where others around them do not count.
    """

    text: str
    understanding: Understanding
    search: SlotSearch | AgendaSearch | None = None
    intent: Intent | None = None
    calendar: CalendarAnswer | None = None
    choice: str = ""


OPEN_AS: dict[Asked, OpenQuestion] = {
    Asked.REMINDER: OpenQuestion.REMINDER,
    Asked.SLOTS: OpenQuestion.SLOTS,
    Asked.WHICH: OpenQuestion.SLOTS,
    Asked.WHEN: OpenQuestion.NONE,
    Asked.WHO: OpenQuestion.SLOTS,
    Asked.SERVICE: OpenQuestion.SLOTS,
    Asked.SECOND: OpenQuestion.SLOTS,
    Asked.OFFER: OpenQuestion.OFFER,
    Asked.BACK: OpenQuestion.NONE,
}
"""The kind of question that `understand` is told: all numbered lists are read alike."""


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _about_to_json(about: AskedAbout) -> dict[str, Any]:
    return {
        "appointment": str(about.appointment_id),
        "version": about.version,
        "starts_at": about.starts_at.isoformat(),
    }


def _about_from_json(data: dict[str, Any]) -> AskedAbout:
    return AskedAbout(
        int(data["appointment"]), data["version"], datetime.fromisoformat(data["starts_at"])
    )


def _question_to_json(question: Question) -> dict[str, Any]:
    return {
        "asked": question.asked.value,
        "about": [_about_to_json(about) for about in question.about],
        "at": question.at.isoformat(),
        "expires_at": question.expires_at.isoformat(),
        "slots": [slot_to_json(slot) for slot in question.slots],
        "spans": [[start.isoformat(), end.isoformat()] for start, end in question.spans],
        "then": question.then,
        "choices": [str(choice) for choice in question.choices],
        "wish": question.wish.to_json() if question.wish else None,
        "offer": str(question.offer_id) if question.offer_id is not None else None,
        "until": question.until.isoformat() if question.until else None,
        "rest": [_about_to_json(about) for about in question.rest],
        "named": question.named,
        "shown": [start.isoformat() for start in question.shown],
        "text": question.text,
        "practitioners": [str(one) for one in question.practitioner_ids],
        "stale": question.stale,
        "aside": question.aside,
        "yes_only": question.yes_only,
    }


def _question_from_json(data: dict[str, Any]) -> Question:
    return Question(
        asked=Asked(data["asked"]),
        about=tuple(_about_from_json(about) for about in data["about"]),
        at=datetime.fromisoformat(data["at"]),
        expires_at=datetime.fromisoformat(data["expires_at"]),
        slots=tuple(slot_from_json(slot) for slot in data["slots"]),
        spans=tuple(
            (datetime.fromisoformat(start), datetime.fromisoformat(end))
            for start, end in data["spans"]
        ),
        then=data["then"],
        # questions stored by older versions, without bookings, lack these
        choices=tuple(int(choice) for choice in data.get("choices", ())),
        wish=Wish.from_json(data["wish"]) if data.get("wish") else None,
        offer_id=int(data["offer"]) if data.get("offer") else None,
        until=_moment(data.get("until")),
        rest=tuple(_about_from_json(about) for about in data.get("rest", ())),
        named=bool(data.get("named")),
        shown=tuple(datetime.fromisoformat(start) for start in data.get("shown", ())),
        text=data.get("text", ""),
        practitioner_ids=tuple(int(one) for one in data.get("practitioners", ())),
        stale=bool(data.get("stale")),
        aside=bool(data.get("aside")),
        yes_only=bool(data.get("yes_only")),
    )
