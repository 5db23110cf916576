"""When reminders fall due: right across clock changes, outside quiet hours, never too late."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calendar_store.model.practices import Practice, ReminderScope, ReminderStep
from calendar_store.model.quiet_hours import after_quiet
from calendar_store.model.reminder_policy import plan, steps_for, usual
from calendar_store.model.statuses import StepRule
from gateway.wording.reason_words import in_words

ROME = ZoneInfo("Europe/Rome")
LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)
TWO_DAYS = ReminderStep(1, StepRule.BEFORE, before=timedelta(days=2))
DAY_BEFORE_AT_TEN = ReminderStep(1, StepRule.DAYS_BEFORE_AT, days=1, at=time(10))
BOOKED = ReminderStep(1, StepRule.BOOKED)


def practice(quiet=(time(21), time(8)), zone="Europe/Rome"):
    return Practice(
        1,
        *("Studio Aurora", zone, "it", "+390699000111", "+390699000111", "IT"),
        quiet_from=quiet[0],
        quiet_until=quiet[1],
    )


def rome(text):
    """Return a local time of Rome, "2026-03-29 10:00", in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=ROME).astimezone(UTC)


def due(step, starts_at, now=LONG_AGO, **of_practice):
    planned = plan(practice(**of_practice), [step], starts_at, now)
    return [one.at for one in planned if not one.why_not]


def why_not(step, starts_at, now=LONG_AGO, **of_practice):
    """Return why a step does not ring; "" when it does."""
    (one,) = plan(practice(**of_practice), [step], starts_at, now)
    return in_words(one.why_not)


@pytest.mark.parametrize(
    ("starts_at", "two_days_before", "day_before"),
    [
        ("2026-01-15 15:00", "2026-01-13 15:00", "2026-01-14 10:00"),
        # clocks go forward on 29 March: 48 hours before three is two on the wall
        ("2026-03-30 15:00", "2026-03-28 14:00", "2026-03-29 10:00"),
        ("2026-03-29 15:00", "2026-03-27 14:00", "2026-03-28 10:00"),
        # and back on 25 October: it is four
        ("2026-10-26 15:00", "2026-10-24 16:00", "2026-10-25 10:00"),
        ("2026-10-25 15:00", "2026-10-23 16:00", "2026-10-24 10:00"),
    ],
)
def test_so_many_hours_before_and_a_time_of_the_day_before_are_different_rules(
    starts_at, two_days_before, day_before
):
    assert due(TWO_DAYS, rome(starts_at)) == [rome(two_days_before)]
    assert due(DAY_BEFORE_AT_TEN, rome(starts_at)) == [rome(day_before)]


def test_quiet_hours_put_a_reminder_off_to_their_end():
    two_hours = ReminderStep(1, StepRule.BEFORE, before=timedelta(hours=2))
    assert due(two_hours, rome("2026-01-15 09:30")) == [rome("2026-01-15 08:00")]
    # half past nine in the evening would be too late to wait for the morning
    assert due(two_hours, rome("2026-01-15 23:30")) == [rome("2026-01-15 20:59")]


def test_quiet_hours_never_put_a_reminder_past_the_appointment():
    two_hours = ReminderStep(1, StepRule.BEFORE, before=timedelta(hours=2))
    # at eight it would be too late: the evening before instead
    assert due(two_hours, rome("2026-01-15 07:30")) == [rome("2026-01-14 20:59")]
    assert due(two_hours, rome("2026-01-15 08:00")) == [rome("2026-01-14 20:59")]


def test_quiet_hours_end_by_the_clock_on_the_wall_on_the_night_of_a_clock_change():
    for night in ("2026-03-29", "2026-10-25"):
        for hour in ("00:30", "03:30", "07:59"):
            assert after_quiet(practice(), rome(f"{night} {hour}")) == rome(f"{night} 08:00")
        assert after_quiet(practice(), rome(f"{night} 08:00")) == rome(f"{night} 08:00")


def test_quiet_hours_by_day_and_none_at_all():
    noon = rome("2026-01-15 12:30")
    assert after_quiet(practice((time(12), time(15))), noon) == rome("2026-01-15 15:00")
    assert after_quiet(practice((None, None)), rome("2026-01-15 03:00")) == rome("2026-01-15 03:00")


def test_steps_whose_time_has_passed_are_left_out():
    start = rome("2026-01-15 15:00")
    assert due(TWO_DAYS, start, now=rome("2026-01-13 15:00")) == [rome("2026-01-13 15:00")]
    assert due(TWO_DAYS, start, now=rome("2026-01-13 15:01")) == []
    assert why_not(TWO_DAYS, start, now=rome("2026-01-13 15:01")) == (
        "its time, 2 days before, had passed by then"
    )


def test_what_the_night_swallows_says_so():
    night, early = rome("2026-01-14 22:30"), rome("2026-01-15 07:30")
    two_hours = ReminderStep(1, StepRule.BEFORE, before=timedelta(hours=2))
    for step in (BOOKED, two_hours):
        assert due(step, early, now=night) == []
        assert why_not(step, early, now=night) == (
            "the quiet hours last until the appointment begins"
        )
    assert why_not(DAY_BEFORE_AT_TEN, early, now=night) == (
        "its time, 1 day before at 10:00, had passed by then"
    )


def test_of_every_step_something_is_said():
    steps = (BOOKED, TWO_DAYS, DAY_BEFORE_AT_TEN)
    start = rome("2026-01-15 15:00")
    planned = plan(practice(), steps, start, rome("2026-01-15 11:00"), answered=True)
    assert {(one.step.rule, in_words(one.why_not)) for one in planned} == {
        (StepRule.BOOKED, "the answer to their text says it"),
        (StepRule.BEFORE, "its time, 2 days before, had passed by then"),
        (StepRule.DAYS_BEFORE_AT, "its time, 1 day before at 10:00, had passed by then"),
    }


def test_a_step_that_quiet_hours_still_hold_back_is_not_left_out():
    start = rome("2026-01-15 23:00")
    late = rome("2026-01-13 23:30")  # after its own time, before the end of the quiet hours
    assert due(TWO_DAYS, start, now=late) == [rome("2026-01-14 08:00")]


def test_the_word_that_something_was_booked_goes_at_once_or_when_quiet_hours_end():
    start = rome("2026-01-15 15:00")
    day, night = rome("2026-01-13 11:00"), rome("2026-01-13 23:00")
    assert due(BOOKED, start, now=day) == [day]
    assert due(BOOKED, start, now=night) == [rome("2026-01-14 08:00")]


def test_a_time_of_the_day_that_comes_after_the_start_is_left_out():
    same_day = ReminderStep(1, StepRule.DAYS_BEFORE_AT, days=0, at=time(16))
    assert due(same_day, rome("2026-01-15 15:00")) == []
    assert "after the appointment begins" in why_not(same_day, rome("2026-01-15 15:00"))


def test_steps_come_in_the_order_they_fall_due():
    steps = [ReminderStep(n, StepRule.BEFORE, before=timedelta(days=n)) for n in (1, 3, 2)]
    start = rome("2026-01-15 15:00")
    assert [one.step.step for one in plan(practice(), steps, start, LONG_AGO)] == [3, 2, 1]


STEPS = st.one_of(
    st.builds(
        ReminderStep,
        st.integers(1, 9),
        st.just(StepRule.BEFORE),
        before=st.timedeltas(timedelta(0), timedelta(days=20)),
    ),
    st.builds(
        ReminderStep,
        st.integers(1, 9),
        st.just(StepRule.DAYS_BEFORE_AT),
        days=st.integers(0, 20),
        at=st.times(),
    ),
    st.just(BOOKED),
)
MOMENTS = st.timedeltas(timedelta(0), timedelta(days=700)).map(lambda since: LONG_AGO + since)
MINUTES = st.builds(time, st.integers(0, 23), st.integers(0, 59))
QUIET = st.tuples(MINUTES, MINUTES).filter(lambda hours: hours[0] != hours[1])
ZONES = st.sampled_from(
    ["Europe/Rome", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata", "Pacific/Apia"]
)


@given(STEPS, MOMENTS, st.timedeltas(timedelta(minutes=1), timedelta(days=30)), QUIET, ZONES)
def test_whatever_the_policy_a_reminder_goes_in_time_and_never_in_quiet_hours(
    step, now, ahead, quiet, zone
):
    starts_at = now + ahead
    for at in due(step, starts_at, now, quiet=quiet, zone=zone):
        assert now <= at < starts_at
        assert after_quiet(practice(quiet, zone), at) == at


def test_the_most_specific_set_holds_for_a_visit_and_as_a_whole():
    def of(number, service=None, practitioner=None, rule=StepRule.BOOKED):
        return ReminderStep(number, rule, scope=ReminderScope(service, practitioner))

    steps = [of(1), of(2), of(3, 7), of(4, None, 8), of(5, 7, 8), of(6, 9, None, StepRule.NOTHING)]

    def numbers(service, practitioner):
        return [one.step for one in steps_for(steps, service, practitioner)]

    assert numbers(None, 1) == numbers(2, 1) == numbers(None, None) == [1, 2]
    assert numbers(7, 1) == [3]
    assert numbers(None, 8) == numbers(2, 8) == [4]
    assert numbers(7, 8) == [5]
    assert numbers(9, 1) == numbers(9, 8) == []
    assert [one.step for one in usual(steps)] == [1, 2]
    # without a set of both, that of the service comes first
    del steps[4]
    assert numbers(7, 8) == [3]
