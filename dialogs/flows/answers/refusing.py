"""Answers a bare no, in view of the open question.

Nothing is changed: the client is asked about an unclear point, or staff answer.
"""

from dataclasses import replace

from calendar_store.model.appointments import Appointment
from calendar_store.model.reason_codes import ReasonCode
from dialogs.conversation import Asked, Question
from dialogs.flows.answers import unasked
from dialogs.flows.answers.assent import more_than_thanks, says_no
from dialogs.flows.family.whose import only_names_visit
from dialogs.flows.intents import person
from dialogs.flows.offered_times.leaving import lets_be, takes_none
from dialogs.flows.offered_times.slot_list import which_slot
from dialogs.flows.resolve_appointments import acknowledged, ask_again
from dialogs.flows.target import Resolution, Target, names, target
from dialogs.flows.turn_context import Decision, TurnContext
from dialogs.flows.visits.asking_back import left_gone
from dialogs.flows.visits.coming_back import says_to_come
from dialogs.flows.visits.details import details
from dialogs.flows.visits.keeping import regretted
from dialogs.flows.visits.notice import refuse, too_late
from dialogs.flows.visits.reminded import asked_ahead
from dialogs.intents import Intent
from dialogs.wording.reminders import reminder_question

_ASKED_FOR = frozenset({Intent.CANCEL.value, Intent.RESCHEDULE.value})


def refused(turn: TurnContext) -> Decision:
    """Answer a bare no in view of the open question; without a question it goes to staff."""
    question = turn.question
    if question is None:
        return _refused_nothing(turn)
    if question.asked is Asked.BACK:
        return left_gone(turn)
    if question.asked is Asked.REMINDER and question.then not in _ASKED_FOR:
        return _refused_reminder(turn)
    if question.asked is Asked.WHICH and any(
        names(turn.text, client) for client in turn.context.clients
    ):
        # "not Marie's, Leo's" wants something after all
        return person.unclear(turn)
    booking = question.wish is not None and question.asked is not Asked.REMINDER
    return _nothing_changed(turn, "book_left" if booking else "nothing_changed")


def perhaps_cancels(turn: TurnContext) -> Decision:
    """Ask whether to cancel where a text seems to cancel but has an unknown word."""
    found = target(turn, Intent.CANCEL)
    if found.sight is not Resolution.CLEAR:
        return person.unclear(turn)
    return ask_again(turn, Target(Resolution.UNSURE, found.appointments), Intent.CANCEL)


def keeps_listed(turn: TurnContext) -> bool:
    """Return whether a text cancels or moves none of the listed visits: "none"."""
    question = turn.question
    if question is None or question.asked is not Asked.WHICH:
        return False
    gives_up = question.then in _ASKED_FOR
    return gives_up and (takes_none(turn) or lets_be(turn) or says_to_come(turn))


def none_listed(turn: TurnContext) -> Decision:
    """Say that nothing has changed, to a client who gives up none of the listed visits."""
    return _nothing_changed(turn, "nothing_changed")


def _nothing_changed(turn: TurnContext, name: str) -> Decision:
    return Decision(
        trace=("said no to what was asked: nothing changed",),
        state=turn.state.asking(None),
        replies=(turn.say(name),),
    )


def kept_or_refused(turn: TurnContext) -> Decision:
    """Answer "I keep it" as a no to the question; ask again if a text only names the visit."""
    question = turn.question
    if question is None or not only_names_visit(turn):
        return refused(turn)
    if question.asked is Asked.WHICH:
        return which_visit(turn, question)
    return details(turn) if question.wish is None else which_slot(turn, question)


def _refused_nothing(turn: TurnContext) -> Decision:
    if turn.just_moved():
        return regretted(turn)
    if turn.undoable():
        return acknowledged(turn)
    # "I'm sick" tells the reason, and "no" may be about anything
    return person.unclear(turn) if says_no(turn) else unasked.troubled(turn)


def _refused_reminder(turn: TurnContext) -> Decision:
    found = target(turn, Intent.CANCEL)
    if more_than_thanks(turn):
        # "Leo yes, me no": the client of the no is not known
        found = Target(found.sight, asked_ahead(turn))
    if found.sight is Resolution.CANCELLED:
        return acknowledged(turn)
    if found.sight is not Resolution.CLEAR:
        return person.unclear(turn)
    return ask_whether(turn, found.appointments)


def ask_whether(turn: TurnContext, appointments: tuple[Appointment, ...]) -> Decision:
    """Ask whether to cancel or to move appointments that seem not to suit."""
    first = appointments[0]
    if too_late(turn, first):
        return refuse(turn, first, ReasonCode.TOO_LATE_TO_STAY_AWAY)
    of_family = len({client.first for client in turn.context.clients}) > 1
    name = "refused_of" if of_family else "refused"
    name = name if len(appointments) == 1 else "refused_several"
    # a yes to "can't you make it?" does not say that they come
    question = turn.question
    about = {each.appointment_id for each in question.about} if question else set()
    if question is None or about != {one.id for one in appointments}:
        question = reminder_question(appointments, turn.now)
    return Decision(
        trace=("a no to a reminder: asked whether to cancel or to move, nothing changed",),
        state=turn.state.asking(replace(question, then=Intent.UNCLEAR.value)),
        replies=(turn.say(name, first),),
        client_id=first.client_id,
    )


def which_visit(turn: TurnContext, question: Question) -> Decision:
    """Ask for the number of one of the listed visits."""
    found = (turn.appointment(about) for about in question.about)
    known = tuple(one for one in found if one is not None)
    if len(known) < len(question.about):
        return person.unclear(turn)
    return Decision(
        trace=("a yes to several: asked which number",),
        state=turn.state,
        replies=(turn.say("which_number", options=turn.listed(known)),),
        asks=True,
    )
