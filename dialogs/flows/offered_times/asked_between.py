"""What is asked while times are on offer and asks for no others: the very same ones stay on offer.

How long a new appointment takes, with whom and where is told; what a change costs, or whether it
can be made again later, is for a person, though a verb of moving stands in it.
"""

from datetime import timedelta

from dialogs.conversation import Asked, Question
from dialogs.flows.intents import person
from dialogs.flows.offered_times.comparing import compares
from dialogs.flows.offered_times.naming_words import IF_POSSIBLE
from dialogs.flows.offered_times.pointing import names_day, says_other_day
from dialogs.flows.offered_times.slot_list_text import numbered
from dialogs.flows.offered_times.slot_request import purpose_of
from dialogs.flows.offered_times.with_whom import asks_whom, told_whom
from dialogs.flows.phrases import (
    JOINING,
    POINTING,
    longest,
    phrases_in,
    said_apart,
    without,
)
from dialogs.flows.turn_context import Answer, Scene
from dialogs.intents import Hint, Intent
from dialogs.languages.lexicon import Sign

_WISHES = frozenset({Intent.RESCHEDULE, Intent.BOOK})
_MAY_DEPEND = _WISHES | {Intent.MORE, Intent.WAITLIST, Intent.UNCLEAR}
_OF_WISHING = frozenset(
    {Sign.ASK, Sign.MOVE, Sign.BOOK, Sign.COURTESY, Sign.THANKS, Sign.YES, Sign.ACK, Sign.BUT}
    | {Sign.NO, Sign.MORE, Sign.ANOTHER, Sign.DOUBT, Sign.FILLER, Sign.UNSUITED, Sign.CANNOT}
)
_OF_KEEPING = _OF_WISHING | {Sign.KEEP, Sign.STAY}
_CHANGING = frozenset({Sign.MOVE, Sign.BOOK})
_CONDITIONS = frozenset({Sign.CONDITION})
_WHEN = frozenset({Sign.WHEN})
_OTHERS = ("other", "else", "different", "altr", "otr", "autre", "ander", "outr")
"""How the words for other ones begin."""
_AROUND = (
    POINTING
    | JOINING
    | {"i", "we", "you", "me", "us", "to", "do", "can", "could", "it", "them", "then", "so", "a"}
    | {"per", "pour", "para", "por", "von"}
)
_MINUTE = timedelta(minutes=1)


def asked_between(scene: Scene, intent: Intent) -> Answer | None:
    """Return the answer to a question that leaves the times on offer as they are, or None.

    Args:
        scene: the turn.
        intent: what the text seems to want.
    """
    question = scene.question
    if question is None or question.asked is not Asked.SLOTS or scene.heard.quoted is not None:
        return None
    if asks_whom(scene):
        return told_whom(scene, question)
    if _asks_of_offer(scene, question, intent):
        return _told(scene, question)
    asks = "?" in said_apart(scene).marks and intent is not Intent.AGENDA
    return person.unclear(scene) if asks and _asks_else(scene, intent) else None


def _asks_of_offer(scene: Scene, question: Question, intent: Intent) -> bool:
    """Return whether a text asks what a new appointment is like: how long, where, with whom."""
    asks = intent is Intent.AGENDA or Intent.AGENDA in scene.heard.also
    if question.wish is None or not asks or scene.heard.times:
        return False
    return intent in _WISHES | {Intent.AGENDA} and not (scene.ahead and _has(scene, _WHEN))


def _told(scene: Scene, question: Question) -> Answer:
    purpose = purpose_of(scene, question)
    if purpose is None:
        return person.book(scene)
    who = dict.fromkeys(slot.practitioner for slot in question.slots)
    of_all = next(iter(who)) if len(who) == 1 else ""
    says = scene.say("offered_details", minutes=purpose.duration // _MINUTE, practitioner=of_all)
    return Answer(
        did=("told what an appointment is like: the same times stay on offer",),
        state=scene.state,
        says=(f"{says} {numbered(scene, question)}",),
        asks=True,
        client_id=purpose.client_id,
    )


def _asks_else(scene: Scene, intent: Intent) -> bool:
    """Return whether a question that seems to wish for other times asks something else.

    It depends on something, "what if I have to move it again?", or is about more than moving.
    """
    heard, words = scene.heard, tuple(without(said_apart(scene).words, IF_POSSIBLE))
    if any(time.exact for time in heard.times) or (heard.times and names_day(scene)):
        return False
    if heard.hint is Hint.KEPT:
        return bool(_unaccounted(scene, words, _OF_KEEPING))
    depends = intent in _MAY_DEPEND and _has(scene, _CONDITIONS)
    # folded, "wenn ich ändere" speaks of others
    if depends and (intent is Intent.MORE or _has(scene, _CHANGING)):
        return True
    others = any(word.startswith(_OTHERS) for word in words) or says_other_day(scene)
    if intent not in _WISHES | {Intent.MORE} or heard.times or others or compares(scene):
        return False
    return _has(scene, _CHANGING) and bool(_unaccounted(scene, words, _OF_WISHING))


def _unaccounted(scene: Scene, words: tuple[str, ...], signs: frozenset[Sign]) -> list[str]:
    left = without(words, phrases_in(scene.heard.locale, signs))
    return [word for word in left if word not in _AROUND]


def _has(scene: Scene, signs: frozenset[Sign]) -> bool:
    words = without(said_apart(scene).words, IF_POSSIBLE)
    phrases = phrases_in(scene.heard.locale, signs)
    return any(longest(words, at, phrases) for at in range(len(words)))
