"""Finds questions about the rules of cancelling: "can I cancel on the day itself?".

Such a question cancels nothing and asks for no time.
"""

from functools import cache

from dialogs.languages import table
from dialogs.languages.lexicon import Cue
from dialogs.languages.patterns import Pattern, Phrases, read_pattern
from dialogs.understand.hearing.signals import Heard

_WISHING = frozenset({Cue.MOVE, Cue.BOOK})
_VERBS = frozenset(
    {
        *("cancel", "cancelling", "disdire", "annullare", "cancellare", "anular", "cancelar"),
        *("anularla", "cancelarla", "annuler", "absagen", "abzusagen", "stornieren", "desmarcar"),
        *("disdico", "annullo", "anulo", "cancelo", "annule", "absage", "desmarco"),
    }
)
"""Verbs of cancelling that may stand in a question about the rules."""


def asks_the_rules(heard: Heard) -> bool:
    """Return whether a text asks how short before a visit it can be cancelled.

    Args:
        heard: the text, with a question mark.
    """
    if _VERBS.isdisjoint(heard.words):
        return False
    verbs = (at for at, word in enumerate(heard.words) if word in _VERBS)
    return any(_stands(heard, at) for at in verbs)


def _stands(heard: Heard, verb: int) -> bool:
    """Return whether a short-notice phrase stands in a question with a verb and no request."""
    first, behind = heard.clauses.sentence(verb)
    if heard.marks[behind - 1] != "?":
        return False
    if any(e.cue in _WISHING and first <= e.first < behind for e in heard.phrases):
        return False
    written = _at_short_notice(heard.lexicon.locale)
    return any(any(written.begun(heard.words, at, behind)) for at in range(first, behind))


@cache
def _at_short_notice(locale: str) -> Phrases:
    """Return a language's phrases for how short before a visit it can be cancelled."""
    written = map(read_pattern, table(locale, "absences")["short_notice"])
    return Phrases(Pattern(each, Cue.NEUTRAL, "", firm=True) for each in written)
