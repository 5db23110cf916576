"""The calendar of a simulated practice: changes of appointments, and new ones.

Refuses the same changes as the store: a change decided on an older version, and a time that
somebody else has. A refusal changes nothing, since values are never modified, only replaced.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from calendar_store.model import transitions
from calendar_store.model.appointments import Appointment, Slot
from calendar_store.model.errors import SlotTaken, Stale
from calendar_store.model.practices import Service
from calendar_store.model.statuses import AppointmentStatus
from calendar_store.model.transitions import Transition
from dialogs.simulator.free_times import meets
from dialogs.simulator.practice import SimulatedPractice, following


def apply(simulated: SimulatedPractice, changes: Iterable[Transition]) -> SimulatedPractice:
    """Apply changes of appointments, all or none.

    Args:
        simulated: the practice as it stands.
        changes: at most one for each appointment.

    Raises:
        Stale: if an appointment is not of the version that its change was decided on.
        SlotTaken: if a moved or restored appointment overlaps another one.
    """
    for change in changes:
        stands = simulated.appointments.get(change.was.id)
        if stands is None or stands.version != change.was.version:
            raise Stale("the appointment was changed meanwhile; look at it again")
        simulated = _with(simulated, replace(change.becomes, version=stands.version + 1))
    return simulated


def book(
    simulated: SimulatedPractice,
    client_id: int,
    slot: Slot,
    service: Service | None,
    *,
    appointment_id: int | None = None,
) -> SimulatedPractice:
    """Book an appointment.

    Args:
        simulated: the practice as it stands.
        client_id: the client.
        slot: the time and the practitioner.
        service: the service; its buffers block the practitioner too.
        appointment_id: its id, where the id is reserved already.

    Raises:
        SlotTaken: if the practitioner has somebody then.
    """
    booked = Appointment(
        practice_id=simulated.practice.id,
        id=appointment_id or following(simulated.appointments),
        client_id=client_id,
        practitioner_id=slot.practitioner_id,
        starts_at=slot.starts_at,
        ends_at=slot.ends_at,
        status=AppointmentStatus.BOOKED,
        version=1,
        practitioner=slot.practitioner,
    )
    if service is not None:
        booked = replace(
            booked,
            service_id=service.id,
            service=service.name,
            safe_to_name=service.safe_to_name,
            buffer_before=service.buffer_before,
            buffer_after=service.buffer_after,
        )
    return _with(simulated, booked)


def move_by_staff(
    simulated: SimulatedPractice, appointment_id: int, slot: Slot
) -> SimulatedPractice:
    """Move an appointment as staff do: the client has to confirm it again.

    Raises:
        SlotTaken: if the practitioner has somebody then.
    """
    one = simulated.appointments[appointment_id]
    return apply(simulated, [transitions.moved(one, slot, AppointmentStatus.BOOKED)])


def cancel_by_staff(
    simulated: SimulatedPractice, appointment_id: int, now: datetime
) -> SimulatedPractice:
    """Cancel an appointment as staff do."""
    return apply(simulated, [transitions.cancelled(simulated.appointments[appointment_id], now)])


def last_of_client(simulated: SimulatedPractice, client_id: int) -> Appointment | None:
    """Return the latest appointment of a client, of any status, or None."""
    theirs = (one for one in simulated.appointments.values() if one.client_id == client_id)
    return max(theirs, key=lambda one: one.starts_at, default=None)


def _with(simulated: SimulatedPractice, one: Appointment) -> SimulatedPractice:
    """Return the practice with an appointment added or replaced; refuse a taken time."""
    wanted = (one.starts_at - one.buffer_before, one.ends_at + one.buffer_after)
    others = simulated.blocked(one.practitioner_id, without=one.id)
    if one.status is not AppointmentStatus.CANCELLED and any(meets(wanted, b) for b in others):
        raise SlotTaken(f"{one.practitioner} already has somebody at {one.starts_at:%H:%M} UTC")
    return replace(simulated, appointments={**simulated.appointments, one.id: one})
