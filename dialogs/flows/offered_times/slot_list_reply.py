"""Answers to a numbered list of free times: a number, a time, MORE, or nothing of it."""

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
from dialogs.flows.reading_parts import signs_of
from dialogs.flows.turn_context import Answer, Scene
from dialogs.flows.visits.notice import refuse, too_late
from dialogs.flows.visits.visit_days import covers
from dialogs.intents import Intent
from dialogs.languages.lexicon import Sign


def offered(scene: Scene) -> Question | None:
    """Return the open list of offered times, or None."""
    question = scene.question
    return question if question and question.asked is Asked.SLOTS else None


def open_offer(scene: Scene) -> Question:
    """Return the open list of offered times.

    Raises:
        ValueError: if no times are on offer.
    """
    question = offered(scene)
    if question is None:
        raise ValueError("no times are on offer")
    return question


def chosen_slot(scene: Scene, intent: Intent) -> Slot | None:
    """Return the offered time that a text chooses, by its number or by naming it and no other.

    Args:
        scene: the turn.
        intent: what the text wants, UNCLEAR where that is in doubt: then nothing is chosen.
    """
    question = offered(scene)
    if question is None or comes_on_own_day(scene, question):
        return None
    return picked(scene, question) or _chosen(scene, intent, question)


def _chosen(scene: Scene, intent: Intent, question: Question) -> Slot | None:
    """Return the offered time that a text is read to choose."""
    if intent not in _CHOOSING or place_or_day(scene, question):
        return None
    choice = scene.heard.choice
    agreed = len(question.slots) == 1 and "1" not in said_apart(scene).words
    if question.stale and agreed and not scene.heard.times:
        return None  # it may be said to whom the last question was passed on
    if choice is not None:
        # a yes to the only one is read as its number: "ok but is there parking?" takes nothing
        loose = agreed and not (scene.heard.plain or says_yes(scene.text))
        return None if loose else _numbered(scene, question, choice)
    if intent is Intent.CONFIRM and not scene.heard.times:
        # "ok but is there parking?" takes nothing, whatever it confirms elsewhere
        only = len(question.slots) == 1 and says_yes(scene.text)
        return question.slots[0] if only else None
    # a wish names a time exactly to choose it: "could we do Thursday?" asks what Thursday has
    # "after four" and "next week" say what shall be offered, though only one on the list is then,
    # and one with more said beside it is not chosen: "3 is when I finish work"
    spoken = scene.heard.times if scene.heard.plain else ()
    wish = intent in _WISHES
    times = tuple(t for t in spoken if t.exact or (not wish and bounds_one_day(scene, t)))
    named = tuple(slot for slot in question.slots if covers(times, slot.starts_at))
    return named[0] if len(named) == 1 else None


def comes_on_own_day(scene: Scene, question: Question) -> bool:
    """Return whether a text says to come on the day of the visit that stands.

    "I'm coming Thursday" is said of the visit, though a time of that day is on offer, too.
    """
    heard = scene.heard
    if question.wish is not None or heard.choice is not None or not heard.times:
        return False
    if any(each.exact for each in heard.times):
        return False
    about = {each.appointment_id for each in question.about}
    visit = next((each for each in scene.ahead if each.id in about), None)
    return (
        visit is not None
        and covers(heard.times, visit.starts_at)
        and Sign.COMING in signs_of(scene, scene.text, visit.starts_at)
    )


def takes_listed(scene: Scene) -> bool:
    """Return whether a text takes a time on offer, and does not confirm: "I'll be there"."""
    question, heard = scene.question, scene.heard
    if question is None or question.asked is not Asked.SLOTS or comes_on_own_day(scene, question):
        return False
    if question.stale:
        # it is asked then whether the time on offer is meant
        question = replace(question, stale=False)
        scene = replace(scene, question=question)
    chosen = heard.intent is Intent.CHOICE and heard.choice and chosen_slot(scene, heard.intent)
    return bool(chosen or picked(scene, question))


def _numbered(scene: Scene, question: Question, choice: int) -> Slot | None:
    """Return the slot of a number; beside a day it counts those of that day, where it must."""
    if not 0 < choice <= len(question.slots):
        return None
    slot = question.slots[choice - 1]
    if not scene.heard.times or covers(scene.heard.times, slot.starts_at):
        return slot
    # "the first of the Friday ones"
    there = [one for one in question.slots if covers(scene.heard.times, one.starts_at)]
    return there[choice - 1] if choice <= len(there) else None


_WISHES = frozenset({Intent.RESCHEDULE, Intent.BOOK})
_CHOOSING = frozenset({Intent.CHOICE, Intent.CONFIRM}) | _WISHES


def unavailable(scene: Scene, slot: Slot | None) -> bool:
    """Return whether a time chosen can no longer be had, and others have to be offered."""
    return scene.context.lost is not None or (slot is not None and too_soon(scene, slot))


def answer_offer(scene: Scene, appointments: tuple[Appointment, ...]) -> Answer:
    """Move to the time chosen; offer the same ones again when the answer fits none."""
    question, appointment = open_offer(scene), appointments[0]
    slot = chosen_slot(scene, scene.heard.intent)
    if slot is None:
        return same_offer(scene, moving(scene, appointment), question)
    if too_late(scene, appointment):
        return refuse(scene, appointment, ReasonCode.TOO_LATE_TO_MOVE)
    if unavailable(scene, slot):
        return other_offers(scene, moving(scene, appointment), question)
    return move_to(scene, appointment, slot)


def answer_more(scene: Scene, appointments: tuple[Appointment, ...]) -> Answer:
    """Offer the times after those on offer."""
    return more_offers(scene, moving(scene, appointments[0]), open_offer(scene))
