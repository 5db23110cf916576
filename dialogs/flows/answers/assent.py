"""Tests whether a text is only a yes, a no, "both" or thanks.

An agreement answers a question only if nothing contradicts it, so every other word of the text has
to be without a meaning of its own.
"""

from functools import cache

from dialogs.flows.phrases import (
    AGREEING,
    NOES,
    POINTING,
    READING,
    YES,
    as_phrases,
    left_over,
    longest,
    phrases_of,
    said_of,
    said_whole,
    without,
)
from dialogs.flows.turn_context import TurnContext, once
from dialogs.intents import Hint, Intent
from dialogs.languages.lexicon import Cue, lexicons
from dialogs.times.terms import TermRole
from dialogs.understand.frame.lasting import tells_wait

_KEEPING = frozenset({Cue.KEEP, Cue.STAY})
_WRITER = frozenset(
    {"i", "im", "we", "were", "am", "are", "ill", "well", "no", "non", "io", "noi", "yo", "je"}
    | {"on", "nous", "ich", "wir", "eu", "nos", "the", "appointment", "appuntamento", "cita"}
)
"""Words about the writer beside "not cancelling"."""

_OF_THEM = frozenset(
    {"all", "them", "us", "gli", "vous", "todas", "todos", "tutti", "tutte", "toutes", "alle"}
)
"""Words beside a number of all that is listed: "all three of them"."""

_PROMISING = as_phrases(
    *("will do", "i will", "mach ich", "mache ich", "wird gemacht", "lo faro", "lo hare"),
    *("je le ferai", "je le fais", "farei", "vou fazer", "eu faco"),
)
"""Promises that are no answer about a visit."""
_THANKS = frozenset({Cue.THANKS})
_DEFERRING = frozenset({Cue.DEFERRAL})
_WANTING = frozenset(
    {
        *(Cue.CANCEL, Cue.CANCEL_ASK, Cue.MOVE, Cue.BOOK, Cue.UNDO, Cue.ASK, Cue.CANNOT),
        *(Cue.CANT, Cue.UNSUITED, Cue.WAITLIST, Cue.CALL_ME, Cue.OPT_OUT, Cue.LATE),
        *(Cue.OPT_OUT_PHRASE, Cue.EMERGENCY, Cue.WRONG_NUMBER, Cue.DECEASED, Cue.FUNERAL),
    }
)
"""Cues of a text that is more than a promise to answer later."""

_COMES = frozenset({Cue.CONFIRM, Cue.COMING, Cue.COME})

_BOTH = frozenset(
    (*words,)
    for words in (
        *(("both",), ("both", "of", "them"), ("the", "two"), ("all", "two")),
        *(("entrambi",), ("entrambe",), ("tutti", "e", "due"), ("tutte", "e", "due")),
        *(("ambos",), ("ambas",), ("los", "dos"), ("las", "dos")),
        *(("les", "deux"), ("tous", "les", "deux"), ("toutes", "les", "deux")),
        *(("beide",), ("alle", "beide"), ("alle", "beiden"), ("beides",), ("die", "beiden")),
        *(("os", "dois"), ("as", "duas"), ("todos", "os", "dois"), ("ambos", "os", "dois")),
    )
)
"""Phrases that name two together."""
THREE = frozenset(
    tuple(written.split())
    for written in (
        *("all three", "the three", "all three of them", "tutti e tre", "tutte e tre", "le tre"),
        *("los tres", "las tres", "los 3", "las 3", "les trois", "tous les trois", "i tre"),
        *("toutes les trois", "alle drei", "die drei", "os tres", "as tres", "os 3", "as 3"),
        *("todos os tres", "todas as tres", "tutti 3", "alle 3", "les 3", "all 3"),
    )
)
"""Phrases that name three together; for a list of times "las tres" is an hour."""


def plain_yes(turn: TurnContext) -> bool:
    """Return whether a text is only a yes in words, without a digit or an act."""
    words = said_whole(turn).words
    return bool(words) and not left_over(words, AGREEING)


def says_yes(text: str) -> bool:
    """Return whether a text only says yes, or that its writer comes."""
    said = said_of(text)
    if not said.words or "?" in said.marks or left_over(said.words, AGREEING | _COMES):
        return False
    return len(left_over(said.words, YES | _COMES)) < len(said.words)


def acknowledges(turn: TurnContext) -> bool:
    """Return whether a text contains thanks, a courtesy or an "ok"."""
    words = said_whole(turn).words
    return len(left_over(words, READING)) < len(words)


@once
def only_acknowledges(turn: TurnContext) -> bool:
    """Return whether a text only acknowledges, "ok" or "perfect thanks", without a yes."""
    words = said_whole(turn).words
    return bool(words) and not left_over(words, READING) and words[:1] not in phrases_of(YES)


def only_thanks(turn: TurnContext) -> bool:
    """Return whether a text only acknowledges, with thanks: "great thanks"."""
    words = said_whole(turn).words
    return only_acknowledges(turn) and len(left_over(words, _THANKS)) < len(words)


def acknowledges_only(turn: TurnContext) -> bool:
    """Return whether a text contains an "ok" or thanks, but no word of coming."""
    words = said_whole(turn).words
    return acknowledges(turn) and len(left_over(words, _COMES)) == len(words)


def more_than_thanks(turn: TurnContext) -> bool:
    """Return whether a plain yes has a word for yes, and not only acknowledges."""
    return any((word,) in phrases_of(YES) for word in said_whole(turn).words)


def promises(turn: TurnContext) -> bool:
    """Return whether a text only promises something: "ok will do", after "reply when you know"."""
    words = said_whole(turn).words
    rest = without(words, _PROMISING)
    return len(rest) < len(words) and not left_over(rest, AGREEING)


def says_no(turn: TurnContext) -> bool:
    """Return whether a text contains a no and asks nothing."""
    said = said_whole(turn)
    return "?" not in said.marks and any((word,) in phrases_of(NOES) for word in said.words)


def only_keeps(turn: TurnContext) -> bool:
    """Return whether a text only says that nothing is to be cancelled: "not cancelling"."""
    said = said_whole(turn)
    left = [w for w in left_over(said.words, _KEEPING | AGREEING | NOES) if w not in _WRITER]
    keeps = len(left_over(said.words, _KEEPING)) < len(said.words)
    return keeps and not left and "?" not in said.marks


def defers(turn: TurnContext) -> bool:
    """Return whether a text only promises an answer for later."""
    said = said_whole(turn)
    defers = any(longest(said.words, at, phrases_of(_DEFERRING)) for at in range(len(said.words)))
    wants = phrases_of(_WANTING)
    wanted = any(longest(said.words, at, wants) for at in range(len(said.words)))
    read = lexicons()
    lexicon = read.get(turn.heard.locale) or read[turn.locale]
    waited = turn.heard.hint is not Hint.DEFERRAL and tells_wait(said.words, lexicon)
    return defers and not (wanted or waited) and "?" not in said.marks


def tells_more(turn: TurnContext) -> bool:
    """Return whether a promise to answer later says something else too."""
    known = _DEFERRING | READING | {Cue.DOUBT, Cue.FILLER, Cue.OTHERS, Cue.NO}
    left = left_over(said_whole(turn).words, known)
    return any(word not in _words_of_time() for word in left)


@cache
def _words_of_time() -> frozenset[str]:
    """Return the words of times in every language; "I can't leave work until" tells more."""
    found: set[str] = set()
    for read in lexicons().values():
        terms = [each for opening in read.terms.opening.values() for each in opening]
        released = {each.words for each in terms if each.role is TermRole.RELEASE}
        found.update(word for each in terms if each.words not in released for word in each.words)
    return frozenset(found)


def asks_rather(turn: TurnContext) -> bool:
    """Return whether a seeming yes is an "ok" before a question: "ok what time"."""
    words = said_whole(turn).words
    agreed = len(left_over(words, YES | _COMES)) < len(words) or "1" in words
    return turn.heard.intent is Intent.CONFIRM and Intent.AGENDA in turn.heard.also and not agreed


def together(turn: TurnContext) -> int:
    """Return how many a text only names together, "both please": 2, 3 or 0."""
    if _only_says(turn, _BOTH):
        return 2
    return 3 if _only_says(turn, THREE) else 0


def _only_says(turn: TurnContext, together: frozenset[tuple[str, ...]]) -> bool:
    said = said_whole(turn)
    words = () if "?" in said.marks else said.words
    for size in range(min(4, len(words)), 0, -1):
        for at in range(len(words) - size + 1):
            if words[at : at + size] in together:
                rest = [word for word in (*words[:at], *words[at + size :]) if word != "1"]
                visits = lexicons()[turn.locale].visits | POINTING | _OF_THEM
                return all(word in visits for word in left_over(rest, AGREEING))
    return False
