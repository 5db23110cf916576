"""Recognises a count of the family members who come, without names: "two of us are coming".

If the count is lower than the number asked about, we ask who comes; a count alone confirms nothing.
"""

from collections.abc import Sequence

from dialogs.flows.family.absent import CANNOT_COME, COMES
from dialogs.flows.family.all_but import OTHERS
from dialogs.flows.phrases import (
    AGREEING,
    Phrases,
    as_phrases,
    left_over,
    longest,
    said_apart,
    without,
)
from dialogs.flows.turn_context import TurnContext, once
from dialogs.flows.visits.reminded import reminded_visits
from dialogs.flows.visits.spoken_of import SpokenOf
from dialogs.flows.visits.visit_words import COMING
from dialogs.intents import Hint, Intent
from dialogs.languages.lexicon import Cue

_NUMBERS = {
    1: "one uno una un une ein einer eine um uma 1",
    2: "two due dos deux zwei zwo dois duas 2 zweit",
    3: "three tre tres trois drei 3 dritt",
    4: "four quattro cuatro quatre vier quatro 4 viert",
}
_COUNTS = {word: count for count, words in _NUMBERS.items() for word in words.split()}
"""Words for counts; a number alone is another kind of answer."""

_AROUND = frozenset(
    {
        *("of", "us", "only", "just", "there", "will", "be", "are", "is", "we", "re", "ll", "the"),
        *("in", "di", "noi", "solo", "soltanto", "siamo", "saremo", "siete", "de", "nosotros"),
        *("nosotras", "solamente", "seremos", "somos", "iremos", "a", "d", "entre", "nous", "on"),
        *("serons", "sera", "seulement", "sommes", "von", "uns", "zu", "nur", "sind", "werden"),
        *("wir", "nos", "so", "apenas", "dos", "das", "people", "persone", "personas", "personen"),
        *("personnes", "pessoas", "children", "kids", "bambini", "ninos", "enfants", "kinder"),
        *("criancas", "can", "come", "coming", "make", "it", "ci", "en", "si", "s", "m", "i", "am"),
    }
)
_CAN = (
    COMES
    | COMING
    | as_phrases(
        *(
            "are coming",
            "can come",
            "coming",
            "will come",
            "make it",
            "veniamo",
            "vengono",
            "vengo",
        ),
        *("possono venire", "vamos", "van", "pueden ir", "vienen", "viene", "va", "on vient"),
        *("venons", "viendrons", "on sera", "kommen", "konnen kommen", "kommt", "vao", "podem ir"),
        *("vem", "vai", "siamo", "saremo", "seremos", "serons", "there will be", "we will be"),
        *("we ll be", "be there", "come", "it will be"),
    )
)
_OTHERS_NOT = as_phrases(
    *("not", "can t", "cannot", "aren t", "won t", "non", "no", "pas", "nicht", "nao"),
    *("can t come", "non possono", "no pueden", "ne peuvent pas", "peuvent pas", "konnen nicht"),
    *("nao podem", "can t make it", "non vengono", "no van", "ne viennent pas", "kommen nicht"),
    *("nao vao", "aren t coming", "won t"),
)
_ME = as_phrases(
    *("i can", "i will", "i am coming", "i m coming", "me yes", "yes for me", "i come", "just me"),
    *("io si", "io vengo", "io posso", "vengo io", "per me si", "yo si", "yo voy", "yo si voy"),
    *("yo puedo", "yo si puedo", "para mi si", "moi oui", "moi je viens", "je viens", "pour moi"),
    *("moi je peux", "je peux", "ich komme", "ich kann", "ich ja", "ich schon", "bei mir"),
    *("eu sim", "eu vou", "eu posso", "para mim sim", "mich ja", "nur ich", "solo io", "solo yo"),
    *("so eu", "moi seulement", "only me", "mine is fine", "il mio va bene", "meiner passt"),
)
_TURNED = frozenset({Cue.BUT})
_MAY_BE = frozenset({Intent.UNCLEAR, Intent.CONFIRM, Intent.CANCEL, Intent.RESCHEDULE})
_HINTS = frozenset({None, Hint.YES, Hint.REFUSAL})
_TWO = 2
_MOST = 14
"""Most words of a text that this module recognises."""


@once
def counted(turn: TurnContext) -> SpokenOf | None:
    """Return the reading of a text that only says how many of a family come, or None."""
    visits = reminded_visits(turn, _MAY_BE, _HINTS, _MOST)
    if visits is None or len({one.client_id for one in visits}) < _TWO:
        return None
    said = said_apart(turn)
    if _cannot(said.words):
        return SpokenOf(Intent.CANCEL, ())
    count = _count(said.words)
    if count == len(visits):
        return SpokenOf(Intent.CONFIRM, visits)
    fewer = 0 < count < len(visits)
    return SpokenOf(Intent.CONFIRM, ()) if fewer or _not_the_others(said.words) else None


def _count(words: Sequence[str]) -> int:
    """Return how many come according to a text, 0 if it says more, or no count."""
    counts = [word for word in words if word in _COUNTS]
    rest = without(words, _CAN)
    left = [word for word in left_over(rest, AGREEING) if word not in _AROUND | set(_COUNTS)]
    told = len(rest) < len(words) or {"us", "uns", "noi", "nosotros", "nous", "nos"} & set(words)
    # "2" by itself is a number of the menu, and "alle drei" is all
    return _COUNTS[counts[0]] if len(counts) == 1 and told and not left else 0


def _cannot(words: Sequence[str]) -> bool:
    """Return whether a text says that some cannot come, without a name: "one of us can't"."""
    counts = [word for word in words if word in _COUNTS]
    rest = without(words, CANNOT_COME | _OTHERS_NOT)
    left = [word for word in left_over(rest, AGREEING) if word not in _AROUND | set(_COUNTS)]
    us = {"us", "uns", "noi", "nosotros", "nous", "nos"} & set(words)
    return len(counts) == 1 and bool(us) and len(rest) < len(words) and not left


def _not_the_others(words: Sequence[str]) -> bool:
    """Return whether a text says that its writer comes and the others do not."""
    at = next((n for n in range(len(words)) if longest(words, n, OTHERS)), 0)
    mine, theirs = words[:at], words[at:]
    left = left_over(without(mine, _ME), AGREEING | _TURNED)
    refused = without(without(theirs, OTHERS), _OTHERS_NOT)
    return _says(mine, _ME) and not left and _says(theirs, _OTHERS_NOT) and not refused


def _says(words: Sequence[str], phrases: Phrases) -> bool:
    return any(longest(words, at, phrases) for at in range(len(words)))
