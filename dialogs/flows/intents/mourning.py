"""Answers texts that tell of a death: finds the wish in them, and replies with condolence.

The days of the death and of the funeral are not wished times.
"""

import re
from collections.abc import Callable
from dataclasses import replace

from calendar_store.model.reason_codes import ReasonCode
from calendar_store.model.statuses import AlertKind
from dialogs.effects import AlertStaff
from dialogs.flows.phrases import longest, phrases_of, said_of
from dialogs.flows.turn_context import Decision, TurnContext
from dialogs.intents import Hint, Intent, TimeRange, Understanding
from dialogs.languages.lexicon import Cue
from dialogs.understand import BAR
from dialogs.wording.reminders import reminder_question

_CLAUSES = re.compile(
    r"[,;:.!?…\n]+(?=\s|$)|\s+(?:and|e|ed|y|et|und)\s+|\s+[-–—]\s+", re.IGNORECASE
)
"""Pattern of the ends of clauses."""

_TELLING = frozenset({Cue.FUNERAL, Cue.DECEASED})
_CANCEL = frozenset({Cue.CANCEL})
_WANTS = frozenset({Intent.RESCHEDULE, Intent.UNCLEAR})


def wishing(turn: TurnContext, understood: Callable[[str], Understanding]) -> Understanding:
    """Return the understood text with only the times that are wished for.

    Args:
        turn: the turn; a text that tells of no death is returned unchanged.
        understood: understands a part of the text by itself.
    """
    heard = turn.heard
    if heard.hint is not Hint.BEREAVED or heard.intent not in _WANTS:
        return heard
    clauses = _CLAUSES.split(turn.text)
    rest = [each for each in clauses if not _tells(each)]
    asks = "?" if "?" in turn.text else ""
    said = understood(", ".join(rest) + asks) if any(each.strip() for each in rest) else None
    if said is not None and said.intent is Intent.CANCEL and said.confidence >= BAR:
        return replace(heard, intent=Intent.CANCEL, confidence=said.confidence, times=())
    times = _wished(turn, said)
    if times:
        sure = max(heard.confidence, said.confidence if said else 0)
        return replace(heard, intent=Intent.RESCHEDULE, confidence=sure, times=times)
    return replace(heard, times=())


def _wished(turn: TurnContext, said: Understanding | None) -> tuple[TimeRange, ...]:
    """Return the times that the rest of a text asks for; without stops, those of other days."""
    if said is not None:
        return said.times if said.intent is Intent.RESCHEDULE else ()
    heard, days = turn.heard, [one.starts_at for one in turn.ahead]
    if heard.intent is not Intent.RESCHEDULE:
        return ()
    others = tuple(
        each
        for each in heard.times
        if not any(day.astimezone(each.start.tzinfo).date() == each.start.date() for day in days)
    )
    return others if len(others) < len(heard.times) else ()


def _tells(clause: str) -> bool:
    words = said_of(clause).words
    return any(longest(words, at, phrases_of(_TELLING)) for at in range(len(words)))


def calls_off(turn: TurnContext) -> bool:
    """Return whether a text about a death cancels the only visit ahead: "annulli pure"."""
    words = said_of(turn.text).words
    asks = any(longest(words, at, phrases_of(_CANCEL)) for at in range(len(words)))
    return turn.heard.intent is Intent.CANCEL and asks and len(turn.ahead) == 1


def bereaved(turn: TurnContext) -> Decision:
    """Send one kind line and offer another time; alert staff, stop nothing."""
    ahead, alert = turn.ahead, _of_a_death(turn)
    if not ahead:
        return Decision(
            trace=("a death in the family: staff told",),
            state=turn.state.asking(None),
            replies=(turn.say("deceased"),),
            effects=(alert,),
        )
    # a thank-you for the kind line does not confirm the appointment
    question = replace(reminder_question(ahead, turn.now), then=Intent.THANKS.value)
    return Decision(
        trace=("a death in the family: another time offered, staff told",),
        state=turn.state.asking(question),
        replies=(turn.say("bereaved", ahead[0] if len(ahead) == 1 else None),),
        effects=(alert,),
        client_id=ahead[0].client_id if len(ahead) == 1 else None,
    )


def condoled(turn: TurnContext) -> Decision:
    """Send one kind line before the answer to a wish to move; alert staff."""
    return Decision(
        trace=("a death in the family: staff told",),
        state=turn.state,
        replies=(turn.say("condolence"),),
        effects=(_of_a_death(turn),),
    )


def _of_a_death(turn: TurnContext) -> AlertStaff:
    return turn.alert(AlertKind.UNCLEAR, ReasonCode.BEREAVED)
