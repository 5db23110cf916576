"""Free times, whatever is booked: none overlaps, every one can be had, none is missed."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from calendar_store.appointments import slot_search

DAWN = datetime(2026, 3, 29, tzinfo=UTC)
MINUTE = timedelta(minutes=1)

moments = st.integers(0, 24 * 60).map(lambda minute: DAWN + minute * MINUTE)
spans = st.tuples(moments, moments).filter(lambda span: span[0] < span[1])
lengths = st.integers(1, 180).map(lambda minutes: minutes * MINUTE)
buffers = st.integers(0, 60).map(lambda minutes: minutes * MINUTE)
starts = st.lists(moments, max_size=60, unique=True).map(sorted)


def _minutes(since, until):
    return set(range((since - DAWN) // MINUTE, (until - DAWN) // MINUTE))


@given(
    starts,
    st.lists(spans, max_size=5),
    st.lists(spans, max_size=12),
    lengths,
    st.tuples(buffers, buffers),
)
def test_a_start_is_free_exactly_when_every_minute_it_takes_is(
    asked, works, blocked, duration, around
):
    before, after = around
    found = slot_search.free_starts(
        asked,
        open_spans=works,
        busy=blocked,
        duration=duration,
        buffer_before=before,
        buffer_after=after,
    )
    working = set().union(*(_minutes(*span) for span in works))
    taken = set().union(*(_minutes(*span) for span in blocked))
    assert found == [
        start
        for start in asked
        if _minutes(start, start + duration) <= working
        and not _minutes(start - before, start + duration + after) & taken
    ]
