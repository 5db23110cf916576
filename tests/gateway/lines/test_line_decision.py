"""When a line counts as lost: silence in office hours, of a practice heard from that day."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from calendar_store.model.lines import BeatSource, Heartbeat
from gateway.lines.line_decision import is_back, silent_since

ROME = ZoneInfo("Europe/Rome")
FIVE = timedelta(minutes=5)


def at(hour, minute=0, day=2):
    """A moment in Rome in December, in UTC."""
    return datetime(2026, 12, day, hour, minute, tzinfo=ROME).astimezone(UTC)


OFFICE = [(at(9), at(13)), (at(14), at(18))]


def pages(moment, *, closed=False):
    return Heartbeat(1, BeatSource.PAGES, moment, closed)


def beacon(moment):
    return Heartbeat(1, BeatSource.BEACON, moment)


@pytest.mark.parametrize(
    ("beats", "now", "since"),
    [
        ([pages(at(10))], at(10, 4), None),
        ([pages(at(10))], at(10, 5), at(10)),
        ([pages(at(10))], at(12), at(10)),
        # nobody was heard from, or not that day
        ([], at(10), None),
        ([pages(at(17, day=1))], at(10), None),
        # the pages were closed by everybody: that says nothing of the line
        ([pages(at(12), closed=True)], at(12, 30), None),
        # outside office hours nobody is missed; after the pause they are
        ([pages(at(12, 58))], at(13, 30), None),
        ([pages(at(12, 58))], at(14), at(12, 58)),
        ([pages(at(17, 58))], at(19), None),
        # silence that was long enough within office hours is told although they have ended since
        ([pages(at(17, 54))], at(18, 1), at(17, 54)),
        # where a beacon was heard from, pages open elsewhere hide nothing
        ([beacon(at(10)), pages(at(10, 29))], at(10, 30), at(10)),
        ([beacon(at(10, 29)), pages(at(10))], at(10, 30), None),
        ([beacon(at(10)), pages(at(10), closed=True)], at(10, 30), at(10)),
        # a beacon of yesterday was taken away: pages count
        ([beacon(at(10, day=1)), pages(at(10, 29))], at(10, 30), None),
    ],
)
def test_when_a_line_counts_as_lost(beats, now, since):
    assert silent_since(beats, FIVE, OFFICE, ROME, now) == since


def test_nobody_works_on_a_closed_day():
    assert silent_since([pages(at(10))], FIVE, [], ROME, at(12)) is None


def test_a_line_is_back_with_the_first_beat():
    assert not is_back([pages(at(10))], at(10))
    assert is_back([pages(at(10, 20))], at(10))
    assert not is_back([beacon(at(10)), pages(at(10, 20))], at(10))
