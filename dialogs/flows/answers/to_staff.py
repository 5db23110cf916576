"""What is said after staff have asked something in their own words: it answers them, and not us."""

from dataclasses import replace
from datetime import timedelta

from calendar_store.model.reason_codes import ReasonCode
from dialogs.flows.intents.person import to_person
from dialogs.flows.offered_times.leaving import says_cancel
from dialogs.flows.turn_context import Decision, Flow, TurnContext
from dialogs.intents import Intent
from dialogs.normalise import normalise

_WAITED_FOR = timedelta(days=3)
"""How long an answer to what staff have asked is waited for."""

_FOR_US = frozenset(
    {
        *(Intent.OPT_OUT, Intent.OPT_IN, Intent.EMERGENCY, Intent.AUTO_REPLY, Intent.HELP),
        *(Intent.WRONG_NUMBER, Intent.DECEASED, Intent.LANGUAGE),
    }
)
"""What is no answer to anything that staff may ask."""

_BESIDES = frozenset({Intent.WHERE, Intent.AGENDA})
"""What we answer though staff are asked to read it too."""

_tell = to_person("to_person", ReasonCode.ANSWERS_STAFF)


def answers_staff(turn: TurnContext, intent: Intent) -> bool:
    """Return whether a text is for staff, who asked something last, to read and to answer."""
    asked, question = turn.state.staff_asked, turn.question
    if asked is None or turn.now - asked > _WAITED_FOR or intent in _FOR_US:
        return False
    return question is None or question.at < asked


def to_staff(turn: TurnContext, intent: Intent, flow: Flow) -> Decision:
    """Hand a text to staff; of what it wants only what says so by itself is done.

    Args:
        turn: the turn.
        intent: what the text wants.
        flow: of that intent.
    """
    if _by_itself(turn, intent):
        answer = flow(turn)
        return replace(answer, effects=(*answer.effects, *_tell(turn).effects))
    return _tell(turn)


def _by_itself(turn: TurnContext, intent: Intent) -> bool:
    if turn.heard.intent is not intent:
        return False
    if intent is Intent.CANCEL:
        return says_cancel(turn)
    return intent in _BESIDES or (intent is Intent.UNDO and len(normalise(turn.text).words) == 1)
