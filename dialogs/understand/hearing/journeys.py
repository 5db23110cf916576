"""Leaves out the story of a journey that is the reason of a refusal before it.

Distinguishes "cancel my appointment on Thursday, my flight was moved" from "cancel my flight" and
"they cancelled my flight", which ask the practice for nothing.
"""

from dialogs.languages.lexicon import Cue
from dialogs.understand.hearing.clauses import Clauses
from dialogs.understand.hearing.phrases import Scanned, Signal

_TOLD = frozenset(
    {Cue.DOUBT, Cue.MOVE, Cue.QUOTATION, Cue.QUESTION, Cue.WHERE, Cue.OTHERS, Cue.CANCEL}
    | {Cue.LATE, Cue.REASON}
)
"""Cues that events of a journey may look like: "was cancelled", "brought forward"."""
_REFUSING = frozenset({Cue.CANCEL, Cue.CANNOT})


def without_journeys(
    text: Scanned, signals: tuple[Signal, ...], parted: Clauses
) -> tuple[Signal, ...]:
    """Leave out the signals about a journey after a plain refusal of the visit.

    Args:
        text: the scanned text.
        signals: the judged signals of the text.
        parted: the clauses of the text.

    Returns:
        The signals, in order; all of them where the text says anything else beside the journey.
    """
    journeys = text.lexicon.journeys
    if journeys.isdisjoint(text.words):
        return signals
    cancelling = [each for each in signals if each.cue in _REFUSING]
    if not cancelling or not _cancels_visit(text, cancelling[0], parted):
        return signals
    behind = parted.bounds(cancelling[0].first)[1]
    dropped = [each for each in signals if each.first >= behind]
    told = journeys.intersection(text.words[behind:]) and "?" not in text.marks
    whole = all(each.cue in _TOLD and not each.asked for each in dropped)
    one = len({parted.of(at) for at in range(behind, len(text.words))}) == 1
    return (
        tuple(each for each in signals if each.first < behind)
        if told and whole and one
        else signals
    )


def _cancels_visit(text: Scanned, signal: Signal, parted: Clauses) -> bool:
    """Say whether the visit, a day, or "not coming" stands in the clause of a plain refusal."""
    first, behind = parted.bounds(signal.first)
    words = text.words[first:behind]
    timed = any(first <= at < behind for at in text.timed)
    own = signal.cue is Cue.CANNOT or timed or not text.lexicon.visits.isdisjoint(words)
    return signal.plain and own and text.lexicon.journeys.isdisjoint(words)
