"""Decides about texts from a number that has opted out: never answered, but seen by staff."""

from dataclasses import replace

from calendar_store.model.reason_codes import ReasonCode
from calendar_store.model.statuses import Channel
from dialogs.flows.intents.call_me import call_me
from dialogs.flows.intents.deceased import deceased
from dialogs.flows.intents.emergency import emergency
from dialogs.flows.intents.late import late
from dialogs.flows.intents.opt_out import stop
from dialogs.flows.intents.person import to_person
from dialogs.flows.intents.quiet import quiet
from dialogs.flows.intents.wrong_number import wrong_number
from dialogs.flows.turn_context import Decision, Flow, TurnContext
from dialogs.intents import Intent

_to_staff = to_person("to_person", ReasonCode.WROTE_AFTER_STOP)


def _stop_the_rest(turn: TurnContext) -> Decision:
    """Stop the other channel too, if STOP ALL or "no more emails" follows a STOP."""
    here = turn.context.key.channel
    rest = tuple(channel for channel in turn.heard.channels if channel is not here)
    if not rest:
        return quiet(turn)
    what = "emails" if Channel.EMAIL in rest else "texts"
    return Decision(trace=(f"{what} stopped",), state=turn.state, effects=stop(turn, rest))


_FLOWS: dict[Intent, Flow] = {
    Intent.EMERGENCY: emergency,
    Intent.CALL_ME: call_me,
    Intent.LATE: late,
    Intent.WRONG_NUMBER: wrong_number,
    Intent.DECEASED: deceased,
    Intent.AUTO_REPLY: quiet,
    Intent.THANKS: quiet,
    Intent.OPT_OUT: _stop_the_rest,
}


def stopped(turn: TurnContext, intent: Intent) -> Decision:
    """Decide about a text from a stopped number, other than START.

    The calendar is not changed, because a change could not be confirmed to the client; staff see
    the text and can call.
    """
    answer = _FLOWS.get(intent, _to_staff)(turn)
    return replace(
        answer,
        trace=(*answer.trace, "texts to this number are stopped: no answer"),
        state=turn.state,
        replies=(),
        handled=False,
    )
