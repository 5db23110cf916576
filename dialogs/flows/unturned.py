"""Stops a decision that changes visits if a sentence of the text negates or limits it.

Each flow reads a text by itself; this check covers the decisions of all flows. Nothing changes for
a sentence that reports somebody else's words, is conditional, doubtful, put off or past, or is to
be passed on to others. A sentence that is complete without it still has its effect.
"""

from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache

from calendar_store.model.appointments import Appointment
from dialogs import effects as do
from dialogs.conversation import Asked
from dialogs.flows.intents import person
from dialogs.flows.numbers import EXCEPTING
from dialogs.flows.offered_times.hesitating import hesitates
from dialogs.flows.offered_times.naming_words import IF_POSSIBLE
from dialogs.flows.offered_times.slot_list import which_slot
from dialogs.flows.phrases import longest, said_of, without
from dialogs.flows.reading_parts import says_content
from dialogs.flows.resolve_appointments import ask_again
from dialogs.flows.sentences import parts
from dialogs.flows.target import Resolution, Target, names
from dialogs.flows.turn_context import Decision, TurnContext
from dialogs.flows.visits.asking_back import ask_back
from dialogs.flows.visits.coming_back import wishes_back
from dialogs.flows.visits.later_today import confirms_for_later
from dialogs.flows.visits.regretting import regrets_word_by_word
from dialogs.flows.visits.with_story import cancels_with_story
from dialogs.frames import frame_of
from dialogs.intents import Frame, Intent
from dialogs.understand import BAR
from dialogs.understand.frame.negated import CLOSING, LEADING, READ, Turning, put_off, turnings

Decide = Callable[[str], tuple[do.Effect, ...]]

_CHANGES = {do.ConfirmAppointment: Intent.CONFIRM, do.CancelAppointment: Intent.CANCEL}
_OF_VISITS = (
    *(do.ConfirmAppointment, do.CancelAppointment, do.MoveAppointment, do.RestoreAppointment),
    *(do.BookAppointment, do.TakeOffer),
)
_CHOSEN = (do.MoveAppointment, do.BookAppointment, do.TakeOffer)
_SAID_BY_OTHERS = frozenset({Turning.REPORTED, Turning.QUOTED})
_SAYING = 5
"""Words up to which a part with "says" may only lead to what is said: "the lady here says"."""
_POSSIBLE = frozenset({"can", "potete", "puede", "pouvez", "puder", "der"})
"""Verbs of "if you can", after which the condition may continue."""
_KNOWN = (do.ConfirmAppointment, do.CancelAppointment, do.MoveAppointment, do.RestoreAppointment)
_READ = {Intent.CONFIRM: do.ConfirmAppointment, Intent.CANCEL: do.CancelAppointment}
_OPEN = frozenset(
    {Turning.DEPENDS, Turning.LATER, Turning.DOUBTED, Turning.EXCEPTED, Turning.OPEN}
    | {Turning.MEANS, Turning.GIVEN_UP, Turning.SPOKEN_OF}
)
"""Limitations after which the client is asked again; with others, staff read the text."""


def unless_turned(turn: TurnContext, answer: Decision, decide: Decide) -> Decision:
    """Return an answer that no sentence of its text limits, else one that changes nothing.

    Args:
        turn: the turn.
        answer: the decision on the text.
        decide: returns the effects that a text would have in the same conversation.
    """
    changes = _changes(answer.effects)
    considered = regrets_word_by_word(turn) or (
        _all_by(changes, do.CancelAppointment) and cancels_with_story(turn) is not None
    )
    if not changes or turn.heard.quoted is not None or considered:
        # a phone's reaction quotes a text of ours; of a regret each word was considered, and of a
        # cancellation with a story each piece
        return answer
    frame = frame_of(turn.context, None, None)
    later = _changes_by(changes, do.ConfirmAppointment) and put_off(
        turn.text, turn.heard.locale, frame
    )
    if later or (_of_list(turn, changes) and hesitates(turn.text)):
        return _asked(turn, changes, frozenset({Turning.OPEN}))
    sentences = _sentences(turn.text)
    turned = [_turned(turn, each, changes) for each in sentences]
    if not any(turned):
        return answer
    led = frozenset[Turning]()
    for at, each in enumerate(sentences):
        turned[at] |= led
        led |= turned[at] if _leads(each, turned[at]) else frozenset()
    plain = [text for text, why in zip(sentences, turned, strict=True) if not why]
    closed = bool(turned[-1] & CLOSING)
    if plain and not closed and _changes(decide(" ".join(plain))) == changes:
        return answer
    if _chosen_by_writer(turn, changes, turned, decide):
        return answer
    return _asked(turn, changes, frozenset().union(*turned))


def _chosen_by_writer(
    turn: TurnContext,
    changes: tuple[do.Effect, ...],
    turned: list[frozenset[Turning]],
    decide: Decide,
) -> bool:
    """Return whether a choice stands behind what somebody said: "he says it's fine, I'll take it".

    What was said ends before the choice, and the choice is one by itself.
    """
    if not all(isinstance(each, _CHOSEN) for each in changes):
        return False
    *before, end = parts(turn.text)
    if not before or not frozenset().union(*turned) <= _SAID_BY_OTHERS:
        return False
    whole = (
        says_content(turn, part.text) or len(said_of(part.text).words) > _SAYING for part in before
    )
    if not all(whole) or _turned(turn, end.text, changes):
        return False
    return _changes(decide(end.text)) == changes


def _changes(effects: tuple[do.Effect, ...]) -> tuple[do.Effect, ...]:
    return tuple(each for each in effects if isinstance(each, _OF_VISITS))


def _changes_by(changes: tuple[do.Effect, ...], kind: type[do.Effect]) -> bool:
    return any(isinstance(each, kind) for each in changes)


def _all_by(changes: tuple[do.Effect, ...], kind: type[do.Effect]) -> bool:
    return all(isinstance(each, kind) for each in changes)


def _sentences(text: str) -> list[str]:
    """Split a text at the stops that end a sentence."""
    found: list[str] = []
    ended = True
    for part in parts(text):
        if ended:
            found.append(part.text)
        else:
            found[-1] = f"{found[-1]} {part.text}"
        ended = part.ends
    return found


def _turned(turn: TurnContext, part: str, changes: tuple[do.Effect, ...]) -> frozenset[Turning]:
    """Return the limitations of a sentence, without those that the flow has considered already."""
    frame = frame_of(turn.context, None, None)
    found = frozenset[Turning]()
    for each in _spoken_of(turn, part, changes):
        found |= _turnings(_without_courtesy(each), turn.heard.locale, frame)
    if _leaves_out(turn, part, changes) or _of_list(turn, changes):
        found -= {Turning.EXCEPTED}  # names or other words distinguish them
    if _all_by(changes, do.CancelAppointment):
        found -= {Turning.VAIN}  # "nothing to be done, I'm not coming, cancel it"
    if confirms_for_later(turn):
        found -= {Turning.LATER}
    if _changes_by(changes, do.RestoreAppointment) and _wished_at_end(turn, part):
        found -= {Turning.SPOKEN_OF}  # "sorry, I was wrong about the dentist, put mine back"
    confirms = _all_by(changes, do.ConfirmAppointment)
    if confirms and says_content(turn, part):
        found -= {Turning.REPORTED}  # "my boss says it's fine, see you on Thursday"
    read = _READ.get(turn.heard.intent)
    if read and turn.heard.confidence >= BAR and all(isinstance(each, read) for each in changes):
        found -= READ | ({Turning.DOUBTED} if read is do.ConfirmAppointment else set())
    return found


def _wished_at_end(turn: TurnContext, part: str) -> bool:
    """Return whether a sentence ends in a wish to have a visit back that nothing limits."""
    *before, end = parts(part)
    if not before or not wishes_back(turn, end.text):
        return False
    frame = frame_of(turn.context, None, None)
    return Turning.SPOKEN_OF not in _turnings(end.text, turn.heard.locale, frame)


def _leaves_out(turn: TurnContext, part: str, changes: tuple[do.Effect, ...]) -> bool:
    """Return whether a family's "all but Leo's" was considered by the decision."""
    if EXCEPTING.isdisjoint(said_of(part).words):
        return len(turn.context.clients) > 1
    changed = {each.appointment_id for each in changes if isinstance(each, _KNOWN)}
    apart = len({type(each) for each in changes}) > 1
    left = apart or any(one.id not in changed for one in turn.ahead)
    return len(turn.context.clients) > 1 and left


def _spoken_of(turn: TurnContext, part: str, changes: tuple[do.Effect, ...]) -> tuple[str, ...]:
    """Return a sentence, for a family without the parts on clients whose visits do not change.

    "Not sure about Leo yet" leaves Leo's open, and not Ada's.
    """
    clients = turn.context.clients
    if len(clients) == 1:
        return (part,)
    changed = {each.appointment_id for each in changes if isinstance(each, _KNOWN)}
    theirs = {one.client_id for one in turn.context.appointments if one.id in changed}
    left = [
        each.text
        for each in parts(part)
        if not (named := {one.id for one in clients if names(each.text, one)}) or named & theirs
    ]
    return (" ".join(left),) if left else ()


def _leads(part: str, why: frozenset[Turning]) -> bool:
    """Return whether a sentence limits all that follow: "someone wrote: no bus. Please cancel"."""
    return Turning.TOLD_ON in why or (bool(why & LEADING) and ":" in said_of(part).marks)


def _of_list(turn: TurnContext, changes: tuple[do.Effect, ...]) -> bool:
    """Return whether an exclusion is about a list: "none of the three, please cancel"."""
    listed = turn.question is not None and turn.question.asked in {Asked.SLOTS, Asked.WHICH}
    return listed and not any(isinstance(each, do.ConfirmAppointment) for each in changes)


def _without_courtesy(part: str) -> str:
    """Return a part of a text without "if possible", which is no real condition.

    "Se potete ridarmi giovedì" continues, and is a condition.
    """
    said = said_of(part)
    left = without(said.words, IF_POSSIBLE)
    if len(left) == len(said.words):
        return part
    size = longest(said.words, 0, IF_POSSIBLE)
    goes_on = size and size < len(said.words) and not said.marks[size - 1]
    verb = goes_on and not _POSSIBLE.isdisjoint(said.words[:size])
    return part if verb else " ".join(left)


@lru_cache(maxsize=64)
def _turnings(part: str, locale: str, frame: Frame) -> frozenset[Turning]:
    """Read a sentence once in a turn, since it may be decided on more than once."""
    return turnings(part, locale, frame)


def _asked(turn: TurnContext, changes: tuple[do.Effect, ...], why: frozenset[Turning]) -> Decision:
    """Ask the client again, or tell what stands; else pass the text to staff."""
    answer = _open(turn, changes) if why <= _OPEN else None
    answer = answer or person.unclear(turn)
    return replace(answer, trace=(f"nothing done: {', '.join(sorted(why))}", *answer.trace))


def _open(turn: TurnContext, changes: tuple[do.Effect, ...]) -> Decision | None:
    """Return the answer that asks for the open point, None where staff have to answer."""
    if turn.undoable() and any(isinstance(each, do.RestoreAppointment) for each in changes):
        return ask_back(turn)
    if turn.question and turn.question.asked is Asked.SLOTS:
        return which_slot(turn, turn.question)
    if turn.just_moved():
        return ask_back(turn)
    visits, intents = _visits(turn, changes), {_CHANGES.get(type(each)) for each in changes}
    intent = intents.pop() if len(intents) == 1 else None
    if intent is None or not visits:
        return None
    return ask_again(turn, Target(Resolution.UNSURE, visits), intent)


def _visits(turn: TurnContext, changes: tuple[do.Effect, ...]) -> tuple[Appointment, ...]:
    ids = {
        each.appointment_id
        for each in changes
        if isinstance(each, do.ConfirmAppointment | do.CancelAppointment)
    }
    return tuple(one for one in turn.ahead if one.id in ids)
