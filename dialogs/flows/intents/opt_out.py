"""Nothing more is sent the way that is named, whoever of a family said so; one text confirms it."""

from calendar_store.model.reason_codes import ReasonCode
from calendar_store.model.statuses import AlertKind, Channel
from dialogs.effects import Effect, OptOut, Prefer
from dialogs.flows.turn_context import Answer, Scene


def opt_out(scene: Scene) -> Answer:
    """Stop what is named: texts to the number, emails to whoever has it; else this channel."""
    channels = scene.heard.channels or (scene.context.key.channel,)
    if scene.heard.only is Channel.EMAIL and not _have_email(scene):
        return without_email(scene)
    return Answer(
        did=(f"opted out: nothing more goes to {_named(channels)}, one text confirms it",),
        # the question stays: an answer to it counts again after START
        state=scene.state,
        says=(scene.say(_confirmation(scene, channels)),),
        effects=stop(scene, channels),
        even_if_stopped=scene.context.key.channel in channels,
    )


def stop(scene: Scene, channels: tuple[Channel, ...]) -> tuple[Effect, ...]:
    """Return the effects that stop some channels, and turn to the one that is left."""
    out = OptOut(" ".join(scene.text.split()), channels)
    return (out, Prefer(scene.heard.only)) if scene.heard.only else (out,)


def without_email(scene: Scene) -> Answer:
    """Change nothing for a wish to get emails where no address is known; staff see it."""
    return Answer(
        did=("no email address is known: nothing changed, staff told",),
        state=scene.state,
        says=(scene.say("no_email"),),
        effects=(scene.alert(AlertKind.UNCLEAR, ReasonCode.WANTS_EMAILS),),
        handled=False,
    )


def _confirmation(scene: Scene, channels: tuple[Channel, ...]) -> str:
    if scene.heard.only is Channel.EMAIL:
        return "emails_only"
    if channels == (Channel.EMAIL,):
        return "emails_stopped"
    return "opted_out" if channels == (Channel.SMS,) else "all_stopped"


def _have_email(scene: Scene) -> bool:
    clients = scene.context.clients
    return bool(clients) and all(client.email for client in clients)


def _named(channels: tuple[Channel, ...]) -> str:
    words = {Channel.SMS: "this number", Channel.EMAIL: "their email"}
    return " and ".join(words[channel] for channel in channels)
