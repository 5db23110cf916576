"""Whether a text asks about the rules of cancelling: "can I cancel on the day itself?".

What is asked is whether one may, then: nothing is cancelled, and no time is wished for.
"""

from dialogs.lexicon import Sign
from dialogs.patterns import Pattern, Phrases, read_pattern
from dialogs.understand.signals import Heard

_WISHING = frozenset({Sign.MOVE, Sign.BOOK})
_AT_SHORT_NOTICE = {
    "en": (
        "(on |)(the|that) day (itself|of)",
        "(on |)(the|that) same day",
        "(the|a|one) (day|night|evening) (before|beforehand|ahead|prior)",
        "at (the last minute|short notice)",
        "(how late|up to when|until when|how much notice)",
        "how (long|far) (before|ahead|in advance)",
    ),
    "it": (
        "(il |lo |nel |nello |il nello |)(giorno stesso|stesso giorno)",
        "(il|la|un|uno) (giorno|sera) (prima|precedente)",
        "(quanto|quanto tempo) prima",
        "(all ultimo|all ultimo minuto|allultimo|allultimo minuto|con poco preavviso|in giornata)",
    ),
    "es": (
        "(el |en el |ese |)mismo dia",
        "(el|un) dia (antes|anterior|previo)",
        "(la noche|la vispera|de un dia) (antes|anterior|para otro|)",
        "(cuanto|cuanto tiempo) antes",
        "(a ultima hora|a ultimo momento|con poca antelacion)",
    ),
    "fr": (
        "(le |)jour meme",
        "(le |)meme jour",
        "(la veille|le jour d avant|un jour avant|le jour avant)",
        "combien de temps (avant|a l avance|en avance)",
        "(au dernier moment|a la derniere minute)",
    ),
    "de": (
        "(am |noch am |)(selben|gleichen) tag",
        "am (tag selbst|tag selber|selbigen tag)",
        "(am|einen|den|ein|1) (tag|abend) (vorher|zuvor|davor)",
        "wie (lange|lang|viel|fruh) (vorher|im voraus|zuvor)",
        "(am vortag|kurzfristig|in letzter minute)",
    ),
    "pt": (
        "(no |)(proprio|mesmo) dia",
        "(no |um |)dia (anterior|antes)",
        "(na|de) vespera",
        "(quanto|quanto tempo) antes",
        "(em cima da hora|a ultima hora|na ultima hora)",
    ),
}
"""How short before a visit one asks to be free to cancel it."""
_PHRASES = {
    locale: Phrases(Pattern(read_pattern(each), Sign.NEUTRAL, "", firm=True) for each in written)
    for locale, written in _AT_SHORT_NOTICE.items()
}


_VERBS = frozenset(
    {
        *("cancel", "cancelling", "disdire", "annullare", "cancellare", "anular", "cancelar"),
        *("anularla", "cancelarla", "annuler", "absagen", "abzusagen", "stornieren", "desmarcar"),
        *("disdico", "annullo", "anulo", "cancelo", "annule", "absage", "desmarco"),
    }
)
"""Verbs of cancelling, which may stand apart from any wish to do it."""


def asks_the_rules(heard: Heard) -> bool:
    """Return whether a text asks how short before a visit it can be cancelled.

    Args:
        heard: the text.
    """
    if "?" not in heard.marks or _VERBS.isdisjoint(heard.words):
        return False
    verbs = (at for at, word in enumerate(heard.words) if word in _VERBS)
    return any(_stands(heard, at) for at in verbs)


def _stands(heard: Heard, verb: int) -> bool:
    """Return whether such a time stands in a question with a verb, and nothing else is wished."""
    first, behind = heard.clauses.sentence(verb)
    if heard.marks[behind - 1] != "?":
        return False
    if any(e.sign in _WISHING and first <= e.first < behind for e in heard.phrases):
        return False
    written = _PHRASES[heard.lexicon.locale]
    return any(any(written.begun(heard.words, at, behind)) for at in range(first, behind))
