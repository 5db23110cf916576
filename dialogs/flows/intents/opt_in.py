"""The number may be written to again; only START says so, a yes never does."""

from calendar_store.model.statuses import Channel
from dialogs.effects import OptIn
from dialogs.flows.intents.opt_out import without_email
from dialogs.flows.turn_context import Answer, Scene


def opt_in(scene: Scene) -> Answer:
    """Let texts go to the number again; where nothing was stopped, only say so."""
    if scene.heard.channels == (Channel.EMAIL,):
        return _emails(scene)
    stopped, here = scene.context.stopped, (scene.context.key.channel,)
    return Answer(
        did=("opted back in" if stopped else "texts were not stopped: nothing to do",),
        state=scene.state,
        says=(scene.say("opted_in"),),
        effects=(OptIn(" ".join(scene.text.split()), here),) if stopped else (),
        even_if_stopped=stopped,
    )


def _emails(scene: Scene) -> Answer:
    """Let emails go again; a number that has stopped texts is not told so."""
    if not any(client.email for client in scene.context.clients):
        return without_email(scene)
    return Answer(
        did=("opted back in to emails",),
        state=scene.state,
        says=() if scene.context.stopped else (scene.say("emails_started"),),
        effects=(OptIn(" ".join(scene.text.split()), (Channel.EMAIL,)),),
    )
