"""Formats times and dates for pages: in the practice's zone, short, and unambiguous."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import cache, lru_cache
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError, dates

from calendar_store.model.local_time import shown_twice
from calendar_store.model.practices import Practice
from gateway.web.languages.translation import ENGLISH, reader_language

_NEAR = 6
"""Distance in days up to which a weekday alone names a day."""
_REMEMBERED = 4096
"""Number of cached clock times and dates: a day of quarter hours for forty practices."""


@dataclass(frozen=True, slots=True)
class LocalCalendar:
    """Formats times and dates in a practice's zone.

    Attributes:
        zone: the practice's time zone.
        locale: the locale that dates and times are written in.
    """

    zone: ZoneInfo
    locale: Locale

    def day_of(self, moment: datetime) -> date:
        """Return the local day of a moment."""
        return moment.astimezone(self.zone).date()

    def clock(self, moment: datetime) -> str:
        """Return the local time of day, as "09:30"; "02:30 CET" in an hour that occurs twice."""
        return _clock(moment, self.zone, self.locale)

    def span(self, start: datetime, end: datetime) -> str:
        """Return start and end, as "09:30–10:00"; both with their zone if either needs it.

        A span that lasts until midnight ends at 24:00: a whole day is not "00:00–00:00".
        """
        shown = [self.clock(start), self.clock(end).replace("00:00", "24:00")]
        if shown_twice(start, self.zone) != shown_twice(end, self.zone):
            shown = [_named(moment, self.zone, self.locale) for moment in (start, end)]
        return "–".join(shown)

    def near(self, moment: datetime, day: date) -> str:
        """Return a moment in short form, relative to `day`: "09:30", "Mon 09:30", "3 Dec 09:30"."""
        there = self.day_of(moment)
        if there == day:
            return self.clock(moment)
        pattern = "EEE" if abs((there - day).days) <= _NEAR else "d MMM"
        return f"{format_date(there, pattern, self.locale)} {self.clock(moment)}"

    def short(self, day: date) -> str:
        """Return a day, as "Tue 24 November"."""
        return format_date(day, "EEE d MMMM", self.locale)

    def brief(self, day: date) -> str:
        """Return a day, as "Tue 24 Nov"."""
        return format_date(day, "EEE d MMM", self.locale)

    def day_month(self, day: date) -> str:
        """Return a day without its weekday, as "24 Nov"."""
        return format_date(day, "d MMM", self.locale)

    def day_month_year(self, day: date) -> str:
        """Return a day without its weekday, as "24 Nov 2026"."""
        return format_date(day, "d MMM y", self.locale)

    def month(self, day: date) -> str:
        """Return the month of a day, as "November 2026"."""
        return format_date(day, "LLLL y", self.locale)

    def weekday(self, day: date) -> str:
        """Return the weekday of a day, as "Tue"."""
        return format_date(day, "ccc", self.locale)

    def whole(self, day: date) -> str:
        """Return a day with its year, as "Tuesday 24 November 2026"."""
        return format_date(day, "EEEE d MMMM y", self.locale)


def face_of(practice: Practice) -> LocalCalendar:
    """Return a practice's calendar: in the reader's language, with its country's date format."""
    return LocalCalendar(ZoneInfo(practice.timezone), _locale(reader_language(), practice.region))


# cached: practitioners share the same hours, and a page is rendered many times
@lru_cache(maxsize=_REMEMBERED)
def _clock(moment: datetime, zone: ZoneInfo, locale: Locale) -> str:
    if shown_twice(moment, zone):
        return _named(moment, zone, locale)
    return dates.format_time(moment, "short", tzinfo=zone, locale=locale)


# cached: a page names the same few days again and again
@lru_cache(maxsize=_REMEMBERED)
def format_date(day: date, pattern: str, locale: Locale) -> str:
    """Return a day in a pattern of CLDR, as "EEE d MMM"."""
    return dates.format_date(day, pattern, locale=locale)


def _named(moment: datetime, zone: ZoneInfo, locale: Locale) -> str:
    """Return a clock time with the name of its zone."""
    shown = dates.format_time(moment, "short", tzinfo=zone, locale=locale)
    return f"{shown} {moment.astimezone(zone):%Z}"


@cache
def _locale(language: str, region: str) -> Locale:
    try:
        return Locale.parse(f"{language}_{region}")
    except (UnknownLocaleError, ValueError):
        return Locale(language, "GB") if language == ENGLISH else Locale(language)
