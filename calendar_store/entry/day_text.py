"""Parse days that people write: "31/03/2027", "3.4.", "Wed 31 March", "tomorrow", "Friday". Pure.

Whether the day or the month comes first is decided by the country, never by the numbers: a guess
could be months wrong.
"""

import re
import unicodedata
from calendar import monthrange
from datetime import date, timedelta

from calendar_store.model.errors import InvalidInput

FIRST_YEAR, LAST_YEAR = 2000, 2099
"""The years that are accepted."""
_MONTH_FIRST = frozenset(
    {"US", "AS", "GU", "MP", "PR", "UM", "VI", "FM", "MH", "PW", "PH"}  # CLDR: short dates M/d
)
_DAY_MONTH, _MONTH_DAY = "31/3/2027", "3/31/2027"
_DAY = timedelta(days=1)
_NEAR = {
    -1: ("yesterday", "ieri", "ayer", "hier", "gestern", "ontem"),
    0: ("today", "oggi", "hoy", "aujourd'hui", "heute", "hoje"),
    1: ("tomorrow", "domani", "manana", "demain", "morgen", "amanha"),
    2: (
        *("the day after tomorrow", "day after tomorrow", "dopodomani", "pasado manana"),
        *("apres-demain", "apres demain", "ubermorgen", "depois de amanha"),
    ),
}
_MONTHS = (
    "january february march april may june july august september october november december",
    "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
    "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    "janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre",
    "januar februar marz april mai juni juli august september oktober november dezember",
    "janeiro fevereiro marco abril maio junho julho agosto setembro outubro novembro dezembro",
)
"""The months of each language, without accents; three letters name a month if only one fits."""
_ALSO = {"janner": 1, "feber": 2}
_WEEKDAYS = (
    "monday tuesday wednesday thursday friday saturday sunday",
    "lunedi martedi mercoledi giovedi venerdi sabato domenica",
    "lunes martes miercoles jueves viernes sabado domingo",
    "lundi mardi mercredi jeudi vendredi samedi dimanche",
    "montag dienstag mittwoch donnerstag freitag samstag sonntag",
    "montag dienstag mittwoch donnerstag freitag sonnabend sonntag",
    "segunda-feira terca-feira quarta-feira quinta-feira sexta-feira sabado domingo",
)
"""The days of the week of each language, from Monday on."""
_AFTER_WEEKDAY = re.compile(r"([^\W\d_]{2,}(?:-feira)?)[.,]*(?:\s+(.*))?")
_BESIDE = frozenset({"of", "the", "on", "de", "del", "di", "do", "le", "il", "el", "am", "den"})
_ORDINAL = re.compile(r"([0-9]+)(?:st|nd|rd|th|er|re|eme|e|o|a)\b")
_ISO = re.compile(r"([0-9]{4})\s*[-./]\s*([0-9]{1,2})\s*[-./]\s*([0-9]{1,2})")
_RUN_ON = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})")
_NUMBERS = re.compile(
    r"([0-9]{1,2})\s*[-./ ]\s*([0-9]{1,2})(?:\s*[-./ ]\s*'?([0-9]{4}|[0-9]{2}))?\s*\.?"
)
_WORDS = re.compile(r"[0-9]+|[^\W\d_]+")
_LONGEST = 40


def parse_day(text: str, region: str, today: date, *, past: bool = False) -> date:
    """Parse a day, as people of any of our languages write it.

    Args:
        text: as "31/03/2027", "31.3.", "mer 31 marzo", "31 March 2027", "tomorrow", "Friday" or
            "2027-03-31".
        region: ISO country: decides which of two numbers is the month.
        today: the local day.
        past: whether a day without a year is the last such day, instead of the next.

    Raises:
        InvalidInput: if there is no such day, or the text is none.
    """
    said = text.strip()
    if not said:
        raise InvalidInput("choose a day")
    plainly = " ".join(_folded(said[:_LONGEST]).split())
    found = _AFTER_WEEKDAY.fullmatch(plainly)
    weekdays = _weekdays(found[1]) if found else frozenset()
    rest = found[2] if found and weekdays else None
    if found and weekdays and not rest and len(found[1]) > 2 and len(weekdays) == 1:
        (weekday,) = weekdays
        ahead = (weekday - today.weekday()) % 7
        return today + (ahead - 7 if past and ahead else ahead) * _DAY
    try:
        return _read(said, plainly, region, today, past=past)
    except InvalidInput:
        # "mar 3" is in March, "mar 3 dic" on a Tuesday
        if not rest:
            raise
    day = _read(said, rest, region, today, past=past)
    if past and day.weekday() not in weekdays:
        # the end of a period may be ahead, and the day of the week says so
        day = _read(said, rest, region, today, past=False)
    if day.weekday() not in weekdays:
        raise InvalidInput(
            f'"{said}" is not a day: {day:%d/%m/%Y} falls on another day of the week'
        )
    return day


def _read(said: str, plainly: str, region: str, today: date, *, past: bool) -> date:
    """Return the day of a text without the day of the week; the arguments are of `parse_day`."""
    for days, words in _NEAR.items():
        if plainly in words:
            return today + days * _DAY
    if found := _ISO.fullmatch(plainly) or _RUN_ON.fullmatch(plainly):
        return _day(said, int(found[3]), int(found[2]), int(found[1]))
    month_first = region in _MONTH_FIRST
    if found := _NUMBERS.fullmatch(plainly):
        one, other = int(found[1]), int(found[2])
        day, month = (other, one) if month_first else (one, other)
        year = _year(found[3])
        _require_month(said, month, month_first=month_first)
    elif (named := _by_name(plainly)) is not None:
        day, month, year = named
    else:
        example = _MONTH_DAY if month_first else _DAY_MONTH
        raise InvalidInput(f'"{said}" is not a day; write it as {example}')
    if year is not None:
        return _day(said, day, month, year)
    return _nearest(said, day, month, today, past=past)


def _folded(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text.replace("\u2019", "'")).casefold()
    plainly = "".join(char for char in decomposed if not unicodedata.combining(char))
    return _ORDINAL.sub(r"\1", plainly)


def _by_name(text: str) -> tuple[int, int, int | None] | None:
    """Return day, month and year of a text that names a month; None if it names no day."""
    if not set(text) <= set("0123456789 .,'-/") | {char for char in text if char.isalpha()}:
        return None
    words = [one for one in _WORDS.findall(text) if one not in _BESIDE]
    numbers = [one for one in words if one.isdecimal()]
    months = {_month(one) for one in words if not one.isdecimal()}
    if len(words) != len(numbers) + 1 or not 1 <= len(numbers) <= 2:
        return None
    (month,) = months
    if month is None or len(numbers[0]) > 2 or len(numbers[-1]) not in {1, 2, 4}:
        return None
    return int(numbers[0]), month, _year(numbers[1]) if len(numbers) == 2 else None


def _weekdays(word: str) -> frozenset[int]:
    """Return the days of the week, from Monday on, that a word or its first letters may name."""
    return frozenset(
        number
        for names in _WEEKDAYS
        for number, name in enumerate(names.split())
        if name.startswith(word)
    )


def _month(word: str) -> int | None:
    """Return the month that a word names, or three letters of it; None for none, or several."""
    fitting = {
        number
        for names in _MONTHS
        for number, name in enumerate(names.split(), 1)
        if len(word) >= 3 and name.startswith(word)
    }
    return fitting.pop() if len(fitting) == 1 else _ALSO.get(word)


def _year(written: str | None) -> int | None:
    if written is None:
        return None
    return int(written) if len(written) == 4 else 2000 + int(written)


def _nearest(said: str, day: int, month: int, today: date, *, past: bool) -> date:
    """Return the next such day from today on, or the last one up to today."""
    ahead = (month, day) >= (today.month, today.day)
    if past:
        year = today.year - (1 if (month, day) > (today.month, today.day) else 0)
    else:
        year = today.year + (0 if ahead else 1)
    return _day(said, day, month, year)


def _day(said: str, day: int, month: int, year: int) -> date:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise InvalidInput(f'"{said}" is not a day of the years {FIRST_YEAR} to {LAST_YEAR}')
    if not 1 <= month <= 12:
        raise InvalidInput(f'"{said}" is not a day: there is no month {month}')
    last = monthrange(year, month)[1]
    if not 1 <= day <= last:
        raise InvalidInput(f'"{said}" is not a day: {month}/{year} has the days 1 to {last}')
    return date(year, month, day)


def _require_month(said: str, month: int, *, month_first: bool) -> None:
    """Refuse a number of a month that does not exist; the words say which number is the month."""
    if 1 <= month <= 12:
        return
    if month_first:
        raise InvalidInput(
            f'"{said}" is not a day: there is no month {month}; the month comes first here,'
            f" as in {_MONTH_DAY}"
        )
    raise InvalidInput(
        f'"{said}" is not a day: there is no month {month}; the day comes first here,'
        f" as in {_DAY_MONTH}"
    )
