"""Texts that want no answer: thanks, and what machines send (no loops)."""

from dialogs.flows.turn_context import Answer, Scene


def quiet(scene: Scene) -> Answer:
    """Say and do nothing; an open question stays open."""
    return Answer(did=("needs no answer",), state=scene.state, handled=False)
