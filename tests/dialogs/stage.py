"""Plays golden conversations: what a turn decides is applied, and the next one goes on from it.

Owns the form of the files in golden/: local times of the practice as "2026-11-24 15:00", and each
step one or more of `remind` (the planner sends a reminder), `staff` (it moves or cancels),
`taken` (somebody else takes a time), `offer` (the waiting list offers a freed time, see
`waitlist`), `text` (the client writes; `from` another number, if given).
A free or taken time may say with whom, as "2026-11-24 15:00 with Bruno"; without, it is Aurora's.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import product
from typing import Any
from zoneinfo import ZoneInfo

from calendar_store.statuses import STANDING, AppointmentStatus, MessageKind
from calendar_store.values import (
    Appointment,
    Client,
    Practice,
    Practitioner,
    Service,
    Slot,
    WaitingEntry,
)
from dialogs import effects as do
from dialogs.conversation import Context, State, Turn
from dialogs.engine import read, step
from dialogs.reminders import reminder_question, render_family_reminder, render_reminder
from tests.dialogs import waitlist

OUR_NUMBER = "+390699000111"
THEIR_NUMBER = "+393331110001"


class Taken(Exception):
    """The store refuses a time that somebody else has."""


@dataclass
class Stage:
    """A practice, its clients on one number, and what has become of them."""

    practice: Practice
    clients: tuple[Client, ...]
    appointments: dict[int, Appointment]
    free: tuple[Slot, ...]
    stopped: bool = False
    templates: tuple[tuple[tuple[str, str], str], ...] = ()
    state: dict[str, Any] = field(default_factory=dict)
    taken: set[tuple[int, datetime]] = field(default_factory=set)
    services: tuple[Service, ...] = ()
    practitioners: tuple[Practitioner, ...] = (Practitioner(1, 1, "Aurora"),)
    seen: tuple[tuple[int, int], ...] = ()
    waiting: tuple[WaitingEntry, ...] = ()
    offers: dict[int, str] = field(default_factory=dict)

    @classmethod
    def of(cls, data: dict[str, Any]) -> "Stage":
        """Set the stage as a golden file describes it."""
        practice = _practice(data.get("practice", {}))
        zone = ZoneInfo(practice.timezone)
        clients = tuple(
            Client(1, c["id"], c["first"], c["last"], THEIR_NUMBER, locale=c.get("locale", ""))
            for c in data["clients"]
        )
        appointments = [_appointment(a, zone) for a in data["appointments"]]
        practitioners = tuple(
            Practitioner(1, p["id"], p["name"], p.get("mobile", ""))
            for p in data.get("practitioners", [{"id": 1, "name": "Aurora"}])
        )
        free = tuple(_slot(text, zone, practitioners) for text in data.get("free", ()))
        return cls(
            practice,
            clients,
            {a.id: a for a in appointments},
            free,
            stopped=data.get("stopped", False),
            templates=tuple(
                ((locale, name), text)
                for locale, texts in data.get("templates", {}).items()
                for name, text in texts.items()
            ),
            services=tuple(_service(s) for s in data.get("services", ())),
            practitioners=practitioners,
            seen=tuple((client, who) for client, who in data.get("seen", ())),
        )

    @property
    def zone(self) -> ZoneInfo:
        """Where the practice is."""
        return ZoneInfo(self.practice.timezone)

    def play(self, scripted: dict[str, Any]) -> tuple[list[str], dict[str, Any]]:
        """Play one step; return its transcript and what is now remembered."""
        now = _moment(scripted["at"], self.zone)
        lines = [f"{scripted['at']}"]
        if "remind" in scripted:
            lines += self._remind(scripted["remind"], now)
        for change in scripted.get("staff", ()):
            lines += self._staff(change)
        for text in scripted.get("taken", ()):
            slot = _slot(text, self.zone, self.practitioners)
            self.taken.add((slot.practitioner_id, slot.starts_at))
            lines.append(f"  taken: {text}")
        if "offer" in scripted:
            lines += waitlist.offer(self, scripted["offer"], now)
        if "text" in scripted:
            lines += self._hear(scripted["text"], now, scripted.get("from", THEIR_NUMBER))
        return lines, self.state

    def _remind(self, ids: list[int], now: datetime) -> Iterator[str]:
        entries = tuple((self.client(self.appointments[i]), self.appointments[i]) for i in ids)
        if len(entries) == 1:
            client, one = entries[0]
            kind = MessageKind.REMINDER
            text = render_reminder(self.practice, client, one, kind, self.templates, now=now)
        else:
            text = render_family_reminder(self.practice, entries, self.templates, now=now)
        asked = reminder_question(tuple(a for _, a in entries), now)
        self.state = State.from_json(self.state).asking(asked).to_json()
        yield from (f"< {line}" for line in text.splitlines())

    def _staff(self, change: dict[str, Any]) -> Iterator[str]:
        one = self.appointments[change["appointment"]]
        if "move" in change:
            start = _moment(change["move"], self.zone)
            changed = replace(
                one,
                starts_at=start,
                ends_at=start + one.duration,
                status=AppointmentStatus.BOOKED,
            )
        else:
            changed = replace(one, status=AppointmentStatus.CANCELLED)
        self.appointments[one.id] = replace(changed, version=one.version + 1)
        yield f"  staff: {change}"

    def _hear(self, text: str, now: datetime, sender: str) -> Iterator[str]:
        context = self._context(now, sender)
        turn = self._turn(context, text)
        try:
            self._apply(turn, now)
        except Taken:
            who, start = next(iter(self._wanted(turn) & self.taken))
            lost = Slot(who, "", start, start + timedelta(minutes=30))
            turn = self._turn(replace(context, lost=lost), text)
            self._apply(turn, now)
        self.state = turn.state.to_json()
        yield f"> {text}"
        yield from (f"  {line}" for line in turn.did[1:])
        yield from (f"! {self._line(effect)}" for effect in turn.effects)
        yield from (f"< {line}" for reply in turn.replies for line in reply.splitlines())

    def _context(self, now: datetime, sender: str) -> Context:
        clients = self.clients if sender == THEIR_NUMBER else ()
        known = tuple(
            a
            for a in self.appointments.values()
            if clients
            and (
                (a.status in STANDING and a.ends_at > now)
                or (a.cancelled_at and now <= a.cancelled_at + self.practice.undo_window)
            )
        )
        return Context(
            now=now,
            practice=self.practice,
            our_number=OUR_NUMBER,
            their_number=sender,
            clients=clients,
            appointments=known,
            stopped=self.stopped,
            state=State.from_json(self.state),
            templates=self.templates,
            services=self.services,
            practitioners=self.practitioners,
            seen=self.seen,
            new_id=max(self.appointments, default=0) + 1,
            waiting=self.waiting,
        )

    def _turn(self, context: Context, text: str) -> Turn:
        heard = read(context, text)
        match heard.search:
            case do.SlotSearch():
                context = replace(context, free=self._look_up(heard.search))
            case do.AgendaSearch():
                context = replace(context, agenda=self._agenda(heard.search))
        return step(context, heard)

    def _agenda(self, search: do.AgendaSearch) -> tuple[tuple[Appointment, Client], ...]:
        among = sorted(
            (
                a
                for a in self.appointments.values()
                if a.practitioner_id in search.practitioner_ids
                and a.status is not AppointmentStatus.CANCELLED
                and search.start <= a.starts_at < search.end
            ),
            key=lambda a: a.starts_at,
        )
        return tuple((one, self.client(one)) for one in among)

    def _look_up(self, search: do.SlotSearch) -> tuple[Slot, ...]:
        """Look free times up as the store would: known practitioners first, each start once."""
        found: dict[datetime, Slot] = {}
        for (start, end), who, slot in product(
            search.spans, (search.preferred, search.practitioner_ids), self.free
        ):
            if (
                slot.practitioner_id in who
                and (slot.practitioner_id, slot.starts_at) not in self.taken
                and (slot.starts_at == start if start == end else start <= slot.starts_at < end)
                and (search.after is None or slot.starts_at > search.after)
            ):
                found.setdefault(slot.starts_at, slot)
        return tuple(found.values())[: search.limit]

    def _apply(self, turn: Turn, now: datetime) -> None:
        if self._wanted(turn) & self.taken:
            raise Taken
        for effect in turn.effects:
            match effect:
                case do.ConfirmAppointment():
                    self.change(effect, status=AppointmentStatus.CONFIRMED)
                case do.CancelAppointment():
                    self.change(effect, status=AppointmentStatus.CANCELLED, cancelled_at=now)
                    one = self.appointments[effect.appointment_id]
                    self.taken.discard((one.practitioner_id, one.starts_at))
                case do.RestoreAppointment():
                    self.change(effect, status=AppointmentStatus.BOOKED, cancelled_at=None)
                case do.MoveAppointment(slot=slot):
                    self.change(effect, starts_at=slot.starts_at, ends_at=slot.ends_at)
                case do.BookAppointment():
                    self._book(effect)
                case do.OptOut():
                    self.stopped = True
                case do.OptIn():
                    self.stopped = False
                case do.SetLocale(locale=locale):
                    self.clients = tuple(replace(c, locale=locale) for c in self.clients)
                case _:
                    waitlist.perform(self, effect)

    def change(self, effect: Any, **changes: Any) -> None:
        one = self.appointments[effect.appointment_id]
        assert one.version == effect.version, f"{effect} is stale: version {one.version} stands"
        self.appointments[one.id] = replace(one, version=one.version + 1, **changes)

    def _book(self, effect: do.BookAppointment) -> None:
        assert effect.appointment_id not in self.appointments
        slot, service = effect.slot, effect.service
        self.appointments[effect.appointment_id] = Appointment(
            practice_id=1,
            id=effect.appointment_id,
            client_id=effect.client_id,
            practitioner_id=slot.practitioner_id,
            starts_at=slot.starts_at,
            ends_at=slot.starts_at + service.duration,
            status=AppointmentStatus.BOOKED,
            version=1,
            service_id=service.id,
            practitioner=slot.practitioner,
            service=service.name,
            safe_to_name=service.safe_to_name,
        )
        self.taken.add((slot.practitioner_id, slot.starts_at))

    def _wanted(self, turn: Turn) -> set[tuple[int, datetime]]:
        """Return the times that a turn needs to be free."""
        slots = {
            (e.slot.practitioner_id, e.slot.starts_at)
            for e in turn.effects
            if isinstance(e, do.MoveAppointment | do.BookAppointment | do.TakeOffer)
        }
        restored = (
            self.appointments[e.appointment_id]
            for e in turn.effects
            if isinstance(e, do.RestoreAppointment)
        )
        return slots | {(a.practitioner_id, a.starts_at) for a in restored}

    def client(self, appointment: Appointment) -> Client:
        return next(c for c in self.clients if c.id == appointment.client_id)

    def _line(self, effect: do.Effect) -> str:
        match effect:
            case do.AlertStaff(kind=kind, words=words):
                return f"alert {kind.value}: {words}"
            case do.MoveAppointment(appointment_id=which, slot=slot):
                local = slot.starts_at.astimezone(self.zone)
                return f"move {which} to {local:%Y-%m-%d %H:%M}"
            case do.BookAppointment(appointment_id=which, client_id=client, slot=slot):
                local = slot.starts_at.astimezone(self.zone)
                what = f"{effect.service.name} with {slot.practitioner} for {client}"
                return f"book {which}, {what}, {local:%Y-%m-%d %H:%M}"
            case do.JoinWaitingList() | do.LeaveWaitingList() | do.TakeOffer() | do.CloseOffer():
                return waitlist.line(effect, self.zone)
        [first, *_] = [*(getattr(effect, name) for name in effect.__slots__), ""]
        return f"{VERBS[type(effect)]} {first}".strip()


VERBS: dict[type, str] = {
    do.ConfirmAppointment: "confirm",
    do.CancelAppointment: "cancel",
    do.RestoreAppointment: "restore",
    do.OptOut: "opt out",
    do.OptIn: "opt in",
    do.SetLocale: "language",
    do.MarkWrongNumber: "mark wrong number",
    do.MarkDeceased: "mark deceased",
}
"""How an effect is named in a transcript; its first field follows."""


def _practice(data: dict[str, Any]) -> Practice:
    usual: dict[str, Any] = {
        "id": 1,
        "name": "Studio Aurora",
        "timezone": "Europe/Rome",
        "locale": "en",
        "sender": OUR_NUMBER,
        "phone": "+390699000100",
        "region": "IT",
        "address": "Via Roma 1",
    }
    minutes = {"minimum_notice", "undo_window", "booking_window"}
    given = {k: timedelta(minutes=v) if k in minutes else v for k, v in data.items()}
    return Practice(**usual | given)


def _appointment(data: dict[str, Any], zone: ZoneInfo) -> Appointment:
    start = _moment(data["start"], zone)
    return Appointment(
        practice_id=1,
        id=data["id"],
        client_id=data["client"],
        practitioner_id=data.get("practitioner_id", 1),
        starts_at=start,
        ends_at=start + timedelta(minutes=30),
        status=AppointmentStatus(data.get("status", "booked")),
        version=data.get("version", 1),
        practitioner=data.get("practitioner", "Aurora"),
        service=data.get("service", ""),
        safe_to_name=data.get("safe_to_name", False),
    )


def _service(data: dict[str, Any]) -> Service:
    return Service(
        1,
        data["id"],
        data["name"],
        timedelta(minutes=data.get("minutes", 30)),
        safe_to_name=data.get("safe_to_name", True),
        by_text=data.get("by_text", True),
    )


def _slot(text: str, zone: ZoneInfo, practitioners: tuple[Practitioner, ...]) -> Slot:
    at, _, name = text.partition(" with ")
    start = _moment(at, zone)
    who = next((p for p in practitioners if p.name == name), practitioners[0])
    return Slot(who.id, who.name, start, start + timedelta(minutes=30))


def _moment(text: str, zone: ZoneInfo) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=zone).astimezone(UTC)
