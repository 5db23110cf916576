"""Reads texts that name their visits themselves, whatever question is open.

These texts are read first, because the reminder may have asked about another visit.
"""

from dataclasses import dataclass

from calendar_store.model.appointments import Appointment
from dialogs.flows.family.all_but import some_kept
from dialogs.flows.family.counted import counted
from dialogs.flows.family.each_told import each_told
from dialogs.flows.family.own import own_visits
from dialogs.flows.offered_times.slot_request import bookable
from dialogs.flows.turn_context import TurnContext
from dialogs.flows.visits.all_the_same import comes_all_the_same
from dialogs.flows.visits.by_itself import cancels_by_itself, comes_by_itself, comes_elsewhen
from dialogs.flows.visits.coming_back import comes_after_all, wants_old_time
from dialogs.flows.visits.confirming_story import confirms_with_story
from dialogs.flows.visits.days_apart import days_apart
from dialogs.flows.visits.late_yes import comes_late
from dialogs.flows.visits.on_the_way import arrives_soon, on_the_way
from dialogs.flows.visits.parting import agrees_to_day, agrees_until, other_day, other_hour
from dialogs.flows.visits.regretting import regrets_act
from dialogs.flows.visits.spoken_of import spoken_of
from dialogs.flows.visits.suiting import comes_at_other_hour
from dialogs.flows.visits.with_story import cancels_with_story
from dialogs.intents import Intent


@dataclass(frozen=True, slots=True)
class Meant:
    """The visits that a text is about: all of these or, if not known, one of them."""

    visits: tuple[Appointment, ...]
    known: bool = True


_CONFIRMING = (
    *(own_visits, comes_all_the_same, comes_late, agrees_to_day, comes_by_itself),
    confirms_with_story,
)
"""Tests for a text that confirms."""

_APART = ((days_apart, Intent.CANCEL), (some_kept, Intent.CONFIRM))
"""Tests for a text that says something of each of several visits, and its first intent."""


def wanted_plainly(turn: TurnContext) -> Intent | None:
    """Return the intent of a text that names its visits itself, else None."""
    if comes_after_all(turn) or regrets_act(turn):
        # if it is too late for UNDO, the visit is booked anew
        return Intent.BOOK if wants_old_time(turn) and bookable(turn) else Intent.UNDO
    told = each_told(turn)
    if told is not None:
        return told.intent
    if any(each(turn) for each in _CONFIRMING):
        return Intent.CONFIRM
    if said := next((intent for each, intent in _APART if each(turn)), None):
        return said
    if (spoken := counted(turn) or spoken_of(turn)) is not None:
        return spoken.intent
    parting = None if cancels_with_story(turn) else _parting(turn)
    cancelled = parting is None and (cancels_with_story(turn) or cancels_by_itself(turn))
    return Intent.CANCEL if cancelled else parting


def _parting(turn: TurnContext) -> Intent | None:
    """Return the intent of a text that says goodbye until a day, or "on my way", else None."""
    if (going := on_the_way(turn)) and turn.question is not None:
        return Intent.CONFIRM if arrives_soon(turn, going[0]) else Intent.UNCLEAR
    if agrees_until(turn):
        return Intent.CONFIRM
    mistaken = other_day(turn) or other_hour(turn) or comes_elsewhen(turn)
    mistaken = mistaken or comes_at_other_hour(turn)
    return Intent.UNCLEAR if mistaken else None


def visits_spoken_of(turn: TurnContext, intent: Intent) -> Meant | None:
    """Return the visits that a text names itself for an intent, or None."""
    if (told := each_told(turn)) is not None and intent is told.intent:
        return Meant((told.moved,) if told.moved else told.visits)
    if (plainly := _meant_by_itself(turn, intent)) is not None:
        return plainly
    spoken = counted(turn) or spoken_of(turn)
    if spoken and spoken.intent is intent:
        return Meant(spoken.visits or turn.ahead, known=bool(spoken.visits))
    pointed = tuple(a for a in turn.ahead if a.starts_at == turn.heard.visit)
    return Meant(pointed) if len(pointed) == 1 else None


def _meant_by_itself(turn: TurnContext, intent: Intent) -> Meant | None:
    """Return the visits that a text confirms, or cancels, in its own words, or None."""
    if intent is Intent.CANCEL:
        if apart := days_apart(turn):
            return Meant(apart.cancelled)
        visit = cancels_by_itself(turn) or cancels_with_story(turn)
        return Meant((visit,)) if visit else None
    if intent is not Intent.CONFIRM:
        return None
    if own := own_visits(turn):
        return Meant(own.visits, own.known)
    if most := some_kept(turn):
        return Meant(most.kept)
    visit = comes_by_itself(turn) or confirms_with_story(turn)
    return Meant((visit,)) if visit else None
