"""Drops a vague time that the time right behind it makes exact: "after 4, say half past".

An exact day replaces a stretch of days, and an hour replaces a bound that it keeps to.
"""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from dialogs.times.clock import Clock, Shape
from dialogs.times.days import VOID, Days, SameDay, SameTime, UpTo, Weekday
from dialogs.times.group import Group

_MOST_BETWEEN = 2  # most words between the two: "say", "for example"
_LONGEST_STRETCH = 7  # days
_HALF_DAY = 12 * 60
_NEAR = 4 * 60  # most minutes between a bound and an hour that keeps to it


def settle_refined(said: Sequence[Group]) -> None:
    """Drop each vague group that the group right behind it makes exact.

    Args:
        said: the groups, in order; they are changed.
    """
    for one, other in pairwise(said):
        near = min(other.places) - max(one.places) - 1 <= _MOST_BETWEEN
        if not (near and one.plain and other.plain) or other.alternative or other.release:
            continue
        if one.release or one.through or other.through:
            continue
        if _is_stretch(one) and _is_date(other):
            one.days = [VOID]
        elif _keeps_to(one, other):
            other.clocks = [replace(other.clocks[0], shape=Shape.AT)]  # "after 4, 4.30ish"
            other.days, one.days, one.clocks = one.days, [VOID], []


def _is_stretch(group: Group) -> bool:
    """Say whether a group is only a part of a week, or a week: "at the end of the week"."""
    if group.clocks or len(group.days) != 1 or not group.days[0].options:
        return False
    days = group.days[0]
    length = (days.last - days.first).days
    return not isinstance(days, UpTo) and 0 < length < _LONGEST_STRETCH


def _is_date(group: Group) -> bool:
    """Say whether a group is one day, said by its date."""
    return len(group.days) == 1 and _is_dated(group.days[0])


def _is_dated(days: Days) -> bool:
    if not days.options or isinstance(days, Weekday | SameDay | SameTime | UpTo):
        return False
    return days.first == days.last


def _keeps_to(one: Group, other: Group) -> bool:
    """Say whether an hour without a day of its own keeps to the bound before it."""
    if other.days or len(one.clocks) != 1 or len(other.clocks) != 1:
        return False
    bound, hour = one.clocks[0], other.clocks[0]
    if hour.shape not in {Shape.AT, Shape.AROUND} or hour.again:
        return False
    if bound.shape is Shape.AFTER:
        return (_minute(hour) - _minute(bound)) % _HALF_DAY <= _NEAR
    return bound.shape is Shape.BEFORE and (_minute(bound) - _minute(hour)) % _HALF_DAY <= _NEAR


def _minute(clock: Clock) -> int:
    return clock.moments[0].hour * 60 + clock.moments[0].minute
