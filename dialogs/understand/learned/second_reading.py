"""The second reading: completes what the rules leave open, and holds back where they go too far.

The bars stand by what a wrong reading costs: to answer a question wrongly is a nuisance, to cancel
wrongly is harm. Readings that need more than a name (which time, which language) are not completed.
"""

from collections.abc import Mapping

from calendar_store.model.plain import changed
from dialogs.intents import Frame, Hint, Intent, OpenQuestion, Understanding
from dialogs.normalise import Said
from dialogs.understand.learned.weights import likely
from dialogs.understand.result import BAR

_LEAST: Mapping[Intent, float] = {
    Intent.CONFIRM: 0.93,
    Intent.CANCEL: 0.93,
    Intent.RESCHEDULE: 0.95,
    Intent.WRONG_NUMBER: 0.93,
    Intent.AGENDA: BAR,
    Intent.WHERE: BAR,
    Intent.LATE: 0.85,
    Intent.CALL_ME: BAR,
    Intent.HELP: 0.85,
}
"""Least share of a reading that completes what the rules leave open."""
_AGREED: Mapping[Intent, float] = {
    Intent.CONFIRM: 0.85,
    Intent.CANCEL: 0.85,
    Intent.OPT_OUT: 0.85,
    Intent.DECEASED: 0.85,
}
"""Least share where the rules lean to the same reading, of those that change something."""
_LEANING = 0.6
"""Least share where they do, of the others."""
_HELD_BACK = 0.98
"""Least share of "nobody may act" at which the rules' own reading is left to a person."""
_DOUBTED = frozenset({Intent.CONFIRM, Intent.CANCEL, Intent.RESCHEDULE, Intent.BOOK})
_SURE = 0.93
"""Confidence of the rules from which on their reading is not held back."""
_SHORT = 3
"""Words up to which the rules know best."""
_ASKED = frozenset({OpenQuestion.REMINDER, OpenQuestion.NONE})


def second_reading(found: Understanding, said: Said, frame: Frame) -> Understanding:
    """Return what a text is read as, once the labelled texts were asked.

    Args:
        found: what the rules read.
        said: the text's words, as they were written.
        frame: the frame of reading.
    """
    if frame.question not in _ASKED or frame.appointment is None or frame.partial:
        return found
    if found.intent is Intent.UNCLEAR:
        return found if found.hint is not None else _completed(found, said, frame)
    if found.intent not in _DOUBTED or found.confidence >= _SURE or len(said.words) <= _SHORT:
        return found
    return _unless_held_back(found, said, frame)


def _completed(found: Understanding, said: Said, frame: Frame) -> Understanding:
    read = likely(said, frame)
    agreed = read.intent is found.nearest
    least = _AGREED.get(read.intent, _LEANING) if agreed else _LEAST.get(read.intent, 1.0)
    if read.share < least:
        return found
    asks = "?" in said.marks
    if asks and read.intent is Intent.CANCEL:
        return found  # whoever gives up a visit and asks something gets a person's answer
    evidence = (*found.evidence, f"like labelled texts: {read.intent} at {read.share:.2f}")
    hint = Hint.BESIDES if asks and read.intent is Intent.CONFIRM else None
    share = max(BAR, round(read.share, 2))
    return changed(found, intent=read.intent, confidence=share, evidence=evidence, hint=hint)


def _unless_held_back(found: Understanding, said: Said, frame: Frame) -> Understanding:
    read = likely(said, frame)
    if read.intent is not Intent.UNCLEAR or read.share < _HELD_BACK:
        return found
    told = f"not {found.intent}: like labelled texts on which nobody may act, {read.share:.2f}"
    evidence = (*found.evidence, told)
    return changed(found, intent=Intent.UNCLEAR, confidence=0.4, evidence=evidence, choice=None)
