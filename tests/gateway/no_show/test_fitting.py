"""What months say and do not say: marks that were forgotten, and what is usual now."""

import random
from datetime import UTC, datetime

import pytest

from gateway.no_show import fitting
from gateway.no_show.features import VisitFacts, features_of, month_of
from gateway.no_show.logistic import chance
from gateway.no_show.reasons import judged

EACH = 600
TUESDAY = datetime(2026, 1, 13, 10, tzinfo=UTC)
JANUARY = month_of(TUESDAY)


def facts(dice, missed):
    return VisitFacts(missed, 0, dice.randrange(6 - missed), dice.randrange(30), TUESDAY)


def months_of(truth, seed=1, number=36, ends=JANUARY):
    """Return months up to one; a truth is the log-odds by the month, counted from nought."""
    dice = random.Random(seed)
    months = {}
    for at in range(number):
        counts = months.setdefault(ends - number + 1 + at, {})
        for _ in range(EACH):
            missed = dice.choices((0, 1, 2), (6, 2, 1))[0]
            seen = features_of(facts(dice, missed))
            count, lost = counts.get(seen, (0, 0))
            gone = dice.random() < chance(truth(at) + 0.6 * missed)
            counts[seen] = (count + 1, lost + gone)
    return months


def unmarked(months, *which):
    return {
        month: {one: (number, 0) for one, (number, _) in counts.items()}
        if month - min(months) in which
        else counts
        for month, counts in months.items()
    }


def test_months_in_which_nobody_was_marked_say_nothing():
    """The desk forgot it for a summer, and stopped two months ago."""
    months = months_of(lambda _: -2.4)
    whole, some = fitting.fitted(months), fitting.fitted(unmarked(months, 17, 18, 34, 35))
    assert some.visits == whole.visits - 4 * EACH
    assert some.usual == pytest.approx(whole.usual, abs=0.01)


def test_a_small_month_in_which_everybody_came_is_one_like_others():
    months = months_of(lambda _: -2.4)
    months[JANUARY] = dict([(one, (1, 0)) for one in months[JANUARY]][:20])
    found = fitting.fitted(months)
    assert found.visits == 35 * EACH + 20
    assert found.usual == pytest.approx(fitting.fitted(months_of(lambda _: -2.4)).usual, abs=0.02)


def test_the_usual_share_is_that_of_now():
    found = fitting.fitted(months_of(lambda at: -1.6 - 1.0 * (at > 26)))
    truth = found.missed / found.visits
    assert found.usual < truth - 0.04


def test_a_visit_of_the_next_month_has_the_chance_of_that_month():
    """Every February more are missed, and it is January."""
    found = fitting.fitted(months_of(lambda at: -2.4 + 1.0 * (at % 12 == 0), number=36))
    visit = VisitFacts(1, 0, 2, 12, TUESDAY)
    now = judged(found, visit, reminded_later=False)
    february = VisitFacts(1, 0, 2, 12, TUESDAY.replace(month=2, day=10))
    later = judged(found, february, reminded_later=False)
    assert later.chance > now.chance + 0.05
    assert later.chance == pytest.approx(chance(-1.4 + 0.6), abs=0.08)


@pytest.mark.parametrize("months", [{}, {5: {}}])
def test_nothing_is_no_number(months):
    found = fitting.fitted(months)
    assert (found.visits, found.missed, found.usual) == (0, 0, None)


@pytest.mark.parametrize("missed", [0, 1])
def test_all_who_came_or_all_who_missed_are_no_number(missed):
    months = {
        month: {one: (number, number * missed) for one, (number, _) in counts.items()}
        for month, counts in months_of(lambda _: -2.4, number=4).items()
    }
    assert fitting.fitted(months).usual is None
