"""The searches that a decision needs beforehand: for free times, or for an agenda."""

from dialogs.conversation import Question
from dialogs.effects import AgendaSearch, SlotSearch
from dialogs.flows.intents.agenda import agenda_search
from dialogs.flows.offered_times.pointing import says_other_day
from dialogs.flows.offered_times.search import again_search, first_search, more_search
from dialogs.flows.offered_times.slot_filling import settle
from dialogs.flows.offered_times.slot_list_reply import chosen_slot, offered, unavailable
from dialogs.flows.offered_times.slot_request import moving, purpose_of
from dialogs.flows.target import Resolution, target
from dialogs.flows.turn_context import Decision, TurnContext
from dialogs.flows.visits.notice import too_late
from dialogs.intents import Intent


def lookup(turn: TurnContext, intent: Intent) -> SlotSearch | AgendaSearch | None:
    """Return the search that the decision needs, or None.

    Args:
        turn: the turn.
        intent: the intent of the text.
    """
    if turn.context.stopped:
        return None
    if intent is Intent.AGENDA:
        return agenda_search(turn)
    return _free_times(turn, intent) if turn.context.clients else None


def _free_times(turn: TurnContext, intent: Intent) -> SlotSearch | None:
    question = offered(turn)
    if question and intent in {Intent.MORE, Intent.CHOICE}:
        return _after_offer(turn, question, intent)
    if intent is Intent.BOOK:
        settled = settle(turn)
        return None if isinstance(settled, Decision) else first_search(turn, settled)
    return _to_move(turn) if intent is Intent.RESCHEDULE else None


def _after_offer(turn: TurnContext, question: Question, intent: Intent) -> SlotSearch | None:
    """Return the search for further times of an open list, or for others if one is gone."""
    purpose = purpose_of(turn, question)
    if purpose is None:
        return None
    if intent is Intent.MORE:
        if says_other_day(turn):
            return first_search(turn, purpose)
        return more_search(turn, purpose, question)
    gone = unavailable(turn, chosen_slot(turn, turn.heard.intent))
    return again_search(turn, purpose, question) if gone else None


def offers_at_once(turn: TurnContext, intent: Intent) -> bool:
    """Return whether times can be offered at once, without a question before."""
    wishes = intent in {Intent.BOOK, Intent.RESCHEDULE}
    return wishes and bool(turn.context.clients) and _free_times(turn, intent) is not None


def _to_move(turn: TurnContext) -> SlotSearch | None:
    found = target(turn, Intent.RESCHEDULE)
    clear = found.sight is Resolution.CLEAR and len(found.appointments) == 1
    if not clear or too_late(turn, found.appointments[0]):
        return None
    return first_search(turn, moving(turn, found.appointments[0]))
