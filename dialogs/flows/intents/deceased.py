"""Somebody writes that the client has died."""

from calendar_store.model.reason_codes import ReasonCode
from calendar_store.model.statuses import AlertKind
from dialogs.effects import MarkDeceased, OptOut
from dialogs.flows.target import names
from dialogs.flows.turn_context import Answer, Scene
from dialogs.intents import Hint, Intent


def deceased(scene: Scene) -> Answer:
    """Stop writing to the client, tell staff, and say one respectful line.

    Where several share the number and none is named, or a relative has died who may be the client,
    staff find out who it is. Who asks for no more texts in the same breath gets none, whoever of
    the family wrote.
    """
    clients = scene.context.clients
    unsure = len(clients) > 1 or scene.heard.hint is Hint.BEREAVED
    named = tuple(c for c in clients if names(scene.text, c)) if unsure else clients
    who = named[0].id if len(named) == 1 else None
    stop = Intent.OPT_OUT in scene.heard.also
    return Answer(
        did=(_told(who, unsure=unsure),),
        state=scene.state.asking(None),
        says=(scene.say("deceased"),),
        effects=(
            *((MarkDeceased(who),) if who is not None else ()),
            *(
                (OptOut(" ".join(scene.text.split()), (scene.context.key.channel,)),)
                if stop
                else ()
            ),
            scene.alert(
                AlertKind.DECEASED,
                ReasonCode.SAID_TO_HAVE_DIED,
                of=named[0] if len(named) == 1 else None,
            ),
        ),
        even_if_stopped=True,
        client_id=who,
    )


def _told(who: int | None, *, unsure: bool) -> str:
    if who is None and unsure:
        return "a death is told, of the client perhaps: staff told"
    return "the client has died: staff told" + (", no more texts to them" if who else "")
