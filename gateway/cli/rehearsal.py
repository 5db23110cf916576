"""A practice to try conversations with: one client, one appointment, all of it in memory.

Owns what becomes of the appointments. What is decided is the engine's own; its effects are
performed here on values and not in a store, and every hour of every weekday is free that the
client has not taken. The practitioner can text too, from a phone of their own.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from calendar_store.statuses import STANDING, AppointmentStatus, MessageKind
from calendar_store.values import Appointment, Client, Practice, Practitioner, Service, Slot
from dialogs import effects as do
from dialogs.conversation import Context, State, Turn
from dialogs.engine import read, step
from dialogs.reminders import reminder_question, render_reminder
from gateway.cli.rehearsal_waiting import FREE_AFTER, Waits

ZONE = "Europe/Rome"
OPEN_FROM, OPEN_UNTIL = 9, 18
_AHEAD = timedelta(days=3)
_BETWEEN_TEXTS = timedelta(minutes=1)
_THEIRS = "+393331110001"
_AURORA = Practitioner(1, 1, "Aurora", "+393331110002")
_SERVICES = (
    Service(1, 1, "Check-up", timedelta(minutes=30), safe_to_name=True),
    Service(1, 2, "First visit", timedelta(minutes=45), safe_to_name=True),
    Service(1, 3, "Treatment", timedelta(minutes=60)),
)
_SATURDAY = 5

_OfOne = (
    do.ConfirmAppointment
    | do.CancelAppointment
    | do.RestoreAppointment
    | do.MoveAppointment
    | do.TakeOffer
)

_OfList = do.JoinWaitingList | do.LeaveWaitingList | do.TakeOffer | do.CloseOffer

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
    """A practice with one client, and what has become of their appointments.

    Attributes:
        practice: who writes.
        client: who answers.
        appointments: as they stand, by id.
        now: the moment of the next turn, UTC; each text comes a minute after the last.
        state: what the conversation remembers.
        stopped: whether the client's number has opted out.
        at_practitioners: whether the practitioner's own phone is texted from.
        waits: what the client waits for.
    """

    practice: Practice
    client: Client
    appointments: dict[int, Appointment]
    now: datetime
    state: State = field(default_factory=State)
    stopped: bool = False
    at_practitioners: bool = False
    waits: Waits = field(default_factory=Waits)

    @classmethod
    def opened(
        cls, locale: str, practice_locale: str, now: datetime, *, at_practitioners: bool = False
    ) -> Rehearsal:
        """Set up the practice and an appointment some days ahead.

        Args:
            locale: the client's language.
            practice_locale: the practice's language.
            now: the moment it begins, aware.
            at_practitioners: whether the practitioner's own phone is texted from.

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
        standing = {appointment.id: appointment}
        return cls(
            practice, client, standing, now.astimezone(UTC), at_practitioners=at_practitioners
        )

    def remind(self) -> Iterator[str]:
        """Send the client the reminder; its question is open from now on.

        Yields:
            What the client's phone shows.
        """
        if self.at_practitioners:
            return
        (one,) = self.appointments.values()
        kind = MessageKind.REMINDER
        text = render_reminder(self.practice, self.client, one, kind, now=self.now)
        self.state = self.state.asking(reminder_question((one,), self.now))
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
            yield f"! {self._did(effect)}"
        yield from (f"< {line}" for reply in turn.replies for line in reply.splitlines())
        if any(isinstance(effect, do.JoinWaitingList) for effect in turn.effects):
            yield from self._becomes_free()

    def _becomes_free(self) -> Iterator[str]:
        """Let a time become free that the client waits for."""
        self.now += FREE_AFTER
        instead = self.appointments.get(self.waits.instead_of or 0)
        first = self.now + self.practice.minimum_notice
        slot = self.waits.wanted(_free(first, self.now + self.practice.booking_window), instead)
        if slot is None:
            return
        yield "~ an hour later somebody else cancels"
        self.state, shown = self.waits.offer(
            self.state, self.practice, self.client, slot, instead=instead, now=self.now
        )
        yield from shown

    def _turn(self, text: str) -> Turn:
        context = self._context()
        heard = read(context, text)
        match heard.search:
            case do.SlotSearch():
                context = replace(context, free=self._found(heard.search))
            case do.AgendaSearch(start=start, end=end):
                context = replace(context, agenda=self._between(start, end))
        return step(context, heard)

    def _context(self) -> Context:
        clients = () if self.at_practitioners else (self.client,)
        return Context(
            now=self.now,
            practice=self.practice,
            our_number=self.practice.sender,
            their_number=_AURORA.mobile if self.at_practitioners else self.client.mobile,
            clients=clients,
            appointments=tuple(
                a for a in self.appointments.values() if clients and self._counts(a)
            ),
            stopped=self.stopped,
            state=self.state,
            open_from=OPEN_FROM,
            open_until=OPEN_UNTIL,
            services=_SERVICES,
            practitioners=(_AURORA,),
            seen=((self.client.id, _AURORA.id),),
            new_id=len(self.appointments) + 1,
            waiting=self.waits.entries,
        )

    def _counts(self, one: Appointment) -> bool:
        """Tell whether an appointment is spoken of: it stands, or could be restored."""
        if one.cancelled_at is not None:
            return self.now <= one.cancelled_at + self.practice.undo_window
        return one.status in STANDING and one.ends_at > self.now

    def _between(self, start: datetime, end: datetime) -> tuple[tuple[Appointment, Client], ...]:
        """Look an agenda up as the store would."""
        standing = (a for a in self.appointments.values() if a.cancelled_at is None)
        among = sorted((a for a in standing if start <= a.starts_at < end), key=_by_start)
        return tuple((one, self.client) for one in among)

    def _found(self, search: do.SlotSearch) -> tuple[Slot, ...]:
        """Look free times up as the store would: in the client's order, none twice."""
        taken = {a.starts_at for a in self.appointments.values() if a.cancelled_at is None}
        after = max(self.now, search.after or self.now)
        found = [
            slot
            for start, end in search.spans
            for slot in _free(start, max(end, start + timedelta(minutes=1)))
            if slot.starts_at > after and slot.starts_at not in taken
        ]
        return tuple(dict.fromkeys(found))[: search.limit]

    def _did(self, effect: do.Effect) -> str:
        """Do what was decided; return it in words."""
        if isinstance(effect, _OfList):
            return self._keep_list(effect)
        return self._perform(effect)

    def _perform(self, effect: do.Effect) -> str:
        """Do what was decided about anything but the waiting list; return it in words."""
        match effect:
            case do.ConfirmAppointment():
                self._change(effect, status=AppointmentStatus.CONFIRMED)
            case do.CancelAppointment():
                self._change(effect, status=AppointmentStatus.CANCELLED, cancelled_at=self.now)
            case do.RestoreAppointment():
                self._change(effect, status=AppointmentStatus.BOOKED, cancelled_at=None)
            case do.MoveAppointment(slot=slot):
                self._change(effect, starts_at=slot.starts_at, ends_at=slot.ends_at)
                return f"the appointment is moved to {_local(slot)}"
            case do.BookAppointment(slot=slot):
                self._book(effect)
                return f"an appointment is booked, {effect.service.name}, {_local(slot)}"
            case do.OptOut() | do.OptIn():
                self.stopped = isinstance(effect, do.OptOut)
            case do.SetLocale(locale=locale):
                self.client = replace(self.client, locale=locale)
                return f"the client is written to in {locale} from now on"
            case do.AlertStaff(words=words):
                return f"staff read: {words}"
        return _DEEDS[type(effect)]

    def _change(self, effect: _OfOne, **changes: Any) -> None:
        one = self.appointments[effect.appointment_id or 0]
        self.appointments[one.id] = replace(one, version=one.version + 1, **changes)

    def _keep_list(self, effect: _OfList) -> str:
        """Do what was decided about the waiting list; return it in words."""
        if not isinstance(effect, do.TakeOffer):
            return self.waits.perform(effect)
        self._take(effect)
        return self.waits.taken()

    def _take(self, effect: do.TakeOffer) -> None:
        """Move the appointment to the time on offer, or book one."""
        slot = effect.slot
        if effect.appointment_id is None:
            new = len(self.appointments) + 1
            self._book(do.BookAppointment(new, self.client.id, _SERVICES[0], slot))
        else:
            self._change(effect, starts_at=slot.starts_at, ends_at=slot.ends_at)

    def _book(self, effect: do.BookAppointment) -> None:
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


def _by_start(one: Appointment) -> datetime:
    return one.starts_at


def _local(slot: Slot) -> str:
    return f"{slot.starts_at.astimezone(ZoneInfo(ZONE)):%A %d %B at %H:%M}"


def _free(start: datetime, end: datetime) -> Iterator[Slot]:
    """Give the times of a span that are free: every hour of every weekday."""
    zone = ZoneInfo(ZONE)
    day = start.astimezone(zone).date()
    while day <= end.astimezone(zone).date():
        for hour in range(OPEN_FROM, OPEN_UNTIL) if day.weekday() < _SATURDAY else ():
            begins = datetime.combine(day, time(hour), zone).astimezone(UTC)
            if start <= begins < end:
                yield Slot(_AURORA.id, _AURORA.name, begins, begins + timedelta(minutes=30))
        day += timedelta(days=1)
