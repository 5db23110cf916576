"""Plays golden conversations: what a turn decides is applied, and the next one goes on from it.

Owns the form of the files in golden/: local times of the practice as "2026-11-24 15:00", and each
step one or more of `remind` (the planner sends a reminder), `staff` (it moves or cancels),
`taken` (somebody else takes a time), `offer` (the waiting list offers a freed time: `time`,
`until`, and `instead`, an appointment to be moved, or `client`, one who would be booked), `text`
(the client writes; `from` another number, if given), `calendar` (the client's calendar answers to
an invitation).
A free or taken time may say with whom, as "2026-11-24 15:00 with Bruno"; without, it is Aurora's.
What becomes of it is the simulator's; here it is only read and told.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from calendar_store.model.appointments import Appointment, Slot
from calendar_store.model.calendar_answers import CalendarAnswer, CalendarReply
from calendar_store.model.clients import Client
from calendar_store.model.practices import Practice, Practitioner, Service
from calendar_store.model.statuses import AppointmentStatus, Channel, DeclinedPolicy
from dialogs.conversation import State
from dialogs.simulator import calendar, turns, waiting_list
from dialogs.simulator.listed_times import Listed
from dialogs.simulator.practice import SimulatedPractice
from tests.support.dialogs.transcript import line

OUR_NUMBER = "+390699000111"
THEIR_NUMBER = "+393331110001"


@dataclass
class Stage:
    """A practice, its clients on one number, and what has become of them."""

    simulated: SimulatedPractice

    @classmethod
    def of(cls, data: dict[str, Any]) -> "Stage":
        """Set the stage as a golden file describes it."""
        practice = _practice(data.get("practice", {}))
        zone = ZoneInfo(practice.timezone)
        practitioners = tuple(
            Practitioner(1, p["id"], p["name"], p.get("mobile", ""))
            for p in data.get("practitioners", [{"id": 1, "name": "Aurora"}])
        )
        appointments = [_appointment(a, zone) for a in data["appointments"]]
        stopped = {(Channel.SMS, THEIR_NUMBER)} if data.get("stopped") else set()
        return cls(
            SimulatedPractice(
                practice,
                practitioners,
                Listed(tuple(_slot(text, zone, practitioners) for text in data.get("free", ()))),
                clients=tuple(
                    Client(
                        1, c["id"], c["first"], c["last"], THEIR_NUMBER, locale=c.get("locale", "")
                    )
                    for c in data["clients"]
                ),
                services=tuple(_service(s) for s in data.get("services", ())),
                templates=tuple(
                    ((locale, name), text)
                    for locale, texts in data.get("templates", {}).items()
                    for name, text in texts.items()
                ),
                appointments={a.id: a for a in appointments},
                visits=tuple((client, who) for client, who in data.get("seen", ())),
                opt_outs=frozenset(stopped),
            )
        )

    @property
    def zone(self) -> ZoneInfo:
        """Where the practice is."""
        return ZoneInfo(self.simulated.practice.timezone)

    def play(self, scripted: dict[str, Any]) -> list[str]:
        """Play one step; return its transcript."""
        now = _moment(scripted["at"], self.zone)
        lines = [f"{scripted['at']}"]
        if "remind" in scripted:
            self.simulated, text = turns.remind(self.simulated, scripted["remind"], now)
            lines += _received(text)
        for change in scripted.get("staff", ()):
            lines.append(self._staff(change, now))
        for text in scripted.get("taken", ()):
            taken = _slot(text, self.zone, self.simulated.practitioners)
            self.simulated = replace(self.simulated, busy=(*self.simulated.busy, taken))
            lines.append(f"  taken: {text}")
        if "offer" in scripted:
            lines += self._offer(scripted["offer"], now)
        if "text" in scripted:
            lines += self._hear(scripted["text"], now, scripted.get("from", THEIR_NUMBER))
        if "calendar" in scripted:
            answer = self._calendar_answer(scripted["calendar"])
            lines += self._hear(answer, now, scripted.get("from", THEIR_NUMBER))
        self._remember()
        return lines

    def _remember(self) -> None:
        """Keep of what is remembered what JSON keeps of it."""
        written = {n: json.dumps(state.to_json()) for n, state in self.simulated.states.items()}
        states = {number: State.from_json(json.loads(text)) for number, text in written.items()}
        self.simulated = replace(self.simulated, states=states)

    def _staff(self, change: dict[str, Any], now: datetime) -> str:
        which = change["appointment"]
        if "move" in change:
            one, start = self.simulated.appointments[which], _moment(change["move"], self.zone)
            slot = Slot(one.practitioner_id, one.practitioner, start, start + one.duration)
            self.simulated = calendar.move_by_staff(self.simulated, which, slot)
        else:
            self.simulated = calendar.cancel_by_staff(self.simulated, which, now)
        return f"  staff: {change}"

    def _offer(self, data: dict[str, Any], now: datetime) -> Iterator[str]:
        """Offer a freed time, as the worker would; give what the phone shows."""
        start, instead = _moment(data["time"], self.zone), data.get("instead")
        who = self.simulated.appointments[instead].client_id if instead else data["client"]
        if not self._entries(who, instead, now):
            span = (start, start + timedelta(minutes=1))
            self.simulated = waiting_list.wait_for(
                self.simulated, who, (span,), now, appointment_id=instead
            )
        self.simulated, text = waiting_list.offer(
            self.simulated,
            self._entries(who, instead, now)[0],
            Slot(1, "Aurora", start, start + timedelta(minutes=30)),
            until=_moment(data["until"], self.zone),
            now=now,
        )
        yield from _received(text)

    def _entries(self, who: int, instead: int | None, now: datetime) -> list[Any]:
        waiting = self.simulated.waiting_for([who], now)
        return [entry for entry in waiting if entry.appointment_id == instead]

    def _calendar_answer(self, data: dict[str, Any]) -> CalendarAnswer:
        start = _moment(data["start"], self.zone) if "start" in data else None
        return CalendarAnswer(
            CalendarReply(data["reply"]),
            f"{data['appointment']}.{data.get('practice', 1)}@example.org",
            data.get("practice", 1),
            data["appointment"],
            data.get("sequence", 0),
            start,
            data.get("comment", ""),
        )

    def _hear(self, said: str | CalendarAnswer, now: datetime, sender: str) -> Iterator[str]:
        self.simulated, turn = turns.hear(self.simulated, sender, said, now)
        yield f"> {said}" if isinstance(said, str) else f"> {said.reply.upper()} {said.comment}"
        yield from (f"  {line}" for line in turn.trace[1:])
        yield from (f"! {line(effect, self.zone)}" for effect in turn.effects)
        for reply in turn.replies:
            yield from _received(reply)


def _received(text: str) -> Iterator[str]:
    return (f"< {each}" for each in text.splitlines())


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
    given["declined"] = DeclinedPolicy(data.get("declined", "ask"))
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
