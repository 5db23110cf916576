"""The model of a practice: how likely a visit is missed, and why. Pure.

It gives a number only once it is sure enough of it: its own standard error in each tenth of the
visits, ordered by their chance, is at most `SURE`, and `SURE_NOW` with what has changed over the
months. Until then too little is known. What the months add is found by `base_rate`; what the visits
themselves show of a tenth sets the number right, see `calibration`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from math import hypot, sqrt
from typing import Any, Self

from gateway.no_show import calibration
from gateway.no_show.base_rate import BaseRate, Told, base_rate
from gateway.no_show.calibration import ChanceCurve
from gateway.no_show.features import (
    ANSWER_COLUMNS,
    COLUMNS,
    ReminderAnswer,
    VisitFeatures,
    columns_of,
)
from gateway.no_show.logistic import Columns, CountedGroup, LogisticFit, chance, fit

SURE = 0.013
"""Largest standard error of a tenth: with it, a tenth is rarely wrong by more than 3 points."""
SURE_NOW = 0.02
"""Largest standard error of a tenth where habits change: with what the month adds to it."""
FEWEST_MISSED = 150
"""Fewest missed visits: fewer say too little, or the practice does not mark them at all."""
_TENTHS = 10
_LIMITS = (0.005, 0.95)
"""No visit is surely kept, and none is surely missed."""
_VERSION = 3
_STEP = 0.4
"""Levels of months are told apart in such steps when the columns are fitted."""
_UNMARKED = 12.0
"""How many visits must have been missed, by the usual share, where nobody was marked."""
_SAME = 1e-9

Counts = Mapping[VisitFeatures, tuple[int, int]]
"""How many visits there were with some features, and how many of them were missed."""
Months = Mapping[int, Sequence[CountedGroup]]
"""The visits of each month, in groups of the same columns."""


@dataclass(frozen=True, slots=True)
class FittedWeights:
    """The weights of a model that is sure enough.

    Attributes:
        constant: the log-odds of a visit whose columns are all nought.
        weights: of each column, by its name.
        means: the mean of each column over the practice's visits, by its name.
        curve: sets right what they add up to.
        share: the mean chance of the practice's visits now.
        later: what the months after the first one add to the constant.
    """

    constant: float
    weights: Mapping[str, float]
    means: Mapping[str, float]
    curve: ChanceCurve = field(default_factory=ChanceCurve)
    share: float = 0.0
    later: Sequence[float] = ()

    def after(self, months: int) -> Self:
        """Return the weights for visits so many months after the first one."""
        if months <= 0 or not self.later:
            return self
        return replace(self, constant=self.constant + self.later[:months][-1], later=())

    def chance(self, one: VisitFeatures) -> float:
        """Return how likely a visit is missed."""
        least, most = _LIMITS
        return min(max(chance(self.log_odds(one)), least), most)

    def log_odds(self, one: VisitFeatures) -> float:
        """Return the log-odds that a visit is missed."""
        return self.curve.set_right(self._added_up(one))

    def _added_up(self, one: VisitFeatures) -> float:
        return self.constant + sum(
            self.weights.get(COLUMNS[at], 0.0) * value for at, value in columns_of(one)
        )

    @property
    def usual(self) -> float:
        """The log-odds of a visit that is the mean of all in every column."""
        return self.curve.set_right(self._mean)

    @property
    def _mean(self) -> float:
        return self.constant + sum(
            weight * self.means[name] for name, weight in self.weights.items()
        )

    def shares(self, one: VisitFeatures) -> Mapping[str, float]:
        """Return what each column adds to the log-odds of a usual visit, by its name.

        With `usual` they add up to `log_odds`.
        """
        own = {COLUMNS[at]: value for at, value in columns_of(one)}
        apart = self._added_up(one) - self._mean
        # the curve rises: what raises the chance goes on to raise it
        by = (self.log_odds(one) - self.usual) / apart if abs(apart) > _SAME else 1.0
        return {
            name: by * weight * (own.get(name, 0.0) - self.means[name])
            for name, weight in self.weights.items()
        }


@dataclass(frozen=True, slots=True)
class NoShowModel:
    """What a practice's visits say of those to come.

    Attributes:
        visits: how many visits it was made of.
        missed: how many of them were missed.
        month: the last month that is known, as `month_of`.
        asked: for visits whose client was asked, or is not going to be; None: too little known.
        ahead: for visits whose reminders are still to come; None: too little known.
    """

    visits: int
    missed: int
    month: int = 0
    asked: FittedWeights | None = None
    ahead: FittedWeights | None = None

    @property
    def usual(self) -> float | None:
        """The mean chance of the practice's visits now; None if too little is known."""
        known = self.asked or self.ahead
        return known.share if known else None

    def weights_for(
        self, one: VisitFeatures, month: int = 0, *, reminded_later: bool
    ) -> FittedWeights | None:
        """Return the weights for a visit; None if too little is known.

        Args:
            one: the visit.
            month: its month, as `month_of`.
            reminded_later: whether its client is still going to be asked.
        """
        waits = reminded_later and one.answer == ReminderAnswer.NOT_ASKED
        found = self.ahead if waits or self.asked is None else self.asked
        return found and found.after(month - self.month)

    def as_json(self) -> dict[str, Any]:
        """Return the weights in a form that `of_json` reads."""
        return {
            "version": _VERSION,
            "missed": self.missed,
            "month": self.month,
            "asked": _as_json(self.asked),
            "ahead": _as_json(self.ahead),
        }

    @classmethod
    def of_json(cls, visits: int, kept: Mapping[str, Any]) -> Self:
        """Return the model of `as_json`; one that knows too little if another version wrote it."""
        if kept.get("version") != _VERSION:
            return cls(visits, 0)
        return cls(
            visits, *(kept["missed"], kept["month"]), *map(_of_json, (kept["asked"], kept["ahead"]))
        )


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
    grouped = _of_months(months, COLUMNS)
    first = fit(_merged(grouped, {}), len(COLUMNS))
    # who has missed before came while many missed: the months and what is known of a visit are
    # told apart by fitting once more, with the levels of the months
    levels = _rate(first, grouped).past
    return NoShowModel(
        *(visits, missed, max(months)),
        _sure(grouped, COLUMNS, levels, first),
        _sure(_of_months(months, without), without, levels),
    )


def _sure(
    months: Months,
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
    found = fit(_merged(months, levels), len(names), start)
    rate = _rate(found, months)
    told = [
        (at + rate.past[month], number, missed)
        for month, groups in months.items()
        for at, number, missed in _told(found, groups)
    ]
    curve = calibration.curve(told)
    now, *later = rate.ahead
    groups = _merged(months, {})
    by_fit, spread = standard_errors(found, groups, now)
    by_fit *= 1 - curve.trusted
    error = hypot(by_fit, curve.error)
    if error > SURE or hypot(error, spread * rate.error) > SURE_NOW:
        return None
    return FittedWeights(
        found.weights[0] + now,
        dict(zip(names, found.weights[1:], strict=True)),
        dict(zip(names, found.means, strict=True)),
        curve,
        _share(curve, [(at + now, number) for at, number, _ in _told(found, groups)]),
        tuple(one - now for one in later),
    )


def _rate(found: LogisticFit, months: Months) -> BaseRate:
    return base_rate({month: _told(found, groups) for month, groups in months.items()})


def _share(curve: ChanceCurve, told: Sequence[tuple[float, int]]) -> float:
    """Return the mean chance of visits by (their log-odds, their number)."""
    expected = sum(number * chance(curve.set_right(at)) for at, number in told)
    return expected / sum(number for _, number in told)


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


def total(counts: Counts) -> tuple[int, int]:
    """Return how many visits there were, and how many of them were missed."""
    return (
        sum(number for number, _ in counts.values()),
        sum(missed for _, missed in counts.values()),
    )


def _of_months(months: Mapping[int, Counts], names: Sequence[str]) -> Months:
    """Return the visits of each month in groups of the same columns, of those that are named."""
    places = {COLUMNS.index(name): place for place, name in enumerate(names)}
    known: dict[VisitFeatures, Columns] = {}
    return {month: _grouped(counts, places, known) for month, counts in months.items()}


def _grouped(
    counts: Counts, places: Mapping[int, int], known: dict[VisitFeatures, Columns]
) -> list[CountedGroup]:
    merged: dict[Columns, list[int]] = {}
    for one, (number, missed) in counts.items():
        columns = known.get(one)
        if columns is None:
            own = columns_of(one)
            columns = tuple((places[at], value) for at, value in own if at in places)
            known[one] = columns
        group = merged.setdefault(columns, [0, 0])
        group[0] += number
        group[1] += missed
    return [CountedGroup(columns, *both) for columns, both in merged.items()]


def _merged(months: Months, levels: Mapping[int, float]) -> list[CountedGroup]:
    """Return the visits of all months in groups of the same columns and about the same level."""
    merged: dict[tuple[Columns, int], list[int]] = {}
    for month, groups in months.items():
        step = round(levels.get(month, 0.0) / _STEP)
        for one in groups:
            group = merged.setdefault((one.columns, step), [0, 0])
            group[0] += one.number
            group[1] += one.missed
    return [
        CountedGroup(columns, number, missed, step * _STEP)
        for (columns, step), (number, missed) in merged.items()
    ]


def _told(found: LogisticFit, groups: Sequence[CountedGroup]) -> list[Told]:
    weights = found.weights
    return [
        (
            weights[0] + sum(weights[at + 1] * value for at, value in one.columns),
            *(one.number, one.missed),
        )
        for one in groups
    ]


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
        (chance(at + level), place) for place, (at, _, _) in enumerate(_told(found, groups))
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


def _as_json(one: FittedWeights | None) -> dict[str, Any] | None:
    if one is None:
        return None
    return {
        "constant": round(one.constant, 6),
        "weights": {name: round(value, 6) for name, value in one.weights.items()},
        "means": {name: round(value, 6) for name, value in one.means.items()},
        "curve": one.curve.as_json(),
        "share": round(one.share, 6),
        "later": [round(value, 6) for value in one.later],
    }


def _of_json(kept: Mapping[str, Any] | None) -> FittedWeights | None:
    if kept is None:
        return None
    curve = ChanceCurve.of_json(kept["curve"])
    seen = (kept["constant"], kept["weights"], kept["means"])
    return FittedWeights(*seen, curve, kept["share"], tuple(kept["later"]))
