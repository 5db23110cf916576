"""Dates and months: the days that a date, a month or a part of a month means, seen from today.

A date that has passed rolls forward: a day of the month by a month, a date by a year.
"""

from collections.abc import Sequence
from datetime import date, timedelta

from dialogs.times.days import VOID, Days, InMonth, OfMonth, Weekday, single, span

_YEARS_TRIED = 5  # enough to reach a 29th of February
_MONTHS_TRIED = 14
_NEAR = 45  # days; a weekday with a day of the month beyond that is a mistake


def months_on(today: date, count: int) -> date:
    """Return the day `count` months after `today`, or the last day of a shorter month."""
    at = today.month - 1 + count
    year, number = today.year + at // 12, at % 12 + 1
    days = (today.day, 30, 29, 28)
    return next(made for day in days if (made := _date(year, number, day)))


def month(today: date, number: int) -> Days:
    """Return the whole of the next month of this number (1 for January)."""
    year = today.year + (number < today.month)
    following = date(year + number // 12, number % 12 + 1, 1)
    return span(max(date(year, number, 1), today), following - timedelta(days=1))


def stretch_of_month(today: date, number: int, third: int) -> Days:
    """Return the first (-1), second (0) or last (1) ten days of the next month of this number.

    -2 and 2 are the first and the last week of the month.
    """
    whole = month(today, number)
    begins = whole.first.replace(day=1)
    tenth, twentieth = begins.replace(day=10), begins.replace(day=20)
    day = timedelta(days=1)
    firsts = {-1: begins, 0: tenth + day, 1: twentieth + day, -2: begins, 2: whole.last - 6 * day}
    lasts = {-1: tenth, 0: twentieth, 1: whole.last, -2: begins + 6 * day, 2: whole.last}
    return span(max(firsts[third], whole.first), lasts[third])


def weekdays_in_month(today: date, named: int, number: int) -> tuple[InMonth, ...]:
    """List the coming days of one weekday in the next month of a name.

    Args:
        today: the day of reading.
        named: the month; 1 for January.
        number: the weekday; 0 for Monday.

    Returns:
        One entry for each day.
    """
    day, last = month(today, named).options[0]
    day += timedelta(days=(number - day.weekday()) % 7)
    weeks = range((last - day).days // 7 + 1)
    days = (day + timedelta(weeks=week) for week in weeks)
    return tuple(InMonth(((each, each),), named, today) for each in days)


def nth_in_month(today: date, month: int, count: int, number: int | None) -> Days:
    """Return the first, second … or last (-1) weekday or week of the next month of a name.

    Args:
        today: the day of reading.
        month: the month; 1 for January.
        count: the ordinal: 1 for the first, -1 for the last.
        number: the weekday, 0 for Monday; None for a week.

    Returns:
        One day or seven days; none where the month has no fifth.
    """
    for year in (today.year, today.year + 1):
        begins = date(year, month, 1)
        ends = date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)
        ahead = 0 if number is None else (number - begins.weekday()) % 7
        first = begins + timedelta(days=ahead, weeks=count - 1)
        if count < 0:
            behind = 6 if number is None else (ends.weekday() - number) % 7
            first = ends - timedelta(days=behind)
        last = first if number is not None else min(first + timedelta(days=6), ends)
        if last >= today:
            return span(max(first, today), last) if last.month == month else VOID
    return VOID


def share_month(days: list[Days]) -> None:
    """Use the month said with one day for the other days: "the 4th or 5th of January".

    Args:
        days: the days said together; days without a month are changed.
    """
    if said := next((each for each in days if isinstance(each, InMonth)), None):
        for weekday in [day for day in days if isinstance(day, Weekday)]:
            at = days.index(weekday)
            days[at : at + 1] = weekdays_in_month(said.today, said.month, weekday.number)
    month = next((each.month for each in days if isinstance(each, OfMonth) and each.month), 0)
    if not month:
        return
    for at, each in enumerate(days):
        if isinstance(each, OfMonth) and not each.month:
            days[at] = calendar_date(each.today, each.day, month, 0) or VOID


def day_of_month(today: date, day: int) -> Days | None:
    """Return the days of this number in the next months, the nearest first."""
    found: list[date] = []
    for ahead in range(_MONTHS_TRIED):
        at = today.month - 1 + ahead
        made = _date(today.year + at // 12, at % 12 + 1, day)
        if made is not None and made >= today:
            found.append(made)
    return OfMonth(single(*found[:3]).options, day, 0, today) if found else None


def calendar_date(today: date, day: int, number: int, year: int) -> Days | None:
    """Return a date; with `year` 0, the next date of this day and month."""
    if year:
        made = _date(year, number, day)
        return single(made) if made else None
    years = range(today.year, today.year + _YEARS_TRIED)
    found = [made for each in years if (made := _date(each, number, day)) and made >= today]
    return OfMonth(single(*found[:2]).options, day, number, today) if found else None


def feast(today: date, ahead: int) -> Days:
    """Return the next day that is `ahead` days after Easter Sunday.

    Easter Sunday is computed by Spencer Jones's method for the Gregorian calendar.
    """
    years = range(today.year, today.year + 3)
    found = [_easter(year) + timedelta(days=ahead) for year in years]
    return single(*[day for day in found if day >= today][:2])


def _easter(year: int) -> date:
    golden, (century, rest) = year % 19, divmod(year, 100)
    leap, over = divmod(century, 4)
    moved = (century - (century + 8) // 25 + 1) // 3
    epact = (19 * golden + century - leap - moved + 15) % 30
    quarter, left = divmod(rest, 4)
    weekday = (32 + 2 * over + 2 * quarter - epact - left) % 7
    late = (golden + 11 * epact + 22 * weekday) // 451
    month, day = divmod(epact + weekday - 7 * late + 114, 31)
    return date(year, month, day + 1)


def agreeing(days: Days | None, number: int) -> Days | None:
    """Keep the dates that fall on a weekday: "Thursday the 3rd".

    A far date that happens to agree is not meant: the weekday or the date is a mistake.
    """
    options: Sequence[tuple[date, date]] = days.options if days else ()
    if isinstance(days, OfMonth):
        near = days.today + timedelta(days=_NEAR)
        options = options[:1] if days.month else [each for each in options if each[0] <= near]
    kept = tuple(option for option in options if option[0].weekday() == number)
    return Days(kept) if kept else None


def _date(year: int, number: int, day: int) -> date | None:
    try:
        return date(year, number, day)
    except ValueError:
        return None
