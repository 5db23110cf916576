"""Recognises a yes to a new appointment in a text that also keeps the existing one.

"Yes, Monday at four, and I'm keeping Thursday's" takes Monday. The words on Thursday negate
nothing, and Thursday is not a wished day.
"""

from dataclasses import replace

from calendar_store.model.appointments import Appointment
from dialogs.conversation import Question
from dialogs.flows.family.whose import TOO
from dialogs.flows.offered_times.pointing import NEW
from dialogs.flows.phrases import JOINING, said_apart
from dialogs.flows.turn_context import TurnContext
from dialogs.flows.visits.days_apart import keeps
from dialogs.flows.visits.visit_days import covers
from dialogs.normalise import Said

_AND = JOINING - {"s"}
_BESIDE = _AND | TOO
"""Words that join the kept visit with the taken time."""


def without_kept(turn: TurnContext, question: Question) -> TurnContext | None:
    """Return the turn without the words on kept visits, None if there are none.

    Args:
        turn: the turn.
        question: the list of times on offer.
    """
    said = said_apart(turn)
    if question.wish is None or not turn.ahead or "?" in said.marks:
        return None
    kept: list[Appointment] = []
    rest: list[str] = []
    for words in _parts(said):
        visits = keeps(turn, words)
        kept += visits
        rest += () if visits else words
    if not kept or not rest:
        return None
    times = tuple(t for t in turn.heard.times if not any(covers((t,), v.starts_at) for v in kept))
    # "yes, I'll keep Thursday" may take no other
    if not times and (_BESIDE | NEW).isdisjoint(said.words):
        return None
    return replace(turn, text=" ".join(rest), heard=replace(turn.heard, times=times))


def _parts(said: Said) -> list[tuple[str, ...]]:
    """Return the words of a text, split at each stop and each "and"."""
    found: list[list[str]] = [[]]
    for word, mark in zip(said.words, said.marks, strict=True):
        if word in _AND:
            found.append([])
        else:
            found[-1].append(word)
        if mark:
            found.append([])
    return [tuple(words) for words in found if words]
