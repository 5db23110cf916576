"""The waiting list of a rehearsal: who joins it is offered a time an hour later.

Owns who waits and what is on offer; there is no store and no worker here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from calendar_store.statuses import OfferStatus, WaitingStatus
from calendar_store.values import Appointment, Client, Offer, Practice, Slot, WaitingEntry
from dialogs import effects as do
from dialogs.conversation import State
from dialogs.offers import offer_question, render_offer

FREE_AFTER = timedelta(hours=1)
"""How long somebody waits until a time is offered to them."""
_STANDS = timedelta(hours=2)

ListEffect = do.JoinWaitingList | do.LeaveWaitingList | do.CloseOffer


@dataclass(slots=True)
class Waits:
    """Who waits, and how many offers were made.

    Attributes:
        entries: the client's, at most one for each span.
        made: how many offers there were.
    """

    entries: tuple[WaitingEntry, ...] = ()
    made: int = 0

    @property
    def instead_of(self) -> int | None:
        """The appointment that would be moved, None where one would be booked."""
        return self.entries[0].appointment_id if self.entries else None

    def perform(self, effect: ListEffect) -> str:
        """Do what was decided about the list; return it in words."""
        match effect:
            case do.JoinWaitingList(client_id=who, spans=spans, appointment_id=which):
                status = WaitingStatus.WAITING
                self.entries = tuple(
                    WaitingEntry(1, number, who, start, end, status, appointment_id=which)
                    for number, (start, end) in enumerate(spans, 1)
                )
                return "the client is on the waiting list"
            case do.LeaveWaitingList():
                self.entries = ()
                return "the client is off the waiting list"
            case do.CloseOffer(status=status):
                self.entries = tuple(
                    replace(entry, status=WaitingStatus.WAITING) for entry in self.entries
                )
                return f"the offer is {status}, the time goes to the next who waits"

    def taken(self) -> str:
        """Serve who waits; return it in words."""
        self.entries = ()
        return "the time on offer is the client's, and they are off the waiting list"

    def wanted(self, free: Iterable[Slot], instead: Appointment | None) -> Slot | None:
        """Return the first free time that they wait for."""
        spans = [(entry.starts_at, entry.ends_at) for entry in self.entries]
        theirs = instead.starts_at if instead else None
        suits = (
            slot
            for slot in free
            if slot.starts_at != theirs and any(a <= slot.starts_at < b for a, b in spans)
        )
        return next(suits, None)

    def offer(
        self,
        state: State,
        practice: Practice,
        client: Client,
        slot: Slot,
        *,
        instead: Appointment | None,
        now: datetime,
    ) -> tuple[State, Iterator[str]]:
        """Offer a time.

        Returns:
            The state with the question open, and what the client's phone shows.
        """
        self.made += 1
        self.entries = tuple(replace(entry, status=WaitingStatus.OFFERED) for entry in self.entries)
        made = Offer(
            practice_id=practice.id,
            id=self.made,
            entry_id=1,
            client_id=client.id,
            practitioner_id=slot.practitioner_id,
            starts_at=slot.starts_at,
            ends_at=slot.ends_at,
            status=OfferStatus.OFFERED,
            offered_at=now,
            expires_at=now + _STANDS,
        )
        text = render_offer(practice, client, made, slot, instead_of=instead)
        asking = state.asking(offer_question(made, slot, instead))
        return asking, (f"< {line}" for line in text.splitlines())
