"""Finds which of several visits a text is about: both, the other one, Friday's, or one of them.

The reminder asks about one of them, so a "cancel" that plainly means another visit must not cancel
that one. Every word of such a text has to be known; if the visit is not clear, we ask.
"""

import re
from dataclasses import dataclass, replace
from functools import cache

from calendar_store.model.appointments import Appointment
from dialogs.conversation import Asked
from dialogs.flows.answers.assent import THREE
from dialogs.flows.family.called_off import ANY_NUMBER, called_off_together
from dialogs.flows.phrases import (
    AGREEING,
    CANCELLING,
    POINTING,
    POLITE,
    Phrases,
    apart,
    left_over,
    longest,
    phrases_of,
    said_apart,
)
from dialogs.flows.turn_context import TurnContext, once
from dialogs.flows.visits.visit_days import longest_of, on_weekday
from dialogs.flows.visits.visit_words import (
    ALL,
    AND,
    AROUND,
    BOTH,
    CAN_COME,
    CANCELS,
    COMING,
    EXCEPT,
    HAVING,
    NEITHER,
    ONE,
    OTHER,
    TOLD,
)
from dialogs.intents import Hint, Intent
from dialogs.languages.lexicon import Cue
from dialogs.normalise import Said

_TWO, _THREE = 2, 3

_CONFIRMING = frozenset({Cue.CONFIRM, Cue.COMING, Cue.COME})

_AGREEING = frozenset({Cue.YES, Cue.ACK})
_CANCEL = frozenset({Cue.CANCEL, Cue.CANCEL_ASK})
_NEGATING = frozenset({Cue.NEGATION, Cue.CONDITION, Cue.NO})

_SAYING = POLITE | {Cue.ASK, Cue.FILLER}

_ACTS = {"C": Intent.CANCEL, "K": Intent.CONFIRM}

_MAY_BE = frozenset({Intent.CANCEL, Intent.CONFIRM, Intent.UNCLEAR, Intent.RESCHEDULE})

_MANY = (("B", BOTH), ("E", ALL), ("O", OTHER))

_HOLDING = {"C": _MANY, "K": _MANY[:1], "Y": _MANY[:1]}

"""Words for several inside another phrase: "all good" is a yes, "yes to both" is about both."""

_OF_THEM = "rne"

"""The ending of an Italian verb with "of them": "disdirne uno"."""

_SHAPES = re.compile(r"O|[OE]NI+|NI+O|I+|B|E|T|1")

"""Shapes: O the other, B both, T three, E all, I the one of a day, N not, 1 one."""


@dataclass(frozen=True, slots=True)
class SpokenOf:
    """The plain wish of a text about some of several visits.

    Attributes:
        intent: CANCEL or CONFIRM.
        visits: the visits; () for one of several that has to be asked.
    """

    intent: Intent
    visits: tuple[Appointment, ...]


@once
def spoken_of(turn: TurnContext) -> SpokenOf | None:
    """Return the wish of a text about some of several visits, None if it is no such text."""
    question, heard = turn.question, turn.heard
    asked = question.asked if question else None
    if not turn.ahead or asked not in {None, Asked.REMINDER, Asked.WHICH}:
        return None
    if heard.intent not in _MAY_BE or heard.hint not in {None, Hint.REFUSAL, Hint.YES}:
        return None
    known = {one.id for one in turn.ahead} | _asked(turn)
    if len(known) < _TWO:
        return None
    return _read(turn) or _all_called_off(turn) or _neither(turn) or _left_open(turn)


def _all_called_off(turn: TurnContext) -> SpokenOf | None:
    """Return the wish to cancel all, if the rest of the text only explains, else None."""
    count = called_off_together(turn)
    asked = _asked(turn)
    visits = tuple(one for one in turn.ahead if not asked or one.id in asked)
    all_of_them = count and visits and count in {ANY_NUMBER, len(visits)}
    return SpokenOf(Intent.CANCEL, visits) if all_of_them else None


def _asked(turn: TurnContext) -> frozenset[int]:
    about = turn.question.about if turn.question else ()
    return frozenset(each.appointment_id for each in about)


def _neither(turn: TurnContext) -> SpokenOf | None:
    """Return an open wish to cancel, if none of several can come or suits, else None."""
    said, question = said_apart(turn), turn.question
    if question is None or len(question.about) < _TWO or "?" in said.marks:
        return None
    if turn.heard.intent is not Intent.UNCLEAR or turn.heard.times:
        return None
    at = next((n for n in range(len(said.words)) if longest(said.words, n, NEITHER)), None)
    if at is None:
        return None
    comes = any(longest(said.words, n, CAN_COME) for n in range(len(said.words)))
    return SpokenOf(Intent.CANCEL, ()) if comes or _then_cancels(said, at) else None


def _then_cancels(said: Said, at: int) -> bool:
    """Return whether a part after a "neither" asks to cancel: "neither suits, cancel them"."""
    stop = next((n + 1 for n in range(at, len(said.words) - 1) if said.marks[n]), len(said.words))
    behind = said.words[stop:]
    cancels = any(
        word.startswith(CANCELLING) or longest(behind, n, phrases_of(_CANCEL))
        for n, word in enumerate(behind)
    )
    # "don't" is split at its apostrophe
    turned = "t" in behind or any(
        longest(behind, n, phrases_of(_NEGATING)) for n in range(len(behind))
    )
    return cancels and not turned


def _left_open(turn: TurnContext) -> SpokenOf | None:
    """Return an open wish about one of several, if a clear text says so in other words."""
    heard = turn.heard
    if heard.intent not in {Intent.CANCEL, Intent.CONFIRM} or not heard.several:
        return None
    if len(turn.ahead) < _TWO or heard.times:
        return None
    if heard.intent is Intent.CONFIRM:
        # "all good" is a yes
        left = left_over(apart(turn), AGREEING | _CONFIRMING)
        if not any((word,) in OTHER | BOTH | ALL for word in left):
            return None
    return SpokenOf(heard.intent, ())


def _read(turn: TurnContext) -> SpokenOf | None:
    shape, items = _shape(turn)
    unasked = turn.question is None or _asked_which_not_to_confirm(turn)
    if not set(shape) & set(_ACTS) and unasked:
        return None  # "all ok" does not choose which to cancel, and "both yes" answers nothing
    # "yes, cancel both"; "yes to both"
    said = shape
    shape = shape.replace("Y", "" if set(shape) & set(_ACTS) else "K")
    verbs = set(shape) & set(_ACTS)
    if len(verbs) != 1 or re.search(r"N[^I]|N$", shape):
        return None
    verb = verbs.pop()
    if not _agrees(turn, verb):
        return None
    if verb == "C" and len(items) >= _TWO and "Y" in said[said.index("I") :]:
        return SpokenOf(Intent.CANCEL, ())  # "cancel Thursday's, Friday ok" of one or of both?
    rest = shape.replace(verb, "")
    # "the Friday one"
    rest = rest.replace("1", "") if set(rest) - {"1"} else rest[:1]
    # "both, Thursday's and Friday's"
    rest = rest.replace("B", "") if "I" in rest and len(items) == _TWO else rest
    if not _SHAPES.fullmatch(rest):
        return None
    return _meant(turn, _ACTS[verb], rest, items)


def _asked_which_not_to_confirm(turn: TurnContext) -> bool:
    question = turn.question
    if question is None or question.asked is not Asked.WHICH:
        return False
    return question.then != Intent.CONFIRM.value


def _agrees(turn: TurnContext, verb: str) -> bool:
    """Return whether the understood text is compatible with an act."""
    said, intent = said_apart(turn), turn.heard.intent
    if verb == "K":
        return intent is not Intent.CANCEL and "?" not in said.marks
    asks = longest_of(said.words, frozenset({Cue.CANCEL_ASK})) if "?" in said.marks else True
    told = TOLD & set(said.words)
    return intent is not Intent.CONFIRM and asks and not told


def _meant(
    turn: TurnContext, intent: Intent, rest: str, items: list[Appointment]
) -> SpokenOf | None:
    ahead, asked = turn.ahead, _asked(turn)
    named = {one.id for one in items}
    listed = tuple(one for one in ahead if one.id in asked)
    among = listed if len(listed) >= _TWO else ahead
    if rest == "1":
        return SpokenOf(intent, ()) if len(ahead) >= _TWO else None
    if rest in {"B", "E", "T"}:
        plain = rest == "E" or len(among) == (_TWO if rest == "B" else _THREE)
        return SpokenOf(intent, among if plain else ()) if len(among) >= _TWO else None
    if set(rest) == {"I"}:
        return SpokenOf(intent, tuple(one for one in ahead if one.id in named))
    left_out = named or (asked if len(listed) < _TWO else frozenset(one.id for one in ahead))
    others = tuple(one for one in ahead if one.id not in left_out)
    many = "E" in rest or len(others) == 1
    return SpokenOf(intent, others if many else ())


def _shape(turn: TurnContext) -> tuple[str, list[Appointment]]:
    """Return a text as letters, "?" for an unknown word, and the visits of the days it names."""
    words = apart(turn)
    shape, items, at = "", [], 0
    while at < len(words):
        letter, size, item = _next(turn, words, at)
        shape += letter
        items += [item] if item else []
        at += size
    return shape, items


def _next(
    turn: TurnContext, words: tuple[str, ...], at: int
) -> tuple[str, int, Appointment | None]:
    day = on_weekday(turn, turn.ahead, words[at])
    if len(day) == 1:
        return "I", 1, day[0]
    sizes = [(longest(words, at, phrases), letter) for letter, phrases in _letters()]
    size, letter = max(sizes, key=lambda each: each[0])
    if letter == "Y" and size == 1 and words[at] in POINTING | AROUND:
        return "", 1, None  # "o" is "the" more often than "ok"
    size = _before_many(words, at, size)
    if letter in _HOLDING and size:
        letter += _within(words[at : at + size], _HOLDING[letter])
    if size:
        return letter, size, None
    if words[at].endswith(_OF_THEM) and longest((words[at][:-2] + "e",), 0, _cancelling()):
        return "C1", 1, None
    plain = words[at] in AROUND or words[at] in POINTING
    return ("" if plain else "?"), 1, None


def _before_many(words: tuple[str, ...], at: int, size: int) -> int:
    """Return the length of a phrase, cut where an "all three" begins inside it."""
    held = (n for n in range(1, size) if n + longest(words, at + n, THREE) > size)
    return next(held, size)


def _within(words: tuple[str, ...], many: tuple[tuple[str, Phrases], ...]) -> str:
    """Return the letter of an "all" or "both" inside a phrase: "annulez tout"."""
    return next(
        (letter for at in range(len(words)) for letter, some in many if longest(words, at, some)),
        "",
    )


def _cancelling() -> Phrases:
    return phrases_of(CANCELS)


@cache
def _letters() -> tuple[tuple[str, Phrases], ...]:
    """Return the letters and their phrases; of equally long phrases the first counts."""
    cues = frozenset(Cue) - CANCELS - _CONFIRMING - _AGREEING - _SAYING
    return (
        *(
            ("T", THREE),
            ("B", BOTH),
            ("E", ALL),
            ("O", OTHER),
            ("1", ONE),
            ("N", EXCEPT),
            ("", AND),
        ),
        ("", HAVING),
        *(("C", _cancelling()), ("K", COMING | phrases_of(_CONFIRMING))),
        ("Y", phrases_of(_AGREEING)),
        ("", phrases_of(_SAYING)),
        # "don't cancel the other one" has a phrase that says something else
        ("?", replace(phrases_of(cues), least=2)),
    )
