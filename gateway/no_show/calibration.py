"""Sets what a fit says right where the truth is of another shape than the fit. Pure.

A logistic regression adds up what it knows of a visit. Where two things matter only together, or
one of them not evenly, it is wrong by some points over a stretch of its chances, and right over
all. So the visits are ordered by their log-odds and divided into stretches; a stretch is set to
what was seen in it, as far as that is more than chance (a positive-part James-Stein estimate), and
never so that a higher chance becomes a lower one.
"""

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Any, Self

from gateway.no_show.logistic import chance, log_odds

Told = tuple[float, float, int, int]
"""(log-odds by the fit, what the month adds, number of visits, how many of them were missed)."""
_MOST_STRETCHES = 30
_FEWEST = 900
"""Fewest visits of a stretch."""
_FEW = 15_000
"""Visits below which a truth of another shape than the fit is not told well enough."""
_EDGE = 1e-4


@dataclass(frozen=True, slots=True)
class ChanceCurve:
    """How log-odds of a fit are set right.

    Attributes:
        points: (log-odds by the fit, log-odds that were seen), rising in both; () for as they are.
        error: how unsure that makes the most unsure tenth, as a chance.
        trusted: how far the visits themselves, and not the fit, say what a tenth is.
    """

    points: tuple[tuple[float, float], ...] = ()
    error: float = 0.0
    trusted: float = 0.0

    def set_right(self, told: float) -> float:
        """Return the log-odds for those of a fit; they rise with them."""
        points = self.points
        if not points:
            return told
        at = bisect_right(points, (told, float("inf")))
        if at == 0 or at == len(points):
            nearest, seen = points[0] if at == 0 else points[-1]
            return told + seen - nearest
        (low, below), (high, above) = points[at - 1], points[at]
        return below + (above - below) * (told - low) / (high - low)

    def as_json(self) -> dict[str, Any]:
        """Return the curve in a form that `of_json` reads."""
        return {"points": [[round(one, 6), round(other, 6)] for one, other in self.points]}

    @classmethod
    def of_json(cls, kept: Mapping[str, Any]) -> Self:
        """Return the curve of `as_json`."""
        return cls(tuple((one, other) for one, other in kept["points"]))


@dataclass(frozen=True, slots=True)
class _Stretch:
    """Visits of about the same log-odds.

    Attributes:
        at: their mean log-odds by the fit.
        number: how many there are.
        told: their mean chance by the fit.
        seen: the share of them that was missed.
    """

    at: float
    number: int
    told: float
    seen: float

    @property
    def variance(self) -> float:
        """How far the share may be off by chance, squared."""
        return max(self.told * (1 - self.told), _EDGE) / self.number


def curve(visits: Sequence[Told]) -> ChanceCurve:
    """Return how the log-odds of a fit are set right.

    Args:
        visits: the visits that it was made of, in groups.

    What the months add to the chances of visits is added to what the curve makes of the rest: so
    a stretch has the same kinds of visits in all of them.
    """
    stretches = list(_stretches(visits))
    if len(stretches) < 3:
        return ChanceCurve()
    surprise = sum((one.seen - one.told) ** 2 / one.variance for one in stretches)
    count = len(stretches)
    if surprise < count + 2 * sqrt(2 * count):
        # as much is seen by chance alone
        return ChanceCurve()
    total = sum(one.number for one in stretches)
    if total < _FEW and surprise < count + 3 * sqrt(2 * count):
        # too much for chance, and too little to be set right
        return ChanceCurve(error=1.0)
    trusted = 1 - count / surprise
    rising: list[list[float]] = []
    for one in stretches:
        rising.append([one.told + trusted * (one.seen - one.told), one.number, 1])
        while len(rising) > 1 and rising[-2][0] >= rising[-1][0]:
            last, before = rising.pop(), rising.pop()
            number = last[1] + before[1]
            mean = (last[0] * last[1] + before[0] * before[1]) / number
            rising.append([mean, number, last[2] + before[2]])
    means = [mean for mean, _, count in rising for _ in range(int(count))]
    # even where nothing rises, a higher chance by the fit stays somewhat higher
    points: list[tuple[float, float]] = []
    for one, mean in zip(stretches, means, strict=True):
        right = one.at + log_odds(min(max(mean, _EDGE), 1 - _EDGE)) - log_odds(one.told)
        points.append((one.at, max(right, points[-1][1] + _EDGE if points else right)))
    worst = max(one.told * (1 - one.told) for one in stretches)
    # what is left as it was is as wrong as before
    apart = [(one.seen - one.told) ** 2 for one in stretches]
    mean = sum(a * one.number for a, one in zip(apart, stretches, strict=True)) / total
    left = (1 - trusted) ** 2 * (max(apart) if total < _FEW else mean)
    error = sqrt(trusted**2 * worst * 10 / total + left)
    return ChanceCurve(tuple(points), error=error, trusted=trusted)


def _stretches(visits: Sequence[Told]) -> Iterator[_Stretch]:
    total = sum(number for _, _, number, _ in visits)
    each = max(_FEWEST, total / _MOST_STRETCHES)
    number, missed, odds, told = 0, 0, 0.0, 0.0
    left = total
    for at, level, some, lost in sorted(visits):
        number += some
        missed += lost
        odds += at * some
        told += chance(at + level) * some
        left -= some
        if number >= each and (left >= each or not left):
            yield _Stretch(odds / number, number, told / number, missed / number)
            number, missed, odds, told = 0, 0, 0.0, 0.0
    if number:
        yield _Stretch(odds / number, number, told / number, missed / number)
