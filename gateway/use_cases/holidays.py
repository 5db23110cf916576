"""The public holidays of a practice's country, from the package `holidays`, and taking them over.

A holiday is closed only once somebody takes it over: practices work on some of them.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from calendar_store.database.connection import Transaction
from calendar_store.model.actors import Actor, Permission, require
from calendar_store.model.errors import InvalidInput
from calendar_store.model.practices import HoursException, Practice
from calendar_store.practices import hours
from gateway.use_cases import absences
from gateway.use_cases.absences import Absence, AbsenceRequest

_FARTHEST = 5
"""Years ahead of which the holidays can be asked."""


@dataclass(frozen=True, slots=True)
class PublicHoliday:
    """A public holiday.

    Attributes:
        day: the day.
        name: its name, in the language that is wanted where the package knows it.
        taken_over: the practice's absence of that day; None if the practice is open.
    """

    day: date
    name: str
    taken_over: HoursException | None = None


async def listed(
    tx: Transaction,
    actor: Actor,
    practice: Practice,
    year: int,
    *,
    now: datetime,
    language: str = "",
) -> Sequence[PublicHoliday]:
    """Return the public holidays of a year in the practice's country, by day.

    Args:
        tx: any transaction.
        actor: who asks.
        practice: the practice; its `region` is the country.
        year: the year.
        now: UTC.
        language: of the names; "" for the practice's.

    Raises:
        NotPermitted: if the actor may not read the calendar.
        InvalidInput: if the package does not know the country, or the year is too far away.
    """
    require(actor, Permission.READ_CALENDAR, practice.id)
    return await _known(tx, practice, year, now, language)


async def _known(
    tx: Transaction, practice: Practice, year: int, now: datetime, language: str = ""
) -> Sequence[PublicHoliday]:
    this = now.astimezone(ZoneInfo(practice.timezone)).year
    if not this <= year <= this + _FARTHEST:
        raise InvalidInput(f"holidays are known from {this} to {this + _FARTHEST}")
    known = _public_holidays(practice, year, language or practice.locale)
    closed = await hours.exceptions(tx, practice.id, [], date(year, 1, 1), date(year, 12, 31))
    return [PublicHoliday(day, name, _closed_on(day, closed)) for day, name in sorted(known)]


async def take_over(
    tx: Transaction,
    actor: Actor,
    practice: Practice,
    days: Collection[date],
    *,
    now: datetime,
) -> Sequence[Absence]:
    """Close the practice on public holidays; those on which it is closed already are left out.

    Args:
        tx: a writing transaction.
        actor: who takes them over.
        practice: the practice.
        days: the holidays.
        now: UTC.

    Returns:
        The absences entered, each with the appointments in it that have to be dealt with.

    Raises:
        NotPermitted: if the actor may not enter absences of the practice.
        InvalidInput: if a day is no public holiday, or is past.
    """
    require(actor, Permission.MANAGE_ABSENCES, practice)
    await hours.lock(tx, practice.id)
    known = {
        one.day: one
        for year in sorted({day.year for day in days})
        for one in await _known(tx, practice, year, now)
    }
    added = []
    for day in sorted(set(days)):
        if day not in known:
            raise InvalidInput(f"{day} is no public holiday in {practice.region}")
        if known[day].taken_over is None:
            asked = AbsenceRequest(day, day, reason=known[day].name)
            added.append(await absences.add(tx, actor, practice, asked, now=now))
    return added


def _closed_on(day: date, closed: Sequence[HoursException]) -> HoursException | None:
    return next((one for one in closed if one.first <= day <= one.last and one.opens is None), None)


def _public_holidays(practice: Practice, year: int, locale: str) -> list[tuple[date, str]]:
    # the package takes a while to import, and few need it
    import holidays

    countries = holidays.list_supported_countries(include_aliases=False)
    if practice.region not in countries:
        raise InvalidInput(f"the holidays of {practice.region} are not known; enter them yourself")
    spoken = holidays.list_localized_countries().get(practice.region, [])
    code = locale.partition("-")[0]
    language = next((one for one in spoken if one.partition("_")[0] == code), None)
    found = holidays.country_holidays(practice.region, years=year, language=language)
    return [(day, name) for day, name in found.items() if day.year == year]
