"""Reads a wish for our texts again, told beside why: "turn the reminders back on, I forget it all".

Only START by itself is a command; such a wish has to name our texts, and say "again". The words are
in opting.toml of each language.
"""

from functools import cache

from dialogs.intents import Intent, Understanding
from dialogs.languages import table
from dialogs.languages.cue_kinds import Cue
from dialogs.languages.patterns import Pattern, Phrases, read_pattern
from dialogs.understand.hearing.signals import Heard
from dialogs.understand.result import verdict

_AGAINST = frozenset(
    {Cue.CANNOT, Cue.COMING, Cue.CONFIRM, Cue.QUOTATION}
    | {Cue.CONDITION, Cue.WRONG_NUMBER, Cue.DECEASED, Cue.OTHERS, Cue.NO}
)
"""Cues of a text that is about more, or about somebody else's texts."""
_CANCELLING = frozenset({Cue.CANCEL, Cue.CANCEL_ASK})
"""Cues that may be about the texts, where no word for a visit stands: "I had cancelled them"."""
_MOST = 30  # most words of such a text


def wanted_again(heard: Heard) -> Understanding | None:
    """Find a wish to get texts again.

    Args:
        heard: the text.

    Returns:
        The verdict, or None.
    """
    again = _again(heard.lexicon.locale)
    if len(heard.words) > _MOST or again.lacking(heard.words):
        return None
    found = _first(heard, again)
    if any(each.first not in found for each in heard.times):
        return None
    against = _AGAINST if heard.lexicon.visits.isdisjoint(heard.words) else _AGAINST | _CANCELLING
    if not found or any(e.cue in against and e.first not in found for e in heard.signals):
        return None
    begins, ends = heard.clauses.sentence(found.start)
    if any(begins <= at < ends and at not in found for at in heard.clauses.negations):
        return None
    said = " ".join(heard.words[found.start : found.stop])
    return verdict(Intent.OPT_IN, 0.9, [f"“{said}” asks for texts again"], heard.lexicon.locale)


def _first(heard: Heard, again: Phrases) -> range:
    """Return where the first phrase stands, unbroken by a stop."""
    size = len(heard.words)
    for at in range(size):
        behind = at + again.size(heard.words, at, size)
        if behind > at and not any(heard.marks[at : behind - 1]):
            return range(at, behind)
    return range(0)


@cache
def _again(locale: str) -> Phrases:
    written = table(locale, "opting")["again"]
    return Phrases(Pattern(read_pattern(each), Cue.NEUTRAL, "", firm=True) for each in written)
