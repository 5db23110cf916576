"""Recognises a refused time beside another that would suit: "Thursday impossible, Friday perhaps?".

Such a text asks for the other time. The refusal has to be about the existing visit, or about an
excluded hour, and every word has to be known; then times are offered, and nothing is changed.
"""

from collections.abc import Iterator
from datetime import datetime

from dialogs.conversation import Asked
from dialogs.flows.offered_times.local_days import Span
from dialogs.flows.offered_times.time_words import is_of_time
from dialogs.flows.phrases import JOINING, left_over, longest, phrases_of, said_apart
from dialogs.flows.turn_context import TurnContext
from dialogs.flows.visits.visit_days import covers, on_day, slots_on_day
from dialogs.intents import Intent, TimeRange
from dialogs.languages.lexicon import Cue

_IMPOSSIBLE = frozenset(
    {"impossible", "impossibile", "imposible", "unmoglich", "unmoeglich", "impossivel", "niente"}
)
_REFUSING = frozenset({Cue.CANNOT, Cue.CANT, Cue.UNSUITED, Cue.NEGATION, Cue.NO})
_KNOWN = (
    frozenset({Cue.YES, Cue.ACK, Cue.THANKS, Cue.COURTESY, Cue.FILLER, Cue.DOUBT, Cue.BUT})
    | _REFUSING
    | {Cue.ASK, Cue.MOVE, Cue.QUESTION}
)
_BUTS = frozenset({Cue.BUT})
_DIVIDING = JOINING - {"s"}
_SUITING = frozenset(
    {
        *(
            "is",
            "s",
            "would",
            "be",
            "fine",
            "good",
            "ok",
            "okay",
            "works",
            "for",
            "me",
            "just",
            "the",
        ),
        *("va", "andrebbe", "bene", "per", "me", "mi", "solo", "il", "la", "sarebbe", "si", "e"),
        *("va", "iria", "bien", "vendria", "para", "mi", "solo", "el", "seria", "me", "viene"),
        *(
            "ca",
            "irait",
            "va",
            "bien",
            "pour",
            "moi",
            "le",
            "serait",
            "c",
            "est",
            "possible",
            "juste",
        ),
        *(
            "ware",
            "waere",
            "war",
            "ginge",
            "geht",
            "gut",
            "bei",
            "mir",
            "fur",
            "fuer",
            "ist",
            "nur",
        ),
        *("passt", "der", "am", "seria", "bom", "boa", "pra", "para", "mim", "so", "o", "na", "a"),
        *("dia", "ser", "pode", "peut", "etre", "evtl", "eventuell", "quem", "sabe", "quizas"),
    }
)
"""Words about suiting, without a meaning of their own."""
_FEW = 3
"""Most times that a text names singly."""


def wishes_other(turn: TurnContext) -> bool:
    """Return whether an unclear text refuses one time and names another that would suit."""
    heard, question = turn.heard, turn.question
    if heard.intent is not Intent.UNCLEAR or not heard.times or heard.quoted is not None:
        return False
    if question is not None and question.asked is not Asked.REMINDER:
        return False
    spans = without_refused(turn, tuple((t.start, t.end) for t in heard.times))
    if not turn.ahead or any(_holds(span, one.starts_at) for span in spans for one in turn.ahead):
        return False
    refused = [words for words in _clauses(turn) if refuses(words)]
    plain = [words for words in _clauses(turn) if not refuses(words)]
    of_visit = any(on_day(turn, turn.ahead, word) for words in plain for word in words)
    return bool(refused) and bool(plain) and not of_visit and _accounted(turn)


def without_refused(turn: TurnContext, spans: tuple[Span, ...]) -> tuple[Span, ...]:
    """Return times without a visit's or an offer's time that its clause refuses.

    Only if other times are named: "Friday is no good any more, Thursday at ten?".
    """
    held = tuple(span for span in spans if any(_holds(span, at) for at in _spoken_of(turn)))
    others = tuple(span for span in spans if span not in held)
    if not held or not others or len(spans) > _FEW:
        return spans
    clauses = list(_clauses(turn))
    naming = [words for words in clauses if any(_names(turn, word) for word in words)]
    told = bool(naming) and all(refuses(words) for words in naming)
    return others if told and any(not refuses(words) for words in clauses) else spans


def _spoken_of(turn: TurnContext) -> tuple[datetime, ...]:
    """Return the starts of the visits ahead, and of the times on offer."""
    slots = turn.question.slots if turn.question else ()
    return (*(one.starts_at for one in turn.ahead), *(slot.starts_at for slot in slots))


def _names(turn: TurnContext, word: str) -> bool:
    """Return whether a word names the day of a visit or of an offered time."""
    slots = turn.question.slots if turn.question else ()
    return bool(on_day(turn, turn.ahead, word) or slots_on_day(turn, slots, word))


def refuses_times(turn: TurnContext) -> bool:
    """Return whether every clause with a time refuses it, and nothing is asked."""
    said = said_apart(turn)
    naming = [w for w in _clauses(turn) if any(is_of_time(turn, word) for word in w)]
    return "?" not in said.marks and bool(naming) and all(refuses(words) for words in naming)


def refuses(words: tuple[str, ...]) -> bool:
    """Return whether a clause says that something does not suit."""
    cues = phrases_of(_REFUSING)
    return any(word in _IMPOSSIBLE or longest(words, at, cues) for at, word in enumerate(words))


def _accounted(turn: TurnContext) -> bool:
    """Return whether every word is about time, suiting or courtesy."""
    left = left_over(said_apart(turn).words, _KNOWN)
    known = _IMPOSSIBLE | _SUITING
    return all(word in known or is_of_time(turn, word) for word in left)


def _clauses(turn: TurnContext) -> Iterator[tuple[str, ...]]:
    """Yield the words of each clause; stops, "and" and "but" end a clause."""
    said, begun, buts = said_apart(turn), 0, phrases_of(_BUTS)
    for at, word in enumerate(said.words):
        if word in _DIVIDING or (word,) in buts:
            if at > begun:
                yield said.words[begun:at]
            begun = at + 1
        elif said.marks[at] or at + 1 == len(said.words):
            yield said.words[begun : at + 1]
            begun = at + 1


def _holds(span: Span, at: datetime) -> bool:
    return covers((TimeRange(*span),), at)
