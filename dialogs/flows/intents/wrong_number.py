"""WRONG_NUMBER: the number belongs to somebody else; it is marked, staff are alerted."""

from dataclasses import replace

from calendar_store.model.clients import Client
from calendar_store.model.reason_codes import ReasonCode
from calendar_store.model.statuses import AlertKind
from dialogs.effects import MarkWrongNumber
from dialogs.flows.flow_spec import FlowSpec
from dialogs.flows.intents.person import unclear
from dialogs.flows.target import names
from dialogs.flows.turn_context import Decision, TurnContext
from dialogs.intents import Intent
from dialogs.quoting import digest


def wrong_number(turn: TurnContext) -> Decision:
    """Stop messages to the number, alert staff, and send one line that names nobody.

    If the text names one of a family, staff find out that client's number, and texts to the others
    go on.
    """
    clients = turn.context.clients
    named = tuple(each for each in clients if names(turn.text, each))
    if len(clients) > 1 and 0 < len(named) < len(clients):
        return _of_one(turn, named[0])
    text = turn.say("wrong_number")
    told = turn.state.last == digest(text)
    alert = turn.alert(AlertKind.WRONG_NUMBER, ReasonCode.NUMBER_OF_OTHER)
    return Decision(
        trace=("wrong number: no more texts to it, staff told",),
        state=turn.state.asking(None),
        # after the promise of no more texts the client gets no more texts
        replies=() if told else (text,),
        effects=(MarkWrongNumber(), alert),
        even_if_stopped=True,
    )


def _of_one(turn: TurnContext, client: Client) -> Decision:
    """Alert staff that the number is not that of one client, while others of the family have it."""
    alert = turn.alert(AlertKind.WRONG_NUMBER, ReasonCode.HAS_OTHER_NUMBER, of=client)
    return replace(
        unclear(turn),
        trace=("not the number of one of the family: staff told, texts to the others go on",),
        effects=(alert,),
        client_id=client.id,
    )


FLOWS = (FlowSpec(Intent.WRONG_NUMBER, wrong_number),)
