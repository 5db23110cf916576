"""Nothing more is sent to the number, whoever of a family said so; one text confirms it."""

from dialogs.effects import OptOut
from dialogs.flows.scene import Answer, Scene


def opt_out(scene: Scene) -> Answer:
    """Stop all texts to the number."""
    return Answer(
        did=("opted out: nothing more goes to this number, one text confirms it",),
        # the question stays: an answer to it counts again after START
        state=scene.state,
        says=(scene.say("opted_out"),),
        effects=(OptOut(" ".join(scene.text.split())),),
        even_if_stopped=True,
    )
