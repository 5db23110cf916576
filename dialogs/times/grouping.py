"""Days and clock times that were said together, gathered into one wish.

Owns where one wish ends and the next begins: "Thursday at 3 or Friday at 4" are two.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from dialogs.times.clock import Clock, Shape
from dialogs.times.days import Days
from dialogs.times.grammar import Element, Joint, Shift
from dialogs.times.terms import Part

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


def groups(elements: Iterable[Element]) -> Iterator[Group]:
    """Join neighbouring days and clock times: "Thursday or Friday at 3", "mornings next week".

    Args:
        elements: what makes sense in a run, in order.

    Yields:
        The groups, in order.
    """
    group, joint = Group(), None
    whenever: list[int] = []
    for element in elements:
        meaning = element.meaning
        if isinstance(meaning, Joint):
            if meaning is Joint.NOT and (group.places or group.whenever):
                group.places = group.places or whenever  # "any day but Tuesday"
                yield group
                group = Group()
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
    if group.places:
        yield group


def _starts_anew(group: Group, meaning: object, joint: Joint | None) -> bool:
    if isinstance(meaning, Shift) or group.shift:
        return True
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
    elif joint is Joint.TO and group.days:
        group.days.extend(meaning)
        group.through = True
    else:
        group.days.extend(meaning)
