"""Reads answers that pick several of a list, or all but some: "everyone except Leo", "1 and 3".

Every word of such an answer has to be known; staff read other texts. A name after a comma may be a
signature, so names have to be joined by an "and".
"""

import re
from collections.abc import Iterator
from dataclasses import replace

from dialogs.conversation import AskedAbout
from dialogs.flows.family.all_but import FITS
from dialogs.flows.phrases import (
    AGREEING,
    APPROVING,
    POINTING,
    POLITE,
    apart,
    as_phrases,
    left_over,
    longest,
    phrases_of,
    said_apart,
    said_of,
    without,
)
from dialogs.flows.turn_context import TurnContext
from dialogs.flows.visits.visit_words import BOTH
from dialogs.languages.cue_kinds import Cue
from dialogs.normalise import Said

_EVERY = (
    *("all", "all of them", "everyone", "everybody", "all of us", "tutti", "tutte", "todos"),
    *("todas", "tous", "toutes", "tout le monde", "alle", "alle zusammen", "toda a gente"),
    *("todo el mundo",),
)
_EVERYBODY = as_phrases(*_EVERY)
_OTHERS = (
    *("the others", "the other one", "the other", "the rest", "all the others", "all others"),
    *("gli altri", "le altre", "l altro", "l altra", "los demas", "las demas", "los otros"),
    *("las otras", "el otro", "la otra", "les autres", "l autre", "tous les autres"),
    *("toutes les autres", "die anderen", "den anderen", "die andere", "alle anderen"),
    *(
        "everything",
        "anything",
        "tutto",
        "todo",
        "tout",
        "alles",
        "tudo",
        "os outros",
        "as outras",
        "o outro",
        "a outra",
        "todos os outros",
        "todas as outras",
    ),
)
_EXCEPT = (
    *("except", "except for", "but not", "apart from", "other than", "bar", "save"),
    *("tranne", "eccetto", "salvo", "meno", "a parte", "ma non", "fuorche", "menos", "excepto"),
    *("pero no", "sauf", "excepte", "hormis", "a part", "mais pas", "ausser", "bis auf"),
    *("nur nicht", "aber nicht", "exceto", "fora", "mas nao"),
    *("und nicht", "e non", "and not", "et pas", "y no", "e nao"),
)
_NOT = ("not", "non", "no", "pas", "nicht", "nao", "non per", "not for", "pas pour", "nicht fur")
_BUT = ("ma", "bensi", "sino", "pero", "sondern", "mais", "mas", "sim")
_ONLY_WORDS = (
    *("only", "just", "solo", "soltanto", "solamente", "nur", "bloss", "seulement", "apenas"),
    *("so", "juste", "uniquement", "unicamente", "nomas", "lediglich", "somente", "alone"),
)
_MINE = (
    *("mine", "my one", "me", "il mio", "la mia", "mio", "mia", "io", "la mia", "el mio", "mio"),
    *("yo", "le mien", "la mienne", "moi", "meinen", "meiner", "meins", "meine", "mich"),
    *("a minha", "o meu", "minha", "meu", "eu"),
)
_AND = (
    *("and", "e", "ed", "y", "et", "und", "plus", "as well as", "sowie", "piu"),
    *("and also", "ed anche", "e anche", "e pure", "y tambien", "et aussi", "et egalement"),
    *("und auch", "e tambem"),
)

_KINDS = (
    *(("O", _OTHERS), ("E", _EVERY), ("X", _EXCEPT), ("N", _NOT), ("B", _BUT), ("A", _AND)),
    *(("W", ("but",)), ("M", _MINE), ("S", _ONLY_WORDS)),
)
"""Letters that stand for phrases; "but" excludes after "all", and points after "not"."""

_ITEMS = "I(?:AI)*"
_ALL_BUT = re.compile(rf"[EO][XNW]{_ITEMS}")
_NOT_THESE = re.compile(rf"[XN]{_ITEMS},?[BSW]?O")
_ONLY = re.compile(rf"[BS],?{_ITEMS}|{_ITEMS},?S|I(?:AI)+|{_ITEMS},?[XN]M")
_THIS_NOT_THAT = re.compile(r"I,?[XN]I")
_NOT_THAT_BUT_THIS = re.compile(r"NI,?[BSW]I")
_NOT_THAT_THIS = re.compile(r"NI,I")
_NOT_THAT_MINE = re.compile(r"(?:N*NI|IN),?[BSW]?M")

_POINTING = POINTING - {"is", "est", "es", "ist", "it", "its", "that", "c"}
_POINTING |= {
    "those",
    "ones",
    "quelli",
    "quelle",
    "las",
    "los",
    "ceux",
    "celles",
    "as",
    "os",
    "dos",
}
_POINTING |= {"des", "du", "number", "numero", "nummer", "kids", "children", "bambini", "ragazzi"}
_POINTING |= {"figli", "ninos", "hijos", "crios", "enfants", "petits", "kinder", "kids", "criancas"}
_POINTING |= {"miudos", "filhos", "les", "gli", "i"}
_APPROVALS = frozenset({Cue.ACK})
_SO = frozenset({"cosi", "so", "asi", "assim", "ainsi"})
_PLUS = re.compile(r"(?<=\w)\s*[&+]\s*(?=\w)")
_SHORT = 6
"""Most words of an approval of both."""
_TWO = 2
_LONGEST = 4


def picked(turn: TurnContext, about: tuple[AskedAbout, ...]) -> tuple[AskedAbout, ...]:
    """Return the appointments of a list that a text picks, if it names several or excludes some.

    Args:
        turn: the turn.
        about: the appointments, in the order they were numbered.
    """
    read = _read(turn, about)
    if read is None:
        return ()
    shape, items = read
    if shape == "E":
        return about
    return _but(about, shape, items) or _these(turn, about, shape, items)


def _but(about: tuple[AskedAbout, ...], shape: str, items: list[int]) -> tuple[AskedAbout, ...]:
    """Return all but the appointments that a text excludes, () if it excludes none."""
    # "not Leo's, mine": the owner of the phone is not known, but of two only one is left
    mine = len(about) == _TWO and _NOT_THAT_MINE.fullmatch(shape)
    if not (mine or _ALL_BUT.fullmatch(shape) or _NOT_THESE.fullmatch(shape)):
        return ()
    return tuple(each for n, each in enumerate(about) if n not in items)


def _these(
    turn: TurnContext, about: tuple[AskedAbout, ...], shape: str, items: list[int]
) -> tuple[AskedAbout, ...]:
    """Return the appointments that a text names and means, () for none."""
    if _ONLY.fullmatch(shape):
        return tuple(each for n, each in enumerate(about) if n in items)
    if _THIS_NOT_THAT.fullmatch(shape):
        return (about[items[0]],)
    # of three, "not Mia, Leo" chooses Leo, but "not 1, 2" may exclude both
    plain = len(about) == _TWO or not any(word.isdigit() for word in said_apart(turn).words)
    that = plain and _NOT_THAT_THIS.fullmatch(shape)
    return (about[items[1]],) if that or _NOT_THAT_BUT_THIS.fullmatch(shape) else ()


def approves_all(turn: TurnContext) -> bool:
    """Return whether an agreement follows "all": "tutti ok" may mean that all are fine."""
    words = apart(turn)
    sizes = ((at, longest(words, at, _EVERYBODY)) for at in range(len(words)))
    behind = next((words[at + size :] for at, size in sizes if size), ())
    return len(left_over(behind, APPROVING)) < len(behind)


def approves_both(turn: TurnContext) -> bool:
    """Return whether an approval follows "both": "both good thanks" gives up neither."""
    words = apart(turn)
    if len(words) > _SHORT:
        return False  # a reason follows: "both, I can't make it those days"
    sizes = ((at, longest(words, at, BOTH)) for at in range(len(words)))
    behind = next((words[at + size :] for at, size in sizes if size), ())
    rest = without(behind, FITS)
    left = left_over(rest, _APPROVALS)
    approves = len(rest) < len(behind) or len(left) < len(rest)
    # "both, vamos de viaje" gives a reason
    return approves and all(each in POINTING | _SO for each in left_over(left, POLITE))


def speaks_of_list(turn: TurnContext, about: tuple[AskedAbout, ...]) -> bool:
    """Return whether a text is only about entries of a list."""
    read = _read(turn, about)
    return read is not None and bool(set(read[0]) & set("IEO"))


def _read(turn: TurnContext, about: tuple[AskedAbout, ...]) -> tuple[str, list[int]] | None:
    """Return a text as letters, and the indexes in the list that it names; None if it says more.

    I stands for an entry of the list, a comma for a stop between other letters.
    """
    said = said_apart(replace(turn, text=_PLUS.sub(" and ", turn.text)))
    if "?" in said.marks or turn.heard.times or not said.words:
        return None
    names = dict(_names(turn, about))
    shape, items, at = "", [], 0
    while at < len(said.words):
        letter, size, item = _next(said, at, names, len(about), begun=bool(shape))
        if not size:
            return None
        shape += letter
        if item is not None:
            items.append(item)
        at += size
        if "," in said.marks[at - size : at] and shape and at < len(said.words):
            shape += ","
    return _tidied(shape), items


def _tidied(shape: str) -> str:
    """Remove commas that separate nothing: before an "and", at the ends, beside each other."""
    for before, after in ((",A", "A"), ("A,", "A"), (",,", ","), ("E,", "E"), (",X", "X")):
        shape = shape.replace(before, after)
    return shape.strip(",")


def _next(
    said: Said,
    at: int,
    names: dict[tuple[str, ...], int | None],
    listed: int,
    *,
    begun: bool,
) -> tuple[str, int, int | None]:
    """Return the next letter, its number of words (0 for none), and the list index."""
    words = said.words
    for size in range(min(_LONGEST, len(words) - at), 0, -1):
        part = tuple(words[at : at + size])
        if part in names:
            place = names[part]
            return ("I", size, place) if place is not None else ("", 0, None)
        if size == 1 and part[0].isdigit():
            number = int(part[0])
            return ("I", 1, number - 1) if 0 < number <= listed else ("", 0, None)
        for letter, phrases in _KINDS:
            if " ".join(part) in phrases:
                return letter, size, None
        # an agreement after a name approves it, "Leo und Mia passt", and "all good" is no answer
        kind = POLITE if begun else AGREEING
        if part in phrases_of(kind) or (size == 1 and part[0] in _POINTING):
            return "", size, None
    return "", 0, None


def _names(
    turn: TurnContext, about: tuple[AskedAbout, ...]
) -> Iterator[tuple[tuple[str, ...], int | None]]:
    """Yield the first names on a list with their indexes; None for a repeated name."""
    owners = [turn.client_of(turn.appointment(each)) for each in about]
    firsts = [said_of(owner.first).words if owner else () for owner in owners]
    for place, first in enumerate(firsts):
        if first:
            one = place if firsts.count(first) == 1 else None
            yield first, one
            # "nur Leos"
            yield (*first[:-1], f"{first[-1]}s"), one
