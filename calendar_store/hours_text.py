"""Working hours as people write them: read, or refused in words; no database here."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from datetime import time
from itertools import pairwise

from calendar_store.errors import InvalidInput
from calendar_store.values import WeeklyHours

Span = tuple[time, time]
"""Local opening and closing time; a closing time of `time.max` is the end of the day."""

_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_NAMES = {
    "en": (_DAYS,),
    "it": (("lunedi", "martedi", "mercoledi", "giovedi", "venerdi", "sabato", "domenica"),),
    "es": (("lunes", "martes", "miercoles", "jueves", "viernes", "sabado", "domingo"),),
    "fr": (("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"),),
    "de": (
        ("montag", "dienstag", "mittwoch", "donnerstag", "freitag", "samstag", "sonntag"),
        ("montags", "dienstags", "mittwochs", "donnerstags", "freitags", "sonnabend", "sonntags"),
    ),
    "pt": (("segunda", "terca", "quarta", "quinta", "sexta", "sabado", "domingo"),),
}
"""Days of the week in each language, Monday first, without accents. Three letters say which in all
of them at once; two only in the practice's own: "do" is Thursday in German, Sunday in Italian."""
_SPANISH_LETTERS = "lmxjvsd"
_EXAMPLE = "mon-fri 09:00-13:00,14:00-18:00; sat 09:00-12:00"
_ENTRY = re.compile(r"(?P<days>[^0-9]+?)\s*(?P<spans>[0-9].*)")
_CLOCK = re.compile(
    r"([0-9]{1,2})\s*(?:[:.h]\s*([0-9]{2})|h)?\s*(am|pm|a\.m\.|p\.m\.|uhr)?", re.IGNORECASE
)
_UNTIL = re.compile(r"\s*[-–—]\s*|\s+(?:to|through|thru|bis|al?|au|ao|ate|as)\s+")
"""What stands between the first and the last of days or times."""
_AND = re.compile(r"\s*[,&+]\s*|\s+(?:and|e|ed|y|et|und)\s+")
_BEHIND = re.compile(r"(?:\s+(?:from|de|dalle|von)|\s*[:,])*\s*$")
"""What may stand between days and their times."""
_AFTER_A_TIME = re.compile(
    r"(?<=[0-9hmr.])[\s,]+(?:(?:and|e|ed|y|et|und)\s+)?(?P<word>[^\W\d_]{2,})"
)
_EVERY_DAY = frozenset(
    {"daily", "every day", "tutti i giorni", "ogni giorno", "todos los dias", "tous les jours"}
    | {"taglich", "jeden tag", "todos os dias"}
)
_WORKING_DAYS = frozenset(
    {"weekdays", "giorni feriali", "dias laborables", "jours ouvrables", "werktags", "dias uteis"}
)
_FEIRA = re.compile(r"-feiras?\b")
"""What Portuguese puts behind the names of working days."""
_BEFORE = re.compile(r"^(?:from|dal?|dalle|de|del|du|von|every|jeden)\s+")


def clock_time(text: str) -> time:
    """Read a local time of day.

    Args:
        text: "9", "09:00", "9.30", "9h30", "9am" or "9:30 pm"; "24:00" is the end of the day,
            `time.max`.

    Raises:
        InvalidInput: if there is no such time.
    """
    found = _CLOCK.fullmatch(text.strip())
    hour, minute = (int(found[1]), int(found[2] or 0)) if found else (-1, 0)
    half = (found[3] or "")[:1].lower() if found else ""
    if half in {"a", "p"}:
        # twelve is where each half of the day begins
        hour = hour % 12 + 12 * (half == "p") if 1 <= hour <= 12 else -1
    if (hour, minute) == (24, 0):
        return time.max
    if not (0 <= hour <= 23 and minute <= 59):
        raise InvalidInput(f'"{text.strip()}" is not a time of day; write it as 09:00')
    return time(hour, minute)


def parse(text: str, practitioner_id: int, locale: str = "en") -> tuple[WeeklyHours, ...]:
    """Read weekly hours as people write them, in any of our languages.

    Args:
        text: days and times, days separated by semicolons, as
            "mon-fri 09:00-13:00,14:00-18:00; sat 09:00-12:00", "lun-ven 9-13" or
            "Mo bis Fr 9am-5pm".
        practitioner_id: whose hours they are.
        locale: the practice's language, in which two letters name a day.

    Returns:
        One value for each span of each day, in order.

    Raises:
        InvalidInput: if a part is not understood, a span ends before it starts, or two overlap.
    """
    spans: dict[int, list[Span]] = {}
    for entry in filter(None, (part.strip() for part in _parted(text, locale).split(";"))):
        found = _ENTRY.fullmatch(entry)
        if found is None:
            raise InvalidInput(f'hours "{entry}" are not understood; write them as {_EXAMPLE}')
        for weekday in _weekdays(found["days"], locale):
            spans.setdefault(weekday, []).extend(_spans(found["spans"]))
    if not spans:
        raise InvalidInput(f"the hours are empty; write them as {_EXAMPLE}")
    week = tuple(
        WeeklyHours(practitioner_id, weekday, opens, closes)
        for weekday in sorted(spans)
        for opens, closes in sorted(spans[weekday])
    )
    refuse_overlaps(week)
    return week


def refuse_backwards(opens: time, closes: time) -> None:
    """Refuse a span that does not end after it starts.

    Raises:
        InvalidInput: if so.
    """
    if closes <= opens:
        raise InvalidInput(
            f"{shown(opens, closes)} ends before it starts; "
            "hours over midnight are two spans, one until 24:00 and one from 00:00"
        )


def refuse_overlaps(week: Sequence[WeeklyHours]) -> None:
    """Refuse a week in which a span ends before it starts, or two of a day overlap.

    Raises:
        InvalidInput: if so.
    """
    for span in week:
        refuse_backwards(span.opens, span.closes)
    ordered = sorted(week, key=lambda span: (span.weekday, span.opens))
    for one, other in pairwise(ordered):
        if one.weekday == other.weekday and other.opens < one.closes:
            raise InvalidInput(
                f"{shown(one.opens, one.closes)} and {shown(other.opens, other.closes)} "
                f"overlap on {_DAYS[one.weekday].capitalize()}"
            )


def shown(opens: time, closes: time, weekday: int | None = None) -> str:
    """Return a span as people write it, as "09:00-13:00" or "mon 09:00-13:00"."""
    span = "-".join("24:00" if at == time.max else f"{at:%H:%M}" for at in (opens, closes))
    return span if weekday is None else f"{_DAYS[weekday][:3]} {span}"


def _parted(text: str, locale: str) -> str:
    """Return hours with a semicolon before every day that follows a time."""

    def before_a_day(found: re.Match[str]) -> str:
        named = _named(_plain(found["word"]), locale) is not None
        return f"; {found['word']}" if named else found[0]

    return _AFTER_A_TIME.sub(before_a_day, text)


def _weekdays(text: str, locale: str) -> Iterator[int]:
    days = _BEHIND.sub("", _plain(text))
    if days in _EVERY_DAY or days in _WORKING_DAYS:
        yield from range(7 if days in _EVERY_DAY else 5)
        return
    for part in _AND.split(_FEIRA.sub("", days)):
        begins, *ends = _UNTIL.split(_BEFORE.sub("", part.strip()), maxsplit=1)
        first = _weekday(begins, locale)
        last = _weekday(ends[0], locale) if ends else first
        for offset in range((last - first) % 7 + 1):
            yield (first + offset) % 7


def _weekday(text: str, locale: str) -> int:
    found = _named(text, locale)
    if found is None:
        raise InvalidInput(f'"{text.strip()}" is not a day of the week; write mon, tue, wed …')
    return found


def _named(text: str, locale: str) -> int | None:
    """Return the day that a text names, 0 for Monday; None where it names none."""
    name = text.strip().rstrip(".:")
    if locale[:2] == "es" and len(name) == 1 and name in _SPANISH_LETTERS:
        return _SPANISH_LETTERS.index(name)
    for code, weeks in _NAMES.items():
        least = 2 if code == locale[:2] != "en" else 3
        for number, days in enumerate(zip(*weeks, strict=True)):
            if len(name) >= least and any(day.startswith(name) for day in days):
                return number
    return None


def _plain(text: str) -> str:
    """Return a text in small letters without accents."""
    decomposed = unicodedata.normalize("NFKD", text).casefold()
    return "".join(char for char in decomposed if not unicodedata.combining(char))


def _spans(text: str) -> Iterator[Span]:
    for part in _AND.split(_plain(text)):
        begins, *ends = _UNTIL.split(_BEFORE.sub("", part.strip()), maxsplit=1)
        if not ends:
            raise InvalidInput(f'"{part.strip()}" is not a span of time; write it as 09:00-13:00')
        opens, closes = clock_time(begins), clock_time(ends[0])
        refuse_backwards(opens, closes)
        yield opens, closes
