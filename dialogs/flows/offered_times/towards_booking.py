"""Finds the intent of answers on the way to a new appointment: who, which service, one more?"""

from dialogs.conversation import Asked, Question
from dialogs.flows.family.whose import only_names
from dialogs.flows.mentions import services_named
from dialogs.flows.numbers import BARE_NUMBER
from dialogs.flows.offered_times.slot_filling import says_another
from dialogs.flows.offered_times.slot_request import bookable
from dialogs.flows.turn_context import TurnContext
from dialogs.intents import Hint, Intent

# possible intents of an answer that only names somebody, something, or a time
_MAY_NAME = frozenset({Intent.UNCLEAR, Intent.CHOICE, Intent.MORE, Intent.BOOK, Intent.CONFIRM})

# possible intents of a text with times that answers "when?" or a list of times
NAMES_TIMES = frozenset(
    {Intent.UNCLEAR, Intent.BOOK, Intent.CHOICE, Intent.RESCHEDULE, Intent.CONFIRM}
)


def books_instead(turn: TurnContext, intent: Intent, question: Question | None) -> bool:
    """Return whether a wish for another time is a booking, since the appointment is cancelled.

    This holds if the client cancelled it, however long ago; a cancellation by staff is told first.
    """
    if intent is not Intent.RESCHEDULE or turn.ahead:
        return False
    asked = question is None or question.asked is Asked.REMINDER
    # a client who was offered a first appointment has none to move either
    new = question is not None and question.asked is Asked.OFFER and not question.about
    cancelled = {each.appointment_id for each in turn.state.cancelled}
    about = {each.appointment_id for each in question.about} if question else set()
    own = bool(cancelled) and about <= cancelled
    return ((own and asked) or new) and bool(bookable(turn))


def towards_booking(turn: TurnContext, intent: Intent, question: Question) -> Intent:
    """Return the intent of an answer to a question about a new appointment."""
    choice, asked = turn.heard.choice, question.asked
    if asked is Asked.SECOND and (choice == 1 or intent is Intent.RESCHEDULE):
        return Intent.BOOK if says_another(turn) else Intent.RESCHEDULE
    named = intent in _MAY_NAME and _names_choice(turn, asked)
    answers = named or BARE_NUMBER.fullmatch(turn.text)
    again = intent in {Intent.CHOICE, Intent.MORE, Intent.CONFIRM}
    again = again or turn.heard.hint is Hint.YES
    timed = turn.heard.times and intent in NAMES_TIMES
    return Intent.BOOK if answers or again or timed else intent


def _names_choice(turn: TurnContext, asked: Asked) -> bool:
    """Return whether a text answers the question in words."""
    match asked:
        case Asked.WHO:
            return any(only_names(turn, client.first) for client in turn.context.clients)
        case Asked.SERVICE:
            return bool(services_named(turn))
    return says_another(turn)
