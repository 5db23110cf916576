"""Why a visit is likely, or unlikely, to be missed: what moves its chance most. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from calendar_store.model.reason_codes import ReasonCode
from calendar_store.model.reasons import Reason
from gateway.no_show.features import VisitFacts, features_of, month_of
from gateway.no_show.model import NoShowModel

MOST_REASONS = 4
_TELLING = 0.2
"""Least change of the log-odds that is told: about two points where a tenth is missed."""
_HISTORY = ("first", "missed", "kept")
_TIME = ("early", "noon", "afternoon", "evening")
_DAY = ("monday", "friday", "weekend")
_BOOKED = ("by_text", "by_web", "in_series")
_ANSWER = ("silent", "confirmed")


@dataclass(frozen=True, slots=True)
class RiskReason:
    """A reason for the chance of a visit.

    Attributes:
        reason: the reason.
        change: what it adds to the log-odds of the practice's usual visit; below nought: the
            client is more likely to come.
    """

    reason: Reason
    change: float

    @property
    def raises(self) -> bool:
        """Whether it makes the visit more likely to be missed."""
        return self.change > 0


@dataclass(frozen=True, slots=True)
class VisitRisk:
    """What is known of how likely a visit is missed.

    Attributes:
        chance: from nought to one; None if too little is known.
        reasons: what moves it most from the practice's usual, the strongest first; without a
            chance, what is known of the client's last visits.
        visits: how many visits of the practice it was learnt from.
    """

    chance: float | None
    reasons: tuple[RiskReason, ...]
    visits: int

    @property
    def percent(self) -> int | None:
        """The chance in whole percent, at least one; None if too little is known."""
        return None if self.chance is None else max(1, round(self.chance * 100))

    @property
    def has_missed(self) -> bool:
        """Whether the client has missed one of the last visits, as the reasons tell."""
        return any(one.reason.code is ReasonCode.RISK_MISSED for one in self.reasons)


def judged(model: NoShowModel | None, facts: VisitFacts, *, reminded_later: bool) -> VisitRisk:
    """Return how likely a visit is missed, and why.

    Args:
        model: the practice's; None if there is none yet.
        facts: what is known of the visit.
        reminded_later: whether its client is still going to be asked by a reminder.
    """
    one = features_of(facts)
    month = month_of(facts.starts)
    weights = model.weights_for(one, month, reminded_later=reminded_later) if model else None
    visits = model.visits if model else 0
    if weights is None:
        known = (RiskReason(each, 0.0) for each in _of_history(facts))
        return VisitRisk(None, tuple(known), visits)
    told = [each for each in _told(facts, weights.shares(one)) if abs(each.change) >= _TELLING]
    told.sort(key=lambda each: -abs(each.change))
    return VisitRisk(weights.chance(one), tuple(told[:MOST_REASONS]), visits)


def _told(facts: VisitFacts, shares: Mapping[str, float]) -> Iterator[RiskReason]:
    def of(*names: str) -> float:
        return sum(shares.get(name, 0.0) for name in names)

    yield RiskReason(_history(facts), of(*_HISTORY))
    if facts.late:
        facts_of_late = {"late": facts.late, "of": facts.of}
        yield RiskReason(Reason(ReasonCode.RISK_CANCELLED_LATE, facts_of_late), of("late"))
    yield RiskReason(Reason(ReasonCode.RISK_LEAD, {"days": facts.lead_days}), of("lead", "far"))
    part = {"part": facts.day_part.name.lower()}
    yield RiskReason(Reason(ReasonCode.RISK_HOUR, part), of(*_TIME))
    day = {"part": facts.week_part.name.lower()}
    yield RiskReason(Reason(ReasonCode.RISK_DAY, day), of(*_DAY))
    how = {"how": facts.booked.name.lower()}
    yield RiskReason(Reason(ReasonCode.RISK_BOOKED, how), of(*_BOOKED))
    answer = {"answer": facts.answer.name.lower()}
    yield RiskReason(Reason(ReasonCode.RISK_ANSWER, answer), of(*_ANSWER))


def _of_history(facts: VisitFacts) -> Iterator[Reason]:
    """Yield what is known of the client's last visits."""
    yield _history(facts)
    if facts.late:
        yield Reason(ReasonCode.RISK_CANCELLED_LATE, {"late": facts.late, "of": facts.of})


def _history(facts: VisitFacts) -> Reason:
    if facts.missed:
        return Reason(ReasonCode.RISK_MISSED, {"missed": facts.missed, "of": facts.of})
    if facts.kept:
        return Reason(ReasonCode.RISK_KEPT, {"kept": facts.kept, "of": facts.of})
    # who has only cancelled late has not come yet either
    return Reason(ReasonCode.RISK_FIRST)
