"""What came before a text: an act that UNDO takes back, a confirmation, a put-off answer.

Else the client may have been asked about a visit.
"""

from datetime import timedelta
from enum import StrEnum

from calendar_store.model.appointments import Appointment, Slot
from calendar_store.model.statuses import AppointmentStatus
from dialogs.conversation import Asked
from dialogs.flows.turn_context import TurnContext

_OPEN = timedelta(days=7)
"""How long a put-off answer is waited for."""


class After(StrEnum):
    """What came before a text."""

    CANCELLED = "cancelled"
    MOVED = "moved"
    BOOKED = "booked"
    CONFIRMED = "confirmed"
    PUT_OFF = "put off"
    ASKED = "asked"


UNDONE = frozenset({After.CANCELLED, After.MOVED, After.BOOKED})
"""The acts that UNDO takes back."""


def after(turn: TurnContext) -> After | None:
    """Return what came before a text, None where nothing or several things did."""
    if turn.just_booked():
        return After.BOOKED
    if turn.just_moved():
        return After.MOVED
    if turn.undoable():
        return After.CANCELLED
    return _before_visit(turn) if len(turn.ahead) == 1 and not turn.staff_spoke_last else None


def _before_visit(turn: TurnContext) -> After | None:
    """Return what came before a text about the only visit ahead."""
    if _put_off(turn):
        return After.PUT_OFF
    question = turn.question
    plain = question is None or (question.asked is Asked.REMINDER and not question.then)
    if not plain or turn.state.with_person is not None:
        return None
    stands = turn.ahead[0].status is AppointmentStatus.CONFIRMED
    return After.CONFIRMED if stands else After.ASKED


def _put_off(turn: TurnContext) -> bool:
    """Return whether the client has put the answer off, and nothing else is asked since."""
    since, question = turn.state.put_off, turn.question
    if since is None or turn.now - since > _OPEN:
        return False
    if question is None or question.asked is Asked.REMINDER:
        return True
    return question.asked is Asked.SLOTS and question.wish is None


def alone(turn: TurnContext) -> bool:
    """Return whether a text can be about no other visit than the one that was changed."""
    if after(turn) is After.CANCELLED:
        return not turn.ahead
    return len(turn.ahead) == 1


def before_act(turn: TurnContext) -> Appointment | Slot | None:
    """Return what was before the act that UNDO would take back; None without one."""
    match after(turn):
        case After.CANCELLED:
            return turn.undoable()[0]
        case After.MOVED if turn.state.moved:
            return turn.state.moved.before
        case After.BOOKED if turn.state.booked:
            return turn.state.booked.instead
    return None


def stands_now(turn: TurnContext) -> Appointment | None:
    """Return the visit that stands since, None after a cancelling."""
    return None if after(turn) is After.CANCELLED else next(iter(turn.ahead), None)


def listed(turn: TurnContext) -> tuple[Slot, ...]:
    """Return the times of the list from which the last one was taken, as they were numbered."""
    if turn.just_booked() and turn.state.booked:
        return turn.state.booked.offered
    return turn.state.moved.offered if turn.just_moved() and turn.state.moved else ()
