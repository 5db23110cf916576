"""Practices whose truth is known: how likely each of their visits was missed.

Clients come again and again. Each has an inclination of their own, which nobody sees; all else is
as the truth says. The truth is not the model's: it knows every day of the lead time, and the
inclination.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from math import log1p

from gateway.no_show.features import (
    LAST,
    BookedHow,
    PartOfDay,
    PartOfWeek,
    ReminderAnswer,
    VisitFacts,
    VisitFeatures,
    features_of,
)
from gateway.no_show.logistic import chance

_SINCE = datetime(2025, 1, 6, tzinfo=UTC)
_NEW = 0.2
_LATE = 0.06
_INCLINATION = 0.5
_HOURS = (8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18)


@dataclass(frozen=True, slots=True)
class KnownVisit:
    """A visit, how likely it was missed, and whether it was."""

    facts: VisitFacts
    truth: float
    missed: bool


def true_chance(facts: VisitFacts, usual: float, inclination: float) -> float:
    """Return how likely a visit is missed."""
    odds = usual + inclination
    odds += 0.45 if not facts.of else 0.0
    odds += 1.1 * log1p(facts.missed) + 0.5 * log1p(facts.late) - 0.5 * log1p(facts.kept)
    odds += 0.28 * log1p(facts.lead_days)
    odds += {PartOfDay.EARLY: 0.3, PartOfDay.EVENING: 0.35}.get(facts.day_part, 0.0)
    odds += {PartOfWeek.MONDAY: 0.25, PartOfWeek.WEEKEND: 0.3}.get(facts.week_part, 0.0)
    odds += {BookedHow.BY_WEB: 0.25, BookedHow.IN_SERIES: -0.4}.get(facts.booked, 0.0)
    odds += {ReminderAnswer.SILENT: 0.5, ReminderAnswer.CONFIRMED: -1.0}.get(facts.answer, 0.0)
    return chance(odds)


def visits(seed: int, number: int, usual: float) -> list[KnownVisit]:
    """Return visits of a practice, in any order.

    Args:
        seed: the same one makes the same practice.
        number: how many visits.
        usual: the log-odds of a plain visit: -2.6 makes about one in six missed.
    """
    rng = random.Random(seed)
    clients: list[tuple[float, list[str]]] = []
    found = []
    for _ in range(number):
        if not clients or rng.random() < _NEW:
            clients.append((rng.gauss(0, _INCLINATION), []))
            inclination, history = clients[-1]
        else:
            inclination, history = rng.choice(clients)
        last = history[-LAST:]
        facts = VisitFacts(
            *(last.count("missed"), last.count("late"), last.count("kept")),
            int(min(300, rng.expovariate(1 / 18))),
            _SINCE + timedelta(days=rng.randrange(365), hours=rng.choice(_HOURS)),
            BookedHow(rng.choices(tuple(BookedHow), (6, 1, 2, 1))[0]),
            ReminderAnswer(rng.choices(tuple(ReminderAnswer), (2, 4, 4))[0]),
        )
        truth = true_chance(facts, usual, inclination)
        missed = rng.random() < truth
        found.append(KnownVisit(facts, truth, missed))
        late = rng.random() < _LATE
        history.append("late" if late else "missed" if missed else "kept")
    rng.shuffle(found)
    return found


def counted(some: Sequence[KnownVisit]) -> dict[VisitFeatures, tuple[int, int]]:
    """Return visits as the model takes them."""
    counts: dict[VisitFeatures, tuple[int, int]] = {}
    for one in some:
        key = features_of(one.facts)
        number, missed = counts.get(key, (0, 0))
        counts[key] = (number + 1, missed + one.missed)
    return counts


def tenths(pairs: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """Return the means of what was told and of what is true, in each tenth by what was told."""
    ordered = sorted(pairs)
    parts = [ordered[at * len(ordered) // 10 : (at + 1) * len(ordered) // 10] for at in range(10)]
    return [
        (sum(told for told, _ in part) / len(part), sum(true for _, true in part) / len(part))
        for part in parts
    ]
