"""The number belongs to somebody else."""

from calendar_store.statuses import AlertKind
from dialogs.effects import MarkWrongNumber
from dialogs.flows.scene import Answer, Scene
from dialogs.quoting import digest


def wrong_number(scene: Scene) -> Answer:
    """Stop writing to it, tell staff, and say one line that names nobody."""
    text = scene.say("wrong_number")
    told = scene.state.last == digest(text)
    alert = scene.alert(AlertKind.WRONG_NUMBER, "has a number that belongs to somebody else")
    return Answer(
        did=("wrong number: no more texts to it, staff told",),
        state=scene.state.asking(None),
        # who was told that no more comes gets no more
        says=() if told else (text,),
        effects=(MarkWrongNumber(), alert),
        even_if_stopped=True,
    )
