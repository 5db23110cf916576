"""DECEASED: a text says that a client has died; messages to them stop, staff are alerted."""

from calendar_store.model.reason_codes import ReasonCode
from calendar_store.model.statuses import AlertKind
from dialogs.effects import MarkDeceased, OptOut
from dialogs.flows.flow_spec import FlowSpec
from dialogs.flows.target import names
from dialogs.flows.turn_context import Decision, TurnContext
from dialogs.intents import Hint, Intent


def deceased(turn: TurnContext) -> Decision:
    """Stop writing to the client, tell staff, and say one respectful line.

    If several share the number and none is named, or a relative has died who may be the client,
    staff find out who it is. If the text also asks for no more texts, the number is opted out,
    whoever of the family wrote.
    """
    clients = turn.context.clients
    unsure = len(clients) > 1 or turn.heard.hint is Hint.BEREAVED
    named = tuple(c for c in clients if names(turn.text, c)) if unsure else clients
    who = named[0].id if len(named) == 1 else None
    stop = Intent.OPT_OUT in turn.heard.also
    return Decision(
        trace=(_told(who, unsure=unsure),),
        state=turn.state.asking(None),
        replies=(turn.say("deceased"),),
        effects=(
            *((MarkDeceased(who),) if who is not None else ()),
            *((OptOut(" ".join(turn.text.split()), (turn.context.key.channel,)),) if stop else ()),
            turn.alert(
                AlertKind.DECEASED,
                ReasonCode.SAID_TO_HAVE_DIED,
                of=named[0] if len(named) == 1 else None,
            ),
        ),
        even_if_stopped=True,
        client_id=who,
    )


def _told(who: int | None, *, unsure: bool) -> str:
    if who is None and unsure:
        return "a death is told, of the client perhaps: staff told"
    return "the client has died: staff told" + (", no more texts to them" if who else "")


FLOWS = (FlowSpec(Intent.DECEASED, deceased),)
