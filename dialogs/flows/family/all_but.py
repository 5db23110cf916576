"""Recognises a yes to all visits of a reminder but some: "all good except Grace".

The excluded visits are named by a client or by their day. The text says that they are given up,
"Grace can't come", or leaves that open, and then we ask. Every word has to be known.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, partial
from typing import TypeVar

from calendar_store.model.appointments import Appointment
from dialogs.flows.family.absent import CANNOT_COME, COMES
from dialogs.flows.phrases import (
    AGREEING,
    JOINING,
    POINTING,
    POLITE,
    Phrases,
    as_phrases,
    longest,
    phrases_of,
    said_apart,
    said_of,
)
from dialogs.flows.turn_context import TurnContext, once
from dialogs.flows.visits.reminded import reminded_visits
from dialogs.flows.visits.visit_days import on_day
from dialogs.intents import Hint, Intent
from dialogs.languages.lexicon import Cue
from dialogs.normalise import Said

ALL = as_phrases(
    *("all", "all of us", "all of them", "everyone", "everybody", "everything", "everyone else"),
    *("we all", "both", "tutti", "tutte", "tutto", "noi tutti", "todos", "todas", "todo"),
    *("todo el mundo", "tous", "toutes", "tout", "tout le monde", "alle", "alles", "wir alle"),
    *("toda a gente", "tudo", "todo mundo"),
)
OTHERS = as_phrases(
    *("the others", "the other", "the other two", "the rest", "the rest of us", "all the others"),
    *("the other ones", "others", "gli altri", "le altre", "l altro", "l altra", "tutti gli altri"),
    *("altri", "los demas", "las demas", "los otros", "las otras", "el otro", "la otra"),
    *("el resto", "les autres", "l autre", "tous les autres", "toutes les autres", "le reste"),
    *("die anderen", "den anderen", "der andere", "die andere", "alle anderen", "der rest"),
    *("die restlichen", "os outros", "as outras", "o outro", "a outra", "todos os outros"),
    *("os demais", "o resto", "die beiden anderen", "gli altri due", "los otros dos"),
)
_LEAVING_OUT = as_phrases(
    *("except", "except for", "apart from", "other than", "bar", "save for", "just not"),
    *("tranne", "salvo", "a parte", "eccetto", "fuorche", "meno", "menos", "excepto"),
    *("quitando", "aparte de", "sauf", "excepte", "hormis", "a part", "ausser", "bis auf"),
    *("nur nicht", "exceto", "fora", "tirando", "com excecao de", "a excecao de"),
)
_BUTS = as_phrases(
    *("but", "though", "only", "just", "ma", "pero", "solo", "soltanto", "sino", "mais", "seul"),
    *("seulement", "aber", "nur", "mas", "so", "apenas", "however"),
)
_FITS = as_phrases(
    *("works", "is fine", "is good", "is ok", "fine", "good", "are fine", "are ok", "are good"),
    *("can", "can come", "va bene", "vanno bene", "bene", "vengono", "veniamo", "ci siamo"),
    *("bien", "van", "vamos", "pueden", "van bien", "esta bien", "estan bien", "si van", "va bien"),
    *("est bon", "c est bon", "sont ok", "viennent", "on vient", "peuvent venir", "ca va"),
    *("geht", "gehen", "passt", "passen", "kommen", "wir kommen", "schon", "gut", "klappt"),
    *("bem", "tudo bem", "vao", "podem", "podem ir", "esta bem", "estao bem", "vem", "da"),
)
_UNFIT = as_phrases(
    *("but not", "and not", "ma non", "e non", "pero no", "y no", "mais pas", "et pas"),
    *("aber nicht", "und nicht", "mas nao", "e nao", "not for", "non per", "nicht fur"),
    *("not", "no", "can t", "cannot", "isn t", "won t", "aren t", "don t", "doesn t", "does not"),
    *("can t come", "non", "non puo", "non va", "non va bene", "non viene", "non vengono", "no va"),
    *("no puede", "no pueden", "no viene", "pas", "ne peut pas", "peut pas", "ne va pas", "nicht"),
    *("nein", "kann nicht", "geht nicht", "gehen nicht", "passt nicht", "passen nicht"),
    *("kommt nicht", "kommen nicht", "konnen nicht", "nao", "nao pode", "nao podem", "nao da"),
)
_NOT_COMING = CANNOT_COME | as_phrases(
    *("can t", "cannot", "won t", "isn t", "non puo", "no puede", "no pueden", "ne peut pas"),
    *("peut pas", "kann nicht", "konnen nicht", "nao pode", "nao podem", "can t make it"),
    *("aren t coming", "non possono venire", "non vengono", "no van", "no vienen", "no pueden ir"),
    *("ne viennent pas", "ne peuvent pas venir", "kommen nicht", "nao vao", "nao podem ir"),
)
"""Phrases that the excluded ones do not come, not only that something is wrong."""

_SAYING_YES = AGREEING | {Cue.CONFIRM, Cue.COMING, Cue.COME}
_IDLE = POINTING | {
    "we",
    "are",
    "is",
    "us",
    "noi",
    "wir",
    "nous",
    "on",
    "nos",
    "nosotros",
    "i",
    "they",
}
_IDLE |= {"bei", "con", "with", "per", "mit", "one", "appointment", "termin", "cita", "be"}
_SHAPES = (
    re.compile(r"(?:[EY][EY,]*B?[XN]|X)I+[NR]?Y?"),
    re.compile(r"[OEY]*[OE][OEY]*,?B?,?I+[NR]"),
    re.compile(r"Y,?BI+[NR]"),
    re.compile(r"I+[NR],?B?O?(?:E|O)Y"),
    re.compile(r"I+Y,?B?O[NR]"),
)
"""The shapes of such answers: I for the named ones, and the other letters of `_letters`."""

_KEEPING_NAMED = _SHAPES[-1]
_MAY_BE = frozenset({Intent.UNCLEAR, Intent.CONFIRM, Intent.CANCEL, Intent.RESCHEDULE})
_HINTS = frozenset({None, Hint.YES, Hint.REFUSAL})
_TWO = 2
T = TypeVar("T")
_MOST = 16
"""Most words of such an answer."""


@dataclass(frozen=True, slots=True)
class AllBut:
    """The visits that an answer keeps, those that it excludes, and whether these are given up."""

    kept: tuple[Appointment, ...]
    left_out: tuple[Appointment, ...]
    given_up: bool


@once
def some_kept(turn: TurnContext) -> AllBut | None:
    """Return which of the visits asked about a text keeps and which not, or None."""
    question = turn.question
    return None if question is None or question.then else all_but(turn)


def all_but(turn: TurnContext) -> AllBut | None:
    """Return the reading of a text as "all but some" of the visits asked about, or None."""
    visits = reminded_visits(turn, _MAY_BE, _HINTS, _MOST)
    if visits is None:
        return None
    # if the reminder asked about the first visit only, "the others" are those ahead
    visits = visits if len(visits) >= _TWO else turn.ahead
    if len(visits) < _TWO:
        return None
    shape, named = shape_of(said_apart(turn), partial(_named, turn, visits))
    others = tuple(one for one in visits if one not in named)
    if not (others and named) or not any(each.fullmatch(shape) for each in _SHAPES):
        return None
    kept, left_out = (named, others) if _KEEPING_NAMED.fullmatch(shape) else (others, named)
    return AllBut(kept, left_out, "R" in shape)


@once
def leaves_some_out(turn: TurnContext) -> bool:
    """Return whether a text says "all but", whatever follows: what it names is left out."""
    words, leaving = said_apart(turn).words, _LEAVING_OUT | as_phrases("but")
    sizes = ((at, longest(words, at, ALL)) for at in range(len(words)))
    return any(size and longest(words, at + size, leaving) > 0 for at, size in sizes)


def _named(
    turn: TurnContext, visits: tuple[Appointment, ...], words: tuple[str, ...], at: int
) -> tuple[int, tuple[Appointment, ...]]:
    """Return the number of words that name visits at a place, and these visits."""
    for client in turn.context.clients:
        name = said_of(client.first).words
        theirs = tuple(one for one in visits if one.client_id == client.id)
        if name and theirs and words[at : at + len(name)] == name:
            return len(name), theirs
    return 1, on_day(turn, visits, words[at])


def shape_of(
    said: Said, named_at: Callable[[tuple[str, ...], int], tuple[int, tuple[T, ...]]]
) -> tuple[str, tuple[T, ...]]:
    """Return a text as letters, "?" for an unknown word, and the things that it names.

    Args:
        said: the text.
        named_at: returns the number of words that name things at a place, and these; () for none.
    """
    shape, at = "", 0
    named: list[T] = []
    while at < len(said.words):
        size, found = named_at(said.words, at)
        letter = "I"
        if not found:
            letter, size = _next(said.words, at)
        shape += letter
        named += found
        at += size
        if said.marks[at - 1] and shape and at < len(said.words):
            shape += ","
    for letter in "IYEOB,":
        shape = re.sub(f"{letter}+", letter, shape)
    return shape.replace("B,", "B").replace(",B", "B").strip(","), tuple(dict.fromkeys(named))


def _next(words: tuple[str, ...], at: int) -> tuple[str, int]:
    """Return the next letter, and the number of words that it stands for."""
    sizes = [(longest(words, at, phrases), letter) for letter, phrases in _letters()]
    size, letter = max(sizes, key=lambda each: each[0])
    idle = words[at] in JOINING | _IDLE
    if size == 1 and idle and letter in {"", "Y"}:
        return "", 1
    return (letter, size) if size else ("" if idle else "?", 1)


@cache
def _letters() -> tuple[tuple[str, Phrases], ...]:
    """Return the letters and their phrases; of equally long phrases the first counts."""
    return (
        *(("O", OTHERS), ("E", ALL), ("R", _NOT_COMING), ("X", _LEAVING_OUT), ("N", _UNFIT)),
        *(("B", _BUTS), ("Y", COMES | _FITS), ("", phrases_of(POLITE))),
        ("Y", phrases_of(_SAYING_YES)),
    )
