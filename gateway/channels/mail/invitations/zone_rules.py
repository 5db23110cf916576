"""Writes the time zone of an appointment: a VTIMEZONE that is right, and short.

Outlook reads rules ("the last Sunday of March"), and no lists of days. So a zone whose clock
changes follow such rules is written as two rules; a zone whose changes do not (Morocco's follow the
moon) as a list of the changes of a few years, which all other calendars read.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from icalendar import Timezone, TimezoneDaylight, TimezoneStandard, vRecur

_Observance = TimezoneStandard | TimezoneDaylight

_YEARS = 6
"""Years whose clock changes have to follow a rule for it to be written, from the year before."""
_LISTED = 3
"""Years whose changes are listed where no rule holds, from the year before."""
_WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_DAY, _MINUTE = timedelta(days=1), timedelta(minutes=1)
_WEEK = 7
_LAST = -1
_TWICE = 2


@dataclass(frozen=True, slots=True)
class _Change:
    """A change of the clocks: its local time before it, and the offsets before and after it."""

    at: datetime
    before: timedelta
    after: timedelta
    name: str


def written_zone(zone: str, at: datetime) -> bytes:
    """Return the VTIMEZONE of a zone as text, right for some years around an appointment.

    To write it takes longer than the rest of an invitation, so it is written once.

    Args:
        zone: IANA name; also the TZID.
        at: the moment for which it has to be right, aware.
    """
    return _written_of_year(zone, at.astimezone(ZoneInfo(zone)).year)


@lru_cache(maxsize=256)
def _written_of_year(zone: str, year: int) -> bytes:
    written: bytes = _of_year(zone, year).to_ical()
    return written


@lru_cache(maxsize=256)
def _of_year(zone: str, year: int) -> Timezone:
    """Return the VTIMEZONE of a zone around a year; shared, so that nobody may change it."""
    info = ZoneInfo(zone)
    years = [_changes(info, each) for each in range(year - 1, year - 1 + _YEARS)]
    if not any(years):
        return _fixed(zone, info, year)
    rules = _rules(years)
    if rules is not None:
        return _yearly(zone, years[0], rules)
    return _listed(zone, [change for some in years[:_LISTED] for change in some])


def _changes(info: ZoneInfo, year: int) -> list[_Change]:
    """Return the clock changes of a year, found by halving the days on which they fall."""
    found = []
    day = datetime(year, 1, 1, tzinfo=UTC)
    while day.year == year:
        if _offset(info, day) != _offset(info, day + _DAY):
            found.append(_change(info, day, day + _DAY))
        day += _DAY
    return found


def _change(info: ZoneInfo, low: datetime, high: datetime) -> _Change:
    before = _offset(info, low)
    while high - low > _MINUTE:
        middle = low + (high - low) // _TWICE // _MINUTE * _MINUTE
        low, high = (middle, high) if _offset(info, middle) == before else (low, middle)
    after = high.astimezone(info)
    local = (high + before).replace(tzinfo=None)
    return _Change(local, before, _offset(info, high), after.tzname() or "")


def _offset(info: ZoneInfo, moment: datetime) -> timedelta:
    return moment.astimezone(info).utcoffset() or timedelta(0)


def _rules(years: Sequence[Sequence[_Change]]) -> tuple[vRecur, ...] | None:
    """Return the yearly rules of the clock changes, None where they follow none."""
    if any(len(each) != len(years[0]) for each in years):
        return None
    found = []
    for same in zip(*years, strict=True):
        shapes = {(c.at.time(), c.before, c.after, c.at.month, c.at.weekday()) for c in same}
        if len(shapes) != 1:
            return None
        place = _place([c.at for c in same])
        if place is None:
            return None
        at = same[0].at
        found.append(
            vRecur(freq="YEARLY", byday=f"{place}{_WEEKDAYS[at.weekday()]}", bymonth=at.month)
        )
    return tuple(found)


def _place(days: Sequence[datetime]) -> int | None:
    """Return which weekday of its month a day is in every year: the second, or -1 for the last."""
    if all((each + _WEEK * _DAY).month != each.month for each in days):
        return _LAST
    numbers = {(each.day - 1) // _WEEK + 1 for each in days}
    return numbers.pop() if len(numbers) == 1 else None


def _fixed(zone: str, info: ZoneInfo, year: int) -> Timezone:
    """Return a zone whose clocks do not change."""
    moment = datetime(year, 1, 1, tzinfo=info)
    offset = moment.utcoffset() or timedelta(0)
    change = _Change(datetime(1970, 1, 1), offset, offset, moment.tzname() or "")  # noqa: DTZ001
    return _zone(zone, [_observance(change)])


def _yearly(zone: str, changes: Sequence[_Change], rules: Sequence[vRecur]) -> Timezone:
    parts = [_observance(change) for change in changes]
    for part, rule in zip(parts, rules, strict=True):
        part.add("RRULE", rule)
    return _zone(zone, parts)


def _listed(zone: str, changes: Sequence[_Change]) -> Timezone:
    """Return a zone whose changes are listed one by one."""
    alike: dict[tuple[timedelta, timedelta, str], list[_Change]] = {}
    for change in changes:
        alike.setdefault((change.before, change.after, change.name), []).append(change)
    parts = []
    for first, *others in alike.values():
        part = _observance(first)
        if others:
            part.add("RDATE", [each.at for each in others])
        parts.append(part)
    return _zone(zone, parts)


def _observance(change: _Change) -> _Observance:
    # the greater offset counts as summer time: Outlook expects that, and Dublin's law says else
    summer = change.after > change.before
    part: _Observance = TimezoneDaylight() if summer else TimezoneStandard()
    part.add("DTSTART", change.at)
    part.TZOFFSETFROM = change.before
    part.TZOFFSETTO = change.after
    if change.name:
        part.add("TZNAME", change.name)
    return part


def _zone(zone: str, parts: Sequence[_Observance]) -> Timezone:
    made = Timezone()
    made.add("TZID", zone)
    for each in parts:
        made.add_component(each)
    return made
