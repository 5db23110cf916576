"""Checks, when a time is taken in a simulated practice, that it can still be booked.

A time was free when it was offered, but the hours or the booking window may have changed since.
`calendar.py` checks, with the buffers, whether somebody else has taken the time.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from calendar_store.model.appointments import Slot
from calendar_store.model.errors import SlotTaken
from dialogs.conversation import Context
from dialogs.effects import AppointmentEffect, BookAppointment, MoveAppointment, TakeOffer
from dialogs.simulator.practice import SimulatedPractice


def require(
    simulated: SimulatedPractice, context: Context, effects: Iterable[AppointmentEffect]
) -> None:
    """Refuse a turn that takes a time at which the practitioner does not work.

    A restored appointment is not checked: hours do not change while a conversation is simulated.

    Args:
        simulated: the practice.
        context: the facts that the turn was decided on.
        effects: the turn's effects on appointments.

    Raises:
        SlotTaken: if one of the times can no longer be booked.
    """
    standing = {one.id: one for one in context.appointments}
    for effect in effects:
        moving = None
        match effect:
            case MoveAppointment() | TakeOffer():
                moving = standing.get(effect.appointment_id or 0)
                offered = effect.slot.ends_at - effect.slot.starts_at
                lasts = moving.duration if moving else offered
            case BookAppointment():
                lasts = effect.service.duration
            case _:
                continue
        slot = replace(effect.slot, ends_at=effect.slot.starts_at + lasts)
        if not _free(simulated, slot, moving.id if moving else None, context.now):
            raise SlotTaken("the practitioner does not work then any more")


def is_offered(simulated: SimulatedPractice, slot: Slot, now: datetime) -> bool:
    """Return whether a time lies in the hours and the booking window, even if it is taken."""
    practice = simulated.practice
    who = next((one for one in simulated.practitioners if one.id == slot.practitioner_id), None)
    if who is None or slot.starts_at > now + practice.booking_window:
        return False
    zone = ZoneInfo(practice.timezone)
    return simulated.free_times.can_be_had(who, slot, zone=zone, busy=())


def _free(simulated: SimulatedPractice, slot: Slot, moving: int | None, now: datetime) -> bool:
    practice, at = simulated.practice, slot.starts_at
    who = next((one for one in simulated.practitioners if one.id == slot.practitioner_id), None)
    if who is None or not now < at <= now + practice.booking_window:
        return False
    zone, busy = ZoneInfo(practice.timezone), simulated.blocked(who.id, without=moving)
    return simulated.free_times.can_be_had(who, slot, zone=zone, busy=busy)
