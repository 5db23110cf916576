"""Performs turns' effects on the waiting list: join, leave, take or decline an offer.

Taking an offer is part of the transaction that moves or books the appointment: the offer has to be
open and the time free, or nothing of the turn is written.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import assert_never

from calendar_store.appointments import agenda, appointments, offers, waiting_list
from calendar_store.database.connection import Transaction
from calendar_store.model.actors import Actor
from calendar_store.model.appointments import Offer
from calendar_store.model.errors import NotFound, SlotTaken
from calendar_store.practices import services
from dialogs.effects import (
    CloseOffer,
    JoinWaitingList,
    LeaveWaitingList,
    ListEffect,
    TakeOffer,
)
from gateway.policies import PracticeSettings


async def claim(
    tx: Transaction, policy: PracticeSettings, effect: TakeOffer, by: Actor, now: datetime
) -> None:
    """Take an offer; an appointment that the offer moves has been moved before this call.

    Args:
        tx: a savepoint of the turns: nothing of the turn is kept if the offer is refused.
        policy: the practice's settings.
        effect: the offer to take.
        by: the actor, for the history.
        now: UTC.

    Raises:
        SlotTaken: if the offer is not open any more, or its time is taken.
    """
    practice_id = policy.practice.id
    offer = await offers.take(tx, practice_id, effect.offer_id)
    if offer is None:
        raise SlotTaken("the offer does not stand any more")
    entry = await waiting_list.get(tx, practice_id, offer.entry_id)
    if effect.appointment_id is None:
        await _book(tx, offer, entry.service_id, policy, by=by, now=now)
    await waiting_list.serve(tx, entry)


async def keep_list(
    tx: Transaction, practice_id: int, effects: Sequence[ListEffect], by: Actor, now: datetime
) -> None:
    """Write who joined the waiting list, who left it, and which offers were closed."""
    for effect in effects:
        match effect:
            case JoinWaitingList():
                await _join(tx, practice_id, effect, by, now)
            case LeaveWaitingList():
                await _leave(tx, practice_id, effect, by, now)
            case CloseOffer():
                await offers.close(tx, practice_id, effect.offer_id, effect.status, now)
            case _:
                assert_never(effect)


async def _book(
    tx: Transaction,
    offer: Offer,
    service_id: int | None,
    policy: PracticeSettings,
    *,
    by: Actor,
    now: datetime,
) -> None:
    service = await services.get(tx, offer.practice_id, service_id) if service_id else None
    await appointments.book(
        tx,
        policy.practice,
        policy.steps,
        client_id=offer.client_id,
        practitioner_id=offer.practitioner_id,
        starts_at=offer.starts_at,
        duration=offer.ends_at - offer.starts_at,
        now=now,
        by=by,
        service=service,
        answered=True,
    )


async def _join(
    tx: Transaction, practice_id: int, wish: JoinWaitingList, by: Actor, now: datetime
) -> None:
    """Add a client to the list; a missing practitioner or service is that of their last visit."""
    practitioner_id, service_id = wish.practitioner_id, wish.service_id
    if service_id is None:
        last = await agenda.last_of_client(tx, practice_id, wish.client_id)
        service_id = last.service_id if last else None
        practitioner_id = practitioner_id or (last.practitioner_id if last else None)
    await waiting_list.wait_for(
        tx,
        practice_id,
        wish.client_id,
        wish.spans,
        by=by,
        now=now,
        practitioner_id=practitioner_id,
        service_id=service_id,
        appointment_id=wish.appointment_id,
    )


async def _leave(
    tx: Transaction, practice_id: int, wish: LeaveWaitingList, by: Actor, now: datetime
) -> None:
    for entry_id in wish.entry_ids:
        try:
            await waiting_list.withdraw(tx, practice_id, entry_id, by=by, now=now)
        except NotFound:
            # staff removed the entry first; it is off the list either way
            continue
