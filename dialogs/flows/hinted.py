"""Flows for unclear texts with a hint: a bare no, a yes to several, a number, a greeting, thanks.

The client is asked back or answered shortly; other texts are passed to staff. Nothing changes.
"""

from collections.abc import Callable
from dataclasses import replace

from calendar_store.model.appointments import Appointment
from calendar_store.model.reason_codes import ReasonCode
from calendar_store.model.statuses import AlertKind
from dialogs.conversation import Asked, Question
from dialogs.flows.answers import unasked
from dialogs.flows.answers.assent import (
    acknowledges,
    defers,
    only_acknowledges,
    only_keeps,
    plain_yes,
    tells_more,
)
from dialogs.flows.answers.of_numbers import asks_of_numbers
from dialogs.flows.answers.refusing import kept_or_refused, perhaps_cancels, refused, which_visit
from dialogs.flows.answers.unasked import MENU, meant_before, speaks_of_visit, told_of_visit
from dialogs.flows.family.instead_of import comes_instead
from dialogs.flows.intents import person
from dialogs.flows.intents.offer_reply import asks_for_whom, offer_again
from dialogs.flows.intents.quiet import quiet
from dialogs.flows.likeness.changed_minds import perhaps_changed
from dialogs.flows.likeness.regrets import perhaps_regrets
from dialogs.flows.numbers import BARE_NUMBER, pressed_wrong, says_which
from dialogs.flows.offered_times.leaving import left, means_new
from dialogs.flows.offered_times.slot_list import which_slot
from dialogs.flows.offered_times.slot_list_text import numbered
from dialogs.flows.phrases import POLITE, as_phrases, left_over, said_whole, without
from dialogs.flows.reading_parts import read_alone
from dialogs.flows.resolve_appointments import acknowledged, already_cancelled, ask_again
from dialogs.flows.target import Resolution, Target, target
from dialogs.flows.turn_context import Decision, TurnContext
from dialogs.flows.visits.asking_back import ask_back
from dialogs.flows.visits.by_itself import comes_elsewhen
from dialogs.flows.visits.coming_back import wants_back_perhaps
from dialogs.flows.visits.keeping import regretted
from dialogs.flows.visits.on_the_way import arrives_soon, on_the_way
from dialogs.flows.visits.parting import other_day, other_hour
from dialogs.flows.visits.regretting import fears
from dialogs.flows.visits.reminded import asked_ahead
from dialogs.flows.visits.suiting import comes_at_other_hour
from dialogs.flows.visits.visit_days import covers
from dialogs.flows.visits.visit_words import BOTH
from dialogs.intents import Hint, Intent
from dialogs.quoting import digest

_PUT_OFF = frozenset({None, Hint.KEPT})
_WHAT = as_phrases(
    *("huh", "eh", "what", "what is this", "whats this", "pardon", "sorry", "come", "cosa", "che"),
    *(
        "scusi",
        "come scusi",
        "in che senso",
        "como",
        "que",
        "perdon",
        "que es esto",
        "quoi",
        "hein",
    ),
    *(
        "comment",
        "c est quoi",
        "cest quoi",
        "was",
        "wie",
        "wie bitte",
        "ha",
        "hae",
        "bitte",
        "o que",
    ),
    *("oi", "como assim", "desculpe", "hm", "i dont understand", "non capisco", "no entiendo"),
    *("verstehe ich nicht", "je ne comprends pas", "nao entendi", "non ho capito"),
)
"""Phrases of a client who did not understand our text."""


def unclear(turn: TurnContext) -> Decision:
    """Ask back where that is possible; pass other texts to staff."""
    if means_new(turn):
        return left(turn)
    asked = offer_again(turn) if asks_for_whom(turn) else _told_of_change(turn)
    if (asked := asked or _mistaken(turn)) is not None:
        return asked
    if turn.question is not None and turn.heard.hint in _PUT_OFF and defers(turn):
        return _deferred(turn)
    if turn.heard.hint is not None:
        return _BY_HINT.get(turn.heard.hint, person.unclear)(turn)
    return _not_understood(turn)


def _not_understood(turn: TurnContext) -> Decision:
    """Answer a text without a known meaning, in view of the open question."""
    if only_keeps(turn) and (turn.ahead or answers_cancelled(turn)):
        return _not_cancelling(turn)
    if (answer := _after_act(turn)) is not None:
        return answer
    question = turn.question
    taken = (turn.just_booked() or turn.just_moved()) and unasked.says_first(turn)
    chooses = BARE_NUMBER.fullmatch(turn.text) or taken
    if question and question.asked is Asked.SLOTS and says_which(turn, question.numbered):
        # "he says the first one works": which one it is is asked, and not left to staff
        return which_slot(turn, question)
    if question is None and chooses:
        return unasked.number(turn)
    if (asked := _perhaps_meant(turn)) is not None:
        return asked
    return told_of_visit(turn) if speaks_of_visit(turn) else person.unclear(turn)


def _perhaps_meant(turn: TurnContext) -> Decision | None:
    """Ask whether an act is meant that a text only seems to mean; None where none seems to be."""
    question = turn.question
    if question and question.then == Intent.UNCLEAR.value and plain_yes(turn):
        # a yes to a changed appointment, after a wish to cancel
        found = target(turn, Intent.CANCEL)
        if found.sight is Resolution.CLEAR:
            return ask_again(turn, Target(Resolution.UNSURE, found.appointments), Intent.CANCEL)
    perhaps = perhaps_changed(turn)
    if perhaps is None or len(turn.ahead) != 1:
        return None
    return ask_again(turn, Target(Resolution.UNSURE, turn.ahead), perhaps)


def _after_act(turn: TurnContext) -> Decision | None:
    """Return the answer to "both please" after both were cancelled, or to a perhaps, else None."""
    if not answers_cancelled(turn):
        return ask_back(turn) if turn.just_moved() and perhaps_regrets(turn) else None
    if len(turn.undoable()) > 1 and _names_both(turn):
        return acknowledged(turn)
    perhaps = wants_back_perhaps(turn) or fears(turn) or perhaps_regrets(turn)
    return ask_back(turn) if perhaps else None


def _told_of_change(turn: TurnContext) -> Decision | None:
    """Say what stands to a client who answers for the time before the appointment was moved."""
    about = turn.question.about if turn.question else ()
    for each in about:
        visit = turn.appointment(each)
        if visit not in turn.ahead or visit.starts_at == each.starts_at:
            continue
        if len(about) == 1 and covers(turn.heard.times, each.starts_at):
            meant = read_alone(turn, turn.text, each.starts_at).intent
            if meant in {Intent.CONFIRM, Intent.CANCEL}:
                return ask_again(turn, Target(Resolution.CHANGED, (visit,)), meant)
    return None


def _mistaken(turn: TurnContext) -> Decision | None:
    """Answer a text with a wrong number or a wrong day: ask again, or say how to undo."""
    if (number := meant_before(turn)) is not None:
        found = target(turn, MENU[number])
        return ask_again(turn, Target(Resolution.UNSURE, found.appointments), MENU[number])
    if visits := next(filter(None, (each(turn) for each in _MISTAKEN)), ()):
        return ask_again(turn, Target(Resolution.UNSURE, visits), Intent.CONFIRM)
    if not pressed_wrong(turn):
        return None
    if answers_cancelled(turn):
        return already_cancelled(turn, turn.undoable())
    if turn.just_moved():
        return regretted(turn)
    asked = asked_ahead(turn)
    return ask_again(turn, Target(Resolution.UNSURE, asked), Intent.CONFIRM) if asked else None


def _elsewhen(turn: TurnContext) -> tuple[Appointment, ...]:
    """Return the visit to which the client says they come, but at another time; else ()."""
    visit = comes_elsewhen(turn)
    return (visit,) if visit else ()


def _far_off(turn: TurnContext) -> tuple[Appointment, ...]:
    """Return the visit if the client is "on the way" long before its start; else ()."""
    going = on_the_way(turn)
    return going if going and not arrives_soon(turn, going[0]) else ()


def _puzzled(turn: TurnContext) -> tuple[Appointment, ...]:
    """Return the visits asked about if a text only says that it was not understood: "huh?"."""
    words = said_whole(turn).words
    asks = "?" in turn.text and bool(words) and not without(words, _WHAT)
    return asked_ahead(turn) if asks else ()


def _both(turn: TurnContext) -> tuple[Appointment, ...]:
    """Return the visits asked about if a text names both without an act: "both please"."""
    asked = asked_ahead(turn)
    return asked if len(asked) > 1 and _names_both(turn) else ()


def _names_both(turn: TurnContext) -> bool:
    """Return whether a text only names both: "both please"."""
    words = said_whole(turn).words
    left = without(words, BOTH)
    return len(left) < len(words) and not left_over(left, POLITE)


_MISTAKEN = (
    _both,
    comes_instead,
    other_day,
    other_hour,
    comes_at_other_hour,
    _elsewhen,
    _far_off,
    _puzzled,
    asks_of_numbers,
)
"""Functions that return the visits about which a text is mistaken or incomplete; else ()."""


def _not_cancelling(turn: TurnContext) -> Decision:
    """Say that the appointment stays, to a client who says that nothing is to be cancelled."""
    if answers_cancelled(turn):
        return already_cancelled(turn, turn.undoable())
    ahead = asked_ahead(turn) or turn.ahead
    several = len(turn.context.clients) > 1
    name = "kept_of" if several else "kept"
    return Decision(
        trace=("is not to be cancelled: said what stands, nothing changed",),
        state=turn.state,
        replies=(turn.say(name, ahead[0]) if len(ahead) == 1 else turn.say("nothing_changed"),),
        client_id=ahead[0].client_id,
        asks=True,
    )


def assented(turn: TurnContext) -> Decision:
    """Ask "which?" after a yes to several things; do nothing after a yes to no question."""
    question = turn.question
    if question is None or question.asked is Asked.REMINDER:
        return unasked.assented(turn)
    if question.asked is Asked.SLOTS:
        return which_slot(turn, question)
    if question.asked is Asked.WHICH:
        return which_visit(turn, question)
    return Decision(
        trace=("a yes to an open question: asked for the day and time",),
        state=turn.state,
        replies=(turn.say("suggest_book"),),
        asks=True,
    )


def _greeted(turn: TurnContext) -> Decision:
    """Answer a greeting shortly, where no question is open; staff are not alerted."""
    if turn.question is not None or turn.state.with_person is not None:
        return acknowledged(turn)
    return Decision(
        trace=("greeted",), state=turn.state, replies=(turn.say("hello"),), handled=False
    )


def _deferred(turn: TurnContext) -> Decision:
    """Say once that there is no hurry; the question stays open.

    If the text tells something else too, staff read it; the question still stays open.
    """
    if answers_cancelled(turn):
        return already_cancelled(turn, turn.undoable())
    text, question = turn.say("no_hurry"), turn.question
    if question is None and tells_more(turn) and turn.ahead:
        return person.unclear(turn)
    if question is None or turn.state.last == digest(text):
        return acknowledged(turn)
    tells = turn.heard.hint is None and tells_more(turn)
    alert = turn.alert(AlertKind.UNCLEAR, ReasonCode.ANSWERS_LATER)
    return Decision(
        trace=("will answer later: the question stays open",),
        state=turn.state.asking(replace(question, aside=True)) if tells else turn.state,
        replies=(text,),
        effects=(alert,) if tells else (),
        handled=False,
    )


def thanked(turn: TurnContext) -> Decision:
    """Do not answer thanks; tell a client about UNDO who says "I'll come after all".

    A client who was offered the exact time asked for may believe to have it, and is asked once.
    """
    if asked := _both(turn):
        return ask_again(turn, Target(Resolution.UNSURE, asked), Intent.CONFIRM)
    if turn.heard.hint is None and answers_cancelled(turn) and not acknowledges(turn):
        return already_cancelled(turn, turn.undoable())
    if unasked.says_coming(turn) or speaks_of_visit(turn):
        return unasked.coming(turn)
    if unasked.counts_comers(turn):
        return person.unclear(turn)
    question = turn.question
    thanks = only_acknowledges(turn) or turn.heard.intent is Intent.THANKS
    if question is not None and _is_first(question) and thanks:
        again = turn.state.last == digest(numbered(turn, question))
        return quiet(turn) if again else which_slot(turn, question)
    return quiet(turn)


def _is_first(question: Question) -> bool:
    """Return whether the offer is one time, or the one asked for: thanks may mean to take it."""
    exact = {start for start, end in question.spans if start == end}
    listed = question.asked is Asked.SLOTS and question.slots
    first = len(exact) == 1 and bool(listed) and question.slots[0].starts_at in exact
    return first or (bool(listed) and len(question.slots) == 1)


def answers_cancelled(turn: TurnContext) -> bool:
    """Return whether the last change was a cancellation that UNDO still takes back."""
    question, ahead = turn.question, {each.id for each in turn.ahead}
    still = question is not None and any(about.appointment_id in ahead for about in question.about)
    return bool(turn.undoable()) and not still


_BY_HINT: dict[Hint, Callable[[TurnContext], Decision]] = {
    Hint.REFUSAL: refused,
    Hint.CANCELS: perhaps_cancels,
    Hint.KEPT: kept_or_refused,
    Hint.YES: assented,
    Hint.GREETING: _greeted,
    Hint.DEFERRAL: _deferred,
}
