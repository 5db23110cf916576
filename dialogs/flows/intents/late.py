"""LATE: the client will be late; staff are alerted at once."""

from datetime import timedelta

from calendar_store.model.appointments import Appointment
from calendar_store.model.reason_codes import ReasonCode
from calendar_store.model.statuses import STANDING, AlertKind
from dialogs.flows.flow_spec import FlowSpec
from dialogs.flows.turn_context import Decision, TurnContext
from dialogs.intents import Intent

WITHIN = timedelta(hours=24)
"""Most time between now and an appointment that a client can be late for."""

NEAR = timedelta(hours=3)
"""Within this time of the appointment we answer about the delay; earlier, staff do."""

_CODES = {
    (False, False): ReasonCode.LATE,
    (True, False): ReasonCode.LATE_BY,
    (False, True): ReasonCode.LATE_FOR,
    (True, True): ReasonCode.LATE_BY_FOR,
}
"""Reason codes by whether the delay and the appointment are known."""


def late(turn: TurnContext) -> Decision:
    """Alert staff to who is late and by how much; promise nothing."""
    appointment = _nearest(turn)
    minutes = turn.heard.minutes
    near = appointment is not None and abs(appointment.starts_at - turn.now) <= NEAR
    facts = turn.when(appointment.starts_at) if appointment else {}
    facts |= {"minutes": minutes} if minutes else {}
    code = _CODES[bool(minutes), appointment is not None]
    return Decision(
        trace=("running late: staff told",),
        state=turn.state,
        replies=(turn.say("late", appointment, minutes=minutes),)
        if near
        else (turn.say("to_person", appointment),),
        effects=(turn.alert(AlertKind.LATE, code, appointment, facts=facts),),
        client_id=appointment.client_id if appointment else None,
    )


def _nearest(turn: TurnContext) -> Appointment | None:
    """Return the standing appointment nearest to now, started or ahead."""
    near = [
        a
        for a in turn.context.appointments
        if a.status in STANDING and abs(a.starts_at - turn.now) <= WITHIN
    ]
    return min(near, key=lambda a: abs(a.starts_at - turn.now), default=None)


FLOWS = (FlowSpec(Intent.LATE, late, beside=True),)
