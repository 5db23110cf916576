"""What a person of the practice has to answer: each text reaches staff, the client is told once."""

from dataclasses import replace
from datetime import timedelta

from calendar_store.model.reason_codes import ReasonCode
from calendar_store.model.statuses import AlertKind
from dialogs.flows.turn_context import Answer, Flow, Scene

REMEMBERED = timedelta(hours=12)
"""How long a client who was told that a person will answer is not told again."""


def to_person(text: str, code: ReasonCode) -> Flow:
    """Return the flow that passes a text on to the practice.

    Args:
        text: the name of the text that tells the client so.
        code: what staff are told about it.
    """

    def flow(scene: Scene) -> Answer:
        since = scene.state.with_person
        told = since is not None and scene.now - since < REMEMBERED
        return Answer(
            did=("passed to a person" + (", the client knows already" if told else ""),),
            state=scene.state if told else replace(scene.state, with_person=scene.now),
            says=() if told else (scene.say(text),),
            effects=(scene.alert(AlertKind.UNCLEAR, code),),
            handled=False,
        )

    return flow


unclear = to_person("to_person", ReasonCode.NOT_UNDERSTOOD)
besides = to_person("to_person_besides", ReasonCode.NOT_UNDERSTOOD)
unknown = to_person("unknown", ReasonCode.UNKNOWN_NUMBER)
book = to_person("to_person_book", ReasonCode.WANTS_APPOINTMENT)
waitlist = to_person("to_person_waitlist", ReasonCode.WANTS_EARLIER_TIME)
