"""WHERE: tells the practice's address and directions."""

from calendar_store.model.reason_codes import ReasonCode
from dialogs.flows.flow_spec import FlowSpec
from dialogs.flows.intents.person import to_person
from dialogs.flows.phrases import said_of
from dialogs.flows.turn_context import Decision, TurnContext, together
from dialogs.intents import Intent

_ask_staff = to_person("to_person", ReasonCode.ASKS_WHERE)
_tell_staff = to_person("to_person_besides", ReasonCode.ASKS_WAY_IN)

_BESIDES = (
    *("park", "parch", "posteggi", "aparc", "estacion", "garag", "stellplatz", "tiefgarag"),
    *("floor", "storey", "piano", "piso", "planta", "etage", "stock", "andar"),
    *("lift", "elevator", "ascens", "aufzug", "fahrstuhl", "elevador", "stairs", "scale", "trepp"),
    *("pram", "stroller", "buggy", "passeggin", "cochecit", "carrito", "pousset", "kinderwag"),
    *("carrinh", "wheelchair", "sedia", "silla", "fauteuil", "rollstuhl", "cadeira", "barrier"),
)
"""Beginnings of words for topics that an address does not answer: parking, floor, lift, pram."""


def where(turn: TurnContext) -> Decision:
    """Tell the address and directions; pass questions that these do not answer to staff."""
    if not turn.practice.address.strip():
        return _ask_staff(turn)
    told = Decision(trace=("said where it is",), state=turn.state, replies=(turn.say("where"),))
    if turn.practice.directions.strip() or not _asks_besides(turn):
        return told
    return together(told, _tell_staff(turn.told(told)))


def _asks_besides(turn: TurnContext) -> bool:
    return any(word.startswith(_BESIDES) for word in said_of(turn.text).words)


FLOWS = (FlowSpec(Intent.WHERE, where, beside=True),)
