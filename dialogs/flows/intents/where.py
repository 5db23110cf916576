"""Where the practice is."""

from calendar_store.model.reason_codes import ReasonCode
from dialogs.flows.intents.person import to_person
from dialogs.flows.turn_context import Answer, Scene, together
from dialogs.normalise import normalise

_ask_staff = to_person("to_person", ReasonCode.ASKS_WHERE)
_tell_staff = to_person("to_person_besides", ReasonCode.ASKS_WAY_IN)

_BESIDES = (
    *("park", "parch", "posteggi", "aparc", "estacion", "garag", "stellplatz", "tiefgarag"),
    *("floor", "storey", "piano", "piso", "planta", "etage", "stock", "andar"),
    *("lift", "elevator", "ascens", "aufzug", "fahrstuhl", "elevador", "stairs", "scale", "trepp"),
    *("pram", "stroller", "buggy", "passeggin", "cochecit", "carrito", "pousset", "kinderwag"),
    *("carrinh", "wheelchair", "sedia", "silla", "fauteuil", "rollstuhl", "cadeira", "barrier"),
)
"""How the words begin of what an address does not answer: parking, the floor, a lift, a pram."""


def where(scene: Scene) -> Answer:
    """Say the address and the way; what these do not answer, a person answers."""
    if not scene.practice.address.strip():
        return _ask_staff(scene)
    told = Answer(did=("said where it is",), state=scene.state, says=(scene.say("where"),))
    if scene.practice.directions.strip() or not _asks_besides(scene):
        return told
    return together(told, _tell_staff(scene.told(told)))


def _asks_besides(scene: Scene) -> bool:
    return any(word.startswith(_BESIDES) for word in normalise(scene.text).words)
