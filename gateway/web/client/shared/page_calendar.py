"""Writes times and dates for clients: in the practice's zone and in the page's language."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import cache, lru_cache
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError
from babel.dates import format_date

from calendar_store.model.practices import Practice
from dialogs.languages import writing
from gateway.web.server.moments import LocalCalendar


@dataclass(frozen=True, slots=True)
class PageCalendar:
    """Times and dates of one practice in one language.

    Attributes:
        local: the practice's zone, with the locale of the page.
        code: the language of the page.
        region: the practice's country.
    """

    local: LocalCalendar
    code: str
    region: str

    def day_of(self, moment: datetime) -> date:
        """Return the practice's day of a moment."""
        return self.local.day_of(moment)

    def clock(self, moment: datetime) -> str:
        """Return a time of day: "15:00", with its zone in an hour that occurs twice."""
        return self.local.clock(moment)

    def on(self, moment: datetime) -> str:
        """Return a day in full: "Tuesday 24 November 2026"."""
        return self.full(self.day_of(moment))

    def full(self, day: date) -> str:
        """Return a day in full, with a capital letter."""
        return _capital(self._day(day, self._pattern("full")))

    def short(self, day: date) -> str:
        """Return a day in short: "Tue 24 Nov"."""
        dates = writing.language(self.code).dates_in(self.region)
        return _capital(self._day(day, dates.day))

    def weekday(self, day: date) -> str:
        """Return the short name of a weekday: "Tue"."""
        return _capital(_formatted(day, "EEE", self.local.locale).rstrip("."))

    def month(self, day: date) -> str:
        """Return a month with its year: "November 2026"."""
        return _capital(_formatted(day, "LLLL y", self.local.locale))

    def until(self, moment: datetime, now: datetime) -> str:
        """Return a moment: the time of day alone where it is today's."""
        if self.day_of(moment) == self.day_of(now):
            return self.clock(moment)
        return f"{self.short(self.day_of(moment))}, {self.clock(moment)}"

    def moment(self, moment: datetime) -> str:
        """Return a day and a time of day in one line: "Tue 24 Nov 2026, 15:00"."""
        day = self._day(self.day_of(moment), self._pattern("medium"))
        return f"{day}, {self.clock(moment)}"

    def _pattern(self, form: str) -> str:
        return str(self.local.locale.date_formats[form].pattern)

    def _day(self, day: date, pattern: str) -> str:
        exact = writing.day_pattern(pattern, day, self.code, self.region)
        return _formatted(day, exact, self.local.locale)


def page_calendar(practice: Practice, code: str) -> PageCalendar:
    """Return the calendar of a practice in a language.

    Args:
        practice: the practice; its country decides the form of dates.
        code: one of our languages.
    """
    local = LocalCalendar(ZoneInfo(practice.timezone), _locale(code, practice.region))
    return PageCalendar(local, code, practice.region)


@lru_cache(maxsize=4096)
def _formatted(day: date, form: str, locale: Locale) -> str:
    return format_date(day, form, locale=locale)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


@cache
def _locale(code: str, region: str) -> Locale:
    # only English has another order of day and month by country; month names stay those of mails
    if code == writing.DEFAULT:
        try:
            return Locale.parse(f"{code}_{region}")
        except (UnknownLocaleError, ValueError):
            return Locale("en", "GB")
    return Locale(code)
