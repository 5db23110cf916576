"""Recognises a cancellation of several visits together: "they are ill, cancel both".

The rest of the text gives the reason: it asks for nothing and negates nothing.
"""

from collections.abc import Iterator
from functools import cache

from dialogs.conversation import Asked
from dialogs.flows.answers.assent import THREE
from dialogs.flows.phrases import (
    JOINING,
    POINTING,
    POLITE,
    TURNING,
    Phrases,
    left_over,
    longest,
    phrases_in,
    phrases_of,
    said_apart,
    said_of,
    without,
)
from dialogs.flows.turn_context import TurnContext
from dialogs.flows.visits.visit_words import ALL, AROUND, BOTH, EXCEPT, TOLD
from dialogs.intents import Hint, Intent
from dialogs.languages.lexicon import Cue

_CANCELLING = frozenset({Cue.CANCEL, Cue.CANCEL_ASK})
_REFUSING = frozenset({Cue.CANNOT})
_TURNING = frozenset(
    {
        *(Cue.KEEP, Cue.STAY, Cue.UNDO, Cue.NEGATION, Cue.NO, Cue.BUT, Cue.CONDITION),
        *(Cue.MOVE, Cue.BOOK, Cue.CONFIRM, Cue.COMING, Cue.DOUBT),
        *(Cue.DEFERRAL, Cue.QUOTATION, Cue.EXCEPTION, Cue.OPT_OUT, Cue.OPT_OUT_PHRASE),
        *(Cue.WAITLIST, Cue.YES, Cue.EMERGENCY, Cue.DECEASED, Cue.FUNERAL, Cue.CALL_ME),
    }
)
THEIRS = frozenset(
    {"hers", "his", "her", "him", "just", "only", "suo", "sua", "solo", "suya", "suyo", "sien"}
    | {"sienne", "ihren", "seinen", "dela", "dele", "nur", "seulement", "so"}
)
"""Words for a person named before, or for that person's visit."""

_ASKING = frozenset({Cue.QUESTION, Cue.ASK})
ANY_NUMBER = -1
_TOGETHER = ((2, BOTH), (3, THREE), (ANY_NUMBER, ALL))
"""Counts with the phrases that name that many together."""

_MAY_BE = frozenset({Intent.CANCEL, Intent.RESCHEDULE, Intent.UNCLEAR, Intent.LATE})
_MOST = 24
"""Most words of a text that this module recognises."""


def called_off_together(turn: TurnContext) -> int:
    """Return how many a text cancels together, "they are ill, cancel both": 2, 3 or any number.

    0 if the text cancels none in this way.
    """
    said, heard, question = said_apart(turn), turn.heard, turn.question
    if question is not None and question.asked is not Asked.REMINDER:
        return 0
    if heard.intent not in _MAY_BE or heard.hint not in {None, Hint.REFUSAL}:
        return 0
    people = {w for c in turn.context.clients for w in said_of(c.first).words}
    if "?" in said.marks or len(said.words) > _MOST or people & set(said.words):
        return 0
    parts = list(_parts(turn))
    counts = [_counted_off(words) for words in parts]
    calling = [count for count in counts if count]
    rest = [words for words, count in zip(parts, counts, strict=True) if not count]
    turned = any(_turns(words, heard.locale) for words in rest)
    return calling[0] if len(calling) == 1 and not turned else 0


@cache
def _turning_or_except() -> Phrases:
    return phrases_of(TURNING) | EXCEPT


def _counted_off(words: tuple[str, ...]) -> int:
    """Return how many a part cancels together if it says nothing else, else 0."""
    left = left_over(words, _CANCELLING)
    turned = any(longest(words, at, _turning_or_except()) for at in range(len(words)))
    if len(left) == len(words) or turned or TOLD & set(words):
        return 0
    for count, together in _TOGETHER:
        rest = without(left, together)
        if len(rest) < len(left):
            around = AROUND | POINTING | JOINING
            return count if all(word in around for word in left_over(rest, POLITE)) else 0
    return 0


def _turns(words: tuple[str, ...], locale: str) -> bool:
    words = tuple(left_over(words, _REFUSING))  # "neither of us can come" turns nothing
    # in a text without a question one word alone asks nothing: "ha" also begins questions
    turning, asking = phrases_in(locale, _TURNING), phrases_in(locale, _ASKING)
    sizes = [longest(words, at, asking) for at in range(len(words))] or [0]
    return any(longest(words, at, turning) for at in range(len(words))) or max(sizes) > 1


def _parts(turn: TurnContext) -> Iterator[tuple[str, ...]]:
    said, begun = said_apart(turn), 0
    for at, mark in enumerate(said.marks):
        if mark or at + 1 == len(said.words):
            yield said.words[begun : at + 1]
            begun = at + 1
