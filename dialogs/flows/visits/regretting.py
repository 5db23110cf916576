"""Recognises that a client regrets an act that was just done by text: a cancelling, or a move.

A regret refuses the act that was done, "don't cancel it", or asks for what was before, "leave it as
it was". It takes something back, "no wait", or tells of the writer's own mistake, "I mixed it up".
All words of the text have to be about that: the words of others, a condition, a reason or a
question are none of them, and a text that has them is no regret. `regrets.toml` of each language
has the phrases.
"""

import re
from datetime import datetime
from functools import cache

from dialogs.flows.phrases import POLITE, longest, phrases_in, said_apart_of, said_of
from dialogs.flows.reading_parts import cues_of, read_alone
from dialogs.flows.sentences import parts
from dialogs.flows.turn_context import TurnContext, once
from dialogs.flows.visits.coming_back_words import OF_WHAT_WAS
from dialogs.flows.visits.saying_to_come import of_another, of_times
from dialogs.flows.visits.visit_days import covers
from dialogs.intents import Intent
from dialogs.languages import table
from dialogs.languages.cue_kinds import Cue
from dialogs.languages.lexicon import lexicons
from dialogs.languages.patterns import Pattern, Phrases, read_pattern
from dialogs.normalise import Said

_MOST = 5
"""Most parts of such a text, between stops and commas."""
_OF_A_MOVE = (("A", "moving"), ("U", "undoing"), ("Q", "asked"), ("K", "back"), ("B", "before"))
_OF_A_CANCELLING = (
    *(("A", "cancelling"), ("V", "able"), ("v", "can")),
    *(("Q", "asked"), ("K", "back"), ("B", "before")),
)
_OF_REGRETS = (
    ("P", "mistaking"),
    ("M", "mistaken"),
    ("D", "confessing"),
    ("T", "turning"),
    ("G", "parting"),
)
_TABLES = tuple(name for _, name in (*_OF_A_MOVE, *_OF_A_CANCELLING, *_OF_REGRETS))
_CONFESSED = re.compile(r"D[^AU]{0,8}P|[PM][^AU]{0,8}")
"""A mistake, and what it was mistaken for, before or after its verb."""
_KNOWN = re.compile(r"[AUQKBbTMCGVv]*")
_AS_IT_WAS = re.compile(r"[KQ].*B|B.*K")
"""Wishes for what was before, a verb and all: "could you leave it as it was?"."""
_PUT_BACK = re.compile(rf"U|{_AS_IT_WAS.pattern}|(?=.*T)(?=.*C).*B|(?=.*T)(?=.*[KQ]).*b")
"""Wishes that take a move back by themselves: "undo the change", "sorry, the old time please".

The day of the old time ("b") needs both a verb of keeping and a retraction: "no, keep Wednesday".
"""
_SAYING_MORE = frozenset(
    {
        *(Cue.CANCEL, Cue.CANCEL_ASK, Cue.CANNOT, Cue.CANT, Cue.UNSUITED, Cue.NEGATION, Cue.NO),
        *(Cue.CONDITION, Cue.DEFERRAL, Cue.DOUBT, Cue.QUOTATION, Cue.OTHERS, Cue.QUESTION),
        *(Cue.WHEN, Cue.BUT, Cue.EXCEPTION, Cue.BOOK, Cue.ASK, Cue.LATE, Cue.RETRACTION),
    }
)
"""Cues of a part of a text that is more than a reason."""
_OTHERWISE = frozenset({Intent.OPT_OUT, Intent.OPT_IN, Intent.EMERGENCY, Intent.WAITLIST})


def regrets_act(turn: TurnContext) -> bool:
    """Return whether a text regrets the act that was just done by text."""
    return regrets_cancelling(turn) or regrets_moving(turn) or wants_former(turn)


def regrets_word_by_word(turn: TurnContext) -> bool:
    """Return whether a text regrets an act and has no words, as of a reason, that were not read."""
    if not regrets_act(turn):
        return False
    if regrets_moving(turn) or wants_former(turn):
        return True
    return "R" not in _said(turn, turn.state.cancelled[0].starts_at, _OF_A_CANCELLING)


@once
def regrets_cancelling(turn: TurnContext) -> bool:
    """Return whether a text regrets the cancelling that was just done: "no, don't cancel it"."""
    cancelled = turn.state.cancelled
    if len(cancelled) != 1 or turn.ahead or not turn.undoable():
        return False
    said = _said(turn, cancelled[0].starts_at, _OF_A_CANCELLING)
    # "I can come" is a clear wish; "don't cancel it" needs "no, wait" or a mistake beside it
    taken_back = not {"T", "M"}.isdisjoint(said)
    comes = not {"V", "v"}.isdisjoint(said) and not _perhaps(turn)
    return comes or ("A" in said and taken_back) or _AS_IT_WAS.search(said) is not None


@once
def regrets_moving(turn: TurnContext) -> bool:
    """Return whether a text regrets the move that was just done: "no, leave it as it was"."""
    moved = turn.state.moved
    if moved is None or turn.just_moved() is None:
        return False
    said = _said(turn, moved.before.starts_at, _OF_A_MOVE)
    refuses = "A" in said and not {"T", "M"}.isdisjoint(said)
    return refuses or _PUT_BACK.search(said) is not None


@once
def wants_former(turn: TurnContext) -> bool:
    """Return whether a text wants the time that was cancelled, and not the one booked instead.

    "Could we keep Wednesday after all", after Thursday was booked in its place.
    """
    booked = turn.state.booked
    if booked is None or booked.instead is None or turn.just_booked() is None:
        return False
    start = booked.instead.starts_at
    said = _said(turn, start, _OF_A_MOVE) if start > turn.now else ""
    undoes = "U" in said and "B" not in said  # "undo that" is about the booking
    return not undoes and _PUT_BACK.search(said) is not None


def phrases_of_regret(words: tuple[str, ...], locale: str) -> frozenset[str]:
    """Return the names of the tables of regrets of which some phrase stands in a text.

    Args:
        words: the text's words.
        locale: its language.
    """
    places = range(len(words))
    return frozenset(
        name for name in _TABLES if any(_longest(locale, name, words, at) for at in places)
    )


def fears(turn: TurnContext) -> bool:
    """Return whether a text only fears that its writer cancelled: "I'm afraid I cancelled it"."""
    words, locale = said_apart_of(turn.text).words, turn.heard.locale
    undoing = phrases_in(locale, frozenset({Cue.UNDO}))
    told = any(longest(words, at, undoing) for at in range(len(words)))
    others = cues_of(turn, turn.text) & {Cue.OTHERS, Cue.QUOTATION, Cue.CONDITION}
    return told and not others and not lexicons()[locale].fearing.isdisjoint(words)


def _said(turn: TurnContext, start: datetime, acts: tuple[tuple[str, str], ...]) -> str:
    """Return a letter for each phrase of a text, "R" for a reason, "" if it says something else.

    Args:
        turn: the turn.
        start: the start of the visit before the act, UTC.
        acts: the letters and tables of phrases that refuse the act.
    """
    found = parts(turn.text)
    if len(found) > _MOST or not _OTHERWISE.isdisjoint((turn.heard.intent, *turn.heard.also)):
        return ""
    letters = [_shape(turn, part.text, start, acts) for part in found]
    if not {"V", "v"}.isdisjoint("".join(each or "" for each in letters)):
        # "no wait, I can, they've just changed my shift": the reason may be anything
        letters = [
            "R" if each is None and _only_tells(turn, part.text) else each
            for each, part in zip(letters, found, strict=True)
        ]
    return "" if None in letters else "".join(each or "" for each in letters)


def _perhaps(turn: TurnContext) -> bool:
    """Return whether a text only says "perhaps I can"; a Spanish "si puedo" may be "if I can"."""
    said = said_of(turn.text)
    ifs = (at for at, word in enumerate(said.words) if word == "si" and not said.marks[at])
    may_be_if = turn.heard.locale == "es" and any(at not in said.accented for at in ifs)
    return may_be_if or Cue.DOUBT in cues_of(turn, turn.text)


def _only_tells(turn: TurnContext, part: str) -> bool:
    """Return whether a part of a text asks, refuses and names nothing: a reason."""
    told = cues_of(turn, part) & _SAYING_MORE or "?" in part
    return not told and not read_alone(turn, part, turn.now).times


def _shape(
    turn: TurnContext, part: str, start: datetime, acts: tuple[tuple[str, str], ...]
) -> str | None:
    """Return the letters of a part of a text, None if it says something else."""
    said, locale = said_apart_of(part), turn.heard.locale
    if of_another(said.words, locale):
        return None
    idle, timed = _idle(locale), of_times(said.words, locale)
    shape, at = "", 0
    while at < len(said.words):
        letter, size = _phrase(locale, said.words, at, acts)
        if letter in {"K", "Q", "V", "v"} and _negated(said, at, locale):
            return None
        behind = said.words[at + size : at + size + 1]
        if (
            letter in {"V", "v"}
            and not OF_WHAT_WAS.isdisjoint(behind)
            and not said.marks[at + size - 1]
        ):
            return None  # "I'm coming back", "I could come before"
        if letter in {"K", "Q"} and _takes_back(locale, said.words[at : at + size]):
            shape += "T"  # "ich bleibe doch beim Mittwoch"
        if not size:
            letter = _word(said.words[at], idle, timed)
        shape, at = shape + letter, at + (size or 1)
    shape = _CONFESSED.sub("M", shape)
    if "t" in shape:
        times, stands = read_alone(turn, part, start).times, turn.just_moved() or turn.just_booked()
        if not times or not all(covers((each,), start) for each in times):
            return None
        if stands is not None and covers(turn.heard.times, stands.starts_at):
            return None  # "I'll take the 3pm" is the time that it was moved to
        shape = re.sub("t+", "b", shape)
    asks = "?" in said.marks and "Q" not in shape
    return None if asks or not _KNOWN.fullmatch(shape) else shape


def _negated(said: Said, at: int, locale: str) -> bool:
    """Return whether a "no" before a verb negates it: "no la dejen", but "no, la dejamos"."""
    lexicon, before = lexicons()[locale], at - 1
    while before > 0 and said.words[before] in lexicon.clitics and not said.marks[before]:
        before -= 1
    return before >= 0 and said.words[before] in lexicon.negating and not said.marks[before]


def _phrase(
    locale: str, words: tuple[str, ...], at: int, acts: tuple[tuple[str, str], ...]
) -> tuple[str, int]:
    """Return the letter and the length of the longest phrase at a word; of equals the first."""
    found = [(letter, _longest(locale, name, words, at)) for letter, name in (*acts, *_OF_REGRETS)]
    found.append(("C", longest(words, at, phrases_in(locale, POLITE))))
    return max(found, key=lambda each: each[1])


def _takes_back(locale: str, words: tuple[str, ...]) -> bool:
    """Return whether a phrase of keeping has a word in it that takes something back."""
    return any(_longest(locale, "turning", words, at) for at in range(len(words)))


def _word(word: str, idle: frozenset[str], timed: frozenset[str]) -> str:
    """Return the letter of a word outside of phrases: "t" of a time, "?" if it is unknown."""
    if word in idle:
        return ""
    return "t" if word in timed else "?"


def _longest(locale: str, name: str, words: tuple[str, ...], at: int) -> int:
    begun = _phrases(locale, name).begun(words, at, len(words))
    return len(begun[-1].words) if begun else 0


@cache
def _phrases(locale: str, name: str) -> Phrases:
    written = table(locale, "regrets")[name]
    return Phrases(Pattern(read_pattern(each), Cue.UNDO, "", firm=True) for each in written)


@cache
def _idle(locale: str) -> frozenset[str]:
    return lexicons()[locale].visits | frozenset(table(locale, "regrets")["idle"].split())
