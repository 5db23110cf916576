"""Tests whether a text asks for later or earlier times: "later", "too early"."""

from collections.abc import Sequence

from dialogs.flows.offered_times.pointing import names_day
from dialogs.flows.phrases import POLITE, apart, left_over, said_apart
from dialogs.flows.turn_context import TurnContext
from dialogs.languages.lexicon import Cue

_LATER = frozenset({"later", "tardi", "tarde", "tard", "spater", "spaeter"})

_EARLIER = frozenset(
    {
        "earlier",
        "sooner",
        "prima",
        "presto",
        "temprano",
        "antes",
        "tot",
        "fruher",
        "frueher",
        "cedo",
    }
)

_TOO = frozenset({"too", "troppo", "demasiado", "muy", "trop", "zu", "muito", "demais"})

_EARLY = frozenset({"early", "presto", "temprano", "pronto", "tot", "fruh", "frueh", "cedo"})

_LATE = frozenset({"late", "tardi", "tarde", "tard", "spat", "spaet"})

_JUDGED = frozenset(
    {
        *("they", "they're", "those", "these", "that", "that's", "it", "s", "is", "are", "re"),
        *("all", "a", "bit", "little", "for", "me", "us", "far", "way", "much", "sorry", "the"),
        *(
            "times",
            "e",
            "sono",
            "tutti",
            "tutte",
            "un",
            "po",
            "per",
            "mi",
            "noi",
            "questi",
            "orari",
        ),
        *("son", "es", "todas", "todos", "esas", "esos", "un", "poco", "para", "mi", "nosotros"),
        *(
            "c",
            "est",
            "ce",
            "sont",
            "tous",
            "toutes",
            "un",
            "peu",
            "pour",
            "moi",
            "nous",
            "beaucoup",
        ),
        *("das", "ist", "sind", "alle", "alles", "mir", "mich", "uns", "fur", "fuer", "leider"),
        *("ein", "bisschen", "etwas", "viel", "sao", "todos", "todas", "um", "mim", "nos", "isso"),
        *(
            "e",
            "horas",
            "horarios",
            "im",
            "always",
            "alle",
            "zeiten",
            "die",
            "o",
            "a",
            "los",
            "las",
        ),
    }
)
"""Words beside "too early" without a meaning of their own."""

_THAN = frozenset(
    {"than", "di", "del", "delle", "dell", "della", "de", "do", "das", "dos", "da", "als", "que"}
)

_SOMETHING = frozenset(
    {
        *(
            "something",
            "anything",
            "a",
            "bit",
            "little",
            "any",
            "some",
            "time",
            "times",
            "is",
            "in",
        ),
        *("there", "do", "you", "have", "got", "that", "day", "the", "same", "or", "on", "one"),
        *("qualcosa", "di", "un", "po", "piu", "ancora", "avete", "c", "e", "stesso", "giorno"),
        *("algo", "mas", "poco", "hay", "tienen", "mismo", "dia", "el", "quelque", "chose", "de"),
        *("plus", "peu", "avez", "vous", "y", "etwas", "was", "noch", "ein", "bisschen", "geht"),
        *("es", "auch", "gibt", "haben", "sie", "mais", "alguma", "coisa", "um", "pouco", "tem"),
    }
)
"""Words beside "later" and "earlier" without a meaning of their own."""


def compares(turn: TurnContext) -> int:
    """Return 1 if a text only asks for later times than those on offer, -1 for earlier ones.

    0 if the text says anything else, or names a time itself.
    """
    said = said_apart(turn)
    words = left_over(said.words, POLITE)
    if words == ["prima"] and "?" not in said.marks:
        return 0  # the first one
    if judged := too_early_or_late(said.words):
        return judged
    later, earlier = (bool(each & set(words)) for each in (_LATER, _EARLIER))
    if later == earlier or any(word not in _LATER | _EARLIER | _SOMETHING for word in words):
        return 0
    return 1 if later else -1


def too_early_or_late(words: Sequence[str]) -> int:
    """Return 1 if a text only says that times are too early, -1 if too late.

    Such a client wants later, or earlier, times. 0 if the text says anything else.
    """
    left = left_over(words, POLITE | {Cue.NO, Cue.ACK, Cue.YES, Cue.BUT})
    early, late = (bool(each & set(left)) for each in (_EARLY, _LATE))
    if early == late or not _TOO & set(left):
        return 0
    known = _TOO | _EARLY | _LATE | _JUDGED
    return 0 if any(word not in known for word in left) else 1 if early else -1


def leans(turn: TurnContext) -> int:
    """Return 1 if a text has "later" and names no day, -1 for "earlier", else 0."""
    words = set(apart(turn))
    later, earlier = (bool(each & words) for each in (_LATER, _EARLIER))
    return 0 if names_day(turn) or later == earlier else 1 if later else -1


def wants_other_hour(turn: TurnContext) -> int:
    """Return 1 if a text asks for a later hour, -1 for an earlier one, else 0.

    "Later than four" and "prima delle dodici" name the hour themselves.
    """
    words = apart(turn)
    pairs = tuple(zip(words, (*words, "")[1:], strict=True))
    later, earlier = (
        any(word in each and after not in _THAN for word, after in pairs)
        for each in (_LATER, _EARLIER)
    )
    return 0 if later == earlier else 1 if later else -1
