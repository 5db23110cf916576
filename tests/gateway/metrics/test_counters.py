"""What is counted: bounds are met, the last minute passes, a figure for people is a real one."""

import pytest

from calendar_store.model.reasons import NO_REASON
from gateway.channels.sms.smpp.link_tally import LinkTally
from gateway.channels.sms.smpp.submits import SubmitOutcome, SubmitResult
from gateway.counting import Histogram, LastMinute, Recent


def result(outcome, status, duration=0.02):
    return SubmitResult(outcome, None, None, status, NO_REASON, "primary/1", duration)


def test_a_value_on_a_bound_is_below_it_and_what_is_beyond_all_is_kept():
    histogram = Histogram((1, 5))
    for value in (0.5, 1, 2, 70):
        histogram.observe(value)
    histogram.observe(4, times=10)
    assert histogram.buckets() == [("1", 2), ("5", 13), ("+Inf", 14)]
    assert (histogram.count, histogram.total) == (14, 113.5)


def test_the_last_minute_forgets_what_is_older():
    minute = LastMinute()
    for now in (5.2, 5.9, 30.0, 64.0):
        minute.add(now)
    assert [minute.count(now) for now in (64.5, 65.0, 90.0, 123.9, 124.0)] == [4, 2, 1, 1, 0]
    # the place of a second of the minute before is taken anew, not added to
    minute.add(124.2)
    assert minute.count(124.9) == 1


def test_the_figures_for_people_are_of_the_latest_thousand():
    recent = Recent()
    assert recent.summary() == {"median": None, "p95": None}
    recent.add(3)
    assert recent.summary() == {"median": 3, "p95": 3}
    for value in range(1001):
        recent.add(value)
    assert recent.summary() == {"median": pytest.approx(500.5), "p95": pytest.approx(950.05)}


def test_only_an_answer_has_a_response_time():
    tally = LinkTally()
    tally.finished(result(SubmitOutcome.ACCEPTED, 0), now=1)
    tally.finished(result(SubmitOutcome.REFUSED_PERMANENT, 11), now=1)
    tally.finished(result(SubmitOutcome.UNKNOWN, None, duration=30), now=1)
    assert (tally.response.count, tally.response.total) == (2, pytest.approx(0.04))
    assert tally.submits[SubmitOutcome.UNKNOWN] == 1
    assert tally.accepted.count(1) == 1
