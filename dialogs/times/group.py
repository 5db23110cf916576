"""A group: the days and clock times of one time request, and the rules for adding to it.

Decides where one group ends and the next begins: "Thursday at 3 or Friday at 4" is two groups.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from dialogs.times.clock import Clock, Shape, beside_noon, lies_in
from dialogs.times.dates import share_month
from dialogs.times.days import Days, InWeek, SameDay, Weekday, in_week
from dialogs.times.elements import Joint, Shift
from dialogs.times.hour_grammar import moved

Said = tuple[Days, ...] | Clock | Shift


@dataclass(slots=True)
class Group:
    """Days and clock times that belong together, while they are being gathered.

    `excluded` groups are ruled out; a `refused` group has a negation after it, and is ruled out
    where another time is asked for. `lent` are the hours of the group before it, for days without
    hours of their own: "at 10 on Tuesday or Thursday". `alternative` has "or" before it.
    `release` says when the client becomes free. `listed` continues a list of days. `vague` is a
    "later" or "earlier" that has a meaning only on the appointment's day: "later on Thursday", not
    "later this afternoon".
    """

    days: list[Days] = field(default_factory=list)
    clocks: list[Clock] = field(default_factory=list)
    shift: Shift | None = None
    excluded: bool = False
    refused: bool = False
    whenever: bool = False
    through: bool = False
    places: list[int] = field(default_factory=list)
    hour_first: bool = False
    lent: Sequence[Clock] = ()
    alternative: bool = False
    release: bool = False
    listed: bool = False
    vague: Shift | None = None

    @property
    def plain(self) -> bool:
        """Say whether the group only asks for days or hours, without exclusion or shift."""
        return not (self.shift or self.excluded or self.refused or self.whenever)


def starts_anew(group: Group, meaning: Said, joint: Joint | None) -> bool:
    """Say whether the next element begins a new group.

    Args:
        group: the group so far.
        meaning: the next element.
        joint: the joint between them, if any.

    Returns:
        Whether a new group begins.
    """
    if isinstance(meaning, Shift):
        return bool(meaning.minutes) and not (_bare_days(group) and meaning.on_a_day)
    if group.shift:
        on_a_day = group.shift.on_a_day and isinstance(meaning, tuple) and joint is None
        return bool(group.shift.minutes) and not (on_a_day and not group.days)
    if isinstance(meaning, Clock):
        return bool(group.clocks) and joint is not Joint.OR and not joined(group, meaning)
    if not group.days or joint is Joint.TO:
        return False
    return bool(group.clocks) or joint is None


def _bare_days(group: Group) -> bool:
    """Say whether the group has only days, to which an hour or "an hour later" may be added."""
    return bool(group.days) and not (group.clocks or group.shift or group.through)


def later_on(group: Group, shift: Shift) -> tuple[list[Days], Clock | Shift]:
    """Read "Friday at 3 or an hour later": shift the hour just said, on the same days.

    Args:
        group: the group before "or".
        shift: how much later or earlier.

    Returns:
        The days, with the shifted hour where an hour was said, else with the shift.
    """
    if not group.days or len(group.clocks) != 1 or group.clocks[0].shape is not Shape.AT:
        return [], shift
    minutes = shift.minutes if shift.later else -shift.minutes
    return [*group.days], replace(
        group.clocks[0], moments=(moved(group.clocks[0].moments[0], minutes),)
    )


def lists_days(group: Group, meaning: Said) -> bool:
    """Say whether a weekday continues a list of weekdays: "mon/tue after 5"."""
    if not group.days or group.excluded or group.through:
        return False
    return (
        isinstance(meaning, tuple)
        and isinstance(meaning[0], Weekday)
        and isinstance(group.days[-1], Weekday)
    )


def joined(group: Group, clock: Clock) -> Clock | None:
    """Join a part of the day to an hour that stands apart from it: "half nine Wednesday morning".

    Args:
        group: the group before it.
        clock: an hour, or a part of the day.

    Returns:
        The last hour and this clock time as one, or None where they are two times.
    """
    last = group.clocks[-1]
    if (hour := beside_noon(last, clock) or beside_noon(clock, last)) is not None:
        return hour
    if clock.shape is Shape.PART and last.shape is Shape.PART:
        return _overlap(last, clock)
    if clock.shape is Shape.PART and last.part is None:
        return replace(last, part=clock.part)
    if last.shape is Shape.PART and last.part and clock.part is None and lies_in(clock, last.part):
        return replace(clock, part=last.part)
    return None


def _overlap(one: Clock, other: Clock) -> Clock | None:
    """Return the shorter of two parts of the day of which one lies in the other: "early, mornings".

    A Spanish morning and afternoon overlap by an hour, and stay two parts.
    """
    if one.part is None or other.part is None:
        return None
    shorter, longer = sorted((one.part, other.part), key=lambda part: part.ends - part.begins)
    within = longer.begins <= shorter.begins and shorter.ends <= longer.ends
    return replace(one, part=shorter) if within else None


def add_to(group: Group, meaning: Said, joint: Joint | None) -> None:
    """Add the next element to a group.

    Args:
        group: the group, which is changed.
        meaning: the next element.
        joint: the joint before the element, if any.
    """
    if isinstance(meaning, Shift):
        if not group.places or (
            _bare_days(group) and (meaning.minutes or _is_same_day(group.days))
        ):
            group.shift = meaning
        else:
            group.vague = meaning
        return
    if not _is_same_day(meaning) and group.shift and not group.shift.minutes:
        group.vague, group.shift = group.shift, None
    if isinstance(meaning, Clock):
        if joint is Joint.OR and meaning.shape is Shape.AT and group.clocks[-1:]:
            last = group.clocks[-1]
            meaning = replace(meaning, shape=last.shape) if last.shape is Shape.AROUND else meaning
        as_one = joined(group, meaning) if group.clocks and joint is not Joint.OR else None
        if as_one is not None:
            group.clocks[-1] = as_one
        else:
            group.clocks.append(meaning)
        return
    group.hour_first |= bool(group.clocks) and not group.days
    group.through |= joint is Joint.TO and bool(group.days)
    group.days.extend(meaning)
    _share_week(group.days)
    share_month(group.days)


def _is_same_day(meaning: object) -> bool:
    """Say whether days are only the appointment's day: "a bit later that day"."""
    return isinstance(meaning, (tuple, list)) and [*map(type, meaning)] == [SameDay]


def _share_week(days: list[Days]) -> None:
    """Use the week said with one weekday for the others: "Tuesday or Wednesday next week"."""
    week = next((each.week for each in days if isinstance(each, InWeek)), None)
    if week is not None:
        days[:] = [
            in_week(week, each.number) if isinstance(each, Weekday) else each for each in days
        ]
