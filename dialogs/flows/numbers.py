"""Reads the numbers of a text: choices of a list, and corrections of a wrong number."""

import re
from dataclasses import dataclass

from dialogs.flows.phrases import (
    APPROVING,
    JOINING,
    POLITE,
    apart,
    left_over,
    phrases_of,
    said_apart,
    said_apart_of,
    said_of,
)
from dialogs.flows.turn_context import TurnContext
from dialogs.languages.lexicon import Cue, lexicons

BARE_NUMBER = re.compile(r"\s*\d{1,2}\W*")

"""Pattern of a text that is only a number."""

BEING = frozenset({"is", "ist", "e", "est", "es", "are", "sind", "sono", "son", "sont", "sao"})

"""Forms of "to be" that begin a question."""

_JUDGING = BEING | {"too", "trop", "troppo", "zu", "demasiado", "muy", "muito", "doesnt", "wont"}

"""Words after a number that begin to judge it: "le 2 c'est trop tard"."""

EXCEPTING = frozenset(
    {"but", "except", "tranne", "salvo", "menos", "excepto", "sauf", "ausser", "exceto"}
)

"""Words before a number that exclude it: "anything but 2"."""

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

_TYPING = frozenset(
    {"drucken", "druecken", "tippen", "schreiben", "press", "type", "write", "premere", "scrivere"}
    | {"pulsar", "marcar", "poner", "escribir", "taper", "appuyer", "mettre", "carregar", "digitar"}
)
"""Words after the number that was meant."""

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

_INSTEAD = frozenset(
    {
        *("instead", "rather", "actually", "make", "it", "can", "better", "please", "hang", "on"),
        *("invece", "anzi", "meglio", "piuttosto", "facciamo", "mejor", "mejora", "en", "vez"),
        *("plutot", "finalement", "plutot", "lieber", "doch", "besser", "stattdessen", "nehme"),
        *("antes", "melhor", "afinal", "and", "not", "option", "opzione", "opcion", "numero"),
    }
)
"""Words that replace the number chosen before."""

_NOT = {"en": "not", "de": "nicht", "fr": "pas", "it": "non"}
"""Word before a number that is not meant, by language."""
NOT_BEHIND = frozenset({"no", "not", "nicht", "pas", "nao"})
"""Words behind a number that is not meant."""

_PLACES = frozenset(
    {
        *("first", "second", "third", "last", "prima", "primo", "seconda", "secondo", "terza"),
        *("terzo", "ultima", "ultimo", "primera", "primero", "segunda", "segundo", "tercera"),
        *("tercero", "premier", "premiere", "deuxieme", "troisieme", "dernier", "derniere"),
        *("erste", "ersten", "erster", "zweite", "zweiten", "zweiter", "dritte", "dritten"),
        *("letzte", "letzten", "primeira", "primeiro", "terceira", "terceiro", "latter"),
    }
)
"""Words for a place in a list."""

_TWO = 2

_MEANT = 4
_SHORT = 9
"""Most words of a text about a wrong number."""


"""Fewest words of a text about a wrong number (`_MEANT`)."""


def approves_number(turn: TurnContext) -> bool:
    """Return whether an agreement follows a chosen number: "2 is fine", "le 2 c'est bon"."""
    words = apart(turn)
    first = next((at for at, word in enumerate(words) if word[:1].isdigit()), None)
    if first is None:
        return False  # "tutti e due"
    behind = words[first + 1 :]
    # "e" after a number is "and" more often than "is": "tutti e due"
    being = any(word in BEING and word not in JOINING for word in behind)
    return being or len(left_over(behind, APPROVING)) < len(behind)


def is_number(part: str, locale: str) -> bool:
    """Return whether a part of a text is only a number, in digits or in words."""
    words = left_over(said_apart_of(part).words, POLITE)
    numbered = lexicons()[locale].standing[Cue.NUMBERED]
    return len(words) == 1 and (words[0].isdigit() or words[0] in numbered)


@dataclass(frozen=True, slots=True)
class Numbered:
    """A number in a text, whether the text excludes it, and whether the text judges it."""

    number: int
    left_out: bool
    judged: bool


def numbers_spoken_of(turn: TurnContext) -> tuple[Numbered, ...]:
    """Return the numbers of a text in order: "2", but not "2nd" or "14:00"."""
    words = apart(turn)
    return tuple(
        Numbered(
            int(word),
            bool(EXCEPTING & set(words[max(0, at - 2) : at])),
            bool(_JUDGING & set(words[at + 1 : at + 3])),
        )
        for at, word in enumerate(words)
        if word[:1].isdigit() and BARE_NUMBER.fullmatch(word)
    )


def says_which(turn: TurnContext, listed: int) -> bool:
    """Return whether a text has a number of a list, or a word for a place, and asks nothing."""
    said = said_apart(turn)
    numbers = (int(word) for word in said.words if BARE_NUMBER.fullmatch(word) and word.isdigit())
    placed = bool(_PLACES & set(said.words)) or any(0 < number <= listed for number in numbers)
    return placed and "?" not in said.marks


def number_meant(turn: TurnContext) -> int | None:
    """Return the number that corrects one pressed by mistake, or None."""
    return number_meant_in(turn.text)


def number_meant_in(part: str) -> int | None:
    """Return the number that a part of a text corrects to, or None.

    The part has to speak of a mistake and end in the number: "oops wrong number, meant 2".
    """
    said = said_apart_of(part)
    words = [word for word in said.words if (word,) not in phrases_of(POLITE)]
    # "ich wollte 1 drücken"
    while words and words[-1] in _TYPING:
        words.pop()
    wrong = any(word.startswith(_WRONG) for word in words) and bool(_PRESSED & set(words))
    wrong = (wrong and len(words) >= _MEANT) or _says_meant(said.words)
    if not wrong or "?" in said.marks or not words or not words[-1].isdigit():
        return None
    numbers = [word for word in words if word.isdigit()]
    before = next((word for word in words[-2::-1] if word not in _ARTICLES), None)
    return int(words[-1]) if len(numbers) == 1 and before in _MEANING else None


def number_instead(turn: TurnContext) -> int | None:
    """Return the only number of a text that replaces an earlier one, "no sorry, 3", or None."""
    said = said_apart(turn)
    numbers = [word for word in said.words if word.isdigit()]
    told = set(said.words)
    takes_back = told & (_SAID | _SORRY | _INSTEAD) or any(w.startswith(_WRONG) for w in told)
    if len(numbers) != 1 or not takes_back or "?" in said.marks or len(said.words) > _SHORT:
        return None
    if _refused(turn, said.words, numbers[0]):
        return None
    known = _SORRY | _SAID | _PRESSED | _MEANING | _ARTICLES | _WRITER | _INSTEAD
    rest = [word for word in left_over(said.words, POLITE) if not word.isdigit()]
    only = all(word in known or word.startswith(_WRONG) for word in rest)
    return int(numbers[0][:2]) if only else None


def _refused(turn: TurnContext, words: tuple[str, ...], number: str) -> bool:
    """Return whether a number is only refused: "not 1", "la 1 no"."""
    at = words.index(number)
    before = next((word for word in words[:at][::-1] if word not in _ARTICLES), "")
    return before == _NOT.get(turn.heard.locale) or words[-1] in NOT_BEHIND


def pressed_wrong(turn: TurnContext) -> bool:
    """Return whether a text says that a wrong number was pressed, without the right one."""
    said = said_apart(turn)
    wrong = any(word.startswith(_WRONG) for word in said.words) and bool(_PRESSED & set(said.words))
    digits = any(word.isdigit() for word in said.words)
    # "wrong number for Marie" is of a telephone
    firsts = (said_of(client.first).words for client in turn.context.clients)
    digits = digits or any(set(first) <= set(said.words) for first in firsts if first)
    return wrong and not digits and "?" not in said.marks and len(said.words) <= _SHORT


def _says_meant(words: tuple[str, ...]) -> bool:
    """Return whether a text only takes a number back: "sorry, I meant 1"."""
    told = set(words)
    takes_back = told & (_SAID | _TYPING) or (
        told & _SORRY | {w for w in words if w.startswith(_WRONG)}
    )
    rest = left_over(words, POLITE)
    return bool(takes_back) and all(
        word in _SORRY | _SAID | _PRESSED | _MEANING | _ARTICLES | _WRITER | _TYPING
        or word.startswith(_WRONG)
        or word.isdigit()
        for word in rest
    )
