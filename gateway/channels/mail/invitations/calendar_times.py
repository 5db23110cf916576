"""Reads the times of calendar objects: UTC, floating, or of a zone by whichever name.

Zones come as IANA names, as Windows names ("W. Europe Standard Time"), behind a prefix of the
program that wrote them, or only as the rules in the same file.
"""

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

from gateway.channels.mail.invitations.content_lines import CalendarPart, ContentLine

_MOMENT = re.compile(r"(\d{8})T(\d{4}(?:\d{2})?)(Z?)", re.IGNORECASE)
_OFFSET = re.compile(r"([+-])(\d{2})(\d{2})(\d{2})?")
_WINDOWS = {name.casefold(): zone for name, zone in WINDOWS_TO_OLSON.items()}
_UTC_NAMES = frozenset({"utc", "gmt", "z", "etc/utc", "coordinated universal time"})
_BY_DAY = re.compile(r"\+?(-?\d)(MO|TU|WE|TH|FR|SA|SU)")
_WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_MOST_OBSERVANCES = 50


def moment_of(line: ContentLine, zones: Iterable[CalendarPart]) -> datetime | None:
    """Return the time of a line.

    Args:
        line: a DTSTART.
        zones: the VTIMEZONEs of the file.

    Returns:
        UTC; naive for a floating time. None for a day without a time, for a time of a zone that
        nobody knows, and for what is no time.
    """
    # the colon of an unquoted "tzone://Microsoft/Utc" ends the parameters too early
    of_name, _, moment = line.value.strip().rpartition(":")
    found = _MOMENT.fullmatch(moment)
    if found is None:
        return None
    day, clock, zulu = found.groups()
    try:
        local = datetime.strptime(f"{day}{clock:0<6}", "%Y%m%d%H%M%S")  # noqa: DTZ007
    except ValueError:
        return None
    if zulu:
        return local.replace(tzinfo=UTC)
    name = ":".join(each for each in (line.params.get("TZID", ""), of_name) if each)
    try:
        return _in_zone(local, name, zones) if name else local
    except OverflowError:
        return None


def _in_zone(local: datetime, name: str, zones: Iterable[CalendarPart]) -> datetime | None:
    zone = _zone(name)
    if zone is not None:
        return local.replace(tzinfo=zone).astimezone(UTC)
    offset = _offset(local, name, zones)
    return None if offset is None else (local - offset).replace(tzinfo=UTC)


def _zone(name: str) -> ZoneInfo | None:
    """Return the zone of a name, None if neither IANA nor Windows has it."""
    name = name.strip().strip('"').removeprefix("tzone://Microsoft/")
    if name.casefold() in _UTC_NAMES:
        return ZoneInfo("UTC")
    pieces = [each for each in name.split("/") if each]
    # a prefix, as "/mozilla.org/20070129_1/Europe/Berlin", is left out piece by piece
    names = [_WINDOWS.get(name.casefold(), ""), *("/".join(pieces[n:]) for n in range(len(pieces)))]
    for each in names:
        try:
            if each and not each.startswith("."):
                return ZoneInfo(each)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            continue
    return None


def _offset(local: datetime, name: str, zones: Iterable[CalendarPart]) -> timedelta | None:
    """Return the offset of a local time by the zone's rules in the file, None without rules."""
    for zone in zones:
        called = zone.first("TZID")
        if called is not None and called.value.strip('" ') == name.strip('" '):
            found = [
                (onset, offset)
                for each in zone.parts[:_MOST_OBSERVANCES]
                if (offset := _offset_to(each)) is not None
                for onset in _onsets(each, local)
            ]
            before = [each for each in found if each[0] <= local]
            return max(before)[1] if before else min(found)[1] if found else None
    return None


def _offset_to(observance: CalendarPart) -> timedelta | None:
    line = observance.first("TZOFFSETTO")
    found = _OFFSET.fullmatch(line.value.strip()) if line else None
    if found is None:
        return None
    sign, hours, minutes, seconds = found.groups()
    span = timedelta(hours=int(hours), minutes=int(minutes), seconds=int(seconds or 0))
    return -span if sign == "-" else span


def _onsets(observance: CalendarPart, local: datetime) -> list[datetime]:
    """Return when an observance began, as far as its last beginning before a time shows it."""
    line = observance.first("DTSTART")
    begun = moment_of(line, ()) if line else None
    if begun is None:
        return []
    begun = begun.replace(tzinfo=None)
    rule = observance.first("RRULE")
    years = (local.year - 1, local.year) if rule and begun <= local else ()
    found = (_in_year(rule.value, begun, year) for year in years) if rule else ()
    return [begun, *(each for each in found if each is not None and begun < each <= local)]


def _in_year(rule: str, begun: datetime, year: int) -> datetime | None:
    """Return when an observance begins in a year: "the last Sunday of March", the form of Outlook.

    Other rules are not worked out; some would take for ever.
    """
    parts = dict(each.partition("=")[::2] for each in rule.upper().split(";"))
    day = _BY_DAY.fullmatch(parts.get("BYDAY", ""))
    month = parts.get("BYMONTH", "")
    if parts.get("FREQ") != "YEARLY" or day is None or not month.isdecimal():
        return None
    try:
        first = datetime.combine(date(year, int(month), 1), begun.time())
    except ValueError:
        return None
    days = [first + timedelta(days=n) for n in range(31)]
    weekday = _WEEKDAYS.index(day[2])
    fit = [one for one in days if one.month == first.month and one.weekday() == weekday]
    place = int(day[1])
    at = place - 1 if place > 0 else len(fit) + place
    return fit[at] if place and 0 <= at < len(fit) else None
