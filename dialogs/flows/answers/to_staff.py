"""Passes a text to staff after staff have asked something in their own words."""

from dataclasses import replace
from datetime import timedelta

from calendar_store.model.reason_codes import ReasonCode
from dialogs.flows.intents.person import to_person
from dialogs.flows.offered_times.leaving import says_cancel
from dialogs.flows.phrases import said_of
from dialogs.flows.turn_context import Decision, Flow, TurnContext
from dialogs.flows.visits.by_itself import confirms_named_visit
from dialogs.intents import Intent

_WAITED_FOR = timedelta(days=3)
"""How long an answer to a question of staff is expected."""

_FOR_US = frozenset(
    {
        *(Intent.OPT_OUT, Intent.OPT_IN, Intent.EMERGENCY, Intent.AUTO_REPLY, Intent.HELP),
        *(Intent.WRONG_NUMBER, Intent.DECEASED, Intent.LANGUAGE),
    }
)
"""Intents that never answer a question of staff."""

_BESIDES = frozenset({Intent.WHERE, Intent.AGENDA})
"""Intents that we answer although staff read the text too."""

_tell = to_person("to_person", ReasonCode.ANSWERS_STAFF)


def answers_staff(turn: TurnContext, intent: Intent) -> bool:
    """Return whether a text is for staff, because they asked the last question."""
    asked, question = turn.state.staff_asked, turn.question
    if asked is None or turn.now - asked > _WAITED_FOR or intent in _FOR_US:
        return False
    return question is None or question.at < asked


def to_staff(turn: TurnContext, intent: Intent, flow: Flow) -> Decision:
    """Pass a text to staff; perform its intent only if the text states it by itself.

    Args:
        turn: the turn.
        intent: the intent of the text.
        flow: the flow of that intent.
    """
    if _by_itself(turn, intent):
        answer = flow(turn)
        return replace(answer, effects=(*answer.effects, *_tell(turn).effects))
    return _tell(turn)


def _told_already(turn: TurnContext) -> bool:
    """Return whether an earlier text answered the question of staff: "yes, I can"."""
    asked, told = turn.state.staff_asked, turn.state.with_person
    return asked is not None and told is not None and told > asked


def _by_itself(turn: TurnContext, intent: Intent) -> bool:
    if intent is Intent.CONFIRM:
        return _told_already(turn) and confirms_named_visit(turn)
    if turn.heard.intent is not intent:
        return False
    if intent is Intent.CANCEL:
        return says_cancel(turn)
    return intent in _BESIDES or (intent is Intent.UNDO and len(said_of(turn.text).words) == 1)
