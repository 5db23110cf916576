"""Makes the model of a practice of its past visits. Pure.

It gives a number only once it is sure enough of it: its own standard error in each tenth of the
visits, ordered by their chance, is at most `SURE`, and `SURE_NOW` with what has changed over the
months. Until then too little is known. What the months add is found by `base_rate`; what the visits
themselves show of a tenth sets the number right, see `calibration`.
"""

from collections.abc import Mapping, Sequence
from math import hypot, sqrt

from gateway.no_show import calibration
from gateway.no_show.base_rate import BaseRate, base_rate
from gateway.no_show.calibration import ChanceCurve
from gateway.no_show.features import ANSWER_COLUMNS, COLUMNS
from gateway.no_show.logistic import CountedGroup, LogisticFit, chance, fit
from gateway.no_show.model import FittedWeights, NoShowModel
from gateway.no_show.visit_groups import Counts, GroupedMonths, by_columns, merged, told, total

SURE = 0.013
"""Largest standard error of a tenth: with it, a tenth is rarely wrong by more than 3 points."""
SURE_NOW = 0.02
"""Largest standard error of a tenth where habits change: with what the month adds to it."""
FEWEST_MISSED = 150
"""Fewest missed visits: fewer say too little, or the practice does not mark them at all."""
_TENTHS = 10
_UNMARKED = 12.0
"""How many visits must have been missed, by the usual share, where nobody was marked."""


def fitted(months: Mapping[int, Counts]) -> NoShowModel:
    """Return the model of counted visits.

    Args:
        months: the visits whose outcome is known, by the number of their month, as `month_of`.
    """
    months = _marked(months) if any(months.values()) else {}
    visits, missed = map(sum, zip((0, 0), *map(total, months.values()), strict=True))
    if missed < FEWEST_MISSED or missed == visits:
        return NoShowModel(visits, missed)
    without = [name for name in COLUMNS if name not in ANSWER_COLUMNS]
    grouped = by_columns(months, COLUMNS)
    first = fit(merged(grouped, {}), len(COLUMNS))
    # who has missed before came while many missed: the months and what is known of a visit are
    # told apart by fitting once more, with the levels of the months
    levels = _rate(first, grouped).past
    return NoShowModel(
        *(visits, missed, max(months)),
        _sure(grouped, COLUMNS, levels, first),
        _sure(by_columns(months, without), without, levels),
    )


def _sure(
    months: GroupedMonths,
    names: Sequence[str],
    levels: Mapping[int, float],
    start: LogisticFit | None = None,
) -> FittedWeights | None:
    """Return the weights of columns; None if they are not sure enough.

    Args:
        months: the visits.
        names: the columns.
        levels: what the months add to the log-odds, nearly.
        start: a fit that is close, to begin from.
    """
    found = fit(merged(months, levels), len(names), start)
    rate = _rate(found, months)
    seen = [
        (at, rate.past[month], number, missed)
        for month, groups in months.items()
        for at, number, missed in told(found, groups)
    ]
    curve = calibration.curve(seen)
    now, *later = rate.ahead
    groups = merged(months, {})
    by_fit, spread = standard_errors(found, groups, now)
    by_fit *= 1 - curve.trusted
    error = hypot(by_fit, curve.error)
    if error > SURE or hypot(error, spread * rate.error) > SURE_NOW:
        return None
    return FittedWeights(
        found.weights[0],
        dict(zip(names, found.weights[1:], strict=True)),
        dict(zip(names, found.means, strict=True)),
        curve,
        _share(curve, now, [(at, number) for at, number, _ in told(found, groups)]),
        now,
        tuple(later),
    )


def _rate(found: LogisticFit, months: GroupedMonths) -> BaseRate:
    return base_rate({month: told(found, groups) for month, groups in months.items()})


def _share(curve: ChanceCurve, level: float, visits: Sequence[tuple[float, int]]) -> float:
    """Return the mean chance of visits by (their log-odds, their number), with a level."""
    expected = sum(number * chance(curve.set_right(at) + level) for at, number in visits)
    return expected / sum(number for _, number in visits)


def _marked(months: Mapping[int, Counts]) -> dict[int, Counts]:
    """Return the months but for those in which nobody was marked, though many must have missed.

    What nobody has marked says nothing: the mark was forgotten, or the visits were taken over from
    another program without what became of them.
    """
    totals = {month: total(months[month]) for month in sorted(months)}
    visits, missed = map(sum, zip(*totals.values(), strict=True))
    found: dict[int, Counts] = {}
    silent: dict[int, Counts] = {}
    unseen = 0.0
    for month, (number, lost) in totals.items():
        if not lost:
            silent[month] = months[month]
            unseen += number * missed / visits
            continue
        if unseen < _UNMARKED:
            found |= silent
        silent, unseen = {}, 0.0
        found[month] = months[month]
    return found | silent if unseen < _UNMARKED else found


def standard_errors(
    found: LogisticFit, groups: Sequence[CountedGroup], level: float
) -> tuple[float, float]:
    """Return how unsure a fit is of the mean chance in the most unsure tenth of its visits.

    Args:
        found: the fit.
        groups: the visits that it was made of; each tenth has about as many of them.
        level: what is added to the log-odds of all of them.

    Returns:
        The error; and by how much the mean chance of a tenth changes with the level, at most.
    """
    size = len(found.weights)
    ordered = sorted(
        (chance(at + level), place) for place, (at, _, _) in enumerate(told(found, groups))
    )
    tenth = sum(one.number for one in groups) / _TENTHS
    error = spread = 0.0
    slope, number, passed, tenths = [0.0] * size, 0, 0, 0
    for expected, place in ordered:
        one = groups[place]
        by = one.number * expected * (1 - expected)
        slope[0] += by
        for at, value in one.columns:
            slope[at + 1] += by * value
        number += one.number
        passed += one.number
        if passed >= tenth * (tenths + 1):
            error = max(error, _deviation(found, [each / number for each in slope]))
            spread = max(spread, slope[0] / number)
            slope, number, tenths = [0.0] * size, 0, tenths + 1
    return error, spread


def _deviation(found: LogisticFit, slope: Sequence[float]) -> float:
    """Return the standard deviation of what changes with the weights as a slope says."""
    variance = sum(
        one * other * value
        for one, row in zip(slope, found.covariance, strict=True)
        for other, value in zip(slope, row, strict=True)
    )
    return sqrt(max(0.0, variance))
