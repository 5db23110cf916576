"""Repeated starts keep the local time, whatever the clocks do."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from calendar_store.model.errors import InvalidInput
from calendar_store.model.repetition import MOST_VISITS, later, repeated, shift_between

ROME = ZoneInfo("Europe/Rome")


def local(*numbers):
    return datetime(*numbers, tzinfo=ROME)


def starts(first, **more):
    return [one.at.astimezone(ROME) for one in repeated(first, ROME, **more)]


def test_the_local_time_stays_over_both_clock_changes():
    first = local(2026, 3, 24, 15)
    assert starts(first, every_weeks=1, times=3) == [
        first,
        local(2026, 3, 31, 15),
        local(2026, 4, 7, 15),
    ]
    autumn = local(2026, 10, 20, 9)
    assert starts(autumn, every_weeks=2, times=2) == [autumn, local(2026, 11, 3, 9)]


def test_a_day_that_may_be_the_last_one_counts():
    first = local(2026, 1, 13, 10)
    assert len(starts(first, every_weeks=2, until=date(2026, 2, 10))) == 3
    assert len(starts(first, every_weeks=2, until=date(2026, 2, 9))) == 2


def test_a_time_that_the_clocks_skip_is_said_to_be_later():
    # on 29 March the clocks of Rome go from two to three
    found = repeated(local(2026, 3, 22, 2, 30), ROME, every_weeks=1, times=3)
    assert [one.shifted for one in found] == [False, True, False]
    assert found[1].at.astimezone(ROME).hour == 3


@pytest.mark.parametrize(
    "asked",
    [
        {"every_weeks": 0, "times": 3},
        {"every_weeks": 53, "times": 3},
        {"every_weeks": 1, "times": 1},
        {"every_weeks": 1, "times": MOST_VISITS + 1},
        {"every_weeks": 1, "until": date(2025, 1, 1)},
        {"every_weeks": 1},
        {"every_weeks": 1, "times": 3, "until": date(2027, 1, 1)},
    ],
)
def test_what_makes_no_series_is_refused(asked):
    with pytest.raises(InvalidInput):
        repeated(local(2026, 1, 13, 10), ROME, **asked)


def test_a_shift_is_one_of_local_times():
    winter, summer = local(2026, 3, 24, 15), local(2026, 3, 31, 16)
    shift = shift_between(winter, summer, ROME)
    assert shift == timedelta(days=7, hours=1)
    assert later(winter, shift, ROME).at == summer
