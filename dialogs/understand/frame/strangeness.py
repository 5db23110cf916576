"""Counts unknown words by their place beside a signal.

In another clause an unknown word tells a story; after a verb it may be the verb's object; before
a signal, in its clause, it may govern or negate the signal, so the service does not act.
"""

from collections.abc import Iterable

from dialogs.languages.lexicon import Cue
from dialogs.understand.hearing.phrases import Signal
from dialogs.understand.hearing.signals import Heard

_REASON = 3  # words after "because of" that belong to the reason


def objects(heard: Heard, signal: Signal) -> int:
    """Count the unknown words after a signal, in its clause.

    "I can't come to the phone" has one ("phone"), and refuses no appointment.

    Args:
        heard: the text.
        signal: a signal of the text.

    Returns:
        The number of unknown words.
    """
    if heard.accounted:
        return 0
    _, behind = heard.clauses.bounds(signal.first)
    behind = min(behind, explained(heard, [signal]))
    return sum([at not in heard.covered for at in range(signal.last + 1, behind)])


def strangeness(heard: Heard, signal: Signal) -> int:
    """Count the unknown words of a signal's clause, on either side.

    Args:
        heard: the text.
        signal: a signal of the text.

    Returns:
        The number of unknown words.
    """
    if heard.accounted:
        return 0
    first, behind = heard.clauses.bounds(signal.first)
    return sum([at not in heard.covered for at in range(first, behind)])


def explained(heard: Heard, refusals: Iterable[Signal]) -> int:
    """Return where the reason of a refusal begins: words of a reason leave nothing open.

    Args:
        heard: the text.
        refusals: the refusing signals of the text.

    Returns:
        The position of the reason, or the position after the last word.
    """
    first = min((each.first for each in refusals), default=0)
    reasons = (each.first for each in heard.found(Cue.REASON) if each.first > first)
    return next(reasons, len(heard.words))


def led_by_stranger(heard: Heard, signal: Signal) -> bool:
    """Say whether an unknown word stands before a signal, in its clause.

    "Woe betide you cancel" has one; "got norovirus, can't come" has it in a clause of its own, and
    in "because of a burst pipe I can't come" the unknown words belong to a reason.

    Args:
        heard: the text.
        signal: a signal of the text.
    """
    if not heard.unknown:
        return False
    lexicon, words = heard.lexicon, heard.words
    first, _ = heard.clauses.bounds(signal.first)
    reasons = [each.last for each in heard.found(Cue.REASON) if first <= each.last < signal.first]
    for at in range(signal.first - 1, first - 1, -1):
        if not words[at].isalnum():
            return False  # an emoji ends the words before it
        strange = at not in heard.covered and words[at].isalpha()
        named = at > first and words[at - 1] in lexicon.titles
        explains = any(0 < at - reason <= _REASON for reason in reasons)
        if strange and not (named or explains or words[at] in lexicon.several | lexicon.visits):
            return True
    return False
