"""Answers a yes or a number where no question is open: says what stands, changes nothing."""

from dataclasses import replace

from calendar_store.model.appointments import Appointment, Slot
from calendar_store.model.reason_codes import ReasonCode
from calendar_store.model.statuses import AppointmentStatus
from dialogs.conversation import Asked
from dialogs.flows.intents import person
from dialogs.flows.numbers import number_meant
from dialogs.flows.offered_times.slot_list_text import numbered
from dialogs.flows.phrases import POLITE, left_over, longest, phrases_in, said_whole, without
from dialogs.flows.resolve_appointments import acknowledged, already_cancelled, ask_again, stands
from dialogs.flows.target import Resolution, Target
from dialogs.flows.turn_context import Decision, TurnContext
from dialogs.flows.visits.coming_back_words import COMING
from dialogs.flows.visits.notice import refuse, too_late
from dialogs.flows.visits.suiting import names_own_hour
from dialogs.flows.visits.visit_days import on_weekday
from dialogs.flows.visits.visit_words import BOTH
from dialogs.intents import Intent
from dialogs.languages.lexicon import Cue, lexicons
from dialogs.quoting import digest
from dialogs.times.terms import TermRole
from dialogs.wording.reminders import reminder_question

MENU = {1: Intent.CONFIRM, 2: Intent.CANCEL, 3: Intent.RESCHEDULE}
"""The numbers of a reminder and their intents; without a reminder we ask what is meant."""

_SAYING = frozenset({Cue.COMING, Cue.COME})
_TOO_LATE = {
    Intent.CANCEL: ReasonCode.TOO_LATE_TO_CANCEL,
    Intent.RESCHEDULE: ReasonCode.TOO_LATE_TO_MOVE,
}


def assented(turn: TurnContext) -> Decision:
    """Answer a yes without a question: say what stands, and ask about it if unconfirmed."""
    if turn.staff_spoke_last:
        return person.unclear(turn)
    since = turn.state.with_person
    handed = since is not None and turn.now - since < person.REMEMBERED
    settled = all(one.status is AppointmentStatus.CONFIRMED for one in turn.ahead)
    done = turn.undoable() or turn.just_booked() or turn.just_moved()
    if says_coming(turn):
        return coming(turn)
    if handed or done or (turn.ahead and settled):
        return acknowledged(turn)
    return _what_stands(turn, Intent.CONFIRM) if turn.ahead else person.unclear(turn)


def says_coming(turn: TurnContext) -> bool:
    """Return whether a text says "I come" without an open question while a visit is unconfirmed."""
    if turn.question is not None or turn.just_booked() or turn.just_moved():
        return False
    words = said_whole(turn).words
    says = any(longest(words, at, COMING) for at in range(len(words)))
    says = says or any(on_weekday(turn, turn.ahead, word) for word in words)
    return says and any(one.status is AppointmentStatus.BOOKED for one in turn.ahead)


def counts_comers(turn: TurnContext) -> bool:
    """Return whether a text without an open question says how many come: "on sera 3"."""
    words, locale = without(said_whole(turn).words, BOTH), turn.heard.locale
    if turn.question is not None:
        return False
    sizes = ((at, longest(words, at, phrases_in(locale, _SAYING))) for at in range(len(words)))
    return any(any(_is_number(locale, w) for w in words[at : at + size]) for at, size in sizes)


def _is_number(locale: str, word: str) -> bool:
    terms = lexicons()[locale].terms.opening.get(word, ())
    return word.isdigit() or any(each.role is TermRole.NUMBER for each in terms)


def coming(turn: TurnContext) -> Decision:
    """Answer "I come" without a visit named: say what stands, and ask about it."""
    return person.unclear(turn) if turn.staff_spoke_last else _what_stands(turn, Intent.CONFIRM)


def speaks_of_visit(turn: TurnContext) -> bool:
    """Return whether a text after a hand-over to staff names a visit's hour, or says "I come".

    After a hand-over the client gets no further texts, except an answer to such a text.
    """
    since, question = turn.state.with_person, turn.question
    told = since is not None and turn.now - since < person.REMEMBERED
    if not told or turn.staff_spoke_last or (question and question.asked is not Asked.REMINDER):
        return False
    if all(one.status is not AppointmentStatus.BOOKED for one in turn.ahead):
        return False
    return names_own_hour(turn) or ("?" not in turn.text and says_coming(turn))


def told_of_visit(turn: TurnContext) -> Decision:
    """Say what stands, and ask about it, after other words on a visit; staff read it too."""
    handed = person.unclear(turn)
    return replace(_what_stands(turn, Intent.CONFIRM), effects=handed.effects, handled=False)


def number(turn: TurnContext) -> Decision:
    """Answer a number without an open question: say what stands, and ask."""
    if (done := turn.just_booked() or turn.just_moved()) and _first(turn):
        # the first offered time was taken already
        return _taken_already(turn, done)
    digits = "".join(filter(str.isdigit, turn.text))
    if done and 0 < int(digits or 0) <= len(_chosen_from(turn)):
        return _taken_already(turn, done)
    undoable, intent = turn.undoable(), MENU.get(int(digits or 0))
    if intent is None or turn.staff_spoke_last:
        return person.unclear(turn)
    if turn.ahead:
        return _what_stands(turn, intent)
    return already_cancelled(turn, undoable) if undoable else person.unclear(turn)


def troubled(turn: TurnContext) -> Decision:
    """Say what stands to a client who tells of a problem; ask whether to cancel or to move."""
    ahead = turn.ahead
    if not ahead or turn.staff_spoke_last:
        return person.unclear(turn)
    if len(ahead) == 1 and too_late(turn, ahead[0]):
        return refuse(turn, ahead[0], ReasonCode.TOO_LATE_TO_STAY_AWAY)
    # a yes to "can't you make it?" does not say that they come
    question = replace(reminder_question(ahead, turn.now), then=Intent.UNCLEAR.value)
    return Decision(
        trace=("told of a trouble: asked whether to cancel or to move, nothing changed",),
        state=turn.state.asking(question),
        replies=(stands(turn, ahead, "refused"),),
        client_id=ahead[0].client_id,
        asks=True,
    )


def _taken_already(turn: TurnContext, done: Appointment) -> Decision:
    """Say what stands after a second number for a list from which a time was taken."""
    return Decision(
        trace=("the time was taken already: said what stands",),
        state=turn.state,
        replies=(turn.say("already_confirmed", done),),
        client_id=done.client_id,
    )


def _chosen_from(turn: TurnContext) -> tuple[Slot, ...]:
    """Return the list from which the last booked or moved time was chosen."""
    done = turn.state.booked if turn.just_booked() else turn.state.moved
    return done.offered if done else ()


def _first(turn: TurnContext) -> bool:
    return "".join(filter(str.isdigit, turn.text)) == "1" or says_first(turn)


def says_first(turn: TurnContext) -> bool:
    """Return whether a text chooses the first of a list in words: "the first one please"."""
    words = " ".join(left_over(said_whole(turn).words, POLITE))
    return any(read.standing[Cue.ORDINAL].get(words) == "1" for read in lexicons().values())


def meant_before(turn: TurnContext) -> int | None:
    """Return the number meant in place of the "3" that has just led to other times, or None."""
    question, number = turn.question, number_meant(turn)
    if question is None or question.asked is not Asked.SLOTS or number not in MENU:
        return None
    afresh = not (question.spans or question.shown or question.wish)
    repeated = turn.state.last == digest(numbered(turn, question))
    ahead = any(one.id in {a.appointment_id for a in question.about} for one in turn.ahead)
    return number if afresh and ahead and not repeated else None


def _what_stands(turn: TurnContext, intent: Intent) -> Decision:
    ahead = turn.ahead
    settled = len(ahead) == 1 and ahead[0].status is AppointmentStatus.CONFIRMED
    if settled and intent is Intent.CONFIRM:
        return Decision(
            trace=("nothing was asked: said what stands",),
            state=turn.state,
            replies=(stands(turn, ahead, "already_confirmed"),),
            client_id=ahead[0].client_id,
        )
    if len(ahead) == 1 and intent is not Intent.CONFIRM and too_late(turn, ahead[0]):
        return refuse(turn, ahead[0], _TOO_LATE[intent])
    return ask_again(turn, Target(Resolution.UNSURE, ahead), intent)
