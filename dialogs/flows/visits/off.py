"""Visits of which the practice has said that they cannot take place, and that still stand.

Staff tell many clients at once that the practice is closed, or a practitioner away. The visits stay
in the calendar until the client moves or cancels them, or staff do: meanwhile the client may change
them however near they are, and no answer of ours says that they take place.
"""

from dataclasses import replace

from calendar_store.model.appointments import Appointment
from dialogs.conversation import Asked, AskedAbout
from dialogs.effects import (
    AlertStaff,
    BookAppointment,
    ConfirmAppointment,
    Effect,
    MoveAppointment,
    RestoreAppointment,
)
from dialogs.flows.intents import person
from dialogs.flows.turn_context import Decision, TurnContext
from dialogs.languages.writing import write_line, write_when

_MOVING = frozenset({Asked.SLOTS, Asked.WHEN, Asked.WHICH, Asked.OFFER})
"""Questions that name the visit in order to move it."""
_HANDING = (AlertStaff, ConfirmAppointment)
"""Effects that leave the visit as it is."""


def is_off(turn: TurnContext, appointment: Appointment) -> bool:
    """Return whether the client was told that an appointment, as it stands, cannot take place."""
    about = AskedAbout(appointment.id, appointment.version, appointment.starts_at)
    return about in turn.state.off


def unless_off(turn: TurnContext, answer: Decision) -> Decision:
    """Hand a text to staff if the answer would say that what cannot take place does.

    Args:
        turn: the turn.
        answer: what was decided.
    """
    if turn.state.off and _takes_back(turn, answer.effects):
        return _handed_over(turn)
    off = tuple(one for one in turn.ahead if is_off(turn, one)) if turn.state.off else ()
    if not off or not _leaves(answer.effects):
        return answer
    confirmed = {e.appointment_id for e in answer.effects if isinstance(e, ConfirmAppointment)}
    if any(one.id in confirmed for one in off) or _says_that_it_stays(turn, answer, off):
        return _handed_over(turn)
    return answer


def _takes_back(turn: TurnContext, effects: tuple[Effect, ...]) -> bool:
    """Return whether an UNDO would bring back a time that cannot take place."""
    restored = {one.appointment_id for one in effects if isinstance(one, RestoreAppointment)}
    slots = (one.slot for one in effects if isinstance(one, MoveAppointment | BookAppointment))
    starts = {slot.starts_at for slot in slots}
    starts |= {one.starts_at for one in turn.context.appointments if one.id in restored}
    return any(one.starts_at in starts for one in turn.state.off)


def _leaves(effects: tuple[Effect, ...]) -> bool:
    return all(isinstance(each, _HANDING) for each in effects)


def _says_that_it_stays(turn: TurnContext, answer: Decision, off: tuple[Appointment, ...]) -> bool:
    question = answer.state.question
    asked = question != turn.question or answer.asks
    if question is not None and question.asked in _MOVING and asked:
        return False
    practice = turn.practice
    told = {turn.say("nothing_changed")}
    for one in off:
        about = (one.starts_at, turn.locale, practice.timezone, practice.region)
        told |= {write_when(*about), write_line(*about)}
    return any(words in reply for words in told for reply in answer.replies)


def _handed_over(turn: TurnContext) -> Decision:
    """Hand a text to staff; the question stays open, for a client who chooses a time after all."""
    answer = person.unclear(turn)
    return replace(answer, state=answer.state.asking(turn.question))
