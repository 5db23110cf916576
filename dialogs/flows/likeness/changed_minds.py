"""What a text wants before a visit, where the rules do not understand it.

"Just seen it's Wednesday, cancel it please" changes a mind after a confirmation, "sister can drive
me, so we're on" completes a condition, "give Wednesday a miss, take me off" answers a reminder.
What is likely enough is done; what is less so is asked.
"""

from collections.abc import Mapping

from dialogs.flows.answers.assent import acknowledges
from dialogs.flows.likeness.settings import UNDONE, After, after
from dialogs.flows.likeness.shares import Wants, shares
from dialogs.flows.phrases import said_apart
from dialogs.flows.reading_parts import absence_of_others, cues_of
from dialogs.flows.sentences import parts
from dialogs.flows.turn_context import TurnContext
from dialogs.flows.visits.visit_days import covers
from dialogs.intents import Hint, Intent
from dialogs.languages.cue_kinds import Cue
from dialogs.understand.frame.things import names_paper

_MEANT: Mapping[Wants, Intent] = {
    Wants.CANCEL: Intent.CANCEL,
    Wants.MOVE: Intent.RESCHEDULE,
    Wants.CONFIRM: Intent.CONFIRM,
}
_SURE: Mapping[Intent, float] = {
    Intent.CANCEL: 0.93,
    Intent.CONFIRM: 0.95,
    Intent.RESCHEDULE: 0.85,
}
"""Least share with which it is done."""
_SURE_ASKED: Mapping[Intent, float] = {
    Intent.CANCEL: 0.97,
    Intent.CONFIRM: 2.0,  # never
    Intent.RESCHEDULE: 0.97,
}
"""The same after a reminder, where most texts that no rule knows want nothing."""
_PERHAPS = 0.6
"""Least share with which the client is asked whether it is meant."""
_PERHAPS_ASKED = 0.8
"""The same after a reminder."""
_PLAIN = 0.97
"""Share from which a text means its only visit whatever else it names: "see you in January"."""
_HINTS = frozenset({None, Hint.YES, Hint.CANCELS, Hint.REFUSAL})
_LIMITING = frozenset(
    {*(Cue.CONDITION, Cue.DEFERRAL, Cue.DOUBT, Cue.EXCEPTION, Cue.QUOTATION, Cue.ANOTHER)}
)
_COMING = frozenset({Cue.COMING, Cue.COME, Cue.CONFIRM, Cue.YES})
"""Cues of coming, beside which another day may be a reason: "we move on Saturday, I'll come"."""
_OF_LATER = frozenset({Cue.DEFERRAL, Cue.ANOTHER})
"""Cues of a word on later behind a cancellation: "I'll call you in January"."""
_BESIDE_CANCELLING = _OF_LATER | {Cue.DOUBT, Cue.QUOTATION}
"""Cues of a reason beside a word of cancelling: "they've moved my shift, cancel please"."""
_FEW = 3
"""Most words of a mere "ok"."""
_UNLIKE = frozenset(
    {Intent.RESCHEDULE, Intent.AGENDA, Intent.THANKS, Intent.AUTO_REPLY, Intent.LATE, Intent.UNDO}
)
"""What a text may be understood as that plainly wants something else."""


def changed_mind(turn: TurnContext, intent: Intent) -> Intent | None:
    """Return what a text surely wants that was not understood, or None.

    Args:
        turn: the turn.
        intent: what the text was understood as.
    """
    meant = _likeliest(turn)
    if meant is None or turn.heard.hint not in _HINTS:
        return None
    wanted, share = meant
    if acknowledges(turn) and len(said_apart(turn).words) <= _FEW:
        return None  # "ok will do"
    if "?" in turn.text:
        return None
    if _turned(turn, wanted):
        return None
    if intent is Intent.UNCLEAR:
        sure = _SURE_ASKED if after(turn) is After.ASKED else _SURE
        return wanted if share >= sure[wanted] else None
    unlike = intent in _UNLIKE and after(turn) is not After.ASKED
    return wanted if unlike and share >= _PLAIN else None


def _turned(turn: TurnContext, wanted: Intent) -> bool:
    """Return whether a text has words that likeness does not weigh enough to act."""
    cues = cues_of(turn, turn.text)
    if after(turn) is After.CONFIRMED and wanted is Intent.CANCEL:
        cues -= _BESIDE_CANCELLING if Cue.CANCEL in cues else _OF_LATER
    if cues & _LIMITING or (wanted is Intent.CONFIRM and Cue.MOVE in cues):
        return True  # "coming if there's a bus" puts it off again
    if wanted is Intent.CANCEL:
        # "the driver can't come", "three doesn't suit me": we ask what is meant
        asked = Cue.UNSUITED in cues or turn.heard.hint is Hint.CANCELS
        paper = names_paper(said_apart(turn).words, turn.heard.locale)  # "I got a fine, cancel it"
        return paper or (asked and after(turn) is After.ASKED) or absence_of_others(turn)
    if wanted is not Intent.CONFIRM:
        return False
    times = turn.heard.times
    another = bool(times) and not covers(times, turn.ahead[0].starts_at)
    return (another and cues.isdisjoint(_COMING)) or _of_others_or_another_hour(turn)


def _of_others_or_another_hour(turn: TurnContext) -> bool:
    """Return whether a text ends in what others do, or may name another hour: "4 suits me"."""
    times, start = turn.heard.times, turn.ahead[0].starts_at
    exact = tuple(each for each in times if each.exact)
    numbered = any(word[0].isdigit() for word in said_apart(turn).words)
    if (exact and not covers(exact, start)) or (numbered and not covers(times, start)):
        return True
    last = parts(turn.text)[-1:]
    return any(Cue.OTHERS in cues_of(turn, each.text) for each in last)


def means_its_only_one(turn: TurnContext, intent: Intent) -> bool:
    """Return whether a text plainly means the only visit, though it names other times.

    Another time may be that of another visit, or a wish.
    """
    meant = _likeliest(turn)
    if meant is None or meant[0] is not intent or meant[1] < _PLAIN or len(turn.ahead) != 1:
        return False
    if intent is Intent.CONFIRM:
        return True
    times = turn.heard.times
    return not times or covers(times, turn.ahead[0].starts_at)


def perhaps_changed(turn: TurnContext) -> Intent | None:
    """Return what a text perhaps wants: the client is asked; None where likeness cannot tell."""
    meant = _likeliest(turn)
    if meant is not None and meant[0] is Intent.CONFIRM and after(turn) is After.ASKED:
        return None  # "thanks, I'll bring my mother in a wheelchair" is for staff
    least = _PERHAPS_ASKED if after(turn) is After.ASKED else _PERHAPS
    return meant[0] if meant and meant[1] >= least else None


def _likeliest(turn: TurnContext) -> tuple[Intent, float] | None:
    """Return the likeliest act, and its share."""
    if after(turn) in UNDONE:
        return None
    share = shares(turn)
    best = max(_MEANT, key=lambda each: share[each])
    return (_MEANT[best], share[best]) if share[best] else None
