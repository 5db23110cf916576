"""A practice to try conversations with: one client, one appointment, all of it in memory.

Owns what becomes of that appointment. What is decided is the engine's own; its effects are
performed here on values and not in a store, and every hour of every weekday is free.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from calendar_store.statuses import STANDING, AppointmentStatus, MessageKind
from calendar_store.values import Appointment, Client, Practice, Slot
from dialogs import effects as do
from dialogs.conversation import Context, State, Turn
from dialogs.engine import read, step
from dialogs.reminders import reminder_question, render_reminder

ZONE = "Europe/Rome"
OPEN_FROM, OPEN_UNTIL = 9, 18
_AHEAD = timedelta(days=3)
_BETWEEN_TEXTS = timedelta(minutes=1)
_THEIRS = "+393331110001"
_SATURDAY = 5

_DEEDS: dict[type[do.Effect], str] = {
    do.ConfirmAppointment: "the appointment is confirmed",
    do.CancelAppointment: "the appointment is cancelled, its time is free again",
    do.RestoreAppointment: "the cancellation is undone",
    do.OptOut: "nothing more goes to this number",
    do.OptIn: "the number may be written to again",
    do.MarkWrongNumber: "the number is marked as wrong",
    do.MarkDeceased: "the client is marked as deceased",
}


@dataclass(slots=True)
class Rehearsal:
    """A practice with one client, and what has become of their appointment.

    Attributes:
        practice: who writes.
        client: who answers.
        appointment: as it stands.
        now: the moment of the next turn, UTC; each text comes a minute after the last.
        state: what the conversation remembers.
        stopped: whether the client's number has opted out.
    """

    practice: Practice
    client: Client
    appointment: Appointment
    now: datetime
    state: State = field(default_factory=State)
    stopped: bool = False

    @classmethod
    def opened(cls, locale: str, practice_locale: str, now: datetime) -> Rehearsal:
        """Set up the practice and an appointment some days ahead.

        Args:
            locale: the client's language.
            practice_locale: the practice's language.
            now: the moment it begins, aware.

        Returns:
            The practice before the reminder goes out.
        """
        practice = Practice(
            id=1,
            name="Studio Aurora",
            timezone=ZONE,
            locale=practice_locale,
            sender="+390699000111",
            phone="+390699000100",
            region="IT",
            address="Via Roma 1, Roma",
            texts_per_hour=1000,  # people may try for long; there is no machine to loop with
        )
        client = Client(1, 1, "Ada", "Byron", _THEIRS, locale=locale)
        slot = next(_free(now + _AHEAD, now + 3 * _AHEAD))
        appointment = Appointment(
            practice_id=1,
            id=1,
            client_id=1,
            practitioner_id=slot.practitioner_id,
            starts_at=slot.starts_at,
            ends_at=slot.ends_at,
            status=AppointmentStatus.BOOKED,
            version=1,
            practitioner=slot.practitioner,
        )
        return cls(practice, client, appointment, now.astimezone(UTC))

    def remind(self) -> Iterator[str]:
        """Send the reminder; its question is open from now on.

        Yields:
            What the client's phone shows.
        """
        kind = MessageKind.REMINDER
        text = render_reminder(self.practice, self.client, self.appointment, kind, now=self.now)
        self.state = self.state.asking(reminder_question((self.appointment,), self.now))
        yield from (f"< {line}" for line in text.splitlines())

    def hear(self, text: str) -> Iterator[str]:
        """Take a turn.

        Args:
            text: what the client wrote.

        Yields:
            What was understood, what was decided and done, and what the client's phone shows.
        """
        self.now += _BETWEEN_TEXTS
        turn = self._turn(text)
        self.state = turn.state
        yield from (f"  {line}" for line in turn.did)
        for effect in turn.effects:
            yield f"! {self._perform(effect)}"
        yield from (f"< {line}" for reply in turn.replies for line in reply.splitlines())

    def _turn(self, text: str) -> Turn:
        context = self._context()
        heard = read(context, text)
        if heard.search is not None:
            context = replace(context, free=self._found(heard.search))
        return step(context, heard)

    def _context(self) -> Context:
        one = self.appointment
        stands = one.status in STANDING and one.ends_at > self.now
        undone = one.cancelled_at and self.now <= one.cancelled_at + self.practice.undo_window
        return Context(
            now=self.now,
            practice=self.practice,
            our_number=self.practice.sender,
            their_number=self.client.mobile,
            clients=(self.client,),
            appointments=(one,) if stands or undone else (),
            stopped=self.stopped,
            state=self.state,
            open_from=OPEN_FROM,
            open_until=OPEN_UNTIL,
        )

    def _found(self, search: do.SlotSearch) -> tuple[Slot, ...]:
        """Look free times up as the store would: in the client's order, none twice."""
        after = max(self.now, search.after or self.now)
        found = [
            slot
            for start, end in search.spans
            for slot in _free(start, max(end, start + timedelta(minutes=1)))
            if slot.starts_at > after and slot.starts_at != self.appointment.starts_at
        ]
        return tuple(dict.fromkeys(found))[: search.limit]

    def _perform(self, effect: do.Effect) -> str:
        """Do what was decided; return it in words."""
        match effect:
            case do.ConfirmAppointment():
                self._change(status=AppointmentStatus.CONFIRMED)
            case do.CancelAppointment():
                self._change(status=AppointmentStatus.CANCELLED, cancelled_at=self.now)
            case do.RestoreAppointment():
                self._change(status=AppointmentStatus.BOOKED, cancelled_at=None)
            case do.MoveAppointment(slot=slot):
                self._change(starts_at=slot.starts_at, ends_at=slot.ends_at)
                local = slot.starts_at.astimezone(ZoneInfo(ZONE))
                return f"the appointment is moved to {local:%A %d %B at %H:%M}"
            case do.OptOut() | do.OptIn():
                self.stopped = isinstance(effect, do.OptOut)
            case do.SetLocale(locale=locale):
                self.client = replace(self.client, locale=locale)
                return f"the client is written to in {locale} from now on"
            case do.AlertStaff(words=words):
                return f"staff read: {words}"
        return _DEEDS[type(effect)]

    def _change(self, **changes: Any) -> None:
        one = self.appointment
        self.appointment = replace(one, version=one.version + 1, **changes)


def _free(start: datetime, end: datetime) -> Iterator[Slot]:
    """Give the times of a span that are free: every hour of every weekday."""
    zone = ZoneInfo(ZONE)
    day = start.astimezone(zone).date()
    while day <= end.astimezone(zone).date():
        for hour in range(OPEN_FROM, OPEN_UNTIL) if day.weekday() < _SATURDAY else ():
            begins = datetime.combine(day, time(hour), zone).astimezone(UTC)
            if start <= begins < end:
                yield Slot(1, "Aurora", begins, begins + timedelta(minutes=30))
        day += timedelta(days=1)
