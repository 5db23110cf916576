"""The model of a practice: how likely a visit is missed, and why. Pure.

It gives a number only once it is sure enough of it: its own standard error in each tenth of the
visits, ordered by their chance, is at most `SURE`. Until then too little is known. What the visits
themselves show of a tenth sets the number right; see `calibration`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import sqrt
from typing import Any, Self

from gateway.no_show import calibration
from gateway.no_show.calibration import ChanceCurve
from gateway.no_show.features import (
    ANSWER_COLUMNS,
    COLUMNS,
    ReminderAnswer,
    VisitFeatures,
    columns_of,
)
from gateway.no_show.logistic import CountedGroup, LogisticFit, chance, fit

SURE = 0.013
"""Largest standard error of a tenth: with it, a tenth is rarely wrong by more than 3 points."""
FEWEST_MISSED = 150
"""Fewest missed visits: fewer say too little, or the practice does not mark them at all."""
_TENTHS = 10
_LIMITS = (0.005, 0.95)
"""No visit is surely kept, and none is surely missed."""
_VERSION = 2

_SAME = 1e-9

Counts = Mapping[VisitFeatures, tuple[int, int]]
"""How many visits there were with some features, and how many of them were missed."""


@dataclass(frozen=True, slots=True)
class FittedWeights:
    """The weights of a model that is sure enough.

    Attributes:
        constant: the log-odds of a visit whose columns are all nought.
        weights: of each column, by its name.
        means: the mean of each column over the practice's visits, by its name.
        curve: sets right what they add up to.
    """

    constant: float
    weights: Mapping[str, float]
    means: Mapping[str, float]
    curve: ChanceCurve = field(default_factory=ChanceCurve)

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
        asked: for visits whose client was asked, or is not going to be; None: too little known.
        ahead: for visits whose reminders are still to come; None: too little known.
    """

    visits: int
    missed: int
    asked: FittedWeights | None = None
    ahead: FittedWeights | None = None

    def weights_for(self, one: VisitFeatures, *, reminded_later: bool) -> FittedWeights | None:
        """Return the weights for a visit; None if too little is known.

        Args:
            one: the visit.
            reminded_later: whether its client is still going to be asked.
        """
        waits = reminded_later and one.answer == ReminderAnswer.NOT_ASKED
        if waits or self.asked is None:
            return self.ahead
        return self.asked

    def as_json(self) -> dict[str, Any]:
        """Return the weights in a form that `of_json` reads."""
        return {
            "version": _VERSION,
            "missed": self.missed,
            "asked": _as_json(self.asked),
            "ahead": _as_json(self.ahead),
        }

    @classmethod
    def of_json(cls, visits: int, kept: Mapping[str, Any]) -> Self:
        """Return the model of `as_json`; one that knows too little if another version wrote it."""
        if kept.get("version") != _VERSION:
            return cls(visits, 0)
        return cls(visits, kept["missed"], _of_json(kept["asked"]), _of_json(kept["ahead"]))


def fitted(counts: Counts, recent: Counts | None = None) -> NoShowModel:
    """Return the model of counted visits.

    Args:
        counts: the visits whose outcome is known.
        recent: those of them of the last months: habits change.
    """
    visits = sum(number for number, _ in counts.values())
    missed = sum(lost for _, lost in counts.values())
    if missed < FEWEST_MISSED or missed == visits:
        return NoShowModel(visits, missed)
    without = [name for name in COLUMNS if name not in ANSWER_COLUMNS]
    lately = recent or {}
    return NoShowModel(
        visits, missed, _sure(counts, COLUMNS, lately), _sure(counts, without, lately)
    )


def _sure(counts: Counts, names: Sequence[str], recent: Counts) -> FittedWeights | None:
    """Return the weights of columns; None if they are not sure enough."""
    groups = _grouped(counts, names)
    found = fit(groups, len(names))
    curve = calibration.curve(_told(found, groups), _told(found, _grouped(recent, names)))
    by_fit = (1 - curve.trusted) * max(standard_errors(found, groups))
    if sqrt(by_fit**2 + curve.error**2) > SURE:
        return None
    return FittedWeights(
        found.weights[0],
        dict(zip(names, found.weights[1:], strict=True)),
        dict(zip(names, found.means, strict=True)),
        curve,
    )


def _grouped(counts: Counts, names: Sequence[str]) -> list[CountedGroup]:
    """Return visits in groups of the same columns, of those that are named."""
    places = {COLUMNS.index(name): place for place, name in enumerate(names)}
    merged: dict[tuple[tuple[int, float], ...], list[int]] = {}
    for one, (number, missed) in counts.items():
        columns = tuple((places[at], value) for at, value in columns_of(one) if at in places)
        group = merged.setdefault(columns, [0, 0])
        group[0] += number
        group[1] += missed
    return [CountedGroup(columns, *both) for columns, both in merged.items()]


def _told(found: LogisticFit, groups: Sequence[CountedGroup]) -> list[calibration.Told]:
    weights = found.weights
    return [
        (
            weights[0] + sum(weights[at + 1] * value for at, value in one.columns),
            *(one.number, one.missed),
        )
        for one in groups
    ]


def standard_errors(found: LogisticFit, groups: Sequence[CountedGroup]) -> list[float]:
    """Return how unsure a fit is of the mean chance in each tenth of its visits.

    Args:
        found: the fit.
        groups: the visits that it was made of; each tenth has about as many of them.
    """
    weights = found.weights
    ordered = sorted(
        (
            (chance(weights[0] + sum(weights[at + 1] * value for at, value in one.columns)), place)
            for place, one in enumerate(groups)
        )
    )
    tenth = sum(one.number for one in groups) / _TENTHS
    errors: list[float] = []
    slope, number, passed = [0.0] * len(weights), 0, 0
    for expected, place in ordered:
        one = groups[place]
        by = one.number * expected * (1 - expected)
        slope[0] += by
        for at, value in one.columns:
            slope[at + 1] += by * value
        number += one.number
        passed += one.number
        if passed >= tenth * (len(errors) + 1):
            errors.append(_deviation(found, [each / number for each in slope]))
            slope, number = [0.0] * len(weights), 0
    return errors


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
    }


def _of_json(kept: Mapping[str, Any] | None) -> FittedWeights | None:
    if kept is None:
        return None
    curve = ChanceCurve.of_json(kept["curve"])
    return FittedWeights(kept["constant"], kept["weights"], kept["means"], curve)
