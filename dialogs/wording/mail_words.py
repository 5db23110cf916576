"""The words of mails in each language: mail.toml, and the forms of its dates."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache, lru_cache
from types import MappingProxyType
from zoneinfo import ZoneInfo

from calendar_store.model.practices import Practice
from dialogs.languages import table, writing

TABLES = ("subjects", "greetings", "leads", "labels", "buttons", "answers", "hints", "footer")
"""The tables of mail.toml that have words."""


@dataclass(frozen=True, slots=True)
class MailWords:
    """The words of mails in one language.

    Attributes:
        code: the language.
        days: CLDR patterns of a day by region, "" for all others.
        whens: forms of a day with its time of day by region, "" for all others.
        subjects: templates of subjects, by variant of mail.
        greetings: templates of greetings: "named" and "unnamed".
        leads: templates of the sentences before the card, by variant of mail.
        labels: labels of the card's lines.
        buttons: labels of the buttons.
        answers: "yes" and "no", as a client writes them.
        hints: further sentences.
        footer: templates of the footer: why the mail came, and the links to get no more.
        replying: beginnings of words that tell to answer a text.
    """

    code: str
    days: Mapping[str, str]
    whens: Mapping[str, str]
    subjects: Mapping[str, str]
    greetings: Mapping[str, str]
    leads: Mapping[str, str]
    labels: Mapping[str, str]
    buttons: Mapping[str, str]
    answers: Mapping[str, str]
    hints: Mapping[str, str]
    footer: Mapping[str, str]
    replying: tuple[str, ...]

    def day(self, moment: datetime, practice: Practice) -> str:
        """Return a day in the practice's zone, with a capital letter: "Tuesday 24 November"."""
        day = self._written(moment, "{day}", self._of(self.days, practice), practice)
        return day[:1].upper() + day[1:]

    def clock(self, moment: datetime, practice: Practice) -> str:
        """Return a time of day in the practice's zone: "15:00"."""
        return self._written(moment, "{clock}", "", practice)

    def when(self, moment: datetime, practice: Practice) -> str:
        """Return a moment for a sentence: "Tuesday 24 November at 15:00"."""
        pattern = self._of(self.whens, practice)
        return self._written(moment, pattern, self._of(self.days, practice), practice)

    def short(self, moment: datetime, practice: Practice) -> str:
        """Return a moment for a subject: "Tue 24 Nov at 15:00"."""
        dates = writing.language(self.code).dates_in(practice.region)
        return self._written(moment, dates.when, dates.day, practice)

    def until(self, moment: datetime, now: datetime, practice: Practice) -> str:
        """Return a moment after "by"; one of today has only a time of day."""
        zone = _zone(practice.timezone)
        dates = writing.language(self.code).dates_in(practice.region)
        today = moment.astimezone(zone).date() == now.astimezone(zone).date()
        return self._written(moment, "{clock}" if today else dates.until, dates.day, practice)

    @staticmethod
    def _of(by_region: Mapping[str, str], practice: Practice) -> str:
        return by_region.get(practice.region, by_region[""])

    def _written(self, moment: datetime, pattern: str, day: str, practice: Practice) -> str:
        return _cached(
            # in UTC: two local moments of the hour that comes twice are equal (PEP 495)
            *(moment.astimezone(UTC), pattern, day, self.code),
            timezone=practice.timezone,
            region=practice.region,
        )


_LONGEST_SUBJECT = 300
_FILLED = {"short": r".{1,40}\d[:.h]\d\d.{0,12}", "code": r"\d{4,8}"}
_PLACE = re.compile(r"\\\{(\w+)\\\}")
"""A placeholder of a template, escaped."""
_cached = lru_cache(maxsize=4096)(writing.write_fully)
_zone = lru_cache(maxsize=256)(ZoneInfo)


def mail_words(*locales: str) -> MailWords:
    """Return the words of mails in the first of some languages that we write, else in English.

    Args:
        locales: the languages wanted, the client's before the practice's.
    """
    return _words(writing.first_spoken(*locales))


def repeats_subject(written: str) -> bool:
    """Tell whether a subject ends with one of ours, in any language, whatever stands before it.

    Args:
        written: the subject of an answer.
    """
    plain = " ".join(written[:_LONGEST_SUBJECT].split())
    return any(pattern.search(plain) for pattern in _subjects())


@cache
def _subjects() -> tuple[re.Pattern[str], ...]:
    templates = {one for code in writing.spoken() for one in _words(code).subjects.values()}
    return tuple(
        re.compile(rf"(?<!\w){_PLACE.sub(_filled, re.escape(one))}$", re.IGNORECASE)
        for one in sorted(templates)
    )


def _typeset(name: str, texts: Mapping[str, str], code: str) -> Mapping[str, str]:
    # a subject has one line, and answers repeat it with ordinary spaces
    if name == "subjects":
        return MappingProxyType(dict(texts))
    return MappingProxyType({key: writing.unbroken(text, code) for key, text in texts.items()})


def _filled(place: re.Match[str]) -> str:
    """Return a pattern of what stands in a place; a moment has a clock, a client's seldom has."""
    return _FILLED.get(place[1], ".{1,80}")


@cache
def _words(code: str) -> MailWords:
    try:
        data = table(code, "mail")
    except FileNotFoundError:
        if code == writing.DEFAULT:
            raise
        return _words(writing.DEFAULT)
    usual = {name: form for name, form in data["dates"].items() if isinstance(form, str)}
    regions = {name: form for name, form in data["dates"].items() if isinstance(form, dict)}
    forms = {"": usual} | {name: usual | form for name, form in regions.items()}
    return MailWords(
        code,
        MappingProxyType({region: form["day"] for region, form in forms.items()}),
        MappingProxyType({region: form["when"] for region, form in forms.items()}),
        **{name: _typeset(name, data[name], code) for name in TABLES},
        replying=tuple(data["texts"]["replying"]),
    )
