"""Which backups stay."""

from datetime import UTC, datetime, timedelta

from gateway.backups.retention import Retention, kept

NOW = datetime(2026, 11, 30, 12, 30, tzinfo=UTC)
HOUR = timedelta(hours=1)


def hourly(count):
    return [NOW - HOUR * n for n in reversed(range(count))]


def keep(moments, rule, now=NOW):
    return kept(moments, lambda one: one, rule, now)


def test_hours_days_and_weeks():
    found = keep(hourly(24 * 100), Retention(24, 14, 8))
    assert found[-1] == NOW
    assert [one for one in found if one > NOW - 24 * HOUR] == hourly(24)
    days = {one.date() for one in found}
    assert {NOW.date() - timedelta(days=n) for n in range(14)} <= days
    weeks = {one.isocalendar()[:2] for one in found}
    assert len(weeks) == 8
    # the hours are of two days, which are days as well; two of the weeks' days are
    assert len(found) == 24 + 12 + 5


def test_many_in_an_hour_leave_the_last_of_it():
    moments = [NOW - timedelta(minutes=n) for n in range(25, -1, -1)]
    assert keep(moments, Retention(24, 14, 8)) == [NOW]


def test_the_newest_stays_whatever_the_rule():
    assert keep(hourly(5), Retention(0, 0, 0)) == [NOW]
    assert keep([], Retention()) == []


def test_what_is_dated_ahead_stays_and_the_newest_is_the_last_made():
    """The clock was a year ahead for a day, and was set back."""
    ahead = [moment + timedelta(days=365) for moment in hourly(5)]
    found = keep([*hourly(30), *ahead, NOW], Retention(3, 0, 0))
    assert set(ahead) <= set(found)
    assert found[-1] == NOW


def test_old_ones_stay_while_there_are_no_newer():
    """The service was off for a year: what is there is not too old."""
    old = [moment - timedelta(days=365) for moment in hourly(3)]
    assert keep(old, Retention(24, 14, 8)) == old
