"""Formats a simulated conversation as lines: texts, how they were understood, effects, replies.

This module makes the lines; `dialogs.simulator` processes the texts and changes the practice.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import assert_never
from zoneinfo import ZoneInfo

from calendar_store.model.appointments import Slot, WaitingEntry
from calendar_store.model.statuses import Channel
from dialogs import effects as do
from dialogs.simulator import turns, waiting_list
from dialogs.simulator.lookups import free_slots
from dialogs.simulator.practice import SimulatedPractice
from gateway.wording.reason_words import in_words

_BETWEEN_TEXTS = timedelta(minutes=1)
_FREE_AFTER = timedelta(hours=1)
"""Simulated time between an entry on the waiting list and the offer."""
_STANDS = timedelta(hours=2)


@dataclass(slots=True)
class Rehearsal:
    """A conversation with a practice.

    Attributes:
        simulated: the practice in its current state.
        number: the number that texts are sent from.
        now: the moment of the last turn, UTC; each text comes a minute after the last.
    """

    simulated: SimulatedPractice
    number: str
    now: datetime

    def remind(self) -> Iterator[str]:
        """Send a reminder of the number's appointments, if there are any, and open its question.

        Yields:
            The lines that the phone shows.
        """
        ahead = self.simulated.context(self.number, self.now).appointments
        if ahead:
            self.simulated, text = turns.remind(self.simulated, [a.id for a in ahead], self.now)
            yield from _received(text)

    def hear(self, text: str) -> Iterator[str]:
        """Process one text of the client.

        Args:
            text: the text that the client wrote.

        Yields:
            Lines: the trace of the turn, its effects, and the replies that the phone shows.
        """
        self.now += _BETWEEN_TEXTS
        self.simulated, turn = turns.hear(self.simulated, self.number, text, self.now)
        yield from (f"  {line}" for line in turn.trace)
        zone = ZoneInfo(self.simulated.practice.timezone)
        yield from (f"! {told(effect, zone, self._whose(effect))}" for effect in turn.effects)
        for reply in turn.replies:
            yield from _received(reply)
        if any(isinstance(effect, do.JoinWaitingList) for effect in turn.effects):
            yield from self._becomes_free()

    def _whose(self, effect: do.Effect) -> str:
        """Return " of NAME" for an effect's client; "" if only one client has the number."""
        about = getattr(effect, "appointment_id", None)
        one = self.simulated.appointments.get(about or 0)
        several = len(self.simulated.having(self.number)) > 1
        return f" of {self.simulated.client(one.client_id).first}" if one and several else ""

    def _becomes_free(self) -> Iterator[str]:
        """Simulate a cancellation by somebody else: offer the time to the waiting client."""
        self.now += _FREE_AFTER
        ids = [client.id for client in self.simulated.having(self.number)]
        for entry in self.simulated.waiting_for(ids, self.now):
            slot = self._wanted(entry)
            if slot is not None:
                yield "~ an hour later somebody else cancels"
                until = self.now + _STANDS
                self.simulated, text = waiting_list.offer(
                    self.simulated, entry, slot, until=until, now=self.now
                )
                yield from _received(text)
                return

    def _wanted(self, entry: WaitingEntry) -> Slot | None:
        """Return the first free time that fits a waiting list entry; None if there is none."""
        moving = self.simulated.appointments.get(entry.appointment_id or 0)
        service = next((s for s in self.simulated.services if s.id == entry.service_id), None)
        everybody = tuple(one.id for one in self.simulated.practitioners)
        kind = moving or service or self.simulated.services[0]
        search = do.SlotSearch(
            (entry.practitioner_id,) if entry.practitioner_id else everybody,
            preferred=(),
            duration=kind.duration,
            buffer_before=kind.buffer_before,
            buffer_after=kind.buffer_after,
            spans=((entry.starts_at, entry.ends_at),),
            after=self.now + self.simulated.practice.minimum_notice,
            limit=2,
            exclude_appointment=entry.appointment_id,
        )
        theirs = moving.starts_at if moving else None
        found = free_slots(self.simulated, search, self.now)
        return next((slot for slot in found if slot.starts_at != theirs), None)


def told(effect: do.Effect, zone: ZoneInfo, whose: str = "") -> str:
    """Return a sentence that says what an effect did.

    Args:
        effect: the effect, already performed.
        zone: the practice's time zone.
        whose: the client that the effect is about, as " of Ada"; "" if there is only one.
    """
    match effect:
        case do.ConfirmAppointment() | do.CancelAppointment() | do.RestoreAppointment():
            words = _appointment_told(effect, zone, whose)
        case do.MoveAppointment() | do.BookAppointment() | do.TakeOffer():
            words = _appointment_told(effect, zone, whose)
        case do.OptOut(channels=channels):
            words = f"nothing more goes to this number{_by(channels)}"
        case do.OptIn(channels=channels):
            words = f"the number may be written to again{_by(channels)}"
        case do.Prefer() | do.MarkWrongNumber() | do.MarkDeceased() | do.SetLocale():
            words = _client_told(effect)
        case do.JoinWaitingList() | do.LeaveWaitingList() | do.CloseOffer():
            words = _list_told(effect)
        case do.AlertStaff(reason=reason):
            words = f"staff read: {in_words(reason)}"
        case _:
            assert_never(effect)
    return words


def _appointment_told(effect: do.AppointmentEffect, zone: ZoneInfo, whose: str) -> str:
    match effect:
        case do.ConfirmAppointment():
            words = f"the appointment{whose} is confirmed"
        case do.CancelAppointment():
            words = f"the appointment{whose} is cancelled, its time is free again"
        case do.RestoreAppointment():
            words = f"the cancellation{whose} is undone"
        case do.MoveAppointment(slot=slot):
            words = f"the appointment{whose} is moved to {_local(slot, zone)}"
        case do.BookAppointment(slot=slot, service=service):
            words = f"an appointment{whose} is booked, {service.name}, {_local(slot, zone)}"
        case do.TakeOffer():
            words = "the time on offer is the client's, and they are off the waiting list"
        case _:
            assert_never(effect)
    return words


def _client_told(effect: do.ClientEffect) -> str:
    match effect:
        case do.Prefer(channel=channel):
            return f"the client wants to be reached by {_NAMES[channel]}"
        case do.MarkWrongNumber():
            return "the number is marked as wrong"
        case do.MarkDeceased():
            return "the client is marked as deceased"
        case do.SetLocale(locale=locale):
            return f"the client is written to in {locale} from now on"
        case _:
            assert_never(effect)


def _list_told(effect: do.ListEffect) -> str:
    match effect:
        case do.JoinWaitingList():
            return "the client is on the waiting list"
        case do.LeaveWaitingList():
            return "the client is off the waiting list"
        case do.CloseOffer(status=status):
            return f"the offer is {status}, the time goes to the next who waits"
        case _:
            assert_never(effect)


_NAMES = {Channel.SMS: "text", Channel.EMAIL: "email"}


def _by(channels: tuple[Channel, ...]) -> str:
    """Return " by CHANNEL or CHANNEL"; "" if the only channel is SMS."""
    if channels == (Channel.SMS,):
        return ""
    return f" by {' or '.join(_NAMES[one] for one in channels)}"


def _received(text: str) -> Iterator[str]:
    return (f"< {line}" for line in text.splitlines())


def _local(slot: Slot, zone: ZoneInfo) -> str:
    return f"{slot.starts_at.astimezone(zone):%A %d %B at %H:%M}"
