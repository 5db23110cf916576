"""Decides a text that refers to one of several visits as an answer about that visit.

The reminder may have asked about another one. Each statement of the text is decided like an answer
to a reminder of the visit that it is about, and counts only if it is plain.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from zoneinfo import ZoneInfo

from calendar_store.model.appointments import Appointment
from calendar_store.model.statuses import STANDING, AppointmentStatus
from dialogs import effects as do
from dialogs.conversation import Asked, AskedAbout, Context
from dialogs.flows.answers.refusing import which_visit
from dialogs.flows.family.all_but import leaves_some_out
from dialogs.flows.family.counted import counted
from dialogs.flows.family.each_told import each_told
from dialogs.flows.family.picking import approves_both
from dialogs.flows.intents.cancel import call_off, cancel
from dialogs.flows.phrases import said_apart
from dialogs.flows.referring.all_with_reason import all_with_reason
from dialogs.flows.referring.explaining import only_explains
from dialogs.flows.referring.statements_on_visits import (
    OnVisit,
    has_any,
    keeps,
    meant,
    negated,
    on_visits,
    only_of,
    split_behind,
    words_of,
)
from dialogs.flows.referring.words_in_place import placed_words
from dialogs.flows.remaining_questions import asked_besides, stays_open
from dialogs.flows.resolve_appointments import ask_which
from dialogs.flows.target import Resolution, Target, target
from dialogs.flows.turn_context import Decision, TurnContext, together
from dialogs.flows.visits.days_apart import days_apart
from dialogs.flows.visits.notice import too_late
from dialogs.flows.visits.spoken_of import spoken_of
from dialogs.intents import Hint, Intent
from dialogs.understand.frame.things import names_paper
from dialogs.wording.reminders import reminder_question

Scene = Callable[[Context, str], TurnContext]
"""Understands a text in a conversation."""

Decide = Callable[[TurnContext], Decision]

_MAY_BE = frozenset(
    {Intent.CANCEL, Intent.CONFIRM, Intent.RESCHEDULE, Intent.UNCLEAR, Intent.CHOICE}
    | {Intent.MORE, Intent.THANKS, Intent.BOOK, Intent.UNDO, Intent.LATE}
)
_HINTS = frozenset({None, Hint.YES, Hint.REFUSAL, Hint.CANCELS, Hint.KEPT})
_ACTS = frozenset({Intent.CANCEL, Intent.CONFIRM, Intent.RESCHEDULE})
_ASKED = frozenset({Asked.REMINDER, Asked.WHICH})
_CHANGES = (do.ConfirmAppointment, do.CancelAppointment, do.MoveAppointment)
_INTENTS = {do.ConfirmAppointment: Intent.CONFIRM, do.CancelAppointment: Intent.CANCEL}


@dataclass(frozen=True, slots=True)
class Performer:
    """The engine's own functions, given to the rooms below it.

    Attributes:
        scene: understands a text in a conversation.
        decide: decides a turn.
    """

    scene: Scene
    decide: Decide


def turns_of(turn: TurnContext, intent: Intent, scene: Scene) -> tuple[TurnContext, ...]:
    """Return a turn for each statement that a text makes on one of several visits.

    Args:
        turn: the turn of the whole text.
        intent: its intent.
        scene: understands a text in a conversation.

    Returns:
        The turns; () where the text refers to no visit, or is read well as a whole.
    """
    if not _may_refer(turn, intent) or _is_known(turn, intent):
        return ()
    return tuple(_bound(turn, each, scene) for each in on_visits(turn))


def by_reference(turn: TurnContext, intent: Intent, engine: Performer) -> Decision | None:
    """Return the decision on a text by its references, None where that is not plain.

    Args:
        turn: the turn of the whole text.
        intent: its intent.
        engine: understands and decides the parts of the text.
    """
    paper = names_paper(said_apart(turn).words, turn.heard.locale)
    if turn.heard.hint not in _HINTS or (paper and turn.heard.intent is Intent.UNCLEAR):
        return None  # "I got a fine on Thursday, cancel it"
    which = turn.question is not None and turn.question.asked is Asked.WHICH
    approves = which and turn.heard.intent is not Intent.CANCEL and approves_both(turn)
    if not approves and (visits := all_with_reason(turn)):
        return cancel(turn, visits)
    if leaves_some_out(turn):
        return None  # "all but the second" is not about the second
    corrected = corrected_visit(turn) or chosen_by_reference(turn, intent)
    if corrected is not None:
        return corrected
    answers: list[Decision] = []
    parts = on_visits(turn)
    for part, bound in zip(parts, turns_of(turn, intent, engine.scene), strict=False):
        own = bound.told(answers[-1]) if answers else bound
        answer = _kept(own, part) or _called_off(own, part) or engine.decide(own)
        asks = len(parts) == 1 and _asks(part, answer)
        if not (asks or _is_plain(own, part, answer)):
            return _which_of_two(turn, intent)
        answers.append(answer)
    return _then_open(turn, parts, together(*answers)) if any(map(_acts, answers)) else None


def _which_of_two(turn: TurnContext, intent: Intent) -> Decision | None:
    """Ask which visit is meant, if a text with one act speaks of two and is not plain."""
    parts = on_visits(turn)
    if len(parts) == 1 or intent not in _ACTS or len(turn.ahead) == 1:
        return None
    plain = any(each.pointed or each.dated for each in parts)
    return ask_which(turn, intent, Target(Resolution.SEVERAL, turn.ahead)) if plain else None


def _acts(answer: Decision) -> bool:
    return bool(answer.effects or answer.replies)


def unless_another(turn: TurnContext, answer: Decision) -> Decision:
    """Return an answer that acts on no visit but those that its text refers to.

    Args:
        turn: the turn.
        answer: the decision on the whole text.
    """
    found = meant(turn)
    named = {one.id for each in found for one in each.visits}
    if not found or not (named or any(each.pointed for each in found)):
        return answer
    touched, intent = _touched(turn, answer)
    plain = not touched or touched <= named
    # a weekday beside a wish to move may be the wished one
    wished = intent is Intent.RESCHEDULE and not any(
        each.pointed or (each.dated and not each.towards) for each in found
    )
    spoken = counted(turn) or spoken_of(turn)
    told = each_told(turn) or days_apart(turn) or (spoken and spoken.visits)
    if plain or wished or intent is None or told:
        return answer
    asked = ask_which(turn, intent, Target(Resolution.SEVERAL, turn.ahead))
    return asked if len(turn.ahead) > 1 else answer


def _may_refer(turn: TurnContext, intent: Intent) -> bool:
    question = turn.question
    if turn.context.partial or turn.context.stopped or not turn.ahead or leaves_some_out(turn):
        return False
    if question is not None and question.asked not in _ASKED and not _moves_another(turn):
        return False
    return intent in _MAY_BE and bool(on_visits(turn))


def _moves_another(turn: TurnContext) -> bool:
    """Return whether an answer to offered times names another visit: "the one on the 10th".

    Where a time on its day was offered, "the one" is that time.
    """
    question, parts = turn.question, on_visits(turn)
    if question is None or question.asked is not Asked.SLOTS or question.wish is not None:
        return False
    if len(parts) != 1 or len(parts[0].visits) != 1 or not parts[0].pointed:
        return False
    visit, zone = parts[0].visits[0], ZoneInfo(turn.practice.timezone)
    offered = {slot.starts_at.astimezone(zone).date() for slot in question.slots}
    asked = {each.appointment_id for each in question.about}
    day = visit.starts_at.astimezone(zone).date()
    return visit.status in STANDING and visit.id not in asked and day not in offered


def _is_known(turn: TurnContext, intent: Intent) -> bool:
    """Return whether other rooms read the text, and find the visits that it refers to."""
    if each_told(turn) or days_apart(turn):
        return True
    parts = on_visits(turn)
    named = {one.id for each in parts for one in each.visits}
    if len(parts) == 1 and (spoken := counted(turn) or spoken_of(turn)) and spoken.visits:
        return True  # "cancel the other one, not Thursday's"
    if intent not in _ACTS or len(parts) > 1:
        return False
    if intent is Intent.RESCHEDULE:
        return not _is_of_move(turn, parts[0])
    found = target(turn, intent)
    return found.sight is Resolution.CLEAR and {one.id for one in found.appointments} == named


def _is_of_move(turn: TurnContext, part: OnVisit) -> bool:
    """Return whether a reference in a wish to move is the visit, and not the wished day."""
    if turn.heard.visit is not None and turn.heard.visit == part.visits[0].starts_at:
        return False
    dated = part.dated and not any(each.towards for each in meant(turn))
    return part.pointed or dated


def _bound(turn: TurnContext, part: OnVisit, scene: Scene) -> TurnContext:
    """Return the turn of a statement, as an answer to a reminder of its visits."""
    standing = tuple(one for one in part.visits if one.status in STANDING)
    question = reminder_question(standing, turn.now) if standing else None
    state = replace(turn.state, question=question, cancelled=turn.state.cancelled)
    return scene(replace(turn.context, state=state), part.text or "?")


def _kept(turn: TurnContext, part: OnVisit) -> Decision | None:
    """Return the decision on a statement that a visit stays as it is: nothing is changed."""
    keeps = part.text and only_of(part.text, words_of(turn).keeping)
    booked = any(one.status is AppointmentStatus.BOOKED for one in part.visits)
    comes = keeps and turn.heard.intent is Intent.CONFIRM and booked
    if not keeps or comes:
        return None
    return Decision(trace=("a visit stays as it is",), state=turn.state)


def _called_off(turn: TurnContext, part: OnVisit) -> Decision | None:
    """Return the decision on a text that is only a visit and a word for cancelling it."""
    words = words_of(turn)
    if turn.heard.intent in {Intent.CANCEL, Intent.CONFIRM}:
        return None
    head, rest = split_behind(part.text, words.because, words.calling_off, words.beside)
    off = has_any(head, words.calling_off) and only_explains(rest, turn.heard.locale)
    return cancel(turn, part.visits) if off else None


def _asks(part: OnVisit, answer: Decision) -> bool:
    """Return whether a decision asks what to do with the visits of a statement."""
    question = answer.state.question
    if question is None or answer.effects or not answer.replies or not question.then:
        return False
    ids = {one.id for one in part.visits}
    return question.asked is Asked.REMINDER and {a.appointment_id for a in question.about} == ids


def _is_plain(turn: TurnContext, part: OnVisit, answer: Decision) -> bool:
    """Return whether a decision on a statement changes its visits, or offers times for them."""
    if any(isinstance(each, do.AlertStaff) for each in answer.effects):
        return False
    touched, intent = _touched(turn, answer)
    ids = {one.id for one in part.visits}
    if not answer.effects and (not answer.replies or _is_confirmed(turn, part)):
        return True
    return bool(touched) and touched <= ids and intent is not None


def _is_confirmed(turn: TurnContext, part: OnVisit) -> bool:
    """Return whether a yes is about visits that are confirmed already."""
    confirmed = all(one.status is AppointmentStatus.CONFIRMED for one in part.visits)
    return confirmed and turn.heard.intent is Intent.CONFIRM


def _touched(turn: TurnContext, answer: Decision) -> tuple[frozenset[int], Intent | None]:
    """Return the visits that a decision changes or offers to move, and the intent of that."""
    changes = [each for each in answer.effects if isinstance(each, _CHANGES)]
    ids = {each.appointment_id for each in changes}
    asked, before = answer.state.question, turn.question
    offered = asked is not None and asked.asked is Asked.SLOTS and asked.wish is None
    if offered and asked is not None and (before is None or before.asked is not Asked.SLOTS):
        return frozenset({*ids, *(each.appointment_id for each in asked.about)}), Intent.RESCHEDULE
    if not changes:
        return frozenset(), None
    return frozenset(ids), _INTENTS.get(type(changes[0]), Intent.RESCHEDULE)


def _then_open(turn: TurnContext, parts: tuple[OnVisit, ...], answer: Decision) -> Decision:
    """Return a decision after which the question of the whole text stays open for other visits."""
    visits = tuple(one for each in parts for one in each.visits)
    asked, state = answer.state.question, answer.state
    gone = {e.appointment_id for e in answer.effects if isinstance(e, do.CancelAppointment)}
    if gone:
        off = (AskedAbout(one.id, one.version, one.starts_at) for one in visits if one.id in gone)
        state = replace(state, cancelled=tuple(off))
    if asked is not None and asked.asked is Asked.SLOTS:
        ids = {one.id for one in visits}
        rest = tuple(each for each in asked_besides(turn) if each.appointment_id not in ids)
        return replace(answer, state=state.asking(replace(asked, rest=rest)))
    if asked is not None and asked.then:
        return answer  # asks what to do with the visit
    return replace(answer, state=state.asking(stays_open(turn, visits)))


def chosen_by_reference(turn: TurnContext, intent: Intent) -> Decision | None:
    """Return the decision on an answer to "which one?" by its day, with a reason, else None.

    "The 10th is fine" does not choose the visit on the 10th.
    """
    question, parts = turn.question, on_visits(turn)
    if question is None or question.asked is not Asked.WHICH or not parts:
        return None
    if question.then == Intent.CONFIRM.value or intent not in _MAY_BE or "?" in turn.text:
        return None
    listed = {each.appointment_id for each in question.about}
    if not all(one.id in listed for each in parts for one in each.visits):
        return None
    chosen = [each for each in parts if not keeps(turn, each)]
    if not chosen:
        return which_visit(turn, question)
    if question.then != Intent.CANCEL.value or len(chosen) > 1:
        return None
    plain = len(parts) > 1 or chosen[0].pointed or chosen[0].dated
    explains = only_explains(chosen[0].text, turn.heard.locale)
    return cancel(turn, chosen[0].visits) if plain and explains else None


def corrected_visit(turn: TurnContext) -> Decision | None:
    """Return the decision on a text that takes a cancellation back and names another visit.

    "The one on the 10th, I'll still be in on Wednesday", right after Wednesday's was cancelled.
    """
    gone = turn.undoable()
    parts = on_visits(turn)
    others = [each for each in parts if not set(each.visits) & set(gone)]
    of_gone = [each for each in parts if set(each.visits) & set(gone)]
    if not gone or len(others) != 1 or len(of_gone) > 1 or "?" in turn.text or turn.context.lost:
        return None
    if turn.question is not None and turn.question.asked not in _ASKED:
        return None
    visits, words = others[0].visits, words_of(turn)
    also = not of_gone and _adds(turn, others[0].text)
    told = (words.correcting, words.keeping)
    corrects = only_of(others[0].text, words.correcting, words.calling_off)
    # "not the one on the 10th" cancels nothing more
    turned = any(negated(turn, each) for each in meant(turn) if set(each.visits) & set(visits))
    others_told = any(not only_of(each.text, *told) for each in of_gone)
    if turned or others_told or not (also or corrects):
        return None
    if any(one.status not in STANDING or too_late(turn, one) for one in visits):
        return None
    if also:
        answer = cancel(turn, visits)
        cancelled = (*turn.state.cancelled, *answer.state.cancelled)
        return replace(answer, state=replace(answer.state, cancelled=cancelled))
    restored = tuple(do.RestoreAppointment(one.id, one.version) for one in gone)
    answer = call_off(turn, visits)
    listed = _stands_again(turn, gone)
    return replace(
        answer,
        trace=(*(f"appointment {turn.staff_when(one)} restored" for one in gone), *answer.trace),
        state=answer.state.asking(reminder_question(gone, turn.now)),
        replies=(" ".join((listed, *answer.replies)),),
        effects=(*restored, *answer.effects),
    )


def _adds(turn: TurnContext, text: str) -> bool:
    """Return whether the words beside a visit only add it: "and the one on the 10th too"."""
    words = words_of(turn)
    left = [each.word for each in placed_words(text) if each.word not in words.joins | words.also]
    added = any(each.word in words.also for each in placed_words(text))
    return added and only_of(" ".join(left), words.beside, words.calling_off)


def _stands_again(turn: TurnContext, visits: tuple[Appointment, ...]) -> str:
    if len(visits) == 1:
        return turn.say("restored", visits[0])
    return turn.say("restored_several", options=turn.listed(visits))
