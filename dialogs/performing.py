"""How a turn's effects are performed, shared by the service and the simulator.

Every kind of effect belongs to one group here; mypy reports a kind that has no group. Decisions
that need no store are made here, once for both.
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
"""How often a turn searches again after its slot was taken by somebody else."""


@dataclass(frozen=True, slots=True)
class EffectGroups:
    """A turn's effects by the part that performs them, each group in the turn's order.

    Attributes:
        appointments: changes of the calendar; performed first, because they may be refused.
        consents: opt-outs and opt-ins.
        clients: changes of the clients with this number.
        waiting: changes of the waiting list, and offers that were not taken.
        alerts: alerts for staff.
    """

    appointments: tuple[AppointmentEffect, ...]
    consents: tuple[ConsentEffect, ...]
    clients: tuple[ClientEffect, ...]
    waiting: tuple[ListEffect, ...]
    alerts: tuple[AlertStaff, ...]

    @property
    def takes_a_slot(self) -> bool:
        """Whether the turn may be refused because its slot is taken."""
        return any(
            not isinstance(one, ConfirmAppointment | CancelAppointment) for one in self.appointments
        )


def grouped(effects: Iterable[Effect]) -> EffectGroups:
    """Return effects by the part that performs them."""
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
        effects: the turn's effects; a new appointment is not a change.
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
    """Return the slot that a refused turn asked for, None if it asked for none.

    Args:
        context: the facts that the turn was decided on.
        effects: the turn's effects.
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
    """Return the id of the appointment that a turn changed or asked about.

    Else that of the appointment of the answered mail, else of the only one.
    """
    for effect in turn.effects:
        appointment_id: int | None = getattr(effect, "appointment_id", None)
        if appointment_id is not None:
            return appointment_id
    asked = turn.state.question
    if asked is not None and asked.about:
        return asked.about[0].appointment_id
    if context.answered_visit is not None:
        return context.answered_visit
    only = context.appointments
    return only[0].id if len(only) == 1 else None


_GIVEN_UP = {
    ReasonCode.TEXT_NOT_HANDLED: "could not be handled",
    ReasonCode.TEXT_NOT_READ: "could not be read",
    ReasonCode.TEXT_TOOK_TOO_LONG: "took too long to read",
    ReasonCode.TEXT_LOST_ITS_TIMES: "lost every slot it was offered",
}
"""The words in the record of a turn for a text that is passed to staff."""


def given_up(state: State, code: ReasonCode) -> Turn:
    """Return the turn that passes a text to staff.

    Args:
        state: the state before the text; it is kept.
        code: why the text could not be answered.
    """
    why = _GIVEN_UP[code]
    return Turn(
        effects=(AlertStaff(AlertKind.UNCLEAR, Reason(code)),),
        replies=(),
        state=state,
        understanding=Understanding(Intent.UNCLEAR, 0.0, (why,)),
        trace=(f"passed to staff: {why}",),
    )
