"""What a person of the practice has to answer: each text reaches staff, the client is told once."""

from dataclasses import replace
from datetime import timedelta

from calendar_store.model.statuses import AlertKind
from dialogs.flows.scene import Answer, Flow, Scene

REMEMBERED = timedelta(hours=12)
"""How long a client who was told that a person will answer is not told again."""


def to_person(text: str, words: str) -> Flow:
    """Return the flow that passes a text on to the practice.

    Args:
        text: the name of the text that tells the client so.
        words: what staff read about it, as "wants to book".
    """

    def flow(scene: Scene) -> Answer:
        since = scene.state.with_person
        told = since is not None and scene.now - since < REMEMBERED
        return Answer(
            did=("passed to a person" + (", the client knows already" if told else ""),),
            state=scene.state if told else replace(scene.state, with_person=scene.now),
            says=() if told else (scene.say(text),),
            effects=(scene.alert(AlertKind.UNCLEAR, words),),
            handled=False,
        )

    return flow


unclear = to_person("to_person", "wrote what the service does not understand")
besides = to_person("to_person_besides", "wrote what the service does not understand")
unknown = to_person("unknown", "is a number that belongs to no client, and wrote")
book = to_person("to_person_book", "wants an appointment")
waitlist = to_person("to_person_waitlist", "wants an earlier time if one comes free")
