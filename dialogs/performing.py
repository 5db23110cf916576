"""What performing a turn means, whoever performs it: the service's store or the simulator.

Every effect belongs to one group here; a new kind of effect that no group takes fails the check
of types. What needs no store to be decided is decided here once, for both.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import assert_never

from calendar_store.model import transitions
from calendar_store.model.appointments import Slot
from calendar_store.model.reason_codes import ReasonCode
from calendar_store.model.reasons import Reason
from calendar_store.model.statuses import AlertKind, AppointmentStatus
from calendar_store.model.transitions import Transition
from dialogs.conversation import Context, State, Turn
from dialogs.effects import (
    AlertStaff,
    AppointmentEffect,
    BookAppointment,
    CancelAppointment,
    ClientEffect,
    CloseOffer,
    ConfirmAppointment,
    ConsentEffect,
    Effect,
    JoinWaitingList,
    LeaveWaitingList,
    ListEffect,
    MarkDeceased,
    MarkWrongNumber,
    MoveAppointment,
    OptIn,
    OptOut,
    Prefer,
    RestoreAppointment,
    SetLocale,
    TakeOffer,
)
from dialogs.intents import Intent, Understanding

MAX_RACES = 3
"""How often a turn looks for another slot when it loses one."""


@dataclass(frozen=True, slots=True)
class EffectGroups:
    """A turn's effects by what performs them, each group in the turn's order.

    Attributes:
        appointments: changes of the calendar; they are tried first, they may be refused.
        consents: what may be sent at all.
        clients: what is known about those who have the number.
        waiting: who waits for a time, and offers that were not taken.
        alerts: what a person has to see to.
    """

    appointments: tuple[AppointmentEffect, ...]
    consents: tuple[ConsentEffect, ...]
    clients: tuple[ClientEffect, ...]
    waiting: tuple[ListEffect, ...]
    alerts: tuple[AlertStaff, ...]

    @property
    def takes_a_slot(self) -> bool:
        """Whether the turn may be refused because a slot is somebody else's."""
        return any(
            not isinstance(one, ConfirmAppointment | CancelAppointment) for one in self.appointments
        )


def grouped(effects: Iterable[Effect]) -> EffectGroups:
    """Return effects by what performs them."""
    appointments: list[AppointmentEffect] = []
    consents: list[ConsentEffect] = []
    clients: list[ClientEffect] = []
    waiting: list[ListEffect] = []
    alerts: list[AlertStaff] = []
    for effect in effects:
        match effect:
            case ConfirmAppointment() | CancelAppointment() | RestoreAppointment():
                appointments.append(effect)
            case MoveAppointment() | BookAppointment() | TakeOffer():
                appointments.append(effect)
            case OptOut() | OptIn():
                consents.append(effect)
            case Prefer() | MarkWrongNumber() | MarkDeceased() | SetLocale():
                clients.append(effect)
            case JoinWaitingList() | LeaveWaitingList() | CloseOffer():
                waiting.append(effect)
            case AlertStaff():
                alerts.append(effect)
            case _:
                assert_never(effect)
    return EffectGroups(
        tuple(appointments), tuple(consents), tuple(clients), tuple(waiting), tuple(alerts)
    )


def changes(context: Context, effects: Iterable[Effect]) -> list[Transition]:
    """Return the changes of standing appointments among a turn's effects, in order.

    Args:
        context: the facts that the turn was decided on.
        effects: of the turn; new appointments are no changes.
    """
    known = {appointment.id: appointment for appointment in context.appointments}
    made = []
    for effect in grouped(effects).appointments:
        match effect:
            case ConfirmAppointment():
                made.append(transitions.confirmed(known[effect.appointment_id]))
            case CancelAppointment():
                made.append(transitions.cancelled(known[effect.appointment_id], context.now))
            case RestoreAppointment():
                made.append(transitions.restored(known[effect.appointment_id]))
            case MoveAppointment() | TakeOffer(appointment_id=int()):
                moving = known[effect.appointment_id or 0]
                # the client chose the time, so nobody has to ask whether they come
                made.append(transitions.moved(moving, effect.slot, AppointmentStatus.CONFIRMED))
            case BookAppointment() | TakeOffer():
                pass
            case _:
                assert_never(effect)
    return made


def lost_slot(context: Context, effects: Iterable[Effect]) -> Slot | None:
    """Return the slot that a refused turn wanted, None if it wanted none.

    Args:
        context: the facts that the turn was decided on.
        effects: of the turn.
    """
    known = {appointment.id: appointment for appointment in context.appointments}
    for effect in grouped(effects).appointments:
        match effect:
            case MoveAppointment(slot=slot) | BookAppointment(slot=slot) | TakeOffer(slot=slot):
                return slot
            case RestoreAppointment(appointment_id=which):
                one = known[which]
                return Slot(one.practitioner_id, one.practitioner, one.starts_at, one.ends_at)
            case ConfirmAppointment() | CancelAppointment():
                continue
            case _:
                assert_never(effect)
    return None


def subject(context: Context, turn: Turn) -> int | None:
    """Return which appointment a turn was about: what it changed, else the only one there is."""
    for effect in turn.effects:
        appointment_id: int | None = getattr(effect, "appointment_id", None)
        if appointment_id is not None:
            return appointment_id
    asked = turn.state.question
    if asked is not None and asked.about:
        return asked.about[0].appointment_id
    only = context.appointments
    return only[0].id if len(only) == 1 else None


_GIVEN_UP = {
    ReasonCode.TEXT_NOT_HANDLED: "could not be handled",
    ReasonCode.TEXT_NOT_READ: "could not be read",
    ReasonCode.TEXT_TOOK_TOO_LONG: "took too long to read",
    ReasonCode.TEXT_LOST_ITS_TIMES: "lost every slot it was offered",
}
"""What the record of a turn says of a text that is passed to a person."""


def given_up(state: State, code: ReasonCode) -> Turn:
    """Return the turn that passes a text to a person.

    Args:
        state: what the conversation remembered before; it is kept.
        code: what was the matter with the text.
    """
    why = _GIVEN_UP[code]
    return Turn(
        effects=(AlertStaff(AlertKind.UNCLEAR, Reason(code)),),
        replies=(),
        state=state,
        understanding=Understanding(Intent.UNCLEAR, 0.0, (why,)),
        trace=(f"passed to staff: {why}",),
    )
