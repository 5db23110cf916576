"""Joins groups of days and clock times across the words between them.

Decides which groups belong together, and which groups another group replaces or rules out.
"""

from collections.abc import Collection, Sequence
from datetime import timedelta
from itertools import pairwise

from dialogs.times.clock import Clock, Shape, beside_noon, settled, within
from dialogs.times.days import VOID, Days, SameDay, UpTo, Weekday, in_span, single
from dialogs.times.group import Group, joined
from dialogs.times.refining import settle_refined
from dialogs.times.terms import DayPart

_MOST_APART = 8  # most words between a day and its hour
_MOST_PREFERRING = 2  # most words between a week and its day: "am liebsten"
_MOST_BEFORE_PART = 10  # most words between a week or a day and the part of the day at the end
_MORNING_ENDS = 7  # a lower hour is one of the afternoon
_TWO = 2
_MOST_NEAR = 4  # the same, where a punctuation mark stands elsewhere than before the hour


def join(
    said: Sequence[Group],
    marks: Sequence[str],
    denied: Collection[int] = (),
    asked: Collection[int] = (),
) -> None:
    """Join groups that belong together, and drop groups that another group rules out or repeats.

    Args:
        said: the groups, in order; they are changed.
        marks: the punctuation mark after each word, or "".
        denied: the positions of a "not" that ends a clause: "mornings I can really not".
        asked: the positions right after a request.
    """
    settle_periods(said, asked)
    settle_months(said, marks)
    settle_denied(said, marks, denied)
    join_apart(said, marks)
    join_part(said, marks)
    settle_refused(said)
    settle_released(said)
    settle_absent(said)
    settle_bounded(said)
    settle_bounds(said)
    settle_refined(said)
    settle_apposed(said)
    share_listed(said)


def settle_periods(said: Sequence[Group], asked: Collection[int]) -> None:
    """Read a weekday after a week as its day: "the first week of January, Thursday at 4".

    Args:
        said: the groups, in order; they are changed.
        asked: the positions right after a request; "I can't next week, Friday?" is no such day.
    """
    for one, other in pairwise(said):
        first = min(one.places)
        between = min(other.places) - max(one.places) - 1
        near = 0 <= between <= _MOST_PREFERRING and (first == 0 or first in asked)
        bare = len(one.days) == 1 and one.plain and other.plain and not (one.clocks or one.through)
        if not (near and bare and other.days) or other.alternative or not one.days[0].options:
            continue
        period = one.days[0]
        weekdays = [day for day in other.days if isinstance(day, Weekday)]
        if period.first == period.last or len(weekdays) < len(other.days):
            continue
        narrowed: list[Days] = [in_span(period, day.number) for day in weekdays]
        if all(day is not period for day in narrowed):
            one.days, other.days = [VOID], narrowed


def settle_months(said: Sequence[Group], marks: Sequence[str]) -> None:
    """Read a day of the month after a month as in that month: "only in January, the 4th".

    Args:
        said: the groups, in order; they are changed.
        marks: the punctuation mark after each word, or "".
    """
    for one, other in pairwise(said):
        between = marks[max(one.places) : min(other.places)]
        bare = len(one.days) == len(other.days) == 1 and one.plain and other.plain
        if not bare or one.clocks or one.through or other.alternative or len(between) > 1 + 1:
            continue
        month, day = one.days[0], other.days[0]
        if not (month.options and day.options) or isinstance(day, Weekday | SameDay | UpTo):
            continue
        whole = month.first.day == 1 and (month.last + timedelta(days=1)).day == 1
        if whole and day.first == day.last < month.first and day.first.day <= month.last.day:
            one.days, other.days = [VOID], [single(month.first.replace(day=day.first.day))]


def settle_denied(said: Sequence[Group], marks: Sequence[str], denied: Collection[int]) -> None:
    """Refuse the hours of a clause that ends in "not": "vormittags kann ich gar nicht".

    The day of a refused hour may still be asked for at other hours.

    Args:
        said: the groups, in order; they are changed.
        marks: the punctuation mark after each word, or "".
        denied: the positions of a "not" that ends a clause.
    """
    for group, behind in zip(said, (*said[1:], None), strict=True):
        end = min(behind.places) if behind else len(marks)
        last = max(group.places)
        lends = bool(group.days) and not (behind and behind.days)
        for at in () if lends else denied:
            near = last < at < min(end, last + _MOST_APART)
            group.refused |= near and not any(marks[last:at])


def settle_refused(said: Sequence[Group]) -> None:
    """Exclude a refused time where another time follows; a refused time alone stays as it is.

    Args:
        said: the groups, in order; they are changed.
    """
    wished = False
    for group in reversed(said):
        group.excluded |= group.refused and wished
        wished |= group.plain


def share_listed(said: Sequence[Group]) -> None:
    """Use the hour after a list for all days of the list: "Monday, Tuesday or Thursday after 3".

    Args:
        said: the groups, in order; they are changed.
    """
    for one, other in reversed([*pairwise(said)]):
        listed = len(other.days) > 1 or other.listed
        weekdays = all(isinstance(day, Weekday) for day in (*one.days, *other.days))
        adjoining = bool(one.days) and max(one.places) + 1 == min(other.places)
        if listed and weekdays and adjoining and one.plain and not one.clocks:
            one.clocks, one.listed = other.clocks, True


def settle_apposed(said: Sequence[Group]) -> None:
    """Read a date behind its weekday and hours as that day: "Monday afternoon, so the 30th".

    Args:
        said: groups in order; they are changed.
    """
    for one, other in pairwise(said):
        bare = one.days and len(other.days) == 1 and one.clocks and not other.clocks
        if not bare or not (one.plain and other.plain) or other.alternative:
            continue
        day, dated = one.days[-1], other.days[0]
        if any(not isinstance(each, Weekday) or not each.options for each in one.days):
            continue
        by_date = dated.options and not isinstance(dated, Weekday | SameDay)
        if not (by_date and dated.first == dated.last and isinstance(day, Weekday) and day.options):
            continue
        if day.first.weekday() == dated.first.weekday():
            other.clocks, one.days, one.clocks = one.clocks, [VOID], []


def settle_absent(said: Sequence[Group]) -> None:
    """Drop the days of an absence: "I'm away until the 1st, any time from the 2nd".

    Args:
        said: the groups, in order; they are changed.
    """
    for one, other in pairwise(said):
        until = one.days[-1] if one.plain and not one.clocks and one.days else VOID
        wished = other.days and not (other.excluded or other.refused)
        first = other.days[0] if wished else VOID
        if not isinstance(until, UpTo) or other.alternative or not first.options:
            continue
        if len({*first.options[0]}) > 1 and first.first >= until.last:
            one.days = [VOID]


def settle_bounded(said: Sequence[Group]) -> None:
    """Drop an hour that a bound repeats: "on Tuesday I leave at 2, so before 2".

    Args:
        said: the groups, in order; they are changed.
    """
    for one, other in pairwise(said):
        if len(one.clocks) != 1 or len(other.clocks) != 1 or not (one.plain and other.plain):
            continue
        exact, bound = one.clocks[0], other.clocks[0]
        bounded = exact.shape is Shape.AT and bound.shape in {Shape.AFTER, Shape.BEFORE}
        if bounded and exact.moments == bound.moments and one.days in ([], other.days):
            one.days = [VOID]


def settle_bounds(said: Sequence[Group]) -> None:
    """Read two bounds of the same days as one: "Thursday after 2, but I must leave by 4".

    Args:
        said: the groups, in order; they are changed.
    """
    for one, other in pairwise(said):
        if len(one.clocks) != 1 or len(other.clocks) != 1 or not (one.plain and other.plain):
            continue
        same = bool(one.days) and one.days == other.days and not other.alternative
        tighter = _within_both(one.clocks[0], other.clocks[0]) if same else None
        if tighter is not None:
            one.days, other.clocks = [VOID], [tighter]


def _within_both(one: Clock, other: Clock) -> Clock | None:
    """Return the span of a bound on each side, or the earlier of two "before"."""
    if one.shape is other.shape is Shape.BEFORE:
        return min(one, other, key=lambda each: (_hour(each), each is one))
    span = within(one, other)
    return span if span and _hour(span) < _hour(span, -1) else None


def _hour(clock: Clock, place: int = 0) -> tuple[int, int]:
    moment = clock.moments[place]
    hour = moment.hour if moment.fixed or moment.hour > _MORNING_ENDS else moment.hour + 12
    return hour, moment.minute


def settle_released(said: Sequence[Group]) -> None:
    """Drop the hour when the client becomes free where another is asked for: "I finish at 5, so 6".

    Args:
        said: the groups, in order; they are changed.
    """
    released = [group for group in said if group.release]
    if released and any(_names_hour(group) for group in said):
        for group in released:
            group.days = [VOID]


def _names_hour(group: Group) -> bool:
    hours = any(each.shape is not Shape.PART for each in group.clocks)
    return hours and group.plain and not group.release


def _lists_hours(one: Group, other: Group) -> bool:
    """Say whether hours continue with other hours and then a day: "9h/9h30 mardi"."""
    at_hours = all(each.shape is Shape.AT for each in (*one.clocks, *other.clocks))
    return bool(one.clocks) and not one.days and other.hour_first and at_hours


def _narrowed(one: Group, other: Group) -> list[Clock]:
    """Return the hour that follows a part of the day and lies in it: "in the morning, say 10"."""
    if not one.clocks or other.alternative or len(other.clocks) != 1:
        return []
    part, clock = one.clocks[-1], other.clocks[0]
    if (hour := beside_noon(part, clock)) is not None:
        other.clocks = [hour]
        return [*one.clocks[:-1], hour]
    if part.shape is not Shape.PART or clock.shape is Shape.PART or part.part is None:
        return []
    within = all(part.part.begins <= at <= part.part.ends for at in _said(clock, part.part))
    as_one = joined(one, clock) if within else None
    if as_one is None:
        return []
    other.clocks = [as_one]
    return [*one.clocks[:-1], as_one]


def _said(clock: Clock, part: DayPart) -> list[int]:
    """List the minutes of a clock time's hours, each in the half of the day of a part."""
    settled_ones = (settled(moment, part) for moment in clock.moments)
    return [moment.hour * 60 + moment.minute for moment in settled_ones]


def join_apart(said: Sequence[Group], marks: Sequence[str]) -> None:
    """Join a day and its hour or shift across a few words: "on Friday, say after 9".

    Args:
        said: the groups, in order; they are changed.
        marks: the punctuation mark after each word; no question mark may stand between the two,
            and at a distance no mark but right before the hour.
    """
    for one, other in reversed([*pairwise(said)]):
        if not (one.days or other.days) and one.plain and other.plain:
            between = marks[max(one.places) : min(other.places)]
            if len(between) <= _MOST_NEAR and "?" not in between:
                one.clocks = _narrowed(one, other) or one.clocks
    for one, other in pairwise(said):
        between = marks[max(one.places) : min(other.places)]
        _settle_whenever(one, other, between)
        stopped = bool(between) and between[0] in {",", ":"}
        if len(between) > _MOST_APART or any(mark not in {"", ",", ":"} for mark in between):
            continue
        hours = other.clocks or (one.clocks and one.clocks[-1].shape is not Shape.AT)
        if any(between[int(stopped) :]) and not (one.plain and other.plain and hours):
            continue  # at a greater distance a comma separates two clauses
        spans = [each for day in one.days for each in day.options]
        bare = stopped and not one.clocks and all(first == last for first, last in spans)
        hour_first = bool(one.clocks) and not (one.days or other.clocks or any(between))
        near = _MOST_NEAR + 2 * hour_first  # "would 4.30 be available on the same day"
        if len(between) > near and not _lends_far(one, between[int(bare) :]):
            continue
        if one.plain and one.days and not (one.clocks or other.days):
            _lend_days(one, other)
        if one.plain and other.plain:
            _join(one, other, stopped=stopped, near=len(between) <= 1)


def join_part(said: Sequence[Group], marks: Sequence[str]) -> None:
    """Join a week or a day and the part of the day that ends a text, across a clause.

    For example "next week I'd need an appointment, mornings if possible".

    Args:
        said: the groups, in order; they are changed.
        marks: the punctuation mark after each word.
    """
    if len(said) != _TWO:
        return
    one, other = said
    between = marks[max(one.places) : min(other.places)]
    parts = bool(other.clocks) and all(each.shape is Shape.PART for each in other.clocks)
    bare = bool(one.days) and one.plain and not (one.clocks or one.through or one.shift)
    if not (parts and bare and other.plain) or other.days or other.alternative or other.shift:
        return
    dated = all(day.options and not isinstance(day, SameDay | UpTo) for day in one.days)
    near = len(between) <= _MOST_BEFORE_PART and all(mark in {"", ","} for mark in between)
    if dated and near:
        other.days, one.days = one.days, [VOID]


def _settle_whenever(one: Group, other: Group, between: Sequence[str]) -> None:
    """Read "any time" near a day as on that day: "Thursday the 10th, any time between 9 and 11"."""
    bare = one.plain and bool(one.days) and not (one.clocks or other.days or other.excluded)
    hours = bool(other.clocks) and all(each.shape is not Shape.PART for each in other.clocks)
    if bare and other.whenever and hours and len(between) <= _MOST_NEAR:
        other.whenever = "?" in between  # but "that day I can't, any other morning is fine"


def _lends_far(one: Group, between: Sequence[str]) -> bool:
    """Say whether days may join an hour far away: days before it, or the appointment's day."""
    return bool(one.days) and (not any(between[:-1]) or isinstance(one.days[0], SameDay))


def _lend_days(one: Group, other: Group) -> None:
    if other.shift and other.shift.on_a_day:
        other.days, one.days = one.days, [VOID]  # "jeudi j'arrive 10 min plus tard"
    elif other.refused:
        other.days, other.excluded = one.days, True  # "el viernes bien pero por la mañana no"


def _join(one: Group, other: Group, *, stopped: bool, near: bool) -> None:
    exact = stopped and bool(one.clocks) and one.clocks[-1].shape is Shape.AT
    if one.days and other.clocks and not other.days:
        other.days, other.through = one.days, one.through  # "Tuesday at 9, or else 12"
        one.clocks = _narrowed(one, other) or one.clocks or other.clocks
    elif one.clocks and other.days and not (one.days or other.clocks or exact):
        one.days, one.through, other.clocks = other.days, other.through, one.clocks
    elif not one.days and other.days and (hours := _narrowed(one, other)):
        one.days, one.through, one.clocks = other.days, other.through, hours
    elif near and _lists_hours(one, other):
        one.days, one.through = other.days, other.through  # "9, 10 or 11 on Tuesday"
