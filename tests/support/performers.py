"""What both performers of turns are tested by: the same script, and what is true afterwards.

A script speaks of clients by first name and of appointments by their order; identities differ from
store to store, so `told` puts names in their place.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from calendar_store.model.appointments import Appointment, Offer, Slot, WaitingEntry
from calendar_store.model.clients import Client
from calendar_store.model.conversations import Alert
from calendar_store.model.practices import (
    HoursException,
    Practice,
    Practitioner,
    Service,
    WeeklyHours,
)
from calendar_store.model.statuses import Channel, ConsentKind
from dialogs.conversation import Context, Question, State, Turn
from dialogs.effects import AgendaSearch, Effect, SlotSearch
from dialogs.intents import Intent, Understanding
from gateway.wording.reason_words import in_words
from tests.support.desk import HALF_HOUR, mobile

Decide = Callable[[Context], Sequence[Effect]]
"""What a turn decides on the facts as they are read."""

DONE, STALE, TAKEN = "done", "stale", "taken"


@dataclass(frozen=True, slots=True)
class Facts:
    """What is true of a practice, with the identities of whoever keeps it."""

    clients: Sequence[Client]
    appointments: Sequence[Appointment]
    consents: Mapping[tuple[int, Channel], ConsentKind]
    opt_outs: frozenset[tuple[Channel, str]]
    waiting: Sequence[WaitingEntry]
    offers: Sequence[Offer]
    alerts: Sequence[Alert]
    contexts: Mapping[str, Context]


@dataclass(frozen=True, slots=True)
class Setting:
    """The practice that both have: the same people, services and hours."""

    practice: Practice
    practitioners: tuple[Practitioner, ...]
    services: tuple[Service, ...]
    weekly: tuple[WeeklyHours, ...]
    exceptions: tuple[HoursException, ...]
    now: datetime


class Performer(ABC):
    """Keeps a practice and performs turns in it.

    Attributes:
        setting: the practice.
        now: the moment of whatever comes next, UTC.
    """

    def __init__(self, setting: Setting) -> None:
        self.setting, self.now = setting, setting.now

    def later(self, by: timedelta) -> None:
        self.now += by

    def slot(self, start: datetime, who: str = "Aurora", lasts: timedelta = HALF_HOUR) -> Slot:
        one = next(each for each in self.setting.practitioners if each.name == who)
        return Slot(one.id, one.name, start, start + lasts)

    def service(self, name: str) -> Service:
        return next(each for each in self.setting.services if each.name == name)

    @abstractmethod
    async def client(self, first: str, number: int = 1, email: str = "") -> None:
        """Add a client who agreed to texts, and to emails where there is an address."""

    @abstractmethod
    async def book(self, first: str, start: datetime, service: str = "") -> None:
        """Book for a client as staff do, with Aurora; half an hour or the service's length."""

    @abstractmethod
    async def staff_move(self, first: str, start: datetime) -> None:
        """Move a client's last appointment as staff do."""

    @abstractmethod
    async def staff_cancel(self, first: str) -> None:
        """Cancel a client's last appointment as staff do."""

    @abstractmethod
    async def ask(self, number: int, question: Callable[[Context], Question]) -> None:
        """Leave a question open."""

    @abstractmethod
    async def offer(self, start: datetime) -> list[str]:
        """Let a time of Aurora's become free and be offered to whom it suits; return texts."""

    @abstractmethod
    async def decide(
        self,
        decide: Decide,
        number: int = 1,
        *,
        heard: Intent = Intent.UNCLEAR,
        meanwhile: Callable[["Performer"], Any] | None = None,
    ) -> str:
        """Perform what a turn decided on the facts as they were before `meanwhile`."""

    @abstractmethod
    async def says(self, text: str, number: int = 1) -> list[str]:
        """Take the turn that a text asks for; return the answers."""

    @abstractmethod
    async def found(self, search: SlotSearch | AgendaSearch) -> Context:
        """Return facts with what was looked up."""

    @abstractmethod
    async def facts(self) -> Facts:
        """Return what is true."""

    async def told(self) -> dict[str, Any]:
        """Return what is true, by names."""
        return told(await self.facts())


def turn(context: Context, decide: Decide, heard: Intent) -> Turn:
    """Return a turn without words."""
    ids = [client.id for client in context.clients]
    understood = Understanding(heard, 1.0, ())
    return Turn(
        tuple(decide(context)), (), context.state, understood, client_id=ids[0] if ids else None
    )


def of(context: Context, first: str = "Ada") -> Appointment:
    """Return a client's appointment among the facts."""
    who = {client.id for client in context.clients if client.first == first}
    return next(one for one in context.appointments if one.client_id in who)


def told(facts: Facts) -> dict[str, Any]:
    """Return facts by names, so that those of two performers can be compared."""
    names = {client.id: client.first for client in facts.clients}
    which = _numbered(facts.appointments, names)
    return {
        "clients": sorted(
            (c.first, c.locale, c.prefers.value, c.mobile_bad, c.email) for c in facts.clients
        ),
        "appointments": {which[a.id]: _appointment(a) for a in facts.appointments},
        "consents": sorted(
            (names[client], channel.value, kind.value)
            for (client, channel), kind in facts.consents.items()
        ),
        "opt_outs": sorted((channel.value, address) for channel, address in facts.opt_outs),
        "waiting": [
            (
                *(names[e.client_id], e.starts_at, e.ends_at, e.status.value),
                *(which.get(e.appointment_id or 0), e.practitioner_id, e.service_id),
            )
            for e in facts.waiting
        ],
        "offers": [
            (names[o.client_id], o.practitioner_id, o.starts_at, o.ends_at, o.status.value)
            for o in facts.offers
        ],
        "alerts": [
            (
                a.kind.value,
                in_words(a.reason),
                names.get(a.client_id or 0),
                which.get(a.appointment_id or 0),
            )
            for a in facts.alerts
        ],
        "ahead": {number: _ahead(context, which) for number, context in facts.contexts.items()},
    }


def _numbered(appointments: Sequence[Appointment], names: Mapping[int, str]) -> dict[int, str]:
    """Return "Ada 1", "Ada 2", … by identity."""
    counts: dict[int, int] = {}
    found = {}
    for one in sorted(appointments, key=lambda each: each.id):
        counts[one.client_id] = counts.get(one.client_id, 0) + 1
        found[one.id] = f"{names[one.client_id]} {counts[one.client_id]}"
    return found


def _appointment(one: Appointment) -> tuple[Any, ...]:
    kept = (one.practitioner, one.starts_at, one.ends_at, one.status.value, one.version)
    return (
        *kept,
        *(one.service, one.safe_to_name, one.buffer_before, one.buffer_after, one.cancelled_at),
    )


def _ahead(context: Context, which: Mapping[int, str]) -> dict[str, Any]:
    """Return what the next turn of a number is decided on."""
    names = {client.id: client.first for client in context.clients}
    return {
        "clients": [client.first for client in context.clients],
        "speaks of": [which[one.id] for one in context.appointments],
        "can undo": [which[a.id] for a in context.appointments if a.cancelled_at is not None],
        "stopped": context.stopped,
        "hours": (context.open_from, context.open_until, context.open_weekdays),
        "seen": [(names[client], who) for client, who in context.seen],
        "waiting": [names[entry.client_id] for entry in context.waiting],
        "services": [one.name for one in context.services],
        "practitioners": [one.name for one in context.practitioners],
        "remembers": _state(context.state, names, which),
    }


def _state(state: State, names: Mapping[int, str], which: Mapping[int, str]) -> dict[str, Any]:
    """Return what is remembered, as JSON has it, by names."""
    question = state.question
    plain = replace(state, question=None, cancelled=(), booked=None, moved=None).to_json()
    return plain | {
        "cancelled": [(which[a.appointment_id], a.version, a.starts_at) for a in state.cancelled],
        "booked": state.booked is not None,
        "moved": state.moved
        and (which[state.moved.appointment_id], state.moved.starts_at, state.moved.until),
        "moved from": state.moved and state.moved.before,
        "question": question
        and {
            "asked": question.asked.value,
            "about": [(which[a.appointment_id], a.version) for a in question.about],
            "rest": [(which[a.appointment_id], a.version) for a in question.rest],
            "slots": question.slots,
            "then": question.then,
            "choices": len(question.choices),
            "wish": question.wish is not None,
            "offer": question.offer_id is not None,
            "until": question.until,
            "expires": question.expires_at,
        },
    }


NUMBERS = tuple(map(mobile, (1, 2, 9)))
"""Whose next turn is looked at."""
