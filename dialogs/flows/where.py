"""Where the practice is."""

from dialogs.flows.person import to_person
from dialogs.flows.scene import Answer, Scene

_ask_staff = to_person("to_person", "asks where to come, and no address is recorded")


def where(scene: Scene) -> Answer:
    """Say the address and the way; without an address a person answers."""
    if not scene.practice.address.strip():
        return _ask_staff(scene)
    return Answer(did=("said where it is",), state=scene.state, says=(scene.say("where"),))
