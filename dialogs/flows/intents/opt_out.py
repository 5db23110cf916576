"""OPT_OUT: stops messages on the named channels for all of a family; one text confirms it."""

from calendar_store.model.reason_codes import ReasonCode
from calendar_store.model.statuses import AlertKind, Channel
from dialogs.effects import Effect, OptOut, Prefer
from dialogs.flows.flow_spec import FlowSpec
from dialogs.flows.reading_parts import cues_of
from dialogs.flows.turn_context import Decision, TurnContext
from dialogs.intents import Intent
from dialogs.languages.cue_kinds import Cue

_OF_VISITS = frozenset(
    {*(Cue.CANCEL, Cue.CANCEL_ASK, Cue.CANNOT, Cue.CANT, Cue.MOVE, Cue.CONFIRM, Cue.COMING)}
)
"""Cues of a text that says something of a visit beside STOP: staff read it."""


def opt_out(turn: TurnContext) -> Decision:
    """Stop the named channels, else this one; emails stop for every client of the number."""
    channels = turn.heard.channels or (turn.context.key.channel,)
    if turn.heard.only is Channel.EMAIL and not _have_email(turn):
        return without_email(turn)
    return Decision(
        trace=(f"opted out: nothing more goes to {_named(channels)}, one text confirms it",),
        # the question stays: an answer to it counts again after START
        state=turn.state,
        replies=(turn.say(_confirmation(turn, channels)),),
        effects=(*stop(turn, channels), *_of_the_visit(turn)),
        even_if_stopped=turn.context.key.channel in channels,
    )


def _of_the_visit(turn: TurnContext) -> tuple[Effect, ...]:
    """Return an alert if the text says something of a visit too: "and cancel Wednesday"."""
    more = turn.ahead and cues_of(turn, turn.text) & _OF_VISITS
    return (turn.alert(AlertKind.UNCLEAR, ReasonCode.NOT_UNDERSTOOD),) if more else ()


def stop(turn: TurnContext, channels: tuple[Channel, ...]) -> tuple[Effect, ...]:
    """Return the effects that stop some channels and set the channel that is left."""
    out = OptOut(" ".join(turn.text.split()), channels)
    return (out, Prefer(turn.heard.only)) if turn.heard.only else (out,)


def without_email(turn: TurnContext) -> Decision:
    """Change nothing if emails are wished for but no address is known; alert staff."""
    return Decision(
        trace=("no email address is known: nothing changed, staff told",),
        state=turn.state,
        replies=(turn.say("no_email"),),
        effects=(turn.alert(AlertKind.UNCLEAR, ReasonCode.WANTS_EMAILS),),
        handled=False,
    )


def _confirmation(turn: TurnContext, channels: tuple[Channel, ...]) -> str:
    if turn.heard.only is Channel.EMAIL:
        return "emails_only"
    if channels == (Channel.EMAIL,):
        return "emails_stopped"
    return "opted_out" if channels == (Channel.SMS,) else "all_stopped"


def _have_email(turn: TurnContext) -> bool:
    clients = turn.context.clients
    return bool(clients) and all(client.email for client in clients)


def _named(channels: tuple[Channel, ...]) -> str:
    words = {Channel.SMS: "this number", Channel.EMAIL: "their email"}
    return " and ".join(words[channel] for channel in channels)


FLOWS = (FlowSpec(Intent.OPT_OUT, opt_out, from_anybody=True),)
