"""Reads and performs answers to a numbered list of free times: a number, a time, MORE, or none."""

from dataclasses import replace

from calendar_store.model.appointments import Appointment, Slot
from calendar_store.model.reason_codes import ReasonCode
from dialogs.conversation import Asked, Question
from dialogs.flows.answers.assent import says_yes
from dialogs.flows.intents.move import move_to
from dialogs.flows.offered_times.local_days import bounds_one_day
from dialogs.flows.offered_times.naming import picked
from dialogs.flows.offered_times.search import too_soon
from dialogs.flows.offered_times.second_or_monday import place_or_day
from dialogs.flows.offered_times.slot_list import more_offers, other_offers, same_offer
from dialogs.flows.offered_times.slot_request import moving
from dialogs.flows.phrases import said_apart
from dialogs.flows.reading_parts import cues_of
from dialogs.flows.turn_context import Decision, TurnContext
from dialogs.flows.visits.notice import refuse, too_late
from dialogs.flows.visits.visit_days import covers
from dialogs.intents import Intent
from dialogs.languages.lexicon import Cue

_PICKED = 0.9
"""Confidence in a choice that is plain only in view of the list."""


def offered(turn: TurnContext) -> Question | None:
    """Return the open list of offered times, or None."""
    question = turn.question
    return question if question and question.asked is Asked.SLOTS else None


def open_offer(turn: TurnContext) -> Question:
    """Return the open list of offered times.

    Raises:
        ValueError: if no times are on offer.
    """
    question = offered(turn)
    if question is None:
        raise ValueError("no times are on offer")
    return question


def chosen_slot(turn: TurnContext, intent: Intent) -> Slot | None:
    """Return the offered time that a text chooses by its number or its time, or None.

    Args:
        turn: the turn.
        intent: the intent of the text; UNCLEAR chooses nothing.
    """
    question = offered(turn)
    if question is None or comes_on_own_day(turn, question):
        return None
    return picked(turn, question) or _chosen(turn, intent, question)


def as_choice(turn: TurnContext, intent: Intent) -> TurnContext:
    """Return the turn with its text understood as a choice, if it is one in view of the list.

    Args:
        turn: the turn.
        intent: the intent of the text in view of the list.
    """
    heard, question = turn.heard, offered(turn)
    if question is None or intent is not Intent.CHOICE or heard.intent is Intent.CHOICE:
        return turn
    slot = chosen_slot(turn, heard.intent)
    if slot is None:
        return turn
    number = question.slots.index(slot) + 1
    evidence = (*heard.evidence, f"it takes number {number} of those offered")
    sure = max(heard.confidence, _PICKED)
    chosen = replace(
        heard, intent=Intent.CHOICE, confidence=sure, choice=number, evidence=evidence, hint=None
    )
    return replace(turn, heard=chosen)


def as_wish(turn: TurnContext) -> TurnContext:
    """Return the turn with a day that names several listed times understood as no choice yet.

    Args:
        turn: the turn, understood as a choice by its time.
    """
    heard = turn.heard
    question = offered(turn)
    if question is None or heard.intent is not Intent.CHOICE or heard.choice is not None:
        return turn
    there = [slot for slot in question.slots if covers(heard.times, slot.starts_at)]
    if len(there) <= 1 or chosen_slot(turn, heard.intent) is not None:
        return turn
    evidence = (*heard.evidence, f"{len(there)} of those offered are then")
    return replace(turn, heard=replace(heard, intent=Intent.UNCLEAR, evidence=evidence))


def _chosen(turn: TurnContext, intent: Intent, question: Question) -> Slot | None:
    """Return the offered time that the understood text chooses, or None."""
    if intent not in _CHOOSING or place_or_day(turn, question):
        return None
    choice = turn.heard.choice
    agreed = len(question.slots) == 1 and "1" not in said_apart(turn).words
    if question.stale and agreed and not turn.heard.times:
        return None  # the text may be for staff, to whom the last question was passed
    if choice is not None:
        # a yes to the only time is understood as its number; "ok but is there parking?" takes none
        loose = agreed and not (turn.heard.plain or says_yes(turn.text))
        return None if loose else _numbered(turn, question, choice)
    if intent is Intent.CONFIRM and not turn.heard.times:
        # "ok but is there parking?" takes no time, even if it would confirm a visit elsewhere
        only = len(question.slots) == 1 and says_yes(turn.text)
        return question.slots[0] if only else None
    # a wish chooses a time only by its exact hour: "could we do Thursday?" asks for Thursday;
    # "after four" and "next week" name a range, even if only one listed time is in it;
    # and a time with other words beside it is not chosen: "3 is when I finish work"
    spoken = turn.heard.times if turn.heard.plain else ()
    wish = intent in _WISHES
    times = tuple(t for t in spoken if t.exact or (not wish and bounds_one_day(turn, t)))
    named = tuple(slot for slot in question.slots if covers(times, slot.starts_at))
    return named[0] if len(named) == 1 else None


def comes_on_own_day(turn: TurnContext, question: Question) -> bool:
    """Return whether a text says that the client comes on the day of the existing visit.

    "I'm coming Thursday" is about the visit, even if a time on that day is on offer.
    """
    heard = turn.heard
    if question.wish is not None or heard.choice is not None or not heard.times:
        return False
    if any(each.exact for each in heard.times):
        return False
    about = {each.appointment_id for each in question.about}
    visit = next((each for each in turn.ahead if each.id in about), None)
    return (
        visit is not None
        and covers(heard.times, visit.starts_at)
        and Cue.COMING in cues_of(turn, turn.text, visit.starts_at)
    )


def takes_listed(turn: TurnContext) -> bool:
    """Return whether a text takes an offered time rather than confirms: "I'll be there"."""
    question, heard = turn.question, turn.heard
    if question is None or question.asked is not Asked.SLOTS or comes_on_own_day(turn, question):
        return False
    if question.stale:
        # the reply asks whether the client means the offered time
        question = replace(question, stale=False)
        turn = replace(turn, question=question)
    chosen = heard.intent is Intent.CHOICE and heard.choice and chosen_slot(turn, heard.intent)
    return bool(chosen or picked(turn, question))


def _numbered(turn: TurnContext, question: Question, choice: int) -> Slot | None:
    """Return the slot with a number, counted among a day's times if the text names a day."""
    if not 0 < choice <= len(question.slots):
        return None
    slot = question.slots[choice - 1]
    if not turn.heard.times or covers(turn.heard.times, slot.starts_at):
        return slot
    # "the first of the Friday ones"
    there = [one for one in question.slots if covers(turn.heard.times, one.starts_at)]
    return there[choice - 1] if choice <= len(there) else None


_WISHES = frozenset({Intent.RESCHEDULE, Intent.BOOK})
_CHOOSING = frozenset({Intent.CHOICE, Intent.CONFIRM}) | _WISHES


def unavailable(turn: TurnContext, slot: Slot | None) -> bool:
    """Return whether a chosen time can no longer be booked, and others have to be offered."""
    return turn.context.lost is not None or (slot is not None and too_soon(turn, slot))


def answer_offer(turn: TurnContext, appointments: tuple[Appointment, ...]) -> Decision:
    """Move to the chosen time; offer the same times again if the answer fits none."""
    question, appointment = open_offer(turn), appointments[0]
    slot = chosen_slot(turn, turn.heard.intent)
    if slot is None:
        return same_offer(turn, moving(turn, appointment), question)
    if too_late(turn, appointment):
        return refuse(turn, appointment, ReasonCode.TOO_LATE_TO_MOVE)
    if unavailable(turn, slot):
        return other_offers(turn, moving(turn, appointment), question)
    return move_to(turn, appointment, slot)


def answer_more(turn: TurnContext, appointments: tuple[Appointment, ...]) -> Decision:
    """Offer further times."""
    return more_offers(turn, moving(turn, appointments[0]), open_offer(turn))
