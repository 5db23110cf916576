"""How to answer our texts, and how to stop them."""

from dialogs.flows.turn_context import Answer, Scene


def explain(scene: Scene) -> Answer:
    """Say what can be texted; an open question stays open."""
    return Answer(
        did=("explained what can be texted",), state=scene.state, says=(scene.say("help"),)
    )
