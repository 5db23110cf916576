"""What somebody wants who tells of a death, and the kind line that answers it.

The days of the death and of the funeral are no wish.
"""

import re
from collections.abc import Callable
from dataclasses import replace

from calendar_store.model.reason_codes import ReasonCode
from calendar_store.model.statuses import AlertKind
from dialogs.effects import AlertStaff
from dialogs.flows.phrases import longest, phrases_of
from dialogs.flows.turn_context import Answer, Scene
from dialogs.intents import Hint, Intent, TimeRange, Understanding
from dialogs.languages.lexicon import Sign
from dialogs.normalise import normalise
from dialogs.understand import BAR
from dialogs.wording.reminders import reminder_question

_CLAUSES = re.compile(
    r"[,;:.!?…\n]+(?=\s|$)|\s+(?:and|e|ed|y|et|und)\s+|\s+[-–—]\s+", re.IGNORECASE
)
"""Where a clause of a text ends."""

_TELLING = frozenset({Sign.FUNERAL, Sign.DECEASED})
_CANCEL = frozenset({Sign.CANCEL})
_WANTS = frozenset({Intent.RESCHEDULE, Intent.UNCLEAR})


def wishing(scene: Scene, understood: Callable[[str], Understanding]) -> Understanding:
    """Return what was heard with the times that are wished for, and no others.

    Args:
        scene: the turn; a text that tells of no death says what it says.
        understood: how a part of the text is understood by itself.
    """
    heard = scene.heard
    if heard.hint is not Hint.BEREAVED or heard.intent not in _WANTS:
        return heard
    clauses = _CLAUSES.split(scene.text)
    rest = [each for each in clauses if not _tells(each)]
    asks = "?" if "?" in scene.text else ""
    said = understood(", ".join(rest) + asks) if any(each.strip() for each in rest) else None
    if said is not None and said.intent is Intent.CANCEL and said.confidence >= BAR:
        return replace(heard, intent=Intent.CANCEL, confidence=said.confidence, times=())
    times = _wished(scene, said)
    if times:
        sure = max(heard.confidence, said.confidence if said else 0)
        return replace(heard, intent=Intent.RESCHEDULE, confidence=sure, times=times)
    return replace(heard, times=())


def _wished(scene: Scene, said: Understanding | None) -> tuple[TimeRange, ...]:
    """Return the times that the rest of a text asks for, without a stop those of other days."""
    if said is not None:
        return said.times if said.intent is Intent.RESCHEDULE else ()
    heard, days = scene.heard, [one.starts_at for one in scene.ahead]
    if heard.intent is not Intent.RESCHEDULE:
        return ()
    others = tuple(
        each
        for each in heard.times
        if not any(day.astimezone(each.start.tzinfo).date() == each.start.date() for day in days)
    )
    return others if len(others) < len(heard.times) else ()


def _tells(clause: str) -> bool:
    words = normalise(clause).words
    return any(longest(words, at, phrases_of(_TELLING)) for at in range(len(words)))


def calls_off(scene: Scene) -> bool:
    """Return whether who tells of a death asks to cancel the only visit ahead: "annulli pure"."""
    words = normalise(scene.text).words
    asks = any(longest(words, at, phrases_of(_CANCEL)) for at in range(len(words)))
    return scene.heard.intent is Intent.CANCEL and asks and len(scene.ahead) == 1


def bereaved(scene: Scene) -> Answer:
    """Say one kind line and offer another time; staff are told, nothing is stopped."""
    ahead, alert = scene.ahead, _of_a_death(scene)
    if not ahead:
        return Answer(
            did=("a death in the family: staff told",),
            state=scene.state.asking(None),
            says=(scene.say("deceased"),),
            effects=(alert,),
        )
    # a thank-you for the kind line is no yes to the appointment
    question = replace(reminder_question(ahead, scene.now), then=Intent.THANKS.value)
    return Answer(
        did=("a death in the family: another time offered, staff told",),
        state=scene.state.asking(question),
        says=(scene.say("bereaved", ahead[0] if len(ahead) == 1 else None),),
        effects=(alert,),
        client_id=ahead[0].client_id if len(ahead) == 1 else None,
    )


def condoled(scene: Scene) -> Answer:
    """Say one kind line before what a wish to move is answered; staff are told."""
    return Answer(
        did=("a death in the family: staff told",),
        state=scene.state,
        says=(scene.say("condolence"),),
        effects=(_of_a_death(scene),),
    )


def _of_a_death(scene: Scene) -> AlertStaff:
    return scene.alert(AlertKind.UNCLEAR, ReasonCode.BEREAVED)
