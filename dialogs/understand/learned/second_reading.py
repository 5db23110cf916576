"""The second reading: completes what the rules leave open, and nothing else.

What changes something is completed only where the rules lean to it as well, and stopped at words
that they do not know: what turns a phrase is theirs to find, and likeness knows little of it ("não
anulem" is like a cancellation). A question may be answered by likeness alone.
"""

from collections.abc import Mapping

from calendar_store.model.plain import changed
from dialogs.intents import Frame, Intent, OpenQuestion, Understanding
from dialogs.normalise import Said
from dialogs.understand.learned.weights import likely
from dialogs.understand.result import BAR

_LEAST: Mapping[Intent, float] = {
    Intent.WHERE: 0.85,
    Intent.CALL_ME: 0.85,
    Intent.HELP: 0.9,
}
"""Least share of a reading that changes nothing, where the rules find none."""
_AGREED: Mapping[Intent, float] = {
    Intent.CONFIRM: 0.85,
    Intent.CANCEL: 0.85,
    Intent.WRONG_NUMBER: 0.85,
    Intent.OPT_OUT: 0.85,
    Intent.DECEASED: 0.85,
}
"""Least share where the rules lean to the same reading, of those that change something."""
_LEANING = 0.6
"""Least share where they do, of the others."""
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
    if found.intent is not Intent.UNCLEAR or found.hint is not None:
        return found
    read = likely(said, frame)
    agreed = read.intent is found.nearest
    least = _AGREED.get(read.intent, _LEANING) if agreed else _LEAST.get(read.intent, 1.0)
    if read.share < least:
        return found
    if read.intent in _AGREED and "?" in said.marks:
        return found  # who does something and asks something gets a person's answer
    evidence = (*found.evidence, f"like labelled texts: {read.intent} at {read.share:.2f}")
    share = max(BAR, round(read.share, 2))
    return changed(found, intent=read.intent, confidence=share, evidence=evidence)
