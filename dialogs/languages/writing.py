"""Our languages: the texts of messages.toml, and the form of dates and times."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache, lru_cache
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_time
from babel.units import format_unit

from calendar_store.model.local_time import shown_twice
from dialogs.languages import codes, table

DEFAULT = "en"
"""The language used where neither the client's nor the practice's language is one of ours."""

# Letters of day and month names that the GSM alphabet lacks: one such letter would more than
# # halve the capacity of a part (3GPP TS 23.038, 6.2.1); the name is readable without the accent.
_MOMENT = timedelta(minutes=1)
"""A span up to this length is one time of day."""
_DAY_NUMBER = re.compile(r"\bd\b")
_SPACED = {"fr": re.compile(" (?=[:;!?»])|(?<=«) ")}
"""Spaces of a language that no line may end with."""
_UNBROKEN = "\u00a0"
_PLAIN = str.maketrans("áíóúâêîôûãõç", "aiouaeiouaoc")


@dataclass(frozen=True, slots=True)
class Dates:
    """The forms of a moment; `day` and `clock` are CLDR patterns, the others combine them.

    Attributes:
        day: a day, as "Tue 24 Nov".
        clock: a time of day, as "15:00".
        when: both in a sentence, as "Tue 24 Nov at 15:00".
        line: both in a list, as "Tue 24 Nov 15:00".
        until: both after the words that a text puts before a time of day ("entro le ..."), as
            "15:00 di mar 24 nov".
        first: CLDR pattern in place of "d" for the first day of a month, as "1er déc".
        first_in_full: the same in mails and on pages, which have all letters; "" for `first`.
    """

    day: str
    clock: str
    when: str
    line: str
    until: str
    first: str = "d"
    first_in_full: str = ""


@dataclass(frozen=True, slots=True)
class Language:
    """A language.

    Attributes:
        code: its code.
        texts: its texts by name.
        dates: its date forms by region, "" for the default.
        mail: by name, what answers by mail say in place of a text that speaks of texts or numbers.
    """

    code: str
    texts: MappingProxyType[str, str]
    dates: MappingProxyType[str, Dates]
    mail: MappingProxyType[str, str]

    def text(self, name: str, *, by_mail: bool) -> str:
        """Return the template of a text.

        Args:
            name: its name.
            by_mail: whether it goes by mail.

        Raises:
            KeyError: if no text has that name.
        """
        usual = self.texts[name]
        return self.mail.get(name, usual) if by_mail else usual

    def dates_in(self, region: str) -> Dates:
        """Return the date forms of `region` (ISO country)."""
        return self.dates.get(region, self.dates[""])


def spoken() -> tuple[str, ...]:
    """Return the codes of all languages that have a folder, in order."""
    return codes()


@lru_cache(maxsize=256)
def base(locale: str) -> str:
    """Return the language of a locale: "it" of "it-CH"."""
    return locale.replace("_", "-").partition("-")[0].lower()


def first_spoken(*locales: str) -> str:
    """Return the first of `locales` that is one of our languages, else the default language."""
    return next((base(each) for each in locales if base(each) in spoken()), DEFAULT)


@cache
def language(code: str) -> Language:
    """Return a language.

    Args:
        code: one of `spoken()`.

    Raises:
        FileNotFoundError: if the language does not exist.
    """
    data = table(code, "messages")
    texts, mail = (MappingProxyType(data.get(name, {})) for name in ("texts", "mail"))
    return Language(code, texts, _dates(data["dates"]), mail)


def _dates(data: dict[str, Any]) -> MappingProxyType[str, Dates]:
    usual = {name: text for name, text in data.items() if isinstance(text, str)}
    regions = {name: table for name, table in data.items() if isinstance(table, dict)}
    return MappingProxyType(
        {"": Dates(**usual)} | {name: Dates(**usual | table) for name, table in regions.items()}
    )


def write_when(moment: datetime, code: str, timezone: str, region: str) -> str:
    """Return a moment for a sentence: "Tue 24 Nov at 15:00".

    Args:
        moment: an aware time.
        code: one of `spoken()`.
        timezone: IANA name of the time zone to write it in.
        region: ISO country, which decides the date form.
    """
    return _write(moment, language(code).dates_in(region).when, code, timezone, region)


def write_line(moment: datetime, code: str, timezone: str, region: str) -> str:
    """Return a moment for a list: "Tue 24 Nov 15:00"; arguments as `write_when`."""
    return _write(moment, language(code).dates_in(region).line, code, timezone, region)


def write_until(moment: datetime, code: str, timezone: str, region: str) -> str:
    """Return a moment for "by 15:00", with its day; arguments as `write_when`."""
    return _write(moment, language(code).dates_in(region).until, code, timezone, region)


def write_day(moment: datetime, code: str, timezone: str, region: str) -> str:
    """Return a day alone: "Tue 24 Nov"; arguments as `write_when`."""
    return _write(moment, "{day}", code, timezone, region)


def write_fully(
    moment: datetime, pattern: str, day: str, code: str, *, timezone: str, region: str
) -> str:
    """Return a moment with all letters of the language, also those outside the GSM alphabet.

    Args:
        moment: an aware time.
        pattern: the form, with {day} and {clock}.
        day: CLDR pattern of the day.
        code: one of `spoken()`.
        timezone: IANA name of the time zone to write it in.
        region: ISO country, which decides the form of the time of day.
    """
    zone = ZoneInfo(timezone)
    local = moment.astimezone(zone)
    clock = language(code).dates_in(region).clock
    return pattern.format(
        day=_spelt_day(local.date(), day_pattern(day, local.date(), code, region), code),
        clock=_clock_there(local, clock, code, named=shown_twice(moment, zone)),
    )


def day_pattern(pattern: str, day: date, code: str, region: str) -> str:
    """Return the CLDR pattern of a day in a mail or on a page, right also for the first of a month.

    Args:
        pattern: the pattern of all other days.
        day: the day.
        code: one of `spoken()`.
        region: ISO country.
    """
    dates = language(code).dates_in(region)
    return _with_first(pattern, day, dates.first_in_full or dates.first)


def unbroken(text: str, code: str) -> str:
    """Return a text of a mail or a page whose lines never begin with a sign like "?" or ":".

    French has a space before these signs. In texts it stays an ordinary one: the GSM alphabet has
    no other.

    Args:
        text: the text, with ordinary spaces.
        code: one of `spoken()`.
    """
    spaced = _SPACED.get(code)
    return spaced.sub(_UNBROKEN, text) if spaced else text


def labelled(label: str, code: str) -> str:
    """Return a label with its colon: "With:", in French with a space before it."""
    return unbroken(f"{label} :" if code in _SPACED else f"{label}:", code)


def write_date(day: int, month: int, code: str, region: str) -> str:
    """Return a day of a month without its weekday, also a day that does not exist: "31 Nov".

    Args:
        day: 1 to 31.
        month: 1 to 12.
        code: one of `spoken()`.
        region: ISO country, which decides the date form.
    """
    dates = language(code).dates_in(region)
    number = dates.first if day == 1 else f"'{day}'"
    pattern = _DAY_NUMBER.sub(number, dates.day.replace("EEE ", ""))
    return _day(date(2000, month, 1), pattern, code)


def write_clock(moment: datetime, code: str, timezone: str, region: str) -> str:
    """Return a time of day alone: "15:00"; arguments as `write_when`.

    This and all other forms of a time of day name the zone in the hour that comes twice when the
    clocks go back: "02:30 CET".
    """
    return _write(moment, "{clock}", code, timezone, region)


def write_span(start: datetime, end: datetime, code: str, timezone: str, region: str) -> str:
    """Return a span for a list: "Thu 26 Nov 09:00-13:00", or "Thu 26 Nov" for a whole day.

    Args:
        start: the beginning, aware.
        end: the end, exclusive, aware.
        code: one of `spoken()`.
        timezone: IANA name of the time zone to write it in.
        region: ISO country, which decides the date form.
    """
    zone = ZoneInfo(timezone)
    # in UTC: the clocks may go back in the span
    begun, ended = start.astimezone(UTC), end.astimezone(UTC) - timedelta.resolution
    first, last = start.astimezone(zone), end.astimezone(zone)
    last_within = ended.astimezone(zone)
    one_day = first.date() == last_within.date()
    if first.time() == last.time() == time.min:
        days = (first,) if one_day else (first, last_within)
        return " - ".join(_write(each, "{day}", code, timezone, region) for each in days)
    if ended - begun <= _MOMENT:
        return write_line(start, code, timezone, region)
    line, named = language(code).dates_in(region).line, None
    if shown_twice(start, zone) or shown_twice(end, zone):
        named = True
    until = "{clock}" if one_day else line
    written = [
        _write(each, pattern, code, timezone, region, named=named)
        for each, pattern in ((start, line), (end, until))
    ]
    return ("-" if one_day else " - ").join(written)


def write_minutes(minutes: int, code: str) -> str:
    """Return a number of minutes with its unit: "1 minute", "10 minutes".

    Args:
        minutes: the number of minutes.
        code: one of `spoken()`.
    """
    written = format_unit(minutes, "duration-minute", length="long", locale=code)
    return written.replace("\u00a0", " ")


def _write(
    moment: datetime,
    pattern: str,
    code: str,
    timezone: str,
    region: str,
    *,
    named: bool | None = None,
) -> str:
    """Return a moment by a pattern, with the name of the zone where it is needed, or `named`."""
    zone = ZoneInfo(timezone)
    local = moment.astimezone(zone)
    dates = language(code).dates_in(region)
    named = shown_twice(moment, zone) if named is None else named
    return pattern.format(
        day=_day(local.date(), _with_first(dates.day, local.date(), dates.first), code),
        clock=_clock_there(local, dates.clock, code, named=named),
    )


def _clock_there(local: datetime, pattern: str, code: str, *, named: bool) -> str:
    shown = _clock(local.time().replace(second=0, microsecond=0, fold=0), pattern, code)
    return f"{shown} {local:%Z}" if named else shown


def _with_first(pattern: str, day: date, first: str) -> str:
    return _DAY_NUMBER.sub(first, pattern) if day.day == 1 else pattern


@lru_cache(maxsize=2048)
def _day(day: date, pattern: str, code: str) -> str:
    return _spelt_day(day, pattern, code).translate(_PLAIN)


@lru_cache(maxsize=2048)
def _spelt_day(day: date, pattern: str, code: str) -> str:
    return format_date(day, pattern, locale=code)


@lru_cache(maxsize=2048)
def _clock(clock: time, pattern: str, code: str) -> str:
    return format_time(clock, pattern, locale=code)
