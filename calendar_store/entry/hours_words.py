"""Split working hours, written as text, into pieces: days, times and the words between them.

This module has the names of days in each language, and the words allowed between days and times.
"""

import re
import unicodedata
from collections.abc import Iterator
from enum import Enum, auto

from calendar_store.model.plain import plain

DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_NAMES = {
    "en": (DAYS,),
    "it": (("lunedi", "martedi", "mercoledi", "giovedi", "venerdi", "sabato", "domenica"),),
    "es": (("lunes", "martes", "miercoles", "jueves", "viernes", "sabado", "domingo"),),
    "fr": (("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"),),
    "de": (
        ("montags", "dienstags", "mittwochs", "donnerstags", "freitags", "samstags", "sonntags"),
        ("montags", "dienstags", "mittwochs", "donnerstags", "freitags", "sonnabends", "sonntags"),
    ),
    "pt": (("segunda", "terca", "quarta", "quinta", "sexta", "sabado", "domingo"),),
}
"""Days of the week in each language, Monday first, without accents. Three letters name a day in all
languages; two letters only in the practice's own: "do" is Thursday in German, Sunday in Italian."""
_LETTERS = {"es": "lmxjvsd", "en": "m_w_f__"}
"""One-letter names of days; in English only the letters that name one day only."""
_ORDINALS = "23456"
"""Portuguese numbers of the working days: "2ª a 6ª"."""
_SETS = {
    range(7): (
        *("daily", "every day", "tutti i giorni", "ogni giorno", "todos los dias"),
        *("tous les jours", "taglich", "jeden tag", "todos os dias"),
    ),
    range(5): (
        *("weekdays", "giorni feriali", "dias laborables", "jours ouvrables", "werktags"),
        "dias uteis",
    ),
}
_TO = frozenset(
    {"-", "–", "—", "to", "till", "until", "through", "thru", "bis", "a", "al", "alle", "alla"}
    | {"au", "ao", "ate", "as", "hasta", "fino"}
)
_AND = frozenset({",", "&", "+", "/", "and", "e", "ed", "y", "et", "und", "u"})
_BESIDE = frozenset(
    {":", ".", "from", "dal", "dalle", "de", "del", "du", "das", "dos", "desde", "von", "every"}
    | {"jeden", "les", "uhr", "h", "hrs", "ore", "horas", "heures", "ora", "the", "il", "la"}
)
"""Words and marks without a meaning of their own."""
_SHUT = frozenset({"closed", "chiuso", "cerrado", "ferme", "geschlossen", "fechado"})
_NAMED_TIMES = frozenset({"noon", "midday", "mezzogiorno", "mediodia", "midi", "mittag"})
_FEIRA = re.compile(r"-feiras?\b")
"""Ending of the Portuguese names of working days."""
_TIME = r"[0-9]+(?:\s*[:.h]\s*[0-9]+)?(?:\s*(?:[ap]m\b|[ap]\.m\.|h\b|uhr\b))?"
_TOKEN = re.compile(
    rf"(?P<ordinal>[{_ORDINALS}]a(?![\w]))|(?P<time>{_TIME}\w*)|(?P<word>[^\W\d_]+)|(?P<mark>\S)"
)


class HoursPiece(Enum):
    """The kinds of pieces."""

    DAYS = auto()
    TIME = auto()
    TO = auto()
    AND = auto()
    BESIDE = auto()
    SHUT = auto()
    END = auto()
    UNKNOWN = auto()


@plain
class Piece:
    """A word, a time or a mark in written hours.

    Attributes:
        kind: kind of piece.
        text: the piece in lower case without accents.
        days: the weekdays that the piece names, 0 for Monday.
        at: position of the piece in the folded text.
    """

    kind: HoursPiece
    text: str
    days: tuple[int, ...] = ()
    at: int = 0


def folded(text: str) -> str:
    """Return a text in lower case without accents; join day names of several words to one word."""
    decomposed = unicodedata.normalize("NFKD", text).casefold()
    plainly = "".join(char for char in decomposed if not unicodedata.combining(char))
    plainly = _FEIRA.sub("", plainly)
    for names in _SETS.values():
        for name in names:
            plainly = plainly.replace(name, name.replace(" ", ""))
    return plainly


def pieces(text: str, locale: str) -> Iterator[Piece]:
    """Split written hours into pieces.

    Args:
        text: the text, as `folded` returns it.
        locale: the practice's language; only in this language two letters name a day.
    """
    language = locale[:2]
    for found in _TOKEN.finditer(text):
        said = found[0]
        if found["ordinal"] and language != "pt":
            yield Piece(HoursPiece.TIME, said, at=found.start())
        elif found["ordinal"]:
            day = _ORDINALS.index(said[0])
            yield Piece(HoursPiece.DAYS, said, (day,), found.start())
        elif found["time"]:
            yield Piece(HoursPiece.TIME, said.strip(), at=found.start())
        else:
            yield _of_word(said, language, found.start())
    yield Piece(HoursPiece.END, "", at=len(text))


def _of_word(said: str, language: str, at: int) -> Piece:
    if said in {";", "\n"}:
        return Piece(HoursPiece.END, said, at=at)
    for kind, words in (
        *(
            (HoursPiece.TO, _TO),
            (HoursPiece.AND, _AND),
            (HoursPiece.BESIDE, _BESIDE),
            (HoursPiece.SHUT, _SHUT),
        ),
        (HoursPiece.TIME, _NAMED_TIMES),
    ):
        if said in words:
            return Piece(kind, "12:00" if kind is HoursPiece.TIME else said, at=at)
    for days, names in _SETS.items():
        if said in {name.replace(" ", "") for name in names}:
            return Piece(HoursPiece.DAYS, said, tuple(days), at)
    day = _day(said, language)
    if day is None:
        return Piece(HoursPiece.UNKNOWN, said, at=at)
    return Piece(HoursPiece.DAYS, said, (day,), at)


def _day(name: str, language: str) -> int | None:
    """Return the weekday that a word names, 0 for Monday; None if the word names none."""
    if len(name) == 1:
        letters = _LETTERS.get(language, "")
        return letters.index(name) if name in letters else None
    for code, weeks in _NAMES.items():
        least = 2 if code == language != "en" else 3
        for number, days in enumerate(zip(*weeks, strict=True)):
            if len(name) >= least and any(day.startswith(name) for day in days):
                return number
    return None
