"""What a part of a text says of those it names: that they come, or that they do not."""

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
"""How one ends who says of somebody that they cannot."""

_NOTS = frozenset({"t", "not", "nicht", "non", "no", "pas", "nao"})
_NOT = frozenset({Cue.NEGATION, Cue.NO, Cue.CANNOT, Cue.CANT})
_CANCELLING = frozenset({Cue.CANCEL, Cue.CANCEL_ASK})


def agrees(clause: Clause) -> bool:
    """Return whether a part says yes of those it names, or nothing else of them."""
    rest = [word for word in clause.words if word not in clause.pointing]
    turned = any(longest(rest, at, phrases_of(TURNING)) for at in range(len(rest)))
    return not turned and not left_over(without(rest, COMES), AGREEING | _COMES)


def refuses(clause: Clause) -> bool:
    """Return whether a part says of those it names that they do not come, and nothing else."""
    rest = [word for word in clause.words if word not in clause.pointing]
    left = left_over(without(rest, COMES | CANNOT_COME | _CANNOT), _NOT | POLITE)
    refused = bool(rest) and not left and not agrees(clause)
    return refused or _calls_off(clause) or cannot_come(clause.words) or _is_unable(clause)


def _is_unable(clause: Clause) -> bool:
    """Return whether a part ends in saying that who is named cannot: "Leo has school and can't"."""
    words, size = clause.words, len(clause.words)
    unable = any(tuple(words[size - n :]) in _UNABLE for n in (2, 3) if n <= size)
    return bool(clause.named) and unable and sum(word in _NOTS for word in words) == 1


def _calls_off(clause: Clause) -> bool:
    """Return whether a part asks to cancel the visit of those it names: "cancel Leo's"."""
    rest = left_over(clause.words, _CANCELLING)
    around = clause.pointing | THEIRS
    left = [word for word in left_over(rest, POLITE) if word not in around]
    return bool(clause.named) and len(rest) < len(clause.words) and not left
