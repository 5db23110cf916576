"""The number may be written to again; only START says so, a yes never does."""

from dialogs.effects import OptIn
from dialogs.flows.scene import Answer, Scene


def opt_in(scene: Scene) -> Answer:
    """Let texts go to the number again; where nothing was stopped, only say so."""
    stopped = scene.context.stopped
    return Answer(
        did=("opted back in" if stopped else "texts were not stopped: nothing to do",),
        state=scene.state,
        says=(scene.say("opted_in"),),
        effects=(OptIn(" ".join(scene.text.split())),) if stopped else (),
        even_if_stopped=stopped,
    )
