"""Words that nothing accounts for, counted by where they stand beside a signal.

Owns what such a word may do to it. In another clause it tells a story; behind a verb it may be what
the verb is about; before it, in its own clause, it may govern or turn it, so that nothing is done.
"""

from collections.abc import Iterable

from dialogs.languages.lexicon import Cue
from dialogs.understand.hearing.phrases import Signal
from dialogs.understand.hearing.signals import Heard

_REASON = 3  # words behind "because of" that are the reason


def objects(heard: Heard, signal: Signal) -> int:
    """Count the words behind a signal, in its clause, that nothing accounts for.

    "I can't come to the phone" has one, and refuses no appointment.

    Args:
        heard: the text.
        signal: one of its signals.

    Returns:
        How many there are.
    """
    if heard.accounted:
        return 0
    _, behind = heard.clauses.bounds(signal.first)
    behind = min(behind, explained(heard, [signal]))
    return sum([at not in heard.covered for at in range(signal.last + 1, behind)])


def strangeness(heard: Heard, signal: Signal) -> int:
    """Count the words of a signal's clause, on either side, that nothing accounts for.

    Args:
        heard: the text.
        signal: one of its signals.

    Returns:
        How many there are.
    """
    if heard.accounted:
        return 0
    first, behind = heard.clauses.bounds(signal.first)
    return sum([at not in heard.covered for at in range(first, behind)])


def explained(heard: Heard, refusals: Iterable[Signal]) -> int:
    """Give where the reason of a refusal begins: what is told there leaves nothing open.

    Args:
        heard: the text.
        refusals: its signals that refuse.

    Returns:
        The position of the reason, or that behind the last word.
    """
    first = min((each.first for each in refusals), default=0)
    reasons = (each.first for each in heard.found(Cue.REASON) if each.first > first)
    return next(reasons, len(heard.words))


def led_by_stranger(heard: Heard, signal: Signal) -> bool:
    """Whether a word that nothing accounts for stands before a signal, in its clause.

    "Woe betide you cancel" has one; "got norovirus, can't come" has it in a clause of its own, and
    "because of a burst pipe I can't come" behind a word that tells a reason.

    Args:
        heard: the text.
        signal: one of its signals.
    """
    if not heard.unknown:
        return False
    lexicon, words = heard.lexicon, heard.words
    first, _ = heard.clauses.bounds(signal.first)
    reasons = [each.last for each in heard.found(Cue.REASON) if first <= each.last < signal.first]
    for at in range(signal.first - 1, first - 1, -1):
        if not words[at].isalnum():
            return False  # an emoji ends what stands before it
        strange = at not in heard.covered and words[at].isalpha()
        named = at > first and words[at - 1] in lexicon.titles
        explains = any(0 < at - reason <= _REASON for reason in reasons)
        if strange and not (named or explains or words[at] in lexicon.several | lexicon.visits):
            return True
    return False
