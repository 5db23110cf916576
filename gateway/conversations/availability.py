"""Checks that a time is still available when a client takes it.

An offered time was free when it was offered. Hours, absences and the practice's slot rules may have
changed since, and no constraint of the database refuses such a time. The same start is therefore
searched again, in the transaction that takes it.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from calendar_store.appointments import bookable, outside_hours, slot_search
from calendar_store.database.connection import Transaction
from calendar_store.model.appointments import Appointment, Slot
from calendar_store.model.errors import SlotTaken
from calendar_store.model.practices import Practice
from calendar_store.practices import hours
from dialogs.conversation import Context
from dialogs.effects import (
    BookAppointment,
    Effect,
    MoveAppointment,
    RestoreAppointment,
    TakeOffer,
)

_NONE = timedelta(0)


async def require(
    tx: Transaction, context: Context, effects: Sequence[Effect], now: datetime
) -> None:
    """Refuse a turn that takes a time at which the practitioner does not work any more.

    A collision with another appointment, buffers included, is refused by the database.

    Args:
        tx: the transaction that takes the time.
        context: the facts on which the turn was decided.
        effects: the turn's effects.
        now: UTC.

    Raises:
        SlotTaken: if a time is not available any more.
    """
    for effect in effects:
        match effect:
            case MoveAppointment() | TakeOffer():
                known = {one.id: one for one in context.appointments}
                moving = known.get(effect.appointment_id or 0)
                slot = _lasting(effect.slot, moving.duration) if moving else effect.slot
                free = _in_window(context.practice, slot, now) and await _free(
                    tx, context.practice, slot, now, moving
                )
            case BookAppointment():
                slot = _lasting(effect.slot, effect.service.duration)
                free = _in_window(context.practice, slot, now) and await _free(
                    tx, context.practice, slot, now, service_id=effect.service.id
                )
            case RestoreAppointment():
                free = await _restorable(tx, context, effect.appointment_id, now)
            case _:
                continue
        if not free:
            raise SlotTaken("the practitioner does not work then any more")


async def is_offered(tx: Transaction, practice: Practice, slot: Slot, now: datetime) -> bool:
    """Tell whether a time lies in the hours and the booking window, booked or not."""
    return _in_window(practice, slot, now) and await outside_hours.works(tx, practice, slot)


def _in_window(practice: Practice, slot: Slot, now: datetime) -> bool:
    """Tell whether a time lies in the booking window of the practice's current settings."""
    return slot.starts_at <= now + practice.booking_window


def _lasting(slot: Slot, length: timedelta) -> Slot:
    return replace(slot, ends_at=slot.starts_at + length)


async def _free(
    tx: Transaction,
    practice: Practice,
    slot: Slot,
    now: datetime,
    moving: Appointment | None = None,
    *,
    service_id: int | None = None,
) -> bool:
    found = await slot_search.search(
        tx,
        practice,
        practitioner_ids=[slot.practitioner_id],
        duration=slot.ends_at - slot.starts_at,
        buffers=(_NONE, _NONE),
        spans=[(slot.starts_at, slot.starts_at)],
        now=now,
        limit=1,
        exclude_appointment=moving.id if moving else None,
        service_id=service_id,
    )
    return bool(found)


async def _restorable(
    tx: Transaction, context: Context, appointment_id: int, now: datetime
) -> bool:
    """Tell whether UNDO may restore a cancelled appointment.

    Staff may have booked it outside the hours on purpose, so the hours count only if they were
    changed after the cancellation.
    """
    practice = context.practice
    was = next(one for one in context.appointments if one.id == appointment_id)
    since = was.cancelled_at or now
    (fault,) = await bookable.why_not(tx, [bookable.WantedService.of(was, booked=True)])
    if fault:
        return False
    if not await hours.changed_since(tx, practice.id, since):
        return True
    slot = Slot(was.practitioner_id, was.practitioner, was.starts_at, was.ends_at)
    return await _free(tx, practice, slot, now, was)
