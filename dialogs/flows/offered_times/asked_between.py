"""Answers questions asked while times are on offer; the offered times stay the same.

We tell how long a new appointment takes, with whom and where. Staff answer what a change costs, or
whether it can be changed again later, even if the question has a verb of moving.
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
from dialogs.flows.turn_context import Decision, TurnContext
from dialogs.intents import Hint, Intent
from dialogs.languages.lexicon import Cue

_WISHES = frozenset({Intent.RESCHEDULE, Intent.BOOK})
_MAY_DEPEND = _WISHES | {Intent.MORE, Intent.WAITLIST, Intent.UNCLEAR}
_OF_WISHING = frozenset(
    {Cue.ASK, Cue.MOVE, Cue.BOOK, Cue.COURTESY, Cue.THANKS, Cue.YES, Cue.ACK, Cue.BUT}
    | {Cue.NO, Cue.MORE, Cue.ANOTHER, Cue.DOUBT, Cue.FILLER, Cue.UNSUITED, Cue.CANNOT}
)
_OF_KEEPING = _OF_WISHING | {Cue.KEEP, Cue.STAY}
_CHANGING = frozenset({Cue.MOVE, Cue.BOOK})
_CONDITIONS = frozenset({Cue.CONDITION})
_WHEN = frozenset({Cue.WHEN})
_OTHERS = ("other", "else", "different", "altr", "otr", "autre", "ander", "outr")
"""Beginnings of the words for "other"."""
_AROUND = (
    POINTING
    | JOINING
    | {"i", "we", "you", "me", "us", "to", "do", "can", "could", "it", "them", "then", "so", "a"}
    | {"per", "pour", "para", "por", "von"}
)
_MINUTE = timedelta(minutes=1)


def asked_between(turn: TurnContext, intent: Intent) -> Decision | None:
    """Return the answer to a question that leaves the times on offer as they are, or None.

    Args:
        turn: the turn.
        intent: the apparent intent of the text.
    """
    question = turn.question
    if question is None or question.asked is not Asked.SLOTS or turn.heard.quoted is not None:
        return None
    if asks_whom(turn):
        return told_whom(turn, question)
    if _asks_of_offer(turn, question, intent):
        return _told(turn, question)
    asks = "?" in said_apart(turn).marks and intent is not Intent.AGENDA
    return person.unclear(turn) if asks and _asks_else(turn, intent) else None


def _asks_of_offer(turn: TurnContext, question: Question, intent: Intent) -> bool:
    """Return whether a text asks about the new appointment: how long, where, with whom."""
    asks = intent is Intent.AGENDA or Intent.AGENDA in turn.heard.also
    if question.wish is None or not asks or turn.heard.times:
        return False
    return intent in _WISHES | {Intent.AGENDA} and not (turn.ahead and _has(turn, _WHEN))


def _told(turn: TurnContext, question: Question) -> Decision:
    purpose = purpose_of(turn, question)
    if purpose is None:
        return person.book(turn)
    who = dict.fromkeys(slot.practitioner for slot in question.slots)
    of_all = next(iter(who)) if len(who) == 1 else ""
    says = turn.say("offered_details", minutes=purpose.duration // _MINUTE, practitioner=of_all)
    return Decision(
        trace=("told what an appointment is like: the same times stay on offer",),
        state=turn.state,
        replies=(f"{says} {numbered(turn, question)}",),
        asks=True,
        client_id=purpose.client_id,
    )


def _asks_else(turn: TurnContext, intent: Intent) -> bool:
    """Return whether a question that seems to ask for other times asks something else.

    It is conditional, "what if I have to move it again?", or is about more than moving.
    """
    heard, words = turn.heard, tuple(without(said_apart(turn).words, IF_POSSIBLE))
    if any(time.exact for time in heard.times) or (heard.times and names_day(turn)):
        return False
    if heard.hint is Hint.KEPT:
        return bool(_unaccounted(turn, words, _OF_KEEPING))
    depends = intent in _MAY_DEPEND and _has(turn, _CONDITIONS)
    # folded, "wenn ich ändere" reads like "andere", "others"
    if depends and (intent is Intent.MORE or _has(turn, _CHANGING)):
        return True
    others = any(word.startswith(_OTHERS) for word in words) or says_other_day(turn)
    if intent not in _WISHES | {Intent.MORE} or heard.times or others or compares(turn):
        return False
    return _has(turn, _CHANGING) and bool(_unaccounted(turn, words, _OF_WISHING))


def _unaccounted(turn: TurnContext, words: tuple[str, ...], cues: frozenset[Cue]) -> list[str]:
    left = without(words, phrases_in(turn.heard.locale, cues))
    return [word for word in left if word not in _AROUND]


def _has(turn: TurnContext, cues: frozenset[Cue]) -> bool:
    words = without(said_apart(turn).words, IF_POSSIBLE)
    phrases = phrases_in(turn.heard.locale, cues)
    return any(longest(words, at, phrases) for at in range(len(words)))
