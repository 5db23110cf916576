"""Half a text: it stops texts, and changes nothing else, whatever is open.

The rest, which may turn it, has not come. No other flow is asked about it, so that none can read
in it what acts; what came of it reaches staff, and what was asked stays open.
"""

from dataclasses import replace

from calendar_store.statuses import AlertKind
from dialogs.flows import person
from dialogs.flows.emergency import emergency
from dialogs.flows.opt_out import opt_out
from dialogs.flows.scene import Answer, Flow, Scene
from dialogs.flows.stopped import stopped
from dialogs.intents import Hint, Intent, Understanding


def of_half(heard: Understanding) -> Understanding:
    """Return what half a text says: nothing, but for a STOP and words of an emergency."""
    stops = heard.intent is Intent.OPT_OUT and heard.only is None
    if stops or heard.intent is Intent.EMERGENCY:
        return replace(heard, also=())
    return Understanding(
        *(Intent.UNCLEAR, 0.4, ("parts of the text are missing",)),
        locale=heard.locale,
        hint=Hint.PARTIAL,
    )


def half(scene: Scene) -> Answer:
    """Decide about half a text.

    Args:
        scene: the turn, with what `of_half` makes of its text.
    """
    if scene.context.stopped:
        return stopped(scene, scene.heard.intent)
    flow = _FLOWS.get(scene.heard.intent, _send_again if scene.context.clients else person.unknown)
    return flow(scene)


def _send_again(scene: Scene) -> Answer:
    """Ask for the text again.

    An "ok" says then that it will be sent: what was asked before needs an answer that says more.
    """
    question = scene.state.question
    after = replace(question, aside=True, stale=True) if question else None
    return Answer(
        did=("parts of the text are missing: nothing changed, staff told",),
        state=scene.state.asking(after),
        says=(scene.say("partial"),),
        effects=(scene.alert(AlertKind.UNCLEAR, "sent a long text of which parts are missing"),),
        handled=False,
    )


_FLOWS: dict[Intent, Flow] = {Intent.OPT_OUT: opt_out, Intent.EMERGENCY: emergency}
"""What is done about half a text."""
