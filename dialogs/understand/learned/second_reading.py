"""The second reading: completes what the rules leave open, and nothing else.

A text is completed only where the rules lean to the same reading, and stopped at words that they do
not know: what turns a phrase is theirs to find, and likeness knows little of it ("não anulem" is
like a cancellation).
"""

from collections.abc import Mapping

from calendar_store.model.plain import changed
from dialogs.intents import Frame, Intent, OpenQuestion, Understanding
from dialogs.normalise import Said
from dialogs.understand.learned.likely import likely
from dialogs.understand.result import BAR

_ACTS: Mapping[Intent, float] = {
    Intent.CONFIRM: 0.95,
    Intent.CANCEL: 2.0,  # "da disdire è la visita del cane": an unknown word says whose visit it is
    Intent.WRONG_NUMBER: 0.85,
    Intent.OPT_OUT: 0.85,
    Intent.DECEASED: 0.85,
}
"""Least share of a reading that changes something; above 1 for what likeness never completes."""
_LEAST = 0.6
"""Least share of the others."""
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
    if found.intent is not Intent.UNCLEAR or found.nearest is None or found.hint is not None:
        return found
    read = likely(said, frame)
    if read.intent is not found.nearest or read.share < _ACTS.get(read.intent, _LEAST):
        return found
    if read.intent in _ACTS and "?" in said.marks:
        return found  # who does something and asks something gets a person's answer
    evidence = (*found.evidence, f"like labelled texts: {read.intent} at {read.share:.2f}")
    share = max(BAR, round(read.share, 2))
    return changed(found, intent=read.intent, confidence=share, evidence=evidence)
