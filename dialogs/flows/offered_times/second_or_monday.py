"""Reads Portuguese words that are a weekday and a place in a list: "fico com a segunda".

If only one of the two meanings fits a list of times, it is taken; if both fit, we ask.
"""

from calendar_store.model.appointments import Slot
from dialogs.conversation import Question
from dialogs.flows.offered_times.naming_words import TAKING
from dialogs.flows.phrases import AGREEING, left_over, said_apart, without
from dialogs.flows.turn_context import TurnContext
from dialogs.flows.visits.visit_days import slots_on_day

_PLACES = {"segunda": 1, "quarta": 3}
"""The index in a list, from 0; the other weekdays are no ordinals."""
_ARTICLE = frozenset({"a"})


def meant_by_place(turn: TurnContext, question: Question) -> Slot | None:
    """Return the time of a list that such a word means by its place only, or None."""
    slot, days = _both(turn, question)
    return slot if slot is not None and not days else None


def place_or_day(turn: TurnContext, question: Question) -> bool:
    """Return whether such a word means one time by its place and another by its day."""
    slot, days = _both(turn, question)
    return slot is not None and bool(days) and days != (slot,)


def _both(turn: TurnContext, question: Question) -> tuple[Slot | None, tuple[Slot, ...]]:
    """Return the time by place, and the times by day, of the only such word of a text."""
    if turn.heard.locale != "pt":
        return None, ()
    said = said_apart(turn)
    left = left_over(without(said.words, TAKING), AGREEING)
    told = [word for word in left if word not in _ARTICLE]
    if len(told) != 1 or told[0] not in _PLACES or "?" in said.marks:
        return None, ()
    slot = next(iter(question.slots[_PLACES[told[0]] :]), None)
    return slot, slots_on_day(turn, question.slots, told[0])
