"""What people write into columns: yes and no, days, languages, and several numbers in one cell."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache

from calendar_store.entry.locales import LOCALES
from calendar_store.entry.search_terms import plain
from calendar_store.model.errors import InvalidInput
from calendar_store.model.statuses import Channel
from gateway.imports.columns.fields import bare

_AGREED = (
    "yes|y|true|t|1|x|ok|si|s|vero|v|oui|o|vrai|ja|j|wahr|sim|verdadero|verdadeiro|on|allowed"
    "|agreed|accepted|granted|consented|subscribed|active|signed|given|opted in|opt in|optin"
    "|both|all|concesso|accettato|accorde|accepte|erteilt|zugestimmt|acepta"
    "|aceptado|concedido|aceito"
)
_DECLINED = (
    "no|n|false|f|0|falso|faux|nein|falsch|nao|non|denied|declined|refused|withdrawn|never|none"
    "|unsubscribed|opted out|opt out|optout|inactive|do not contact|not given|negato|rifiutato"
    "|revocato|refuse|retire|abgelehnt|widerrufen|verweigert|rechazado|denegado|retirado|recusado"
)
_YES, NO = frozenset(_AGREED.split("|")), frozenset(_DECLINED.split("|"))
"""Words for yes and no, as `bare` writes them."""
_CHANNEL_OF = {
    **dict.fromkeys(("sms", "text", "texts", "messaggio", "messaggi"), Channel.SMS),
    **dict.fromkeys(("email", "emails", "mail", "courriel", "correo"), Channel.EMAIL),
}
_BESIDE = frozenset(
    {
        *(
            "only",
            "yes",
            "and",
            "plus",
            "message",
            "messages",
            "by",
            "via",
            "si",
            "e",
            "solo",
            "per",
        ),
        *("oui", "et", "seulement", "ja", "und", "nur", "y", "sim", "so"),
    }
)
"""Words beside the channel that say no more."""
_UNKNOWN = frozenset({"", "-", "–", "—", "?", "n/a", "na", "unassigned", "unknown", "null"})
"""A cell with these says nothing."""

_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ].*)?")
_NUMBERS = re.compile(r"(\d{1,2})([-/. ])(\d{1,2})[-/. ](\d{4}|\d{2})\.?(?:[T ,].*)?")
SERIAL = re.compile(r"([2-7]\d{4})(?:[.,](\d+))?")
"""A day as sheets count them, from 1954 to 2119, with a part of the day behind the comma."""
_FIRST_SERIAL = date(1899, 12, 30)
_MONTH_FIRST = frozenset({"US", "PH", "PR", "GU", "VI", "AS", "MP", "FM", "PW"})
"""Countries where the month is written first."""
DAY_FIRST, MONTH_FIRST = "day", "month"
"""The orders of day and month that staff choose."""
_LONGEST_EXAMPLE = 20
_CENTURY = 2000
_MONTHS = 12

_LANGUAGES = {
    "en": "english inglese anglais englisch ingles eng",
    "it": "italian italiano italien italienisch ita",
    "es": "spanish spagnolo espagnol spanisch espanol castellano spa esp",
    "fr": "french francese francais franzosisch frances fra fre",
    "de": "german tedesco allemand deutsch aleman alemao deu ger",
    "pt": "portuguese portoghese portugais portugiesisch portugues por",
}
_LANGUAGE_OF = {word: code for code, words in _LANGUAGES.items() for word in words.split()}
_SEVERAL = re.compile(r"\s*(?::::|[;|\n]|,(?!\d{1,3}\b)|\s/\s)\s*")
_SHORTENED = re.compile(r"(\d)[.,](\d+)E\+?(\d+)", re.IGNORECASE)
_NEEDLESS = re.compile(r"([+\d][\d ]{7,})[.,]0{1,2}")
"""A number that some program has taken for an amount."""
_BETWEEN_NUMBERS = re.compile(r"\s+(?:[-–—]|o|e|or|and|oder|und|ou|et|y)\s+", re.IGNORECASE)
_FOREWORD = re.compile(
    r"(?:tel|telefono|telefon|phone|cell|cel|cellulare|mob|mobile|handy|gsm|[tmpch])\s*[.:]*\s*(?=[+(\d])",
    re.IGNORECASE,
)
_FEWEST_DIGITS = 6
_TOTAL = re.compile(
    r"(?:grand |sub ?)?(?:total|totals|totale|totali|totaux|gesamt\w*|summe|anzahl|suma)\b"
    r"|(?:number|count|numero|nombre) (?:of|di|de) "
)


@lru_cache(maxsize=512)
def agreement(text: str, *, month_first: bool = False) -> bool | date | frozenset[Channel] | None:
    """Return what a cell of a column of consent says.

    Returns:
        True or False for yes and no, the day since when for a date, the channels that it names
        for no other, None for nothing.

    Raises:
        InvalidInput: if it says neither.
    """
    written = " ".join(plain(text).split())
    if written in _UNKNOWN:
        return None
    words = bare(text)
    if words in _YES or written in {"✓", "✔", "☑"}:
        return True
    if words in NO or written in {"✗", "✘", "☐", "✕"}:
        return False
    return _channels(words) or _dated(text, month_first=month_first)


def _channels(words: str) -> frozenset[Channel]:
    """Return the channels that "SMS only" or "text and email" name; none for other words."""
    said = [one for one in words.replace("e mail", "email").split() if one not in _BESIDE]
    if not all(one in _CHANNEL_OF for one in said):
        return frozenset()
    return frozenset(_CHANNEL_OF[one] for one in said)


def _dated(text: str, *, month_first: bool) -> date:
    try:
        return day(text, month_first=month_first)
    except InvalidInput:
        raise InvalidInput(
            f'"{text}" in the column of consent is neither yes nor no, nor a date'
        ) from None


class DaysShown(StrEnum):
    """How the order of day and month in a file was found out."""

    NONE = "none"
    """No day of the file may be read in two ways."""
    SHOWN = "shown"
    """A number above twelve shows it."""
    USUAL = "usual"
    """Nothing shows it: the order of the practice's country was taken."""
    MIXED = "mixed"
    """Some days have the one order and some the other: most decide."""
    CHOSEN = "chosen"
    """Staff have said so."""


@dataclass(frozen=True, slots=True)
class DayOrder:
    """The order of day and month in the days of a file.

    Attributes:
        month_first: whether 03/04 is the fourth of March.
        shown: how that was found out.
        example: a day that may be read in two ways; "" for none.
    """

    month_first: bool = False
    shown: DaysShown = DaysShown.NONE
    example: str = ""


def order_of_days(texts: Iterable[str], region: str, chosen: str = "") -> DayOrder:
    """Find out the order of day and month from all days of a file.

    A number above twelve shows it; one day tells of all others, since an order in which each of
    them would be read by itself would put some of them months away. Where nothing shows it, the
    country decides, and the file is told to be unclear.

    Args:
        texts: the cells with days.
        region: the practice's country.
        chosen: "day" or "month", where staff have said which is first; "" otherwise.
    """
    shown = {False: 0, True: 0}
    example = ""
    for text in texts:
        found = _NUMBERS.fullmatch(text.strip())
        if found and found[2] != ".":
            one, other = int(found[1]), int(found[3])
            if (one > _MONTHS) != (other > _MONTHS):
                shown[other > _MONTHS] += 1
            elif not example and one != other:
                example = found[0].split(",")[0][:_LONGEST_EXAMPLE]
    if chosen:
        return DayOrder(chosen == MONTH_FIRST, DaysShown.CHOSEN, example)
    usual = region in _MONTH_FIRST
    order = not usual if shown[not usual] > shown[usual] else usual
    if all(shown.values()):
        return DayOrder(order, DaysShown.MIXED, example)
    if any(shown.values()):
        return DayOrder(order, DaysShown.SHOWN, example)
    return DayOrder(order, DaysShown.USUAL if example else DaysShown.NONE, example)


@lru_cache(maxsize=4096)
def day(text: str, *, month_first: bool = False) -> date:
    """Return the day that a cell names.

    Args:
        text: the cell, as 2026-11-30, 30.11.2026, 30/11/26, 11/30/2026 in some countries, or 46356
            where a sheet has lost the form of its days.
        month_first: whether 03/04 is the fourth of March, as `order_of_days` tells of the file.

    Raises:
        InvalidInput: if it names no day.
    """
    written = text.strip()
    if found := _ISO.fullmatch(written):
        year, month, of_month = map(int, found.groups())
    elif found := _NUMBERS.fullmatch(written):
        of_month, month, year = int(found[1]), int(found[3]), int(found[4])
        if month_first and found[2] != ".":
            of_month, month = month, of_month
        year += _CENTURY if year < 100 else 0
    elif found := SERIAL.fullmatch(written):
        return _FIRST_SERIAL + timedelta(days=int(found[1]))
    else:
        raise InvalidInput(f'"{text}" is not a day; write it as 2026-11-30')
    try:
        return date(year, month, of_month)
    except ValueError:
        raise InvalidInput(f'"{text}" is not a day of any calendar') from None


@lru_cache(maxsize=512)
def language(text: str) -> str:
    """Return the language that a cell names, one of `LOCALES`; "" for none and for others."""
    words = bare(text)
    if not words:
        return ""
    first = words.split()[0]
    if first in LOCALES:
        return first
    return _LANGUAGE_OF.get(first, "")


def preferred(text: str) -> Channel | None:
    """Return the channel that a cell names; None for neither and for both."""
    words = bare(text)
    mail = "mail" in words
    texts = any(one in words for one in ("sms", "text", "mobile", "phone"))
    if mail == texts:
        return None
    return Channel.EMAIL if mail else Channel.SMS


def several(text: str) -> Iterator[str]:
    """Yield the values of a cell, which some systems write into one: "a ::: b", "a; b"."""
    # the comma of a sheet in Italian or German separates nothing: "3,93E+11"
    for one in [text] if _SHORTENED.fullmatch(text.strip()) else _SEVERAL.split(text):
        if one:
            yield one.lstrip("'")


def numbers_of(text: str) -> Iterator[str]:
    """Yield the telephone numbers of a value with more than one, or with a word before it.

    What is none of these is yielded not at all.
    """
    parts = _BETWEEN_NUMBERS.split(text)
    if any(sum(map(str.isdecimal, part)) < _FEWEST_DIGITS for part in parts):
        return
    for part in parts:
        number = _FOREWORD.sub("", part.strip(), count=1)
        needless = _NEEDLESS.fullmatch(number)
        number = needless[1] if needless else number
        if number != text:
            yield number


def is_total(cells: Iterable[str]) -> bool:
    """Tell whether a row counts those above it, as lists have it at their end."""
    return bool(_TOTAL.match(bare(next(filter(None, cells), ""))))


def says_nothing(text: str) -> bool:
    """Tell whether a cell says that there is nothing: "-", "n/a"."""
    return plain(text).strip() in _UNKNOWN


def whole(text: str) -> str:
    """Return a number that a spreadsheet has written with an exponent, with all its digits.

    Raises:
        InvalidInput: if the spreadsheet has thrown away the last ones.
    """
    found = _SHORTENED.fullmatch(text.strip())
    if found is None:
        return text
    if len(found[2]) != int(found[3]):
        raise InvalidInput(
            f'"{text}" was shortened by a spreadsheet; save the column as text, and export again'
        )
    return found[1] + found[2]
