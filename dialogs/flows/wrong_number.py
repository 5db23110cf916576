"""The number belongs to somebody else."""

from calendar_store.statuses import AlertKind
from dialogs.effects import MarkWrongNumber
from dialogs.flows.scene import Answer, Scene


def wrong_number(scene: Scene) -> Answer:
    """Stop writing to it, tell staff, and say one line that names nobody."""
    alert = scene.alert(AlertKind.WRONG_NUMBER, "has a number that belongs to somebody else")
    return Answer(
        did=("wrong number: no more texts to it, staff told",),
        state=scene.state.asking(None),
        says=(scene.say("wrong_number"),),
        effects=(MarkWrongNumber(), alert),
        even_if_stopped=True,
    )
