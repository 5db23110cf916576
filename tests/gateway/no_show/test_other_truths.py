"""Truths of other shapes than the model's: each tenth is right, or no number is told."""

import math
import random
from datetime import UTC, datetime, timedelta
from functools import cache

import pytest

from gateway.no_show import fitting, model
from gateway.no_show.features import (
    COLUMNS,
    BookedHow,
    ReminderAnswer,
    VisitFacts,
    columns_of,
    features_of,
)
from gateway.no_show.logistic import chance, log_odds
from tests.support.visit_world import tenths

POINTS = 0.03
NUMBER, TOLD = 20_000, 20_000
MONTHS = 36


def visit(dice):
    before = dice.choices(range(6), (30, 20, 15, 10, 10, 15))[0]
    missed = sum(dice.random() < 0.15 for _ in range(before))
    late = sum(dice.random() < 0.1 for _ in range(before - missed))
    soon = dice.random() < 0.8
    lead = int(dice.expovariate(1 / 14)) if soon else dice.randint(30, 200)
    day = dice.choices(range(7), (5, 5, 5, 5, 5, 1, 0.3))[0]
    starts = datetime(2026, 1, 5, tzinfo=UTC) + timedelta(days=day, hours=dice.randint(7, 19))
    booked = dice.choices(tuple(BookedHow), (5, 2, 3, 1))[0]
    answer = dice.choices(tuple(ReminderAnswer), (1, 4, 5))[0]
    return VisitFacts(missed, late, before - missed - late, lead, starts, booked, answer)


def usual(constant):
    def truth(one, time):
        odds = constant + 0.9 * math.log1p(one.missed) - 0.4 * math.log1p(one.kept)
        odds += 0.02 * min(one.lead_days, 90) - 1.2 * (one.answer is ReminderAnswer.CONFIRMED)
        return chance(odds)

    return truth


def together(one, time):
    """What matters only beside something else."""
    odds = -2.2
    odds += 2.5 * (one.missed >= 2 and one.answer is ReminderAnswer.CONFIRMED)
    odds += 1.8 * (one.of == 0 and one.lead_days > 30)
    odds += 1.5 * (one.starts.weekday() == 4 and one.starts.hour >= 17)
    odds += 1.5 * (one.booked is BookedHow.BY_WEB and one.lead_days < 2)
    return chance(odds)


def together_and_rising(one, time):
    """The same, and more are missed from year to year."""
    return chance(log_odds(together(one, time)) - 1.2 + 1.2 * time)


def both_ends(one, time):
    """On the same day and far ahead, but not between."""
    days = one.lead_days
    return chance(-2.5 + 1.8 * (days == 0) + 2.0 * (days > 100) - 0.5 * (5 < days < 20))


def steps(one, time):
    return 0.45 if one.missed >= 3 else 0.25 if one.lead_days > 60 else 0.05


def by_the_hour(one, time):
    """As practitioners with hours of their own, of whom the model knows nothing."""
    odds = (-3.2, -0.7, -2.0, -2.0, -1.5)[one.starts.hour % 5]
    return chance(odds - 1.0 * (one.answer is ReminderAnswer.CONFIRMED) + 0.5 * one.missed)


def falling(one, time):
    return chance(-1.0 - 1.6 * time + 0.5 * one.missed)


def rising(one, time):
    return chance(-2.8 + 1.2 * time + 0.5 * one.missed)


def risen_far(one, time):
    """From six in a hundred to one in four."""
    return chance(-2.9 + 1.65 * time + 0.5 * one.missed)


def since_a_fee(one, time):
    return chance(-1.4 - 1.0 * (time > 5 / 6) + 0.5 * one.missed)


def by_the_season(one, time):
    """Three years, and now as many are missed as ever in a year."""
    return chance(-2.4 + 0.5 * math.cos(3 * math.tau * time) + 0.5 * one.missed)


def all_or_nothing(one, time):
    if one.answer is ReminderAnswer.CONFIRMED:
        return 0.02
    return 0.5 if one.of == 0 else 0.12


TRUTHS = {
    "one in a hundred": usual(-4.5),
    "two in five": usual(-0.2),
    **{one.__name__: one for one in (together, both_ends, steps, by_the_hour)},
    **{one.__name__: one for one in (falling, rising, risen_far, since_a_fee, by_the_season)},
    **{one.__name__: one for one in (together_and_rising, all_or_nothing)},
}


@cache
def fitted(truth, number, seed):
    dice = random.Random(seed)
    months = {}
    for at in range(number):
        one = visit(dice)
        missed = dice.random() < truth(one, at / number)
        counts = months.setdefault(at * MONTHS // number, {})
        count, lost = counts.get(seen := features_of(one), (0, 0))
        counts[seen] = (count + 1, lost + missed)
    return fitting.fitted(months)


def furthest(found, truth, seed):
    dice = random.Random(seed)
    pairs = []
    for _ in range(TOLD):
        one = visit(dice)
        pairs.append((found.asked.chance(features_of(one)), truth(one, 1.0)))
    return max(abs(told - true) for told, true in tenths(pairs))


@pytest.mark.parametrize("truth", TRUTHS.values(), ids=TRUTHS)
def test_each_tenth_is_within_three_points_whatever_the_truth_looks_like(truth):
    found = fitted(truth, NUMBER, 1)
    assert found.asked, "twenty thousand visits are enough"
    assert furthest(found, truth, 1001) < POINTS
    shares_add_up(found.asked)


@pytest.mark.parametrize("truth", TRUTHS.values(), ids=TRUTHS)
def test_a_middling_practice_has_a_number_that_is_right_or_none(truth):
    found = fitted(truth, 6_000, 2)
    if found.asked is not None:
        assert furthest(found, truth, 1002) < POINTS


def shares_add_up(weights):
    dice = random.Random(3)
    for _ in range(200):
        one = features_of(visit(dice))
        shares = weights.shares(one)
        assert weights.usual + sum(shares.values()) == pytest.approx(weights.log_odds(one))
        # what speaks for it in the fit still speaks for it
        own = {COLUMNS[at]: value for at, value in columns_of(one)}
        for name, weight in weights.weights.items():
            raw = weight * (own.get(name, 0.0) - weights.means[name])
            assert raw * shares[name] >= 0


def test_a_higher_chance_stays_the_higher_one():
    weights = fitted(both_ends, NUMBER, 1).asked
    dice = random.Random(4)
    told = sorted(
        (weights._added_up(one), weights.log_odds(one))
        for one in (features_of(visit(dice)) for _ in range(500))
    )
    assert [odds for _, odds in told] == sorted(odds for _, odds in told)


def test_what_is_kept_says_the_same_again():
    found = fitted(both_ends, NUMBER, 1)
    again = model.NoShowModel.of_json(found.visits, found.as_json())
    assert found.asked.curve.points
    dice = random.Random(5)
    for _ in range(100):
        one = features_of(visit(dice))
        assert again.asked.chance(one) == pytest.approx(found.asked.chance(one), abs=1e-4)
