"""The chance is right where the truth is known, and no number is told while too little is."""

import json

import pytest

from gateway.no_show import fitting
from gateway.no_show.features import COLUMNS, ReminderAnswer, features_of
from gateway.no_show.model import NoShowModel
from tests.support.visit_world import counted, tenths, visits

POINTS = 0.03
USUAL = {"few are missed": -4.0, "a tenth": -3.3, "a sixth": -2.6}
TOLD = 10_000
"""Visits to which the model is held, none of which it has seen."""


def furthest(found: NoShowModel, some, *, later: bool) -> float:
    """Return how far the furthest tenth is from the truth."""
    pairs = []
    for one in some:
        seen = features_of(one.facts)
        weights = found.weights_for(seen, reminded_later=later)
        pairs.append((weights.chance(seen), one.truth))
    return max(abs(told - true) for told, true in tenths(pairs))


@pytest.mark.parametrize("usual", USUAL.values(), ids=USUAL)
@pytest.mark.parametrize("number", [9_000, 20_000])
def test_every_tenth_is_within_three_points_of_the_truth(number, usual):
    for seed in (1, 2, 3):
        known = visits(seed, number + TOLD, usual)
        found = fitting.fitted({0: counted(known[:number])})
        # where the visits of a middling practice happen to doubt the fit, it waits for more
        assert found.asked or number < 15_000, "enough is known"
        assert found.ahead, "enough is known before anybody was asked"
        if found.asked:
            assert furthest(found, known[number:], later=False) < POINTS
        # of those who are asked later, nobody has answered yet
        waiting = [one for one in known[number:] if one.facts.answer == ReminderAnswer.NOT_ASKED]
        assert waiting


@pytest.mark.parametrize("usual", USUAL.values(), ids=USUAL)
@pytest.mark.parametrize("number", [200, 1_000, 2_500, 5_000])
def test_a_small_practice_has_a_number_that_is_right_or_none(number, usual):
    for seed in range(3):
        known = visits(seed, number + TOLD, usual)
        found = fitting.fitted({0: counted(known[:number])})
        if found.asked is not None:
            assert furthest(found, known[number:], later=False) < POINTS
        if number <= 1_000:
            assert (found.asked, found.ahead) == (None, None)


def test_before_anybody_is_asked_the_answers_to_come_are_counted_in():
    known = visits(5, 20_000 + TOLD, -2.6)
    found = fitting.fitted({0: counted(known[:20_000])})
    pairs = []
    for one in known[20_000:]:
        # as it is seen before the reminder goes out: the answer is still to come
        unasked = features_of(one.facts)._replace(answer=ReminderAnswer.NOT_ASKED)
        weights = found.weights_for(unasked, reminded_later=True)
        assert weights is found.ahead
        pairs.append((weights.chance(unasked), one.truth))
    assert max(abs(told - true) for told, true in tenths(pairs)) < POINTS


def test_a_practice_that_marks_nobody_as_missed_has_no_number():
    known = visits(7, 20_000, -2.6)
    nobody = {key: (number, 0) for key, (number, _) in counted(known).items()}
    found = fitting.fitted({0: nobody})
    assert (found.visits, found.missed, found.asked, found.ahead) == (20_000, 0, None, None)
    assert fitting.fitted({}) == NoShowModel(0, 0)


def test_it_finds_what_the_truth_depends_on():
    found = fitting.fitted({0: counted(visits(8, 40_000, -2.6))}).asked
    assert found is not None
    assert set(found.weights) == set(COLUMNS)
    assert found.weights["missed"] > 0.7
    assert found.weights["kept"] < -0.2
    assert 0.1 < found.weights["lead"] < 0.5
    assert found.weights["confirmed"] < -0.7
    assert 0.2 < found.weights["silent"] < 0.8
    # what the truth does not depend on has next to no weight
    assert abs(found.weights["noon"]) < 0.15
    assert abs(found.weights["friday"]) < 0.15


def test_it_is_kept_as_json_and_says_the_same_again():
    found = fitting.fitted({0: counted(visits(9, 20_000, -2.6))})
    kept = json.loads(json.dumps(found.as_json()))
    again = NoShowModel.of_json(found.visits, kept)
    for one in visits(10, 200, -2.6):
        seen = features_of(one.facts)
        assert found.asked.chance(seen) == pytest.approx(again.asked.chance(seen), abs=1e-4)
        assert found.ahead.chance(seen) == pytest.approx(again.ahead.chance(seen), abs=1e-4)


def test_what_another_version_has_kept_is_not_used():
    assert NoShowModel.of_json(900, {"version": 0, "asked": {}}) == NoShowModel(900, 0)
    assert NoShowModel.of_json(900, {}) == NoShowModel(900, 0)


def test_the_shares_of_a_visit_add_up_to_its_chance():
    weights = fitting.fitted({0: counted(visits(11, 20_000, -2.6))}).asked
    for one in visits(12, 100, -2.6):
        seen = features_of(one.facts)
        total = weights.usual + sum(weights.shares(seen).values())
        assert total == pytest.approx(weights.log_odds(seen))
