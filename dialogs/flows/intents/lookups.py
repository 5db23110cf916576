"""What has to be looked up before a text can be decided about: free times, or an agenda."""

from dialogs.conversation import Question
from dialogs.effects import AgendaSearch, SlotSearch
from dialogs.flows.intents.agenda import agenda_search
from dialogs.flows.offered_times.pointing import says_other_day
from dialogs.flows.offered_times.search import again_search, first_search, more_search
from dialogs.flows.offered_times.slot_filling import settle
from dialogs.flows.offered_times.slot_list_reply import chosen_slot, offered, unavailable
from dialogs.flows.offered_times.slot_request import moving, purpose_of
from dialogs.flows.target import Sight, target
from dialogs.flows.turn_context import Answer, Scene
from dialogs.flows.visits.notice import too_late
from dialogs.intents import Intent


def lookup(scene: Scene, intent: Intent) -> SlotSearch | AgendaSearch | None:
    """Return what to look up, None where the text is decided about without.

    Args:
        scene: the turn.
        intent: what the text wants.
    """
    if scene.context.stopped:
        return None
    if intent is Intent.AGENDA:
        return agenda_search(scene)
    return _free_times(scene, intent) if scene.context.clients else None


def _free_times(scene: Scene, intent: Intent) -> SlotSearch | None:
    question = offered(scene)
    if question and intent in {Intent.MORE, Intent.CHOICE}:
        return _after_offer(scene, question, intent)
    if intent is Intent.BOOK:
        settled = settle(scene)
        return None if isinstance(settled, Answer) else first_search(scene, settled)
    return _to_move(scene) if intent is Intent.RESCHEDULE else None


def _after_offer(scene: Scene, question: Question, intent: Intent) -> SlotSearch | None:
    """Return the search for what comes after an open list, or in place of a time of it."""
    purpose = purpose_of(scene, question)
    if purpose is None:
        return None
    if intent is Intent.MORE:
        if says_other_day(scene):
            return first_search(scene, purpose)
        return more_search(scene, purpose, question)
    gone = unavailable(scene, chosen_slot(scene, scene.heard.intent))
    return again_search(scene, purpose, question) if gone else None


def offers_at_once(scene: Scene, intent: Intent) -> bool:
    """Return whether times are looked up for a wish, and nothing has to be asked before."""
    wishes = intent in {Intent.BOOK, Intent.RESCHEDULE}
    return wishes and bool(scene.context.clients) and _free_times(scene, intent) is not None


def _to_move(scene: Scene) -> SlotSearch | None:
    found = target(scene, Intent.RESCHEDULE)
    clear = found.sight is Sight.CLEAR and len(found.appointments) == 1
    if not clear or too_late(scene, found.appointments[0]):
        return None
    return first_search(scene, moving(scene, found.appointments[0]))
