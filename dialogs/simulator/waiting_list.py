"""The waiting list of a simulated practice: its entries, and offers of freed times."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import assert_never

from calendar_store.model.appointments import Offer, Slot, WaitingEntry
from calendar_store.model.availability import Span
from calendar_store.model.errors import SlotTaken
from calendar_store.model.statuses import OfferStatus, WaitingStatus
from dialogs.effects import (
    CloseOffer,
    JoinWaitingList,
    LeaveWaitingList,
    ListEffect,
    TakeOffer,
)
from dialogs.simulator import calendar
from dialogs.simulator.practice import ON_LIST, SimulatedPractice, following
from dialogs.wording.offers import offer_question, render_offer


def keep(
    simulated: SimulatedPractice, effects: Iterable[ListEffect], now: datetime
) -> SimulatedPractice:
    """Record who joins the list, who leaves it, and which offers are closed."""
    for effect in effects:
        match effect:
            case JoinWaitingList():
                simulated = _join(simulated, effect, now)
            case LeaveWaitingList(entry_ids=ids):
                for entry_id in ids:
                    simulated = _withdraw(simulated, entry_id)
            case CloseOffer(offer_id=offer_id, status=status):
                simulated = _close(simulated, offer_id, status)
            case _:
                assert_never(effect)
    return simulated


def take(simulated: SimulatedPractice, effect: TakeOffer) -> SimulatedPractice:
    """Take an offer; the appointment that it moves, if any, is moved already.

    Raises:
        SlotTaken: if the offer is closed, or its time is taken.
    """
    offer = simulated.offers.get(effect.offer_id)
    if offer is None or offer.status is not OfferStatus.OFFERED:
        raise SlotTaken("the offer does not stand any more")
    entry = next(one for one in simulated.waiting if one.id == offer.entry_id)
    if effect.appointment_id is None:
        who = next(one for one in simulated.practitioners if one.id == offer.practitioner_id)
        service = next((one for one in simulated.services if one.id == entry.service_id), None)
        slot = Slot(who.id, who.name, offer.starts_at, offer.ends_at)
        simulated = calendar.book(simulated, offer.client_id, slot, service)
    taken = {**simulated.offers, offer.id: replace(offer, status=OfferStatus.TAKEN)}
    served = tuple(
        replace(one, status=WaitingStatus.SERVED)
        if one.status in ON_LIST
        and (one.client_id, one.appointment_id) == (entry.client_id, entry.appointment_id)
        else one
        for one in simulated.waiting
    )
    return replace(simulated, offers=taken, waiting=served)


def offer(
    simulated: SimulatedPractice, entry: WaitingEntry, slot: Slot, *, until: datetime, now: datetime
) -> tuple[SimulatedPractice, str]:
    """Offer a freed time to a client who waits.

    Args:
        simulated: the practice as it stands.
        entry: the client's entry on the list.
        slot: the time.
        until: the end of the offer, UTC.
        now: UTC.

    Returns:
        The practice with the offer and its question open, and the text.
    """
    made = Offer(
        practice_id=simulated.practice.id,
        id=following(simulated.offers),
        entry_id=entry.id,
        client_id=entry.client_id,
        practitioner_id=slot.practitioner_id,
        starts_at=slot.starts_at,
        ends_at=slot.ends_at,
        status=OfferStatus.OFFERED,
        offered_at=now,
        expires_at=until,
    )
    present = simulated.appointments.get(entry.appointment_id or 0)
    client = simulated.client(entry.client_id)
    text = render_offer(
        simulated.practice, client, made, slot, instead_of=present, templates=simulated.templates
    )
    state = simulated.state(client.mobile).asking(offer_question(made, slot, present, text))
    offered = replace(
        simulated,
        offers={**simulated.offers, made.id: made},
        states={**simulated.states, client.mobile: state},
    )
    return _entry(offered, entry.id, WaitingStatus.OFFERED), text


def wait_for(
    simulated: SimulatedPractice,
    client_id: int,
    spans: tuple[Span, ...],
    now: datetime,
    *,
    appointment_id: int | None = None,
    practitioner_id: int | None = None,
    service_id: int | None = None,
) -> SimulatedPractice:
    """Put a client on the list for some times.

    A client who waits already, for the same appointment, keeps the place; the new times replace the
    old ones.
    """
    before = simulated.waiting_for([client_id], now)
    mine = [entry for entry in before if entry.appointment_id == appointment_id]
    fresh = following(entry.id for entry in simulated.waiting)
    kept = {
        entry.id: replace(
            entry,
            starts_at=span[0],
            ends_at=span[1],
            practitioner_id=practitioner_id,
            service_id=service_id,
        )
        for entry, span in zip(mine, spans, strict=False)
    }
    joined = tuple(
        WaitingEntry(
            practice_id=simulated.practice.id,
            id=fresh + place,
            client_id=client_id,
            starts_at=span[0],
            ends_at=span[1],
            status=WaitingStatus.WAITING,
            practitioner_id=practitioner_id,
            service_id=service_id,
            appointment_id=appointment_id,
        )
        for place, span in enumerate(spans[len(mine) :])
    )
    waiting = tuple(kept.get(entry.id, entry) for entry in simulated.waiting)
    simulated = replace(simulated, waiting=waiting + joined)
    for entry in mine[len(spans) :]:
        simulated = _withdraw(simulated, entry.id)
    return simulated


def _join(simulated: SimulatedPractice, wish: JoinWaitingList, now: datetime) -> SimulatedPractice:
    """Put a client on the list; practitioner and service default to those of the last visit."""
    practitioner_id, service_id = wish.practitioner_id, wish.service_id
    last = calendar.last_of_client(simulated, wish.client_id)
    if service_id is None and last is not None:
        service_id = last.service_id
        practitioner_id = practitioner_id or last.practitioner_id
    return wait_for(
        simulated,
        wish.client_id,
        wish.spans,
        now,
        appointment_id=wish.appointment_id,
        practitioner_id=practitioner_id,
        service_id=service_id,
    )


def _withdraw(simulated: SimulatedPractice, entry_id: int) -> SimulatedPractice:
    for one in simulated.offers.values():
        if one.entry_id == entry_id:
            simulated = _close(simulated, one.id, OfferStatus.DECLINED)
    return _entry(simulated, entry_id, WaitingStatus.WITHDRAWN)


def _close(simulated: SimulatedPractice, offer_id: int, status: OfferStatus) -> SimulatedPractice:
    """Close an open offer; its entry is waiting again."""
    one = simulated.offers.get(offer_id)
    if one is None or one.status is not OfferStatus.OFFERED:
        return simulated
    closed = replace(simulated, offers={**simulated.offers, one.id: replace(one, status=status)})
    return _entry(closed, one.entry_id, WaitingStatus.WAITING)


def _entry(simulated: SimulatedPractice, entry_id: int, status: WaitingStatus) -> SimulatedPractice:
    """Return the practice with a new status of an entry, if the entry is still open."""
    entries = tuple(
        replace(one, status=status) if one.id == entry_id and one.status in ON_LIST else one
        for one in simulated.waiting
    )
    return replace(simulated, waiting=entries)
