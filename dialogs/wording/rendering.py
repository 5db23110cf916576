"""Renders a named text in a language from facts of a practice, a client and an appointment."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from calendar_store.model.appointments import Appointment
from calendar_store.model.clients import Client
from calendar_store.model.practices import Practice
from dialogs.languages import writing
from dialogs.wording import privacy
from dialogs.wording.privacy import Placeholder

Overrides = tuple[tuple[tuple[str, str], str], ...]
"""The practice's own wording: ((language, name of the text), template)."""

ONE_PART = 160
"""Septets that one part holds (3GPP TS 23.040, 9.2.3.16); our characters have one each."""

SPARED = (Placeholder.SERVICE, Placeholder.PRACTITIONER, Placeholder.FIRST)
"""Placeholders to leave out, in this order, when a text would need a second part."""

_WHO = f"{{{Placeholder.PRACTITIONER}}}"

EMERGENCY_NUMBERS = {
    "AU": "000",
    "CA": "911",
    "GB": "999",
    "MX": "911",
    "NZ": "111",
    "US": "911",
}
"""Emergency numbers by region, where not 112 (every network has 112: 3GPP TS 22.101, 10.1)."""


@dataclass(frozen=True, slots=True)
class Facts:
    """The facts that a text may name.

    Attributes:
        practice: the practice that writes.
        client: the receiver, when that is clear.
        appointment: the appointment that the text is about, if any.
        at: the moment to name where it is not the appointment's start, aware.
        until: the moment until which a change is possible, aware.
        now: the moment of writing, aware; if given, an `until` of today has only a time of day.
        options: the choices, in order; they are numbered when written.
        minutes: minutes of a delay, where known.
        text: a text of staff, or lines without numbers.
        practitioner: the practitioner's name, where there is no appointment.
        day: a day, in words.
        count: number of further entries.
        instead: start of the appointment that would be given up for the one named, aware.
        link: the short link to the page of the appointment.
        by_mail: whether the text goes by mail, where it speaks of no texts and no number.
        with_whom: whether the practitioner is news, and is named whatever that costs in parts.
    """

    practice: Practice
    client: Client | None = None
    appointment: Appointment | None = None
    at: datetime | None = None
    until: datetime | None = None
    now: datetime | None = None
    options: tuple[str, ...] = ()
    minutes: int | None = None
    text: str = ""
    practitioner: str = ""
    day: str = ""
    count: int = 0
    instead: datetime | None = None
    link: str = ""
    by_mail: bool = False
    with_whom: bool = False


def render(name: str, locale: str, facts: Facts, overrides: Overrides = ()) -> str:
    """Return a text to send.

    A service that is not safe to name is never named: its placeholder is left out with the words
    around it. A practice's own template that spells out such a name, that fails the check, or that
    leaves out a practitioner who is news, is replaced by ours.

    Args:
        name: the name of the text, as in languages/en/messages.toml.
        locale: the language wanted; if we do not write it, the practice's is used, then English.
        facts: the facts to name.
        overrides: the practice's own templates.

    Raises:
        KeyError: if no text has that name.
    """
    code = writing.first_spoken(locale, facts.practice.locale)
    ours = writing.language(code).text(name, by_mail=facts.by_mail)
    values = _values(facts, code)
    own = dict(overrides).get((code, name)) if overrides else None
    spared = tuple(
        one for one in SPARED if not (facts.with_whom and one is Placeholder.PRACTITIONER)
    )
    if own and _fit(own) and (Placeholder.PRACTITIONER in spared or _WHO in own):
        text = _worded(own, values, spared)
        if not privacy.discloses(text, facts.appointment):
            return text
    return _worded(ours, values, spared)


def written(
    template: str,
    locale: str,
    facts: Facts,
    *,
    needed: Collection[str] = (),
    otherwise: Mapping[str, str] | None = None,
) -> str | None:
    """Return a template of staff, filled in; None where a needed fact is missing.

    Args:
        template: a template that passed its check.
        locale: its language.
        facts: the facts to name.
        needed: placeholders that have to have a value.
        otherwise: what stands for placeholders without a value.
    """
    code = writing.first_spoken(locale, facts.practice.locale)
    values = dict(otherwise or {}) | {
        one: said for one, said in _values(facts, code).items() if said
    }
    if not all(values.get(one) for one in needed):
        return None
    return "\n".join(_tidy(line) for line in privacy.fill(template, values).split("\n"))


def _worded(template: str, values: dict[str, str], spared: tuple[Placeholder, ...]) -> str:
    """Return a text, shortened to one part of SMS where leaving out `spared` makes it so short."""
    full = text = _tidy(privacy.fill(template, values))
    for count in range(1, len(spared) + 1):
        if len(text) <= ONE_PART:
            return text
        text = _tidy(privacy.fill(template, values, spared[:count]))
    return text if len(text) <= ONE_PART else full


@lru_cache(maxsize=512)
def _fit(template: str) -> bool:
    return not privacy.check_template(template)


def _values(facts: Facts, code: str) -> dict[str, str]:
    practice, appointment = facts.practice, facts.appointment
    return {
        Placeholder.PRACTICE: _one_line(practice.told_as),
        Placeholder.PHONE: practice.phone,
        Placeholder.ADDRESS: _one_line(practice.address).rstrip("."),
        Placeholder.DIRECTIONS: _one_line(practice.directions),
        Placeholder.FIRST: _one_line(facts.client.first) if facts.client else "",
        Placeholder.WHEN: _when(facts, code),
        Placeholder.INSTEAD: _instead(facts, code),
        Placeholder.PRACTITIONER: _one_line(
            appointment.practitioner if appointment else facts.practitioner
        ),
        Placeholder.SERVICE: _one_line(privacy.nameable(appointment)),
        Placeholder.OPTIONS: "\n".join(f"{n}) {each}" for n, each in enumerate(facts.options, 1)),
        Placeholder.UNTIL: _until(facts, code),
        Placeholder.MINUTES: (writing.write_minutes(facts.minutes, code) if facts.minutes else ""),
        Placeholder.EMERGENCY: EMERGENCY_NUMBERS.get(practice.region, "112"),
        Placeholder.DAY: facts.day,
        Placeholder.COUNT: str(facts.count) if facts.count else "",
        Placeholder.LINK: facts.link,
        Placeholder.TEXT: privacy.without_service(facts.text, appointment),
    }


def _when(facts: Facts, code: str) -> str:
    moment = facts.at or (facts.appointment.starts_at if facts.appointment else None)
    if moment is None:
        return ""
    return writing.write_when(moment, code, facts.practice.timezone, facts.practice.region)


def _instead(facts: Facts, code: str) -> str:
    if facts.instead is None:
        return ""
    practice = facts.practice
    return writing.write_line(facts.instead, code, practice.timezone, practice.region)


def _until(facts: Facts, code: str) -> str:
    if facts.until is None:
        return ""
    zone = ZoneInfo(facts.practice.timezone)
    today = facts.now and facts.now.astimezone(zone).date() == facts.until.astimezone(zone).date()
    write = writing.write_clock if today else writing.write_until
    return write(facts.until, code, facts.practice.timezone, facts.practice.region)


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _tidy(text: str) -> str:
    return re.sub(r" {2,}", " ", text).strip()
