"""The model of a practice: how likely a visit is missed, and why. Pure.

`fitting` makes it of the visits of the past.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Self

from gateway.no_show.calibration import ChanceCurve
from gateway.no_show.features import COLUMNS, ReminderAnswer, VisitFeatures, columns_of
from gateway.no_show.logistic import chance

_LIMITS = (0.005, 0.95)
"""No visit is surely kept, and none is surely missed."""
_VERSION = 3
_SAME = 1e-9


@dataclass(frozen=True, slots=True)
class FittedWeights:
    """The weights of a model that is sure enough.

    Attributes:
        constant: the log-odds of a visit whose columns are all nought.
        weights: of each column, by its name.
        means: the mean of each column over the practice's visits, by its name.
        curve: sets right what they add up to.
        share: the mean chance of the practice's visits now.
        level: what the first month adds to the log-odds.
        later: what the months after it add instead.
    """

    constant: float
    weights: Mapping[str, float]
    means: Mapping[str, float]
    curve: ChanceCurve = field(default_factory=ChanceCurve)
    share: float = 0.0
    level: float = 0.0
    later: Sequence[float] = ()

    def after(self, months: int) -> Self:
        """Return the weights for visits so many months after the first one."""
        if months <= 0 or not self.later:
            return self
        return replace(self, level=self.later[:months][-1], later=())

    def chance(self, one: VisitFeatures) -> float:
        """Return how likely a visit is missed."""
        least, most = _LIMITS
        return min(max(chance(self.log_odds(one)), least), most)

    def log_odds(self, one: VisitFeatures) -> float:
        """Return the log-odds that a visit is missed."""
        return self.curve.set_right(self._added_up(one)) + self.level

    def _added_up(self, one: VisitFeatures) -> float:
        return self.constant + sum(
            self.weights.get(COLUMNS[at], 0.0) * value for at, value in columns_of(one)
        )

    @property
    def usual(self) -> float:
        """The log-odds of a visit that is the mean of all in every column."""
        return self.curve.set_right(self._mean) + self.level

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


def _as_json(one: FittedWeights | None) -> dict[str, Any] | None:
    if one is None:
        return None
    return {
        "constant": round(one.constant, 6),
        "weights": {name: round(value, 6) for name, value in one.weights.items()},
        "means": {name: round(value, 6) for name, value in one.means.items()},
        "curve": one.curve.as_json(),
        "share": round(one.share, 6),
        "level": round(one.level, 6),
        "later": [round(value, 6) for value in one.later],
    }


def _of_json(kept: Mapping[str, Any] | None) -> FittedWeights | None:
    if kept is None:
        return None
    curve = ChanceCurve.of_json(kept["curve"])
    seen = (kept["constant"], kept["weights"], kept["means"])
    return FittedWeights(*seen, curve, kept["share"], kept["level"], tuple(kept["later"]))
