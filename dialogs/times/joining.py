"""Groups of days and clock times joined across the words that part them.

Owns what belongs together though other words stand between, and what another wish rules out.
"""

from collections.abc import Sequence
from itertools import pairwise

from dialogs.times.days import VOID
from dialogs.times.grouping import Group

_MOST_APART = 4  # words that may part a day from its hour


def settle_refused(said: Sequence[Group]) -> None:
    """Rule out a refused time where another one follows; alone it says when somebody cannot.

    Args:
        said: groups in order; they are changed.
    """
    wished = False
    for group in reversed(said):
        group.excluded |= group.refused and wished
        wished |= group.plain


def join_apart(said: Sequence[Group], marks: Sequence[str]) -> None:
    """Join a day and its hour, or how much later, across a few words: "on Friday, say after 9".

    Args:
        said: groups in order; they are changed.
        marks: the stops after the words; none but a comma after the first may stand between.
    """
    for one, other in pairwise(said):
        between = marks[max(one.places) : min(other.places)]
        stopped = bool(between) and between[0] == ","  # later on, it parts two clauses
        if len(between) > _MOST_APART or any(between[int(stopped) :]):
            continue
        if one.plain and other.shift and other.shift.on_a_day and not (other.days or one.clocks):
            other.days, one.days = one.days, [VOID]  # "jeudi j'arrive 10 min plus tard"
        if not (one.plain and other.plain):
            continue
        if one.days and other.clocks and not other.days:
            other.days, other.through = one.days, one.through  # "Tuesday at 9, or else 12"
            one.clocks = one.clocks or other.clocks
        elif one.clocks and other.days and not (one.days or other.clocks or stopped):
            one.days, one.through, other.clocks = other.days, other.through, one.clocks
