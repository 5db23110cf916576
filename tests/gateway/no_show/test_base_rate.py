"""The level of the last month is found, however it came to be what it is."""

import math
import random

import pytest

from gateway.no_show.base_rate import AHEAD, base_rate
from gateway.no_show.logistic import chance

MONTHS = 36
TRUTHS = {
    "steady": lambda month: 0 * month,
    "rises": lambda month: 1.6 * month / MONTHS,
    "falls": lambda month: -1.6 * month / MONTHS,
    "a fee half a year ago": lambda month: -1.0 * (month >= MONTHS - 6),
    "one month of the year": lambda month: 0.9 * (month % 12 == 11),
    "the months of the year": lambda month: 0.6 * math.cos(month * math.tau / 12),
    "up, and down again": lambda month: 0.8 * (12 <= month < 28),
}
"""What each month adds to the log-odds of its visits."""


def months_of(truth, seed, each, months=MONTHS):
    dice = random.Random(seed)
    found = {}
    for month in range(months):
        odds = [dice.gauss(-2.2, 0.6) for _ in range(each)]
        found[month] = [(at, 1, dice.random() < chance(at + truth(month))) for at in odds]
    return found


@pytest.mark.parametrize("truth", TRUTHS.values(), ids=TRUTHS)
def test_the_level_of_the_last_month_is_found(truth):
    apart = []
    for seed in range(6):
        found = base_rate(months_of(truth, seed, 550))
        apart.append((found.ahead[0] - truth(MONTHS - 1)) / max(found.error, 0.04))
    # as unsure as it says it is, and no surer
    assert math.sqrt(sum(one * one for one in apart) / len(apart)) < 1.5
    assert abs(sum(apart)) / len(apart) < 1.2


def test_what_has_been_steady_stays_so_and_is_sure():
    found = base_rate(months_of(TRUTHS["steady"], 1, 2_000))
    assert max(map(abs, found.past.values())) < 0.05
    assert max(map(abs, found.ahead)) < 0.05
    assert found.error < 0.05


def test_the_month_of_the_year_is_foretold():
    """It is January: nobody has seen this year's summer, but those of the years before."""
    spring = dict.fromkeys(range(12), 0.0) | {1: 0.9, 2: 0.9}
    found = base_rate(months_of(lambda month: spring[month % 12], 3, 1_000, months=37))
    assert abs(found.ahead[0]) < 0.2
    assert min(found.ahead[1:3]) > 0.4
    assert found.ahead[3] < 0.4
    assert len(found.ahead) == AHEAD


def test_few_visits_say_little_of_a_month():
    steady = months_of(TRUTHS["steady"], 2, 300)
    steady[MONTHS] = [(-2.2, 3, 3)]
    found = base_rate(steady)
    assert 0 < found.ahead[0] < 0.5
    assert found.error > base_rate(months_of(TRUTHS["steady"], 2, 300)).error


@pytest.mark.parametrize("missed", [0, 40])
def test_a_month_in_which_nobody_came_or_everybody_is_a_number(missed):
    one = base_rate({7: [(-2.2, 40, missed)]})
    assert all(map(math.isfinite, (*one.ahead, one.error, *one.past.values())))
    some = base_rate({7: [(-2.2, 40, 4)], 9: [(-2.2, 40, missed)]})
    assert (some.ahead[0] > some.past[7]) is bool(missed)


def test_months_without_visits_are_gaps():
    many = months_of(TRUTHS["rises"], 4, 600)
    some = {month: visits for month, visits in many.items() if month % 3 == 0 or month > 30}
    found = base_rate(some)
    assert found.ahead[0] == pytest.approx(1.6 * 35 / 36, abs=0.25)


def test_it_says_the_same_again():
    visits = months_of(TRUTHS["rises"], 5, 200)
    assert base_rate(visits) == base_rate(dict(reversed(visits.items())))


def test_a_great_change_of_many_visits_is_no_overflow():
    many = {month: [(-2.0, 9_000, 300 if month < 20 else 4_500)] for month in range(MONTHS)}
    found = base_rate(many)
    assert found.ahead[0] == pytest.approx(2.0, abs=0.1)
    assert found.past[0] == pytest.approx(-1.4, abs=0.15)
