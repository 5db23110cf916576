"""Reads the menu digits of a reminder in longer texts: a leading "2" with words after it.

Decides when a digit is an answer and when it counts something: "2 migraine", but not "2 minutes".
"""

from calendar_store.model.plain import changed
from dialogs.intents import Intent
from dialogs.languages.lexicon import Cue
from dialogs.understand.hearing.clauses import AGREEMENTS
from dialogs.understand.hearing.phrases import POLITE, Signal
from dialogs.understand.hearing.signals import Heard

MENU = {1: Intent.CONFIRM, 2: Intent.CANCEL, 3: Intent.RESCHEDULE}
"""The meaning of each menu digit of a reminder."""

_MENU_SIGNS = {1: Cue.YES, 2: Cue.CANCEL, 3: Cue.MOVE}
_BEHIND_DIGIT = (
    AGREEMENTS
    | POLITE
    | {
        *(Cue.CANCEL, Cue.CANNOT, Cue.UNSUITED, Cue.MOVE, Cue.ASK, Cue.NO, Cue.REASON),
        Cue.BUT,
    }
)
"""Cues that may follow a leading digit that answers: "2 sorry can't make it"."""


def with_menu_digit(heard: Heard) -> Heard:
    """Read the leading digit of a longer answer to a reminder as that menu choice.

    Args:
        heard: the text.

    Returns:
        The text with a signal more, or the same.
    """
    digits = [at for at, word in enumerate(heard.words) if word.isdigit() and not _timed(heard, at)]
    if digits != [0] or len(heard.words) < 2 or int(heard.words[0]) not in MENU:
        return heard
    if not _stands_apart(heard):
        return heard  # "2 minutes"
    signal = Signal(_MENU_SIGNS[int(heard.words[0])], 0, 0)
    counted = 0 not in heard.covered
    meant = frozenset({signal.cue})
    return changed(
        heard,
        signals=(signal, *heard.signals),
        kinds=heard.kinds | meant,
        said=heard.said | meant,
        unknown=heard.unknown - counted,
    )


def _stands_apart(heard: Heard) -> bool:
    """Say whether the words after a leading digit are not a thing that the digit counts."""
    if heard.marks[0]:
        return heard.marks[0] != "?" and not _counts_ours(heard)
    follows = [each.cue for each in heard.signals if each.first == 1]
    joined = heard.words[1] in heard.lexicon.joining
    joined = joined or _timed(heard, 1) or _explained(heard)
    return joined or any(cue in _BEHIND_DIGIT for cue in follows)


def _counts_ours(heard: Heard) -> bool:
    """Say whether a digit with its dot counts our texts, as in German: "2. Erinnerung heute"."""
    return heard.words[1] in heard.lexicon.texts


def _explained(heard: Heard) -> bool:
    """Say whether only reasons and courtesies follow a leading digit: "2 migraine"."""
    polite = {at for e in heard.found(*POLITE) for at in range(e.first, e.last + 1)}
    behind = range(1, next(iter(heard.clauses.stops), len(heard.words) - 1) + 1)
    reasons = heard.lexicon.reasons
    told = [heard.words[at] for at in behind if at not in polite]
    leading = heard.lexicon.determiners | heard.lexicon.articles | heard.lexicon.away
    plain = all(word in reasons or word in leading for word in told)
    return plain and heard.words[0] != "1" and not reasons.isdisjoint(told)


def stray_digits(heard: Heard) -> bool:
    """Say whether the text has a small number that is neither a time nor a delay."""
    if heard.found(Cue.LATE):
        return False
    return any(
        word.isdigit() and len(word) == 1 and at > 0 and at not in heard.covered
        for at, word in enumerate(heard.words)
    )


def _timed(heard: Heard, at: int) -> bool:
    return any(each.first <= at <= each.last for each in heard.times)
