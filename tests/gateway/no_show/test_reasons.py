"""A visit's chance is told with what moves it, and every reason holds when it is tried."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from calendar_store.model.reason_codes import ReasonCode
from gateway.no_show import fitting
from gateway.no_show.features import BookedHow, ReminderAnswer, VisitFacts
from gateway.no_show.model import NoShowModel
from gateway.no_show.reasons import judged
from gateway.wording.reason_words import in_words
from tests.support.visit_world import counted, visits

TUESDAY = datetime(2026, 1, 13, 10, tzinfo=UTC)
RISKY = VisitFacts(2, 0, 3, 40, TUESDAY, BookedHow.BY_STAFF, ReminderAnswer.SILENT)


@pytest.fixture(scope="module")
def known():
    return fitting.fitted({0: counted(visits(1, 30_000, -3.0))})


def told(risk):
    return {in_words(one.reason): one.raises for one in risk.reasons}


def test_the_reasons_are_in_words(known):
    risk = judged(known, RISKY, reminded_later=False)
    assert risk.percent > 20
    said = told(risk)
    assert said["missed 2 of the last 5"]
    assert said["booked 40 days ahead"]
    assert said["has not confirmed since the reminder"]
    assert next(iter(said)) == "missed 2 of the last 5", "the strongest comes first"


def test_what_speaks_for_coming_is_told_as_well(known):
    faithful = VisitFacts(0, 0, 5, 2, TUESDAY, answer=ReminderAnswer.CONFIRMED)
    risk = judged(known, faithful, reminded_later=False)
    assert risk.percent <= 3
    said = told(risk)
    assert said["missed none of the last 5"] is False
    assert said["has confirmed"] is False


@pytest.mark.parametrize(
    "otherwise",
    [
        replace(RISKY, missed=0, kept=5),
        replace(RISKY, lead_days=1),
        replace(RISKY, answer=ReminderAnswer.CONFIRMED),
    ],
    ids=["had always come", "booked yesterday", "confirmed"],
)
def test_without_a_reason_that_raises_it_the_chance_is_smaller(known, otherwise):
    risky = judged(known, RISKY, reminded_later=False)
    assert judged(known, otherwise, reminded_later=False).chance < risky.chance


@pytest.mark.parametrize("nothing", [None, NoShowModel(812, 40)])
def test_while_too_little_is_known_only_the_history_is_told(nothing):
    risk = judged(nothing, replace(RISKY, late=1, kept=2), reminded_later=False)
    assert (risk.chance, risk.percent) == (None, None)
    assert list(told(risk)) == [
        "missed 2 of the last 5",
        "cancelled 1 of the last 5 at short notice",
    ]


def test_one_visit_of_history_is_said_as_people_say_it():
    first = judged(None, VisitFacts(0, 0, 0, 3, TUESDAY), reminded_later=False)
    assert list(told(first)) == ["no earlier visit to judge by"]
    came = judged(None, VisitFacts(0, 0, 1, 3, TUESDAY), reminded_later=False)
    assert list(told(came)) == ["did not miss the last visit"]
    once = judged(None, VisitFacts(1, 0, 0, 3, TUESDAY), reminded_later=False)
    assert list(told(once)) == ["missed the last visit"]


def test_an_answer_that_is_still_to_come_is_no_reason(known):
    waiting = judged(known, replace(RISKY, answer=ReminderAnswer.NOT_ASKED), reminded_later=True)
    assert not any(one.reason.code is ReasonCode.RISK_ANSWER for one in waiting.reasons)
