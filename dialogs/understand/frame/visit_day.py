"""Whether a time means a visit that is spoken of.

Owns what a bare weekday is worth: said of a visit it is that visit's day, whatever the week.
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
"""What makes a weekday the one of a certain week, or bounds it."""


def points_at(heard: Heard, spoken: Spoken, visit: datetime | None) -> bool:
    """Whether a time may be that of a visit: "Tuesday" is, if it is on any Tuesday.

    Args:
        heard: the text.
        spoken: what it says of a time.
        visit: when the visit starts, aware, or None where none is known: any time may be its.
    """
    if spoken.excluded:
        return False
    if visit is None or meets(spoken.ranges, visit):
        return True
    if not spoken.ranges or not _is_weekday_of(heard, spoken, visit):
        return False
    return all(_same_hours(each, visit) for each in spoken.ranges)


def _is_weekday_of(heard: Heard, spoken: Spoken, visit: datetime) -> bool:
    """Whether the only day named is the weekday of a visit, of no certain week."""
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
    """Whether a number is the hour of a time, and not its date."""
    return span.exact and span.start.hour % 12 == number % 12


def _same_hours(span: TimeRange, visit: datetime) -> bool:
    """Whether the hours of a span are a visit's, its day aside."""
    zone = span.start.tzinfo or ZoneInfo("UTC")
    moment = datetime.combine(span.start.date(), visit.astimezone(zone).time(), zone)
    return moment == span.start if span.exact else span.start <= moment < span.end
