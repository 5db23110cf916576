"""Subtracts the excluded times ("not Monday") from the times asked for."""

from collections.abc import Iterable, Sequence

from dialogs.intents import TimeRange
from dialogs.times.reading import Spoken

_MOST_HOLES = 32  # two weeks of mornings and afternoons; bounds the work on a hostile text


def without_excluded(spoken: Sequence[Spoken]) -> tuple[Spoken, ...]:
    """Subtract the excluded times from the times asked for.

    Args:
        spoken: the times that were said, in order.

    Returns:
        The same times; the ranges asked for no longer contain the excluded ranges.
    """
    taken = [each for group in spoken if group.excluded for each in group.ranges][:_MOST_HOLES]
    if not taken:
        return tuple(spoken)
    return tuple(
        group
        if group.excluded
        else Spoken(_less(group.ranges, taken), group.first, group.last, group.firm)
        for group in spoken
    )


def _less(ranges: Iterable[TimeRange], taken: Iterable[TimeRange]) -> tuple[TimeRange, ...]:
    left = list(ranges)
    for hole in taken:
        pieces: list[TimeRange] = []
        for each in left:
            if each.exact and hole.start <= each.start < hole.end:
                continue
            if each.exact or hole.end <= each.start or each.end <= hole.start:
                pieces.append(each)
                continue
            if each.start < hole.start:
                pieces.append(TimeRange(each.start, hole.start))
            if hole.end < each.end:
                pieces.append(TimeRange(hole.end, each.end))
        left = pieces
    return tuple(left)
