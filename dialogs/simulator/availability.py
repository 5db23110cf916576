"""Whether times can still be had in a simulated practice, asked again when they are taken.

A time on offer was free when it was offered; the hours, or how far ahead clients may book, need not
be the same any more. Whether somebody else has it is for the calendar to say, with the buffers.
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

    What is brought back is let through: hours do not change while a conversation is simulated.

    Args:
        simulated: the practice as it stands.
        context: the facts that the turn was decided on.
        effects: of the turn.

    Raises:
        SlotTaken: if one of the times cannot be had.
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
    """Tell whether a time lies in the hours and the booking window, whoever has it."""
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
