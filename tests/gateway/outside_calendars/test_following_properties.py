"""Whatever changes in a calendar: the blocks are its busy times, and nobody else's are touched."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from calendar_store.appointments import busy_times
from calendar_store.model.busy_days import by_days
from calendar_store.model.local_time import midnight
from calendar_store.practices import outside_calendars
from tests.support.outside_events import between, calendar

ROME = ZoneInfo("Europe/Rome")
SINCE = midnight(datetime(2026, 3, 27, tzinfo=UTC).date(), ROME)
UNTIL = midnight(datetime(2026, 4, 2, tzinfo=UTC).date(), ROME)
QUARTER = timedelta(minutes=15)


@st.composite
def spans(draw):
    """Times around the six days in which the clocks change, some of them days long."""
    start = SINCE + QUARTER * draw(st.integers(-200, 600))
    return start, start + QUARTER * draw(st.sampled_from((1, 2, 3, 4, 40, 96, 100, 300)))


times = st.lists(spans(), max_size=12)


def quarters(some):
    """The quarters of hours within the days that some spans cover."""
    within = ((max(start, SINCE), min(end, UNTIL)) for start, end in some)
    return {
        start + QUARTER * n
        for start, end in within
        for n in range(max(0, (end - start) // QUARTER))
    }


@given(times)
def test_cut_by_days_they_cover_the_same_times_and_are_no_longer_than_blocks_may_be(some):
    found = by_days(some, ROME, SINCE, UNTIL)
    assert quarters(found) == quarters(some)
    assert all(first[1] <= then[0] for first, then in pairwise(found))
    for start, end in found:
        assert timedelta(0) < end - start <= timedelta(hours=24)
        last = (end - timedelta.resolution).astimezone(ROME).date()
        assert start.astimezone(ROME).date() == last


@given(times, st.integers(0, 5))
def test_on_a_later_day_they_are_the_same_for_the_days_that_are_left(some, days):
    later = midnight((SINCE.astimezone(ROME) + timedelta(days=days)).date(), ROME)
    now = by_days(some, ROME, SINCE, UNTIL)
    assert by_days(some, ROME, later, UNTIL) == [one for one in now if one[0] >= later]


@pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(times, min_size=1, max_size=5))
async def test_after_any_changes_the_blocks_are_the_busy_times(followed, changes):
    desk = followed.desk
    async with desk.database.read() as tx:
        one = await outside_calendars.get(tx, desk.practice.id, followed.id)
    for some in changes:
        wanted = by_days(some, ROME, SINCE, UNTIL)
        before = {each.id: (each.starts_at, each.ends_at) for each in await followed.blocks()}
        async with desk.database.write() as tx:
            done = await busy_times.follow(tx, one, wanted, since=SINCE, now=SINCE)
        after = {each.id: (each.starts_at, each.ends_at) for each in await followed.blocks()}
        assert sorted(after.values()) == wanted
        assert done.added == len(after.keys() - before.keys())
        assert done.removed == len(before.keys() - after.keys())
        stayed = after.keys() & before.keys()
        assert done.changed == sum(after[key] != before[key] for key in stayed)
        # what stands in both is the same block
        assert {key for key in before if before[key] in wanted} <= stayed


@pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)
@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(times)
async def test_a_file_over_the_line_blocks_the_same_times(followed, some):
    followed.now = max(followed.now, SINCE + timedelta(hours=1))
    events = [between(start, end, str(n)) for n, (start, end) in enumerate(some)]
    followed.server.content = calendar(*events)
    await followed.again()
    until = midnight((SINCE.astimezone(ROME) + timedelta(days=400)).date(), ROME)
    assert await followed.spans() == by_days(some, ROME, SINCE, until)
