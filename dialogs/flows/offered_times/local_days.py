"""Computes with spans and a practice's local days: whole days, parts of days, common parts."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from dialogs.flows.turn_context import TurnContext
from dialogs.intents import TimeRange

Span = tuple[datetime, datetime]

DAY, MOMENT = timedelta(days=1), timedelta(minutes=1)

_EACH_DAY = 8

"""Fewest days for which the same time on each counts as a time without a day."""

_MOST_DAYS = 31

"""Most days of a range that are looked at one by one."""


def days_offered(turn: TurnContext, moments: Iterable[datetime]) -> frozenset[date]:
    """Return the local days of some moments."""
    zone = ZoneInfo(turn.practice.timezone)
    return frozenset(moment.astimezone(zone).date() for moment in moments)


def whole_day(turn: TurnContext, day: date) -> Span:
    """Return a local day from midnight to midnight."""
    zone = ZoneInfo(turn.practice.timezone)
    return datetime.combine(day, time(0), zone), datetime.combine(day + DAY, time(0), zone)


def days_on(moment: datetime, ahead: timedelta, zone: ZoneInfo) -> datetime:
    """Return the same local time, some days later."""
    local = moment.astimezone(zone)
    return datetime.combine(local.date() + ahead, local.time(), zone)


def bounds_one_day(turn: TurnContext, times: TimeRange) -> bool:
    """Return whether a range is a day or a part of a day, not "after four" or a week."""
    zone = ZoneInfo(turn.practice.timezone)
    start, end = (at.astimezone(zone) for at in (times.start, times.end))
    day = whole_day(turn, start.date())
    open_ended = (start.time() == time(0)) != (end.time() == time(0))
    return end <= day[1] and not open_ended


def without_day(turn: TurnContext, spans: tuple[Span, ...]) -> bool:
    """Return whether times are the same time on many days: "after four", "mornings"."""
    zone = ZoneInfo(turn.practice.timezone)
    # today's span may be shorter
    clocks = {tuple(at.astimezone(zone).time() for at in span) for span in spans[1:]}
    return len(spans) >= _EACH_DAY and len(clocks) == 1


def on_days(turn: TurnContext, days: Iterable[date], pattern: Span) -> tuple[Span, ...]:
    """Return a span of the day on each of some days."""
    zone = ZoneInfo(turn.practice.timezone)
    start, end = (at.astimezone(zone) for at in pattern)
    whole = end.date() - start.date()
    return tuple(
        (
            datetime.combine(day, start.time(), zone),
            datetime.combine(day + whole, end.time(), zone),
        )
        for day in days
    )


def is_whole_day(turn: TurnContext, span: Span) -> bool:
    """Return whether a span is a local day from midnight to midnight."""
    day = span[0].astimezone(ZoneInfo(turn.practice.timezone)).date()
    return span == whole_day(turn, day)


def is_exact(spans: tuple[Span, ...]) -> bool:
    """Return whether the spans are one exact moment."""
    return len(spans) == 1 and spans[0][0] == spans[0][1]


def common(one: Span, two: Span) -> Span:
    """Return the common part of two spans; its end is before its start if there is none."""
    return max(one[0], two[0]), min(one[1], two[1])


def daily(turn: TurnContext, spans: tuple[Span, ...]) -> Iterator[tuple[date, Span]]:
    """Yield the parts of spans by local day, `_MOST_DAYS` of each span at most."""
    zone = ZoneInfo(turn.practice.timezone)
    for start, end in spans:
        day = start.astimezone(zone).date()
        for _ in range(_MOST_DAYS):
            part = common((start, end), whole_day(turn, day))
            if part[0] >= part[1] and start != end:
                break
            yield day, part
            day += DAY
            if start == end:
                break
