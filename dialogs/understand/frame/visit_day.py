"""Says whether a time in a text means a given visit.

A bare weekday said of a visit means the visit's day, in whatever week.
"""

from datetime import datetime
from zoneinfo import ZoneInfo

from dialogs.intents import TimeRange
from dialogs.times import Spoken
from dialogs.times.terms import TermRole
from dialogs.understand.frame.roles import meets
from dialogs.understand.hearing.signals import Heard

_OF_WEEKS = frozenset(
    {
        TermRole.NEXT,
        TermRole.FOLLOWING,
        TermRole.THIS,
        TermRole.WEEK,
        TermRole.WEEK_AFTER,
        TermRole.ITS_WEEK,
        TermRole.MONTH,
    }
    | {
        TermRole.AFTER,
        TermRole.BEFORE,
        TermRole.UNTIL,
        TermRole.NOT_BEFORE,
        TermRole.HOLIDAY,
        TermRole.DAY,
        TermRole.OR,
    }
)
"""Roles that name a week for a weekday, or bound it."""


def points_at(heard: Heard, spoken: Spoken, visit: datetime | None) -> bool:
    """Say whether a time may be a visit's; "Tuesday" may be any Tuesday.

    Args:
        heard: the text.
        spoken: a time of the text.
        visit: the visit's start, aware; None where unknown: then any time may be the visit's.
    """
    if spoken.excluded:
        return False
    if visit is None or meets(spoken.ranges, visit):
        return True
    if not spoken.ranges or not _is_weekday_of(heard, spoken, visit):
        return False
    return all(_same_hours(each, visit) for each in spoken.ranges)


def _is_weekday_of(heard: Heard, spoken: Spoken, visit: datetime) -> bool:
    """Say whether the only day named is the weekday of a visit, without a week."""
    words = heard.words[spoken.first : spoken.last + 1]
    opening = heard.lexicon.terms.opening
    zone = spoken.ranges[0].start.tzinfo
    terms = [term for word in words for term in opening.get(word, ()) if term.words == (word,)]
    if any(term.role in _OF_WEEKS for term in terms):
        return False
    days = {term.value for term in terms if term.role is TermRole.WEEKDAY}
    dates = {str(each.start.day) for each in spoken.ranges if not _clock(each, each.start.day)}
    return days == {visit.astimezone(zone).weekday()} and dates.isdisjoint(words)


def _clock(span: TimeRange, number: int) -> bool:
    """Say whether a number is the hour of a time, and not its date."""
    return span.exact and span.start.hour % 12 == number % 12


def _same_hours(span: TimeRange, visit: datetime) -> bool:
    """Say whether a span contains the visit's time of day, whatever its day."""
    zone = span.start.tzinfo or ZoneInfo("UTC")
    moment = datetime.combine(span.start.date(), visit.astimezone(zone).time(), zone)
    return moment == span.start if span.exact else span.start <= moment < span.end
