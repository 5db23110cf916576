"""Newton's method finds the weights that are known to be best."""

import random
from math import log

import pytest

from gateway.no_show.logistic import CountedGroup, chance, fit, log_odds


def test_one_column_of_many_visits_has_the_log_odds_of_its_shares():
    groups = [CountedGroup([], 40_000, 4_000), CountedGroup([(0, 1.0)], 40_000, 12_000)]
    found = fit(groups, 1)
    assert found.weights[0] == pytest.approx(log_odds(0.1), abs=0.01)
    assert found.weights[1] == pytest.approx(log_odds(0.3) - log_odds(0.1), abs=0.01)
    assert found.means == [0.5]
    # the variance of a log-odds is the sum of what is one over each count
    assert found.covariance[0][0] == pytest.approx(1 / 4_000 + 1 / 36_000, rel=0.02)


def test_what_says_nothing_is_held_near_nought():
    rng = random.Random(4)
    groups = [
        CountedGroup(
            [(at, 1.0) for at in range(8) if rng.random() < 0.5], 1, int(rng.random() < 0.2)
        )
        for _ in range(600)
    ]
    found = fit(groups, 8)
    assert max(map(abs, found.weights[1:])) < 0.1
    assert chance(found.weights[0]) == pytest.approx(0.2, abs=0.05)


def test_a_column_that_never_differs_has_no_weight():
    groups = [CountedGroup([(1, 2.0)], 100, 30), CountedGroup([(0, 1.0), (1, 2.0)], 100, 60)]
    assert fit(groups, 2).weights[2] == 0


def test_all_missed_with_a_column_stays_finite():
    found = fit([CountedGroup([], 500, 20), CountedGroup([(0, 1.0)], 30, 30)], 1)
    assert 1 < found.weights[1] < 12


def test_chances_far_out_are_no_overflow():
    assert chance(-800) == 0
    assert chance(800) == 1
    assert log_odds(chance(1.5)) == pytest.approx(1.5)
    assert log_odds(0.5) == log(1)
