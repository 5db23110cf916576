"""Texts that are not clear, yet say something: a bare no, a yes to several, a number, a greeting.

They are asked back or answered shortly before anything is handed to a person; none of them acts.
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
from dialogs.flows.answers.refusing import kept_or_refused, perhaps_cancels, refused, which_visit
from dialogs.flows.answers.unasked import MENU, meant_before, speaks_of_visit, told_of_visit
from dialogs.flows.family.instead_of import comes_instead
from dialogs.flows.intents import person
from dialogs.flows.intents.quiet import quiet
from dialogs.flows.numbers import BARE_NUMBER, pressed_wrong, says_which
from dialogs.flows.offered_times.leaving import left, means_new
from dialogs.flows.offered_times.slot_list import which_slot
from dialogs.flows.offered_times.slot_list_text import numbered
from dialogs.flows.phrases import POLITE, as_phrases, left_over, said_whole, without
from dialogs.flows.reading_parts import read_alone
from dialogs.flows.resolve_appointments import acknowledged, already_cancelled, ask_again
from dialogs.flows.target import Sight, Target, target
from dialogs.flows.turn_context import Answer, Scene
from dialogs.flows.visits.by_itself import comes_elsewhen
from dialogs.flows.visits.coming_back import wants_back_perhaps
from dialogs.flows.visits.keeping import regretted
from dialogs.flows.visits.on_the_way import arrives_soon, on_the_way
from dialogs.flows.visits.parting import other_day, other_hour
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
"""How one says that a text of ours was not understood."""


def unclear(scene: Scene) -> Answer:
    """Ask back what can be asked back; the rest is a person's."""
    if means_new(scene):
        return left(scene)
    if (asked := _told_of_change(scene) or _mistaken(scene)) is not None:
        return asked
    if scene.question is not None and scene.heard.hint in _PUT_OFF and defers(scene):
        return _deferred(scene)
    if scene.heard.hint is not None:
        return _BY_HINT.get(scene.heard.hint, person.unclear)(scene)
    return _not_understood(scene)


def _not_understood(scene: Scene) -> Answer:
    """Answer what says nothing that is known, seen from what was asked."""
    if only_keeps(scene) and (scene.ahead or answers_cancelled(scene)):
        return _not_cancelling(scene)
    if answers_cancelled(scene) and wants_back_perhaps(scene):
        return already_cancelled(scene, scene.undoable())
    question = scene.question
    taken = (scene.just_booked() or scene.just_moved()) and unasked.says_first(scene)
    chooses = BARE_NUMBER.fullmatch(scene.text) or taken
    if question and question.asked is Asked.SLOTS and says_which(scene, question.numbered):
        # "he says the first one works": which one it is is asked, and not left to staff
        return which_slot(scene, question)
    if question is None and chooses:
        return unasked.number(scene)
    if question and question.then == Intent.UNCLEAR.value and plain_yes(scene):
        # a yes to what has changed, by somebody who wanted to cancel
        found = target(scene, Intent.CANCEL)
        if found.sight is Sight.CLEAR:
            return ask_again(scene, Target(Sight.UNSURE, found.appointments), Intent.CANCEL)
    return told_of_visit(scene) if speaks_of_visit(scene) else person.unclear(scene)


def _told_of_change(scene: Scene) -> Answer | None:
    """Say what stands to who answers for the time that an appointment was moved from meanwhile."""
    about = scene.question.about if scene.question else ()
    for each in about:
        visit = scene.appointment(each)
        if visit not in scene.ahead or visit.starts_at == each.starts_at:
            continue
        if len(about) == 1 and covers(scene.heard.times, each.starts_at):
            meant = read_alone(scene, scene.text, each.starts_at).intent
            if meant in {Intent.CONFIRM, Intent.CANCEL}:
                return ask_again(scene, Target(Sight.CHANGED, (visit,)), meant)
    return None


def _mistaken(scene: Scene) -> Answer | None:
    """Ask who has pressed a wrong number or named a wrong day, or say how it is taken back."""
    if (number := meant_before(scene)) is not None:
        found = target(scene, MENU[number])
        return ask_again(scene, Target(Sight.UNSURE, found.appointments), MENU[number])
    if visits := next(filter(None, (each(scene) for each in _MISTAKEN)), ()):
        return ask_again(scene, Target(Sight.UNSURE, visits), Intent.CONFIRM)
    if not pressed_wrong(scene):
        return None
    if answers_cancelled(scene):
        return already_cancelled(scene, scene.undoable())
    if scene.just_moved():
        return regretted(scene)
    asked = asked_ahead(scene)
    return ask_again(scene, Target(Sight.UNSURE, asked), Intent.CONFIRM) if asked else None


def _elsewhen(scene: Scene) -> tuple[Appointment, ...]:
    """Return the visit where somebody says to come to it at another time."""
    visit = comes_elsewhen(scene)
    return (visit,) if visit else ()


def _far_off(scene: Scene) -> tuple[Appointment, ...]:
    """Return the visit that somebody says to be on the way to long before it."""
    going = on_the_way(scene)
    return going if going and not arrives_soon(scene, going[0]) else ()


def _puzzled(scene: Scene) -> tuple[Appointment, ...]:
    """Return the visits asked about where a text only says that it was not understood: "huh?"."""
    words = said_whole(scene).words
    asks = "?" in scene.text and bool(words) and not without(words, _WHAT)
    return asked_ahead(scene) if asks else ()


def _both(scene: Scene) -> tuple[Appointment, ...]:
    """Return the visits asked about where a text says of both not what: "both please"."""
    asked, words = asked_ahead(scene), said_whole(scene).words
    left = without(words, BOTH)
    return (
        asked if len(asked) > 1 and len(left) < len(words) and not left_over(left, POLITE) else ()
    )


_MISTAKEN = (
    _both,
    comes_instead,
    other_day,
    other_hour,
    comes_at_other_hour,
    _elsewhen,
    _far_off,
    _puzzled,
)
"""Which visits a text is mistaken about, or does not say what of."""


def _not_cancelling(scene: Scene) -> Answer:
    """Say that what stands stays, to who says that nothing is to be cancelled."""
    if answers_cancelled(scene):
        return already_cancelled(scene, scene.undoable())
    ahead = asked_ahead(scene) or scene.ahead
    several = len(scene.context.clients) > 1
    name = "kept_of" if several else "kept"
    return Answer(
        did=("is not to be cancelled: said what stands, nothing changed",),
        state=scene.state,
        says=(scene.say(name, ahead[0]) if len(ahead) == 1 else scene.say("nothing_changed"),),
        client_id=ahead[0].client_id,
        asks=True,
    )


def assented(scene: Scene) -> Answer:
    """Answer a yes to several things by asking which; a yes to nothing acts on nothing."""
    question = scene.question
    if question is None or question.asked is Asked.REMINDER:
        return unasked.assented(scene)
    if question.asked is Asked.SLOTS:
        return which_slot(scene, question)
    if question.asked is Asked.WHICH:
        return which_visit(scene, question)
    return Answer(
        did=("a yes to an open question: asked for the day and time",),
        state=scene.state,
        says=(scene.say("suggest_book"),),
        asks=True,
    )


def _greeted(scene: Scene) -> Answer:
    """Answer a greeting shortly, where nothing is open; nobody is alerted."""
    if scene.question is not None or scene.state.with_person is not None:
        return acknowledged(scene)
    return Answer(did=("greeted",), state=scene.state, says=(scene.say("hello"),), handled=False)


def _deferred(scene: Scene) -> Answer:
    """Say once that there is no hurry; what was asked stays open.

    What else the text tells staff read; the question stays open for all that.
    """
    if answers_cancelled(scene):
        return already_cancelled(scene, scene.undoable())
    text, question = scene.say("no_hurry"), scene.question
    if question is None and tells_more(scene) and scene.ahead:
        return person.unclear(scene)
    if question is None or scene.state.last == digest(text):
        return acknowledged(scene)
    tells = scene.heard.hint is None and tells_more(scene)
    alert = scene.alert(AlertKind.UNCLEAR, ReasonCode.ANSWERS_LATER)
    return Answer(
        did=("will answer later: the question stays open",),
        state=scene.state.asking(replace(question, aside=True)) if tells else scene.state,
        says=(text,),
        effects=(alert,) if tells else (),
        handled=False,
    )


def thanked(scene: Scene) -> Answer:
    """Say nothing to thanks; "I'll come after all" to a cancellation is told of UNDO.

    Who is offered the very time they asked for may think to have it: they are asked once.
    """
    if asked := _both(scene):
        return ask_again(scene, Target(Sight.UNSURE, asked), Intent.CONFIRM)
    if scene.heard.hint is None and answers_cancelled(scene) and not acknowledges(scene):
        return already_cancelled(scene, scene.undoable())
    if unasked.says_coming(scene) or speaks_of_visit(scene):
        return unasked.coming(scene)
    question = scene.question
    thanks = only_acknowledges(scene) or scene.heard.intent is Intent.THANKS
    if question is not None and _is_first(question) and thanks:
        again = scene.state.last == digest(numbered(scene, question))
        return quiet(scene) if again else which_slot(scene, question)
    return quiet(scene)


def _is_first(question: Question) -> bool:
    """Return whether one time, or the one asked for, is on offer: thanks may mean to have it."""
    exact = {start for start, end in question.spans if start == end}
    listed = question.asked is Asked.SLOTS and question.slots
    first = len(exact) == 1 and bool(listed) and question.slots[0].starts_at in exact
    return first or (bool(listed) and len(question.slots) == 1)


def answers_cancelled(scene: Scene) -> bool:
    """Return whether the last that was dealt with is a cancellation that UNDO still takes back."""
    question, ahead = scene.question, {each.id for each in scene.ahead}
    still = question is not None and any(about.appointment_id in ahead for about in question.about)
    return bool(scene.undoable()) and not still


_BY_HINT: dict[Hint, Callable[[Scene], Answer]] = {
    Hint.REFUSAL: refused,
    Hint.CANCELS: perhaps_cancels,
    Hint.KEPT: kept_or_refused,
    Hint.YES: assented,
    Hint.GREETING: _greeted,
    Hint.DEFERRAL: _deferred,
}
