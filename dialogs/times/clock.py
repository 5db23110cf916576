"""Clock times: how the hour was said, and the minutes of a day that the hour may mean.

A bare hour is read by the usual hours: "at 4" is 16:00 where the practice is open from 9 to 18.
Minutes are counted from local midnight.
"""

from enum import Enum, auto

from calendar_store.model.plain import plain
from dialogs.times.items import Moment
from dialogs.times.terms import DayPart

DAY = 24 * 60
_NEAR = 30  # minutes on either side of the hour after "around"
_EARLIEST_AWAKE = 7 * 60
_NOON = 12
_AROUND_NOON = DayPart(_NOON * 60 - 30, 15 * 60)
_EVENING = 17 * 60  # "twelve" in the evening or at night is midnight


class Shape(Enum):
    """How an hour bounds a time."""

    __hash__ = object.__hash__  # looked up for every time; Enum's own hash is slow Python code

    AT = auto()
    AFTER = auto()
    BEFORE = auto()
    BETWEEN = auto()
    AROUND = auto()
    PART = auto()


@plain
class Clock:
    """A time of day, as the client said it.

    Attributes:
        shape: how the moments bound the time.
        moments: one moment; two for BETWEEN; none for PART.
        part: the part of the day said with the moments.
        again: whether it is "the same time": the hour said last, or else the appointment's.
    """

    shape: Shape
    moments: tuple[Moment, ...] = ()
    part: DayPart | None = None
    again: bool = False


@plain
class Opening:
    """A practice's usual hours, in minutes after midnight."""

    begins: int
    ends: int


def minutes_of(clock: Clock, opening: Opening) -> tuple[tuple[int, int], ...]:
    """List the minutes of a day that a clock time may mean.

    Args:
        clock: the clock time that was said.
        opening: the usual hours, which decide between morning and afternoon.

    Returns:
        Pairs of first and last minute after midnight, equal for an exact time; several pairs where
        the usual hours do not decide between morning and afternoon.
    """
    if clock.shape is Shape.PART:
        return ((clock.part.begins, clock.part.ends),) if clock.part else ()
    possible = [_possible(moment, clock.part, opening) for moment in clock.moments]
    if clock.shape is Shape.BETWEEN:
        return _between(possible[0], possible[1])
    begins, ends = (clock.part.begins, clock.part.ends) if clock.part else (0, DAY)
    if clock.shape is Shape.AFTER:
        return ((possible[0][0], max(ends, possible[0][0])),)
    if clock.shape is Shape.BEFORE:
        return ((min(begins, possible[0][-1]), possible[0][-1]),)
    near = _NEAR if clock.shape is Shape.AROUND else 0
    return tuple((max(0, at - near), min(DAY, at + near)) for at in possible[0])


def widened(clock: Clock, opening: Opening) -> Clock:
    """Widen an excluded part of the day to the time before opening or after closing.

    Args:
        clock: the excluded clock time.
        opening: the usual hours.

    Returns:
        The wider part, so that "Friday but not in the morning" leaves no night; any other clock
        time unchanged.
    """
    if clock.shape is not Shape.PART or clock.part is None:
        return clock
    begins = 0 if clock.part.begins <= opening.begins < clock.part.ends else clock.part.begins
    ends = DAY if clock.part.begins < opening.ends <= clock.part.ends else clock.part.ends
    return Clock(Shape.PART, (), DayPart(begins, ends))


def beside_noon(noon: Clock, clock: Clock) -> Clock | None:
    """Read an hour beside "noon", which only says its part of the day: "a mediodía, a las 2".

    Args:
        noon: a clock time that may be "noon" said by name.
        clock: the clock time beside it.

    Returns:
        The hour, in the part of the day around noon; None where they are two times.
    """
    at_noon = noon.shape is Shape.AT and noon.part is None and noon.moments[0].named
    if not at_noon or noon.moments[0].hour != _NOON or len(clock.moments) != 1:
        return None
    if clock.shape not in {Shape.AT, Shape.AROUND} or clock.part is not None:
        return None
    hour = settled(clock.moments[0], _AROUND_NOON)
    if not _AROUND_NOON.begins <= hour.hour * 60 + hour.minute <= _AROUND_NOON.ends:
        return None
    return Clock(clock.shape, (hour,))


def within(one: Clock, other: Clock) -> Clock | None:
    """Read two bounds as the span between them: "after 3 but before 5".

    Args:
        one: a clock time.
        other: the clock time after "but".

    Returns:
        The span, or None where the two are no bounds of one span.
    """
    bounds = {each.shape: each.moments[0] for each in (one, other) if each.moments}
    if bounds.keys() != {Shape.AFTER, Shape.BEFORE}:
        return None
    return Clock(Shape.BETWEEN, (bounds[Shape.AFTER], bounds[Shape.BEFORE]))


def lies_in(clock: "Clock", part: DayPart) -> bool:
    """Say whether the hours of an "after" or "before" lie in a part of the day.

    "In the morning, after three" is two times; "in the afternoon, after three" is one.
    Other clock times always count as inside.
    """
    bounds = clock.shape in {Shape.AFTER, Shape.BEFORE}
    said = (settled(moment, part) for moment in clock.moments)
    return not bounds or all(part.begins <= at.hour * 60 + at.minute <= part.ends for at in said)


def settled(moment: Moment, part: DayPart | None) -> Moment:
    """Choose the half of the day of an hour by a part of the day: "after 3 in the afternoon".

    Args:
        moment: an hour.
        part: the part of the day said with the hour, if any.

    Returns:
        The hour, with the half of the day fixed where a part was said.
    """
    if part is None or moment.fixed or not 1 <= moment.hour <= 12:
        return moment
    at = _in_part(moment, part)
    return Moment(at // 60, at % 60, fixed=True)


def _possible(moment: Moment, part: DayPart | None, opening: Opening) -> list[int]:
    """List the minutes that an hour may mean by the part of the day and the usual hours."""
    said = moment.hour * 60 + moment.minute
    if moment.fixed or not 1 <= moment.hour <= 12:
        return [min(said, DAY)]
    if part is not None:
        return [_in_part(moment, part)]
    both = [said, said + DAY // 2] if moment.hour < 12 else [said]
    in_hours = [at for at in both if opening.begins <= at < opening.ends]
    return in_hours or [at for at in both if at >= _EARLIEST_AWAKE][:1] or both


def _in_part(moment: Moment, part: DayPart) -> int:
    """Return the minute of an hour in the half of the day nearest to a part: "4h45 du matin"."""
    if moment.hour == 12:
        return DAY if part.begins >= _EVENING and not moment.minute else 12 * 60 + moment.minute
    said = moment.hour * 60 + moment.minute
    return min((said, said + DAY // 2), key=lambda at: max(part.begins - at, at - part.ends, 0))


def _between(begins: list[int], ends: list[int]) -> tuple[tuple[int, int], ...]:
    """Return the shortest span whose end is after its beginning."""
    pairs = [(first, last) for first in begins for last in ends if first < last]
    pairs += [(first, last + DAY // 2) for first in begins for last in ends if last < first]
    pairs = [pair for pair in pairs if pair[0] < pair[1] <= DAY]
    return (min(pairs, key=lambda pair: pair[1] - pair[0]),) if pairs else ()
