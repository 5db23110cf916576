"""Passes texts to staff: staff see each text, the client is told once."""

from dataclasses import replace
from datetime import timedelta

from calendar_store.model.reason_codes import ReasonCode
from calendar_store.model.statuses import AlertKind
from dialogs.flows.turn_context import Decision, Flow, TurnContext

REMEMBERED = timedelta(hours=12)
"""How long a client who was told that staff will answer is not told again."""


def to_person(text: str, code: ReasonCode) -> Flow:
    """Return a flow that passes a text to staff.

    Args:
        text: the name of the text that tells the client.
        code: the reason code for staff.
    """

    def flow(turn: TurnContext) -> Decision:
        since = turn.state.with_person
        told = since is not None and turn.now - since < REMEMBERED
        return Decision(
            trace=("passed to a person" + (", the client knows already" if told else ""),),
            state=turn.state if told else replace(turn.state, with_person=turn.now),
            replies=() if told else (turn.say(text),),
            effects=(turn.alert(AlertKind.UNCLEAR, code),),
            handled=False,
        )

    return flow


unclear = to_person("to_person", ReasonCode.NOT_UNDERSTOOD)
besides = to_person("to_person_besides", ReasonCode.NOT_UNDERSTOOD)
unknown = to_person("unknown", ReasonCode.UNKNOWN_NUMBER)
book = to_person("to_person_book", ReasonCode.WANTS_APPOINTMENT)
waitlist = to_person("to_person_waitlist", ReasonCode.WANTS_EARLIER_TIME)
