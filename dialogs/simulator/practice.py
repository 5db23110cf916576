"""A simulated practice, and the facts about one number on which a turn is decided."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from calendar_store.model.appointments import Appointment, Offer, Slot, WaitingEntry
from calendar_store.model.availability import Span
from calendar_store.model.clients import Client
from calendar_store.model.conversations import Alert, ConversationKey
from calendar_store.model.practices import Practice, Practitioner, Service
from calendar_store.model.statuses import (
    STANDING,
    AppointmentStatus,
    Channel,
    ConsentKind,
    WaitingStatus,
)
from dialogs.conversation import Context, State
from dialogs.simulator.free_times import FreeTimes
from dialogs.wording.rendering import Overrides

ON_LIST = frozenset({WaitingStatus.WAITING, WaitingStatus.OFFERED})
"""Statuses of an open entry on the waiting list."""


@dataclass(frozen=True, slots=True)
class SimulatedPractice:
    """A practice with all its data.

    Attributes:
        practice: its name and policies.
        practitioners: the practitioners who can be booked.
        free_times: the source of their free times.
        clients: all clients.
        services: the practice's services.
        templates: the practice's own wording.
        appointments: by id, of any status.
        booked_by_text: ids of the appointments that clients booked by text.
        busy: further times at which practitioners are blocked, beside `appointments`.
        visits: (client, practitioner) ids of earlier visits, the last first.
        consents: the last consent of each client for each channel.
        opt_outs: addresses to which nothing is sent.
        said_wrong: numbers whose owner has texted that they are not our client's.
        waiting: entries of the waiting list in their order, of any status.
        offers: by id, of any status.
        alerts: the alerts raised, in order.
        states: the state of the conversation with each number.
    """

    practice: Practice
    practitioners: tuple[Practitioner, ...]
    free_times: FreeTimes
    clients: tuple[Client, ...] = ()
    services: tuple[Service, ...] = ()
    templates: Overrides = ()
    appointments: Mapping[int, Appointment] = field(default_factory=dict)
    booked_by_text: frozenset[int] = frozenset()
    busy: tuple[Slot, ...] = ()
    visits: tuple[tuple[int, int], ...] = ()
    consents: Mapping[tuple[int, Channel], ConsentKind] = field(default_factory=dict)
    opt_outs: frozenset[tuple[Channel, str]] = frozenset()
    said_wrong: frozenset[str] = frozenset()
    waiting: tuple[WaitingEntry, ...] = ()
    offers: Mapping[int, Offer] = field(default_factory=dict)
    alerts: tuple[Alert, ...] = ()
    states: Mapping[str, State] = field(default_factory=dict)

    def client(self, client_id: int) -> Client:
        """Return a client by id."""
        return next(one for one in self.clients if one.id == client_id)

    def having(self, number: str) -> tuple[Client, ...]:
        """Return the clients with a number, by name."""
        theirs = (one for one in self.clients if one.mobile == number)
        return tuple(sorted(theirs, key=lambda one: (one.last, one.first, one.id)))

    def state(self, number: str) -> State:
        """Return the state of the conversation with a number."""
        return self.states.get(number) or State()

    def blocked(self, practitioner_id: int, *, without: int | None = None) -> list[Span]:
        """Return when a practitioner is blocked, buffers included.

        Args:
            practitioner_id: the practitioner.
            without: id of an appointment whose own time is not counted, or None.
        """
        theirs = (
            (one.starts_at - one.buffer_before, one.ends_at + one.buffer_after)
            for one in self.appointments.values()
            if one.practitioner_id == practitioner_id
            and one.status is not AppointmentStatus.CANCELLED
            and one.id != without
        )
        others = (
            (slot.starts_at, slot.ends_at)
            for slot in self.busy
            if slot.practitioner_id == practitioner_id
        )
        return [*theirs, *others]

    def waiting_for(self, client_ids: Iterable[int], now: datetime) -> tuple[WaitingEntry, ...]:
        """Return the clients' open entries; an entry to move a cancelled appointment is none."""
        among = set(client_ids)
        return tuple(
            entry
            for entry in self.waiting
            if entry.client_id in among
            and entry.status in ON_LIST
            and entry.ends_at > now
            and (
                entry.appointment_id is None
                or self.appointments[entry.appointment_id].status in STANDING
            )
        )

    def context(self, number: str, now: datetime) -> Context:
        """Return the facts about a number, as the service loads them from its store.

        Args:
            number: the number, E.164.
            now: the moment of the turn, UTC.
        """
        clients = self.having(number)
        ids = [client.id for client in clients]
        open_from, open_until = self.free_times.hours()
        return Context(
            now=now,
            practice=self.practice,
            key=ConversationKey(Channel.SMS, self.practice.sender, number),
            clients=clients,
            appointments=self._ahead(ids, now),
            stopped=(Channel.SMS, number) in self.opt_outs,
            state=self.state(number),
            open_from=open_from,
            open_until=open_until,
            open_weekdays=self.free_times.weekdays(),
            templates=self.templates,
            services=self.services,
            practitioners=self.practitioners,
            seen=tuple((client, who) for client in ids for who in self._seen(client)),
            new_id=following(self.appointments),
            waiting=self.waiting_for(ids, now),
            booked_by_text=self.booked_by_text,
        )

    def _ahead(self, client_ids: list[int], now: datetime) -> tuple[Appointment, ...]:
        undo_since = now - self.practice.undo_window
        theirs = (
            one
            for one in self.appointments.values()
            if one.client_id in client_ids
            and (
                (one.status in STANDING and one.ends_at > now)
                or (
                    one.cancelled_at is not None
                    and one.cancelled_at >= undo_since
                    and one.starts_at > now
                )
            )
        )
        return tuple(sorted(theirs, key=lambda one: (one.starts_at, one.id)))

    def _seen(self, client_id: int) -> tuple[int, ...]:
        """Return the practitioners whom a client has seen or booked, the last first."""
        booked = sorted(
            (
                one
                for one in self.appointments.values()
                if one.client_id == client_id and one.status is not AppointmentStatus.CANCELLED
            ),
            key=lambda one: one.starts_at,
            reverse=True,
        )
        before = [who for client, who in self.visits if client == client_id]
        return tuple(dict.fromkeys([*(one.practitioner_id for one in booked), *before]))


def following(ids: Iterable[int]) -> int:
    """Return the next free id."""
    return max(ids, default=0) + 1
