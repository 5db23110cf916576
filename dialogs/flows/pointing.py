"""What a text says of one of a list: its number, its time, that it is well or too late."""

import re
from dataclasses import dataclass
from functools import cache

from dialogs.flows.phrases import (
    APPROVING,
    JOINING,
    POLITE,
    TURNING,
    apart,
    left_over,
    phrases_of,
    said_apart,
)
from dialogs.flows.scene import Scene
from dialogs.lexicon import lexicons
from dialogs.normalise import normalise
from dialogs.times.terms import Role

BARE_NUMBER = re.compile(r"\s*\d{1,2}\W*")
"""A text that is a number and nothing else."""

_POINTS = 6
"""Most words of a text that points at one of a list by its time."""

BEING = frozenset({"is", "ist", "e", "est", "es", "are", "sind", "sono", "son", "sont", "sao"})
"""Words that begin a question about what is."""

_JUDGING = BEING | {"too", "trop", "troppo", "zu", "demasiado", "muy", "muito", "doesnt", "wont"}
"""Words behind a number that begin to say how it is: "le 2 c'est trop tard"."""

_BUT = frozenset(
    {"but", "except", "tranne", "salvo", "menos", "excepto", "sauf", "ausser", "exceto"}
)
"""Words before a number that leave it out: "anything but 2"."""

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
_WRONG = (
    "wrong",
    "mistake",
    "engan",
    "error",
    "errore",
    "falsch",
    "sbagliat",
    "equivo",
    "mauvais",
    "errad",
    "trompe",
    "vertippt",
)
_PRESSED = frozenset(
    {
        *("number", "button", "key", "digit", "pressed", "hit", "typed", "nummer", "zahl", "taste"),
        *("ziffer", "gedruckt", "gedruckt", "vertippt", "numero", "tasto", "cifra", "premuto"),
        *("tecla", "aprete", "pulse", "marque", "chiffre", "touche", "tape", "appuye", "trompe"),
        *("carreguei", "apertei", "digitei", "toquei", "boton", "botao", "bouton", "pulsante"),
    }
)
_MEANING = frozenset(
    {
        *("meant", "mean", "want", "wanted", "meinte", "meine", "wollte", "sollte", "volevo"),
        *("intendevo", "era", "quise", "queria", "quiero", "voulais", "veux", "etait", "quis"),
        *("dire", "decir", "dizer", "poner", "por", "mettre", "mettere", "premere", "press"),
    }
)
"""Words before the number that was meant."""

_ARTICLES = frozenset(
    {"a", "the", "to", "el", "la", "il", "le", "die", "o", "eine", "un", "number"}
)
_SAID = frozenset({"meant", "mean", "meinte", "dire", "decir", "dizer"})
_SORRY = frozenset(
    {
        *("sorry", "oops", "ops", "oups", "ups", "huch", "scusi", "scusa", "scusate", "perdon"),
        *("perdone", "disculpe", "pardon", "desole", "desolee", "entschuldigung", "desculpe"),
        *("no", "non", "nein", "nao", "wait", "ah", "oh", "upps"),
    }
)
_WRITER = frozenset(
    {"i", "io", "yo", "je", "j", "ich", "eu", "ho", "me", "mi", "sono", "he", "ai", "habe", "mich"}
    | {"m", "de", "era", "es", "enganei", "it", "was", "is", "that", "und", "and", "e", "y", "et"}
)
"""Words of the writer around the number that was meant."""

_TWO = 2
_MEANT = 4
"""Fewest words of such a text."""

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


def approves_number(scene: Scene) -> bool:
    """Return whether an agreement stands behind a number chosen: "2 is fine", "le 2 c'est bon"."""
    words = apart(scene)
    first = next((at for at, word in enumerate(words) if word[:1].isdigit()), None)
    if first is None:
        return False  # "tutti e due"
    behind = words[first + 1 :]
    # "e" is "and" more often than "is" behind a number: "tutti e due"
    being = any(word in BEING and word not in JOINING for word in behind)
    return being or len(left_over(behind, APPROVING)) < len(behind)


@dataclass(frozen=True, slots=True)
class Numbered:
    """A number in a text: which, whether it is left out, and whether something is said of it."""

    number: int
    left_out: bool
    judged: bool


def numbers_spoken_of(scene: Scene) -> tuple[Numbered, ...]:
    """Return the numbers of a text, "2" and not "2nd" or "14:00", in order."""
    words = apart(scene)
    return tuple(
        Numbered(
            int(word),
            bool(_BUT & set(words[max(0, at - 2) : at])),
            bool(_JUDGING & set(words[at + 1 : at + 3])),
        )
        for at, word in enumerate(words)
        if word[:1].isdigit() and BARE_NUMBER.fullmatch(word)
    )


def number_meant(scene: Scene) -> int | None:
    """Return the number that a text gives in place of one that was pressed by mistake, or None.

    "Oops pressed the wrong number, meant 2": it says so, and the number is its end.
    """
    said = said_apart(scene)
    words = [word for word in said.words if (word,) not in phrases_of(POLITE)]
    wrong = any(word.startswith(_WRONG) for word in words) and bool(_PRESSED & set(words))
    wrong = (wrong and len(words) >= _MEANT) or _says_meant(said.words)
    if not wrong or "?" in said.marks or len(words) < _TWO or not words[-1].isdigit():
        return None
    numbers = [word for word in words if word.isdigit()]
    before = words[-2] if words[-2] not in _ARTICLES else words[-3]
    return int(words[-1]) if len(numbers) == 1 and before in _MEANING else None


def _says_meant(words: tuple[str, ...]) -> bool:
    """Return whether a text takes a number back and says nothing else: "sorry, I meant 1"."""
    told = set(words)
    takes_back = told & _SAID or (told & _SORRY | {w for w in words if w.startswith(_WRONG)})
    rest = left_over(words, POLITE)
    return bool(takes_back) and all(
        word in _SORRY | _SAID | _PRESSED | _MEANING | _ARTICLES | _WRITER
        or word.startswith(_WRONG)
        or word.isdigit()
        for word in rest
    )


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
    words = normalise(scene.text).words
    # "por la mañana" is a part of the day
    part = any(words[at : at + 2] == ("la", "manana") for at in range(len(words)))
    near = _NEAR_DAYS - ({"manana"} if part else set())
    return any(word in near or word.isdigit() for word in words)


def only_points(scene: Scene) -> bool:
    """Return whether a short text may point at one of a list by its time: nothing turns it."""
    said = normalise(scene.text)
    if "?" in said.marks or len(said.words) > _POINTS:
        return False
    return not any((word,) in phrases_of(TURNING) for word in said.words)


def says_new(scene: Scene) -> bool:
    """Return whether a text speaks of the new one of two."""
    return any(word in _NEW for word in normalise(scene.text).words)


def says_another_day(scene: Scene) -> bool:
    """Return whether a text asks for another day, or another day's part: "any other afternoon"."""
    words = apart(scene)
    return any(
        word.startswith(_OTHER) and (after in _DAYS or after.startswith(_DAY_PARTS))
        for word, after in zip(words, (*words, "")[1:], strict=False)
    )


def says_other_day(scene: Scene) -> bool:
    """Return whether a text asks for a day, "any other day?", and names none."""
    return any(word in _DAYS for word in normalise(scene.text).words)
