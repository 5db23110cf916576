"""Cuts a text into the statements that it makes on several visits, each without its reference.

"Cancel the one on the 10th, Wednesday I come" is "cancel" about one visit and "I come" about
another; each is then decided like an answer to a reminder of that visit.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from calendar_store.model.appointments import Appointment
from dialogs.flows.phrases import JOINING, longest, phrases_of
from dialogs.flows.referring.reference_words import (
    Listed,
    ReferenceWords,
    reference_words,
    size_of,
)
from dialogs.flows.referring.references import Reference, references
from dialogs.flows.referring.words_in_place import PlacedWord, placed_words
from dialogs.flows.turn_context import TurnContext, once
from dialogs.intents import Intent
from dialogs.languages import codes
from dialogs.languages.lexicon import Cue, Lexicon, lexicons

_WISHES = frozenset({Intent.RESCHEDULE, Intent.BOOK})
_NEGATING = frozenset({Cue.NEGATION, Cue.CANNOT, Cue.CANT, Cue.UNSUITED})
_ASSENTS = frozenset({"yes", "ok", "oui", "si", "ja", "sim", "vale", "da"})
_IDLE = " \t\r\n.,;:!?…-–—"

_ENDING = " ?.!"
"""Signs at the end of a text."""


@dataclass(frozen=True, slots=True)
class OnVisit:
    """A statement on one visit, or on several together.

    Attributes:
        visits: the visits.
        text: the text without the references.
        pointed: whether a word for a visit refers to them.
        dated: whether a day of the month, an hour or a place in the order refers to them.
    """

    visits: tuple[Appointment, ...]
    text: str
    pointed: bool
    dated: bool


def words_of(turn: TurnContext) -> ReferenceWords:
    """Return the words in whose language a text is read."""
    code = turn.heard.locale if turn.heard.locale in codes() else turn.locale
    return reference_words(code)


@once
def meant(turn: TurnContext) -> tuple[Reference, ...]:
    """Return the references of a text that name no wished day and no bound."""
    moves = turn.heard.intent in _WISHES
    return tuple(
        each
        for each in references(turn)
        if not each.goal and (each.pointed or not (moves and each.towards))
    )


@once
def on_visits(turn: TurnContext) -> tuple[OnVisit, ...]:
    """Return the statements of a text on visits that it refers to; () where they are not clear."""
    found = [each for each in meant(turn) if each.visits]
    if not found or any(len(each.visits) != 1 for each in found):
        return ()
    groups = _grouped(turn, found)
    if len(groups) > 1 and "?" in turn.text.rstrip(_ENDING):
        return ()  # a request may end a text: "I'm in on Wednesday. The 10th, can you cancel it?"
    words = placed_words(turn.text)
    bounds = [0]
    for one, two in pairwise(groups):
        if (bound := _bound(turn, words, one[-1].end, two[0].start)) is None:
            return ()
        bounds.append(bound)
    ends = [*bounds[1:], len(words)]
    return _merged(
        tuple(
            OnVisit(
                tuple(dict.fromkeys(each.visits[0] for each in group)),
                _rest(turn, words[begin:end], begin, group),
                pointed=any(each.pointed for each in group),
                dated=any(each.dated for each in group),
            )
            for group, begin, end in zip(groups, bounds, ends, strict=True)
        )
    )


def _merged(parts: tuple[OnVisit, ...]) -> tuple[OnVisit, ...]:
    """Return statements, () if two of them are on the same visit."""
    ids = [one.id for each in parts for one in each.visits]
    return parts if len(ids) == len(set(ids)) else ()


def _grouped(turn: TurnContext, found: Sequence[Reference]) -> list[list[Reference]]:
    """Return references in groups: those of one visit, and those that only an "and" joins."""
    words = placed_words(turn.text)
    groups = [[found[0]]]
    for each in found[1:]:
        last = groups[-1][-1]
        between = {one.word for one in words[last.end : each.start]}
        alike = each.visits == last.visits
        stopped = any(one.stop for one in words[last.end - 1 : each.start])
        if alike or (between and between <= JOINING and not stopped):
            groups[-1].append(each)
        else:
            groups.append([each])
    return groups


def _bound(turn: TurnContext, words: Sequence[PlacedWord], begin: int, end: int) -> int | None:
    """Return where the statement on the next visit begins: behind the last stop, or an "and"."""
    stops = [at + 1 for at in range(begin - 1, end) if words[at].stop]
    if stops:
        return stops[-1]
    joins = words_of(turn).joins
    return next((at for at in range(end - 1, begin - 1, -1) if words[at].word in joins), None)


def _rest(
    turn: TurnContext, words: Sequence[PlacedWord], offset: int, group: Sequence[Reference]
) -> str:
    """Return the text of some words without references and without an "and" at its beginning."""
    if not words:
        return ""
    out = {at - offset for each in group for at in range(each.start, each.end)}
    joins = words_of(turn).joins
    pieces: list[str] = []
    at = words[0].start
    for place, word in enumerate(words):
        first = not any(piece.strip(_IDLE) for piece in pieces)
        listed = place + 1 in out and place - 1 in out
        if place in out or ((first or listed) and word.word in joins):
            pieces.append(turn.text[at : word.start])
            at = word.end
    last = words[-1]
    following = placed_words(turn.text)[offset + len(words) : offset + len(words) + 1]
    until = following[0].start if following else len(turn.text)
    pieces.append(turn.text[min(at, until) : max(at, until, last.end)])
    text = " ".join(" ".join(pieces).split())
    return text.lstrip(_IDLE).replace(" ,", ",").replace(" .", ".").replace(" ?", "?")


def negated(turn: TurnContext, reference: Reference) -> bool:
    """Return whether a "not" stands right before a reference, or is all that follows it."""
    words, lexicon = placed_words(turn.text), lexicons()[turn.heard.locale]
    before, behind = reference.start - 1, reference.end
    if before >= 0 and not words[before].stop and _is_not(lexicon, words[before].word):
        return True
    if behind >= len(words) or words[behind - 1].stop:
        return False
    last = behind + 1 == len(words) or bool(words[behind].stop)
    return last and _is_not(lexicon, words[behind].word, Cue.NO)


def _is_not(lexicon: Lexicon, word: str, *cues: Cue) -> bool:
    entry = lexicon.phrases.get((word,))
    known = entry is not None and entry.cue in {Cue.NEGATION, *cues}
    return known or word in lexicon.negating


def only_of(text: str, *phrases: Listed) -> bool:
    """Return whether a text has only phrases of some tables."""
    said = tuple(each.word for each in placed_words(text))
    at = 0
    while at < len(said):
        size = max(size_of(said, at, some) for some in phrases)
        if not size:
            return False
        at += size
    return True


def split_behind(text: str, begins: frozenset[str], *phrases: Listed) -> tuple[str, str]:
    """Split a text behind the phrases of some tables, before a stop or a word that begins a reason.

    Returns:
        The two parts; the second is the whole text where the first phrases end elsewhere.
    """
    words = placed_words(text)
    said = tuple(each.word for each in words)
    at = 0
    while at < len(said) and (size := max(size_of(said, at, some) for some in phrases)):
        at += size
    if at == len(said):
        return text, ""
    apart = at and (words[at - 1].stop or said[at] in begins)
    return (text[: words[at].start], text[words[at].start :]) if apart else ("", text)


def has_any(text: str, phrases: Listed) -> bool:
    """Return whether a text has a phrase of a table."""
    said = tuple(each.word for each in placed_words(text))
    return any(size_of(said, at, phrases) for at in range(len(said)))


def keeps(turn: TurnContext, part: OnVisit) -> bool:
    """Return whether a statement says that its visits stay as they are, and not only "ok"."""
    said = tuple(each.word for each in placed_words(part.text))
    keeping = words_of(turn).keeping
    sizes = [(at, size_of(said, at, keeping)) for at in range(len(said))]
    kept = any(size > 1 or (size and said[at] not in _ASSENTS) for at, size in sizes)
    nots = phrases_of(_NEGATING)
    return kept and not any(longest(said, at, nots) for at in range(len(said)))
