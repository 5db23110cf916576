"""Days and clock times that were said together, gathered into one wish.

Owns where one wish ends and the next begins: "Thursday at 3 or Friday at 4" are two.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from dialogs.times.clock import Clock, Shape
from dialogs.times.day_grammar import InWeek, SameDay, Weekday, in_week
from dialogs.times.days import Days
from dialogs.times.grammar import Element, Joint, Shift
from dialogs.times.terms import Part

_MOST_APART = 4  # words that may part a day from its hour
_MOST_PLACES = 40  # a longer wish is parted; bounds the work on a hostile text


@dataclass(slots=True)
class Group:
    """Days and clock times that belong together, while they are gathered."""

    days: list[Days] = field(default_factory=list)
    clocks: list[Clock] = field(default_factory=list)
    shift: Shift | None = None
    excluded: bool = False
    whenever: bool = False
    through: bool = False
    places: list[int] = field(default_factory=list)

    @property
    def plain(self) -> bool:
        """Whether it asks for days or hours and nothing else."""
        return not (self.shift or self.excluded or self.whenever)


def groups(elements: Iterable[Element]) -> Iterator[Group]:
    """Join neighbouring days and clock times: "Thursday or Friday at 3", "mornings next week".

    Args:
        elements: what makes sense in a run, in order.

    Yields:
        The groups, in order.
    """
    group, joint = Group(), None
    whenever: list[int] = []
    ruled_out = False
    for element in elements:
        meaning = element.meaning
        if isinstance(meaning, Joint):
            if meaning is Joint.NOT and (group.places or group.whenever):
                group.places = group.places or whenever  # "any day but Tuesday"
                yield group
                group = Group()
            if meaning is Joint.ANY and group.excluded and group.places:
                yield group
                group = Group()
            ruled_out |= meaning is Joint.NOT
            group.excluded |= meaning is Joint.NOT
            group.whenever |= meaning is Joint.ANY
            whenever = [element.first, element.last]
            joint = meaning
            continue
        if len(group.places) > _MOST_PLACES or (
            group.places and _starts_anew(group, meaning, joint)
        ):
            yield group
            group = Group()
        _add(group, meaning, joint)
        group.places += [element.first, element.last]
        joint = None
    if group.whenever and ruled_out and not group.places:
        group.places = whenever  # "not Monday, any other day"
    if group.places:
        yield group


def _starts_anew(group: Group, meaning: object, joint: Joint | None) -> bool:
    if isinstance(meaning, Shift):
        return not (meaning.minutes == 0 and _is_same_day(group.days) and not group.clocks)
    if group.shift:
        return not (group.shift.minutes == 0 and _is_same_day(meaning))
    if isinstance(meaning, Clock):
        return bool(group.clocks) and joint is not Joint.OR and not _joined(group, meaning)
    return bool(group.days) and (bool(group.clocks) or joint is None) and joint is not Joint.TO


def _joined(group: Group, clock: Clock) -> Clock | None:
    """Read a part of the day that stands apart from its hour: "half nine Wednesday morning"."""
    last = group.clocks[-1]
    if clock.shape is Shape.PART and last.shape is Shape.PART:
        return _overlap(last, clock)
    if clock.shape is Shape.PART and last.part is None:
        return replace(last, part=clock.part)
    if last.shape is Shape.PART and clock.part is None:
        return replace(clock, part=last.part)
    return None


def _overlap(one: Clock, other: Clock) -> Clock | None:
    """Read two parts said in a row as what they share: "in the morning, early"."""
    if one.part is None or other.part is None:
        return None
    begins = max(one.part.begins, other.part.begins)
    ends = min(one.part.ends, other.part.ends)
    return replace(one, part=Part(begins, ends)) if begins < ends else None


def _add(group: Group, meaning: tuple[Days, ...] | Clock | Shift, joint: Joint | None) -> None:
    if isinstance(meaning, Shift):
        group.shift = meaning
    elif isinstance(meaning, Clock):
        joined = _joined(group, meaning) if group.clocks and joint is not Joint.OR else None
        if joined is not None:
            group.clocks[-1] = joined
        else:
            group.clocks.append(meaning)
    else:
        group.through |= joint is Joint.TO and bool(group.days)
        group.days.extend(meaning)
        _share_week(group.days)


def _is_same_day(meaning: object) -> bool:
    """Whether days are the appointment's and nothing else: "a bit later that day"."""
    return isinstance(meaning, (tuple, list)) and [*map(type, meaning)] == [SameDay]


def _share_week(days: list[Days]) -> None:
    """Let the week said with one weekday serve the others: "Tuesday or Wednesday next week"."""
    week = next((each.week for each in days if isinstance(each, InWeek)), None)
    if week is not None:
        days[:] = [
            in_week(week, each.number) if isinstance(each, Weekday) else each for each in days
        ]


def join_apart(said: Sequence[Group], marks: Sequence[str]) -> None:
    """Join a day and an hour that a few words part: "on Friday sometime between 9 and 11".

    Args:
        said: groups in order; they are changed.
        marks: the stops after the words; none may stand between.
    """
    for one, other in pairwise(said):
        between = marks[max(one.places) : min(other.places)]
        if len(between) > _MOST_APART or any(between) or not (one.plain and other.plain):
            continue
        if one.days and other.clocks and not one.clocks and not other.days:
            one.clocks, other.days, other.through = other.clocks, one.days, one.through
        elif one.clocks and other.days and not one.days and not other.clocks:
            one.days, one.through, other.clocks = other.days, other.through, one.clocks
