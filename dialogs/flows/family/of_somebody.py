"""Reads whether a clause says that the clients it names come, or do not."""

from dialogs.flows.family.absent import CANNOT_COME, COMES, cannot_come
from dialogs.flows.family.called_off import THEIRS
from dialogs.flows.family.clauses import Clause
from dialogs.flows.phrases import (
    AGREEING,
    POLITE,
    TURNING,
    as_phrases,
    left_over,
    longest,
    phrases_of,
    without,
)
from dialogs.languages.lexicon import Cue

_COMES = frozenset({Cue.CONFIRM, Cue.COMING, Cue.COME})
_CANNOT = as_phrases("can t", "isn t", "won t", "is not", "will not")
_UNABLE = as_phrases(
    *("can t", "kann nicht", "non puo", "no puede", "ne peut pas", "nao pode", "kann leider nicht"),
)
"""Endings of a clause that somebody cannot come."""

_NOTS = frozenset({"t", "not", "nicht", "non", "no", "pas", "nao"})
_NOT = frozenset({Cue.NEGATION, Cue.NO, Cue.CANNOT, Cue.CANT})
_CANCELLING = frozenset({Cue.CANCEL, Cue.CANCEL_ASK})


def agrees(clause: Clause) -> bool:
    """Return whether a clause says yes for its clients, or nothing more than their names."""
    rest = [word for word in clause.words if word not in clause.pointing]
    turned = any(longest(rest, at, phrases_of(TURNING)) for at in range(len(rest)))
    return not turned and not left_over(without(rest, COMES), AGREEING | _COMES)


def refuses(clause: Clause) -> bool:
    """Return whether a clause only says that its clients do not come."""
    rest = [word for word in clause.words if word not in clause.pointing]
    left = left_over(without(rest, COMES | CANNOT_COME | _CANNOT), _NOT | POLITE)
    refused = bool(rest) and not left and not agrees(clause)
    return refused or _calls_off(clause) or cannot_come(clause.words) or _is_unable(clause)


def _is_unable(clause: Clause) -> bool:
    """Return whether a clause ends with "can't" for its client: "Leo has school and can't"."""
    words, size = clause.words, len(clause.words)
    unable = any(tuple(words[size - n :]) in _UNABLE for n in (2, 3) if n <= size)
    return bool(clause.named) and unable and sum(word in _NOTS for word in words) == 1


def _calls_off(clause: Clause) -> bool:
    """Return whether a clause asks to cancel the visit of its clients: "cancel Leo's"."""
    rest = left_over(clause.words, _CANCELLING)
    around = clause.pointing | THEIRS
    left = [word for word in left_over(rest, POLITE) if word not in around]
    return bool(clause.named) and len(rest) < len(clause.words) and not left
