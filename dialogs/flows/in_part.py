"""Handles an incomplete text, or one too long to be read: only STOP and emergencies are served.

The rest of the text, which may change its meaning, has not come or is not read. No other flow sees
the text, so that none acts on it or takes long over it. Staff read it. The open question stays open
while the client is asked to send the text again.
"""

from dataclasses import replace

from calendar_store.model.reason_codes import ReasonCode
from calendar_store.model.statuses import AlertKind
from dialogs.conversation import Context
from dialogs.flows.intents import person
from dialogs.flows.intents.emergency import emergency
from dialogs.flows.intents.opt_out import opt_out
from dialogs.flows.intents.stopped import stopped
from dialogs.flows.phrases import said_of
from dialogs.flows.turn_context import Decision, Flow, TurnContext
from dialogs.intents import Hint, Intent, Understanding
from dialogs.understand.hearing.signals import LONGEST


def read_in_part(context: Context, text: str) -> bool:
    """Return whether only a part of a text has arrived, or the text is too long to be read."""
    return context.partial or len(said_of(text).words) > LONGEST


def of_part(heard: Understanding, context: Context) -> Understanding:
    """Return the meaning of a part of a text: UNCLEAR, except a STOP and an emergency."""
    stops = heard.intent is Intent.OPT_OUT and heard.only is None
    if stops or heard.intent is Intent.EMERGENCY:
        return replace(heard, also=())
    why = "parts of the text are missing" if context.partial else f"longer than {LONGEST} words"
    hint = Hint.PARTIAL if context.partial else None
    return Understanding(Intent.UNCLEAR, 0.4, (why,), locale=heard.locale, hint=hint)


def part(turn: TurnContext) -> Decision:
    """Decide about a part of a text.

    Args:
        turn: the turn, with its text understood by `of_part`.
    """
    if turn.context.stopped:
        return stopped(turn, turn.heard.intent)
    known = turn.context.clients
    otherwise = _send_again if turn.context.partial else person.unclear
    return _FLOWS.get(turn.heard.intent, otherwise if known else person.unknown)(turn)


def _send_again(turn: TurnContext) -> Decision:
    """Ask for the text again.

    An "ok" then means that the text will be sent, so it no longer answers the open question.
    """
    question = turn.state.question
    after = replace(question, aside=True, stale=True) if question else None
    return Decision(
        trace=("parts of the text are missing: nothing changed, staff told",),
        state=turn.state.asking(after),
        replies=(turn.say("partial"),),
        effects=(turn.alert(AlertKind.UNCLEAR, ReasonCode.PARTS_MISSING),),
        handled=False,
    )


_FLOWS: dict[Intent, Flow] = {Intent.OPT_OUT: opt_out, Intent.EMERGENCY: emergency}
"""The intents that are served for a part of a text."""
