"""What a text says of one of a list: its number, its time, that it is well or too late."""

from functools import cache

from dialogs.flows.phrases import (
    POLITE,
    TURNING,
    apart,
    left_over,
    phrases_of,
    said_apart,
    said_whole,
)
from dialogs.flows.scene import Scene
from dialogs.lexicon import lexicons
from dialogs.times.terms import Role

_POINTS = 6

"""Most words of a text that points at one of a list by its time."""

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

_THAN = frozenset(
    {"than", "di", "del", "delle", "dell", "della", "de", "do", "das", "dos", "da", "als", "que"}
)

_SOMETHING = frozenset(
    {
        *("something", "anything", "a", "bit", "little", "any", "some", "time", "times", "is"),
        *("there", "do", "you", "have", "got", "that", "day", "the", "same", "or", "on", "one"),
        *("qualcosa", "di", "un", "po", "piu", "ancora", "avete", "c", "e", "stesso", "giorno"),
        *("algo", "mas", "poco", "hay", "tienen", "mismo", "dia", "el", "quelque", "chose", "de"),
        *("plus", "peu", "avez", "vous", "y", "etwas", "was", "noch", "ein", "bisschen", "geht"),
        *("es", "auch", "gibt", "haben", "sie", "mais", "alguma", "coisa", "um", "pouco", "tem"),
    }
)

"""Words that stand beside "later" and "earlier" and say nothing of their own."""

_NEAR_DAYS = frozenset(
    {
        *("today", "tomorrow", "tonight", "this", "oggi", "domani", "dopodomani", "questo"),
        *("questa", "heute", "morgen", "ubermorgen", "uebermorgen", "diese", "diesen", "dieser"),
        *("aujourd", "demain", "apres", "ce", "cette", "hoy", "manana", "pasado", "este", "esta"),
        *("hoje", "amanha", "next", "prossimo", "prossima", "nachste", "nachsten", "naechste"),
        *("naechsten", "prochain", "prochaine", "proximo", "proxima", "viene", "vem"),
    }
)

"""Words that say which day or week is meant."""

_NEW = frozenset(
    {
        *("new", "nuovo", "nuova", "nuevo", "nueva", "nouveau", "nouvelle", "novo", "nova"),
        *("neu", "neue", "neuen", "neuer", "neues"),
    }
)

"""Words for the new one of two."""

_DAYS = frozenset(
    {
        *("day", "days", "giorno", "giorni", "giornata", "dia", "dias", "jour", "jours", "journee"),
        *("tag", "tage", "tagen"),
    }
)

"""Words for days."""

_OTHER = ("another", "other", "different", "altr", "otr", "autre", "ander", "outr", "divers")

_DAY_PARTS = (
    *("afternoon", "morning", "evening", "pomeriggi", "mattin", "ser", "tarde", "manana", "apres"),
    *("matin", "soir", "nachmittag", "vormittag", "abend", "morgen", "manha", "noite", "noche"),
)

"""How the words for other ones, and for the parts of a day, begin."""


def compares(scene: Scene) -> int:
    """Return whether a text asks for later times than those on offer (1), or earlier ones (-1).

    0 where it says anything else, or names a time itself.
    """
    said = said_apart(scene)
    words = left_over(said.words, POLITE)
    if words == ["prima"] and "?" not in said.marks:
        return 0  # the first one
    later, earlier = (bool(each & set(words)) for each in (_LATER, _EARLIER))
    if later == earlier or any(word not in _LATER | _EARLIER | _SOMETHING for word in words):
        return 0
    return 1 if later else -1


def leans(scene: Scene) -> int:
    """Return whether "later" (1) or "earlier" (-1) stands in a text that names no day, else 0."""
    words = set(apart(scene))
    later, earlier = (bool(each & words) for each in (_LATER, _EARLIER))
    return 0 if names_day(scene) or later == earlier else 1 if later else -1


def wants_other_hour(scene: Scene) -> int:
    """Return whether a text asks for a later hour (1) or an earlier one (-1), else 0.

    "Later than four" and "prima delle dodici" name the hour themselves.
    """
    words = apart(scene)
    pairs = tuple(zip(words, (*words, "")[1:], strict=True))
    later, earlier = (
        any(word in each and after not in _THAN for word, after in pairs)
        for each in (_LATER, _EARLIER)
    )
    return 0 if later == earlier else 1 if later else -1


def names_day(scene: Scene) -> bool:
    """Return whether a text names a day of the week, a number, or "tomorrow" and its like."""
    # "plus tôt ce serait mieux", "d'autres ce jour-là"
    near = _NEAR_DAYS - {"ce"}
    return any(word[0].isdigit() or word in near or word in _weekdays() for word in apart(scene))


@cache
def _weekdays() -> frozenset[str]:
    """Return the days of the week in every language."""
    return frozenset(
        term.words[0]
        for read in lexicons().values()
        for terms in read.terms.opening.values()
        for term in terms
        if term.role is Role.WEEKDAY
    )


def names_date(scene: Scene) -> bool:
    """Return whether a text says which day it is beyond the day of the week."""
    words = said_whole(scene).words
    # "por la mañana" is a part of the day
    part = any(words[at : at + 2] == ("la", "manana") for at in range(len(words)))
    near = _NEAR_DAYS - ({"manana"} if part else set())
    return any(word in near or word.isdigit() for word in words)


def only_points(scene: Scene) -> bool:
    """Return whether a short text may point at one of a list by its time: nothing turns it."""
    said = said_whole(scene)
    if "?" in said.marks or len(said.words) > _POINTS:
        return False
    return not any((word,) in phrases_of(TURNING) for word in said.words)


def says_new(scene: Scene) -> bool:
    """Return whether a text speaks of the new one of two."""
    return any(word in _NEW for word in said_whole(scene).words)


def says_another_day(scene: Scene) -> bool:
    """Return whether a text asks for another day, or another day's part: "any other afternoon"."""
    words = apart(scene)
    return any(
        word.startswith(_OTHER) and (after in _DAYS or after.startswith(_DAY_PARTS))
        for word, after in zip(words, (*words, "")[1:], strict=False)
    )


def says_other_day(scene: Scene) -> bool:
    """Return whether a text asks for a day, "any other day?", and names none."""
    return any(word in _DAYS for word in said_whole(scene).words)
