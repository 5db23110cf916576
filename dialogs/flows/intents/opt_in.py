"""OPT_IN: allows messages to the number again; only START does so, a yes never."""

from calendar_store.model.statuses import Channel
from dialogs.effects import OptIn
from dialogs.flows.flow_spec import FlowSpec
from dialogs.flows.intents.opt_out import without_email
from dialogs.flows.turn_context import Decision, TurnContext
from dialogs.intents import Intent


def opt_in(turn: TurnContext) -> Decision:
    """Allow texts to the number again; if they were not stopped, only say so."""
    if turn.heard.channels == (Channel.EMAIL,):
        return _emails(turn)
    stopped, here = turn.context.stopped, (turn.context.key.channel,)
    return Decision(
        trace=("opted back in" if stopped else "texts were not stopped: nothing to do",),
        state=turn.state,
        replies=(turn.say("opted_in"),),
        effects=(OptIn(" ".join(turn.text.split()), here),) if stopped else (),
        even_if_stopped=stopped,
    )


def _emails(turn: TurnContext) -> Decision:
    """Allow emails again; a number that has stopped texts gets no answer."""
    if not any(client.email for client in turn.context.clients):
        return without_email(turn)
    return Decision(
        trace=("opted back in to emails",),
        state=turn.state,
        replies=() if turn.context.stopped else (turn.say("emails_started"),),
        effects=(OptIn(" ".join(turn.text.split()), (Channel.EMAIL,)),),
    )


FLOWS = (FlowSpec(Intent.OPT_IN, opt_in, from_anybody=True),)
