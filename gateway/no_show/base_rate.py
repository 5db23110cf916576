"""How much more, or less, is missed now than the visits of all years together say. Pure.

A new fee, a new receptionist, August: habits change, and a fit over years knows of their mean
alone. So every month has a level, which is added to the log-odds of its visits. The levels are a
Gaussian process over the months (Rasmussen and Williams, "Gaussian Processes for Machine Learning",
2006, sections 2.2, 2.7 and 5.4.1): they may wander, rise or fall evenly, come again every year, and
change once from one month to the next. Nobody knows how much of each there is. So every combination
of a short list is a story, and what the stories say is averaged, each as likely as it has made each
month from the months before (Hoeting et al., "Bayesian Model Averaging", 1999). Where nothing has
changed, the story without any change says so best, and the levels are next to nought.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import product
from math import exp, log, pi, sin, sqrt
from operator import mul
from typing import NamedTuple

from gateway.no_show.logistic import Matrix, chance, cholesky, solved, solved_half

Told = tuple[float, int, int]
"""(log-odds by a fit, number of visits, how many of them were missed)."""
AHEAD = 4
"""How many months are foretold, the last one known among them; later ones are as the last."""

_WANDERS = ((0.0, 64), (0.04, 4), (0.1, 4), (0.25, 1))
"""Standard deviations of what is added from one month to the next, and how likely each is."""
_TRENDS = ((0.0, 4), (0.4, 1))
"""Of what a year adds."""
_SEASONS = ((0.0, 12), (0.25, 1), (0.6, 1))
"""Of what each month of the year adds every year."""
_JUMP, _JUMPS = 0.8, 0.2
"""Of a sudden change, and how likely there was one."""
_NEAR = 0.5
"""How alike months of the year are that follow each other: the length of the season's kernel."""
_YEAR = 12
_BIN = 0.1
_STEPS = 8
_LEAST = 1e-6


@dataclass(frozen=True, slots=True)
class BaseRate:
    """What months add to the log-odds of their visits.

    Attributes:
        past: by month.
        ahead: in the last month that is known, and in those after it.
        error: how unsure the first of these is, beyond what is unsure of a mean of all months.
    """

    past: Mapping[int, float]
    ahead: Sequence[float]
    error: float


@dataclass(frozen=True, slots=True)
class _Story:
    """What one story says, or several together.

    Attributes:
        log_weight: how likely it is, as a logarithm.
        past: the level of each month.
        ahead: of each month ahead.
        squares: the mean square of each month ahead.
    """

    log_weight: float
    past: Sequence[float]
    ahead: Sequence[float]
    squares: Sequence[float]


class _Kind(NamedTuple):
    """A kind of story: the standard deviations of what it allows."""

    wander: float
    trend: float
    season: float

    def alike(self, one: int, other: int, first: int, last: int) -> float:
        """Return the covariance of the levels of two months, of those from `first` to `last`."""
        middle = (first + last) / 2
        apart = sin(pi * (one - other) / _YEAR) / _NEAR
        return (
            1.0
            + self.wander**2 * (min(one, other) - first)
            + (self.trend / _YEAR) ** 2 * (one - middle) * (other - middle)
            + self.season**2 * exp(-2 * apart * apart)
        )


def base_rate(months: Mapping[int, Sequence[Told]]) -> BaseRate:
    """Return what months add to the log-odds of their visits.

    Args:
        months: the visits of each month, by its number: they follow each other, with gaps.
    """
    numbers = sorted(months)
    seen = [_seen(months[number]) for number in numbers]
    found = _together(
        [
            _story(_Kind(wander, trend, season), numbers, seen, log(a * b * c))
            for (wander, a), (trend, b), (season, c) in product(_WANDERS, _TRENDS, _SEASONS)
        ]
    )
    of_all = 1 / sum(1 / variance for _, variance in seen)
    unsure = found.squares[0] - found.ahead[0] ** 2 - of_all
    past = dict(zip(numbers, found.past, strict=True))
    return BaseRate(past, found.ahead, sqrt(max(0.0, unsure)))


def _seen(visits: Sequence[Told]) -> tuple[float, float]:
    """Return the level that a month shows by itself, and its variance.

    It is taken from the curve of its likelihood where a level of nought, give or take one, is
    likeliest: so it is a number even if nobody has missed, or everybody (Rasmussen and Williams,
    section 3.4).
    """
    bins: dict[int, list[float]] = {}
    for at, number, missed in visits:
        one = bins.setdefault(round(at / _BIN), [0.0, 0.0, 0.0])
        for place, value in enumerate((at * number, number, missed)):
            one[place] += value
    binned = [(total / number, number, missed) for total, number, missed in bins.values()]
    level = known = 0.0
    for _ in range(_STEPS):
        rest = known = 0.0
        for at, many, lost in binned:
            expected = chance(at + level)
            rest += lost - many * expected
            known += many * expected * (1 - expected)
        level += max(-1.0, min(1.0, (rest - level) / (known + 1)))
    known = max(known, _LEAST)
    return level + level / known, 1 / known


def _story(
    kind: _Kind, numbers: Sequence[int], seen: Sequence[tuple[float, float]], log_prior: float
) -> _Story:
    """Return what a kind of story says, without a sudden change and with one in each month."""
    last = numbers[-1]
    alike = partial(kind.alike, first=numbers[0], last=last)
    levels = [level for level, _ in seen]
    covariance = [[alike(one, other) for other in numbers] for one in numbers]
    for row, (_, variance) in enumerate(seen):
        covariance[row][row] += variance
    lower = cholesky(covariance)
    half = solved_half(lower, levels)
    to_come = range(last, last + AHEAD)
    toward = [solved_half(lower, [alike(one, month) for one in numbers]) for month in to_come]
    means = [_product(each, half) for each in toward]
    unsure = [
        alike(month, month) - _product(each, each)
        for month, each in zip(to_come, toward, strict=True)
    ]
    steady = _of_change(log(1 - _JUMPS), [0.0] * len(numbers), means, unsure)
    changes = []
    for at, after in enumerate(_halves_of_steps(lower), 1):
        # a change at this month is one more column, with a weight of its own (section 2.7)
        size = 1 / (1 / _JUMP**2 + _product(after, after))
        change = size * _product(after, half)
        likely = log(_JUMPS / (len(numbers) - 1)) + change**2 / size / 2 + log(size / _JUMP**2) / 2
        left = [1 - _product(each, after) for each in toward]
        changes.append(
            _of_change(
                likely,
                [0.0] * at + [change] * (len(numbers) - at),
                [mean + one * change for mean, one in zip(means, left, strict=True)],
                [more + one * one * size for more, one in zip(unsure, left, strict=True)],
            )
        )
    found = _together([steady, *changes])
    rest = [level - step for level, step in zip(levels, found.past, strict=True)]
    apart = zip(seen, solved(lower, rest), strict=True)
    weight = (
        log_prior - _product(half, half) / 2 - sum(log(row[at]) for at, row in enumerate(lower))
    )
    return replace(
        found,
        log_weight=found.log_weight + weight,
        past=[level - variance * one for (level, variance), one in apart],
    )


def _of_change(
    weight: float, steps: Sequence[float], means: Sequence[float], variances: Sequence[float]
) -> _Story:
    squares = [mean * mean + more for mean, more in zip(means, variances, strict=True)]
    return _Story(weight, steps, means, squares)


def _together(stories: Sequence[_Story]) -> _Story:
    """Return the mean of stories, each as likely as its weight."""
    best = max(one.log_weight for one in stories)
    weights = [exp(one.log_weight - best) for one in stories]
    total = sum(weights)

    def mean(rows: Iterable[Sequence[float]]) -> list[float]:
        return [_product(weights, column) / total for column in zip(*rows, strict=True)]

    return _Story(
        best + log(total),
        mean(one.past for one in stories),
        mean(one.ahead for one in stories),
        mean(one.squares for one in stories),
    )


def _halves_of_steps(lower: Matrix) -> Iterator[list[float]]:
    """Yield L⁻¹u of each u that is nought before a month and one from it on, but for the first."""
    for begin in range(1, len(lower)):
        rest = [row[begin:] for row in lower[begin:]]
        yield [0.0] * begin + solved_half(rest, [1.0] * len(rest))


def _product(one: Sequence[float], other: Sequence[float]) -> float:
    return sum(map(mul, one, other), 0.0)
