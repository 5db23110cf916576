"""What was ruled out ("not Monday") taken from what was asked for."""

from collections.abc import Iterable, Sequence

from dialogs.intents import TimeRange
from dialogs.times.reading import Spoken

_MOST_HOLES = 32  # two weeks of mornings and afternoons; bounds the work on a hostile text


def without_excluded(spoken: Sequence[Spoken]) -> tuple[Spoken, ...]:
    """Take what was ruled out from what was asked for.

    Args:
        spoken: what was said, in order.

    Returns:
        The same, where the ranges asked for have lost those that were ruled out.
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
