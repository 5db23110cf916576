"""Days and clock times that were said together, gathered into one wish.

Owns where one wish ends and the next begins: "Thursday at 3 or Friday at 4" are two.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from dialogs.times.clock import Clock
from dialogs.times.days import Days
from dialogs.times.grammar import Element, Joint, Shift


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
    for element in elements:
        meaning = element.meaning
        if isinstance(meaning, Joint):
            if meaning is Joint.NOT and group.places:
                yield group
                group = Group()
            group.excluded |= meaning is Joint.NOT
            group.whenever |= meaning is Joint.ANY
            joint = meaning
            continue
        if group.places and _starts_anew(group, meaning, joint):
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
        return bool(group.clocks) and joint is not Joint.OR
    return bool(group.days) and (bool(group.clocks) or joint is None) and joint is not Joint.TO


def _add(group: Group, meaning: tuple[Days, ...] | Clock | Shift, joint: Joint | None) -> None:
    if isinstance(meaning, Shift):
        group.shift = meaning
    elif isinstance(meaning, Clock):
        group.clocks.append(meaning)
    elif joint is Joint.TO and group.days:
        group.days.extend(meaning)
        group.through = True
    else:
        group.days.extend(meaning)
