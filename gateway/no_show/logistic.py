"""A ridge logistic regression by Newton's method over grouped counts. Pure, without numpy.

How strongly the weights are held near nought is decided by the data themselves: the strength that
makes the data most likely (MacKay, "Bayesian Interpolation", 1992, section 4), so that a small
practice is told little more than its usual share, and a large one all that its visits show.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, log, sqrt
from operator import mul

Columns = Sequence[tuple[int, float]]
"""The columns of a group that are not nought: (index, number); the constant is not among them."""
Matrix = list[list[float]]

_ROUNDS = 12
_STEPS = 25
_CLOSE = 1e-7
_STRENGTHS = (0.3, 1e4)
"""The weakest and the strongest hold, for columns of unit deviation."""


@dataclass(frozen=True, slots=True)
class CountedGroup:
    """Visits with the same columns.

    Attributes:
        columns: their columns.
        number: how many there are.
        missed: how many of them were missed.
        offset: what is known to be added to their log-odds beside the columns.
    """

    columns: Columns
    number: int
    missed: int
    offset: float = 0.0


@dataclass(frozen=True, slots=True)
class LogisticFit:
    """What was fitted.

    Attributes:
        weights: of the constant, then of each column.
        means: the mean of each column over all visits.
        covariance: how unsure the weights are, and how they vary together.
        hold: how strongly they were held near nought.
    """

    weights: Sequence[float]
    means: Sequence[float]
    covariance: Matrix
    hold: float


def chance(log_odds: float) -> float:
    """Return the probability with some log-odds."""
    if log_odds >= 0:
        return 1 / (1 + exp(-log_odds))
    part = exp(log_odds)
    return part / (1 + part)


def log_odds(probability: float) -> float:
    """Return the log-odds of a probability between nought and one."""
    return log(probability / (1 - probability))


def fit(
    groups: Sequence[CountedGroup], count: int, start: LogisticFit | None = None
) -> LogisticFit:
    """Fit the weights of columns.

    Args:
        groups: the visits; at least one missed and one kept.
        count: number of columns.
        start: a fit that is close, to begin from.
    """
    means, scales = _moments(groups, count)
    scaled = [
        CountedGroup(
            [(0, 1.0), *((at + 1, value / scales[at]) for at, value in one.columns if scales[at])],
            *(one.number, one.missed, one.offset),
        )
        for one in groups
    ]
    total = sum(one.number for one in groups)
    missed = sum(one.missed for one in groups)
    weights = [log_odds(missed / total), *([0.0] * count)]
    used = [at + 1 for at in range(count) if scales[at]]
    hold = 10.0
    if start:
        hold = start.hold
        factors = (1.0, *scales)
        weights = [weight * by for weight, by in zip(start.weights, factors, strict=True)]
    for _ in range(_ROUNDS):
        weights, covariance = _newton(scaled, weights, hold)
        size = sum(weights[at] ** 2 for at in used)
        known = len(used) - hold * sum(covariance[at][at] for at in used)
        wanted = min(max(known / size if size else hold, _STRENGTHS[0]), _STRENGTHS[1])
        if abs(log(wanted / hold)) < 0.02:
            break
        hold = wanted
    by = [1.0, *((1 / scale if scale else 0.0) for scale in scales)]
    return LogisticFit(
        [weight * factor for weight, factor in zip(weights, by, strict=True)],
        means,
        [
            [value * one * other for value, other in zip(row, by, strict=True)]
            for row, one in zip(covariance, by, strict=True)
        ],
        hold,
    )


def _moments(groups: Sequence[CountedGroup], count: int) -> tuple[list[float], list[float]]:
    """Return mean and standard deviation of each column."""
    sums, squares, total = [0.0] * count, [0.0] * count, 0
    for one in groups:
        total += one.number
        for at, value in one.columns:
            sums[at] += one.number * value
            squares[at] += one.number * value * value
    means = [each / total for each in sums]
    return means, [
        sqrt(max(0.0, square / total - mean * mean))
        for square, mean in zip(squares, means, strict=True)
    ]


def _newton(
    groups: Sequence[CountedGroup], weights: list[float], hold: float
) -> tuple[list[float], Matrix]:
    """Return the weights that a hold leaves, and the inverse of the curvature there."""
    size = len(weights)
    for _ in range(_STEPS):
        slope = [0.0, *(-hold * weight for weight in weights[1:])]
        curve = [[0.0] * size for _ in range(size)]
        for one in groups:
            expected = chance(one.offset + sum(weights[at] * value for at, value in one.columns))
            rest = one.missed - one.number * expected
            spread = one.number * expected * (1 - expected)
            for place, (at, value) in enumerate(one.columns):
                slope[at] += rest * value
                row, by = curve[at], spread * value
                for other, second in one.columns[: place + 1]:
                    row[other] += by * second
        for at in range(1, size):
            curve[at][at] += hold
        lower = cholesky(curve)
        step = solved(lower, slope)
        # far from the top the curve may promise too much
        largest = max(map(abs, step))
        if largest > 2:
            step = [each * 2 / largest for each in step]
        weights = [weight + each for weight, each in zip(weights, step, strict=True)]
        if largest < _CLOSE**0.5:
            break
    return weights, _inverse(lower)


def cholesky(lower_half: Matrix) -> Matrix:
    """Return L of a positive definite matrix L·Lᵀ, of which the lower half is given."""
    size = len(lower_half)
    lower = [[0.0] * size for _ in range(size)]
    for row in range(size):
        for column in range(row + 1):
            value = lower_half[row][column] - sum(
                lower[row][at] * lower[column][at] for at in range(column)
            )
            if row == column:
                lower[row][row] = sqrt(max(value, 1e-12))
            else:
                lower[row][column] = value / lower[column][column]
    return lower


def solved(lower: Matrix, right: Sequence[float]) -> list[float]:
    """Return x of L·Lᵀ·x = right."""
    size = len(lower)
    between = solved_half(lower, right)
    found = [0.0] * size
    for row in reversed(range(size)):
        rest = between[row] - sum(lower[at][row] * found[at] for at in range(row + 1, size))
        found[row] = rest / lower[row][row]
    return found


def solved_half(lower: Matrix, right: Sequence[float]) -> list[float]:
    """Return x of L·x = right."""
    found: list[float] = []
    for row, value in zip(lower, right, strict=True):
        found.append((value - sum(map(mul, row, found))) / row[len(found)])
    return found


def _inverse(lower: Matrix) -> Matrix:
    size = len(lower)
    return [solved(lower, [float(at == row) for at in range(size)]) for row in range(size)]
