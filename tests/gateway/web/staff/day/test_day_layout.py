"""Where things stand on the day's page, decided without a store."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from calendar_store.model.appointments import Appointment, CalendarBlock
from calendar_store.model.clients import Client
from calendar_store.model.practices import Practitioner
from calendar_store.model.statuses import AppointmentStatus
from calendar_store.views.day_view import Column, DayEntry
from gateway.web.server.static_files import PAGES
from gateway.web.staff.day.day_layout import BlockKind, digits, lay_out

NINE = datetime(2026, 1, 12, 8, tzinfo=UTC)
HOUR = timedelta(hours=1)
AURORA = Practitioner(1, 1, "Aurora")
ADA = Client(1, 1, "Ada", "Byron", "+393331110001")
OPEN = Column(AURORA, ((NINE, NINE + 4 * HOUR),))


def entry(start, minutes=30, status=AppointmentStatus.BOOKED):
    end = start + timedelta(minutes=minutes)
    appointment = Appointment(1, 1, 1, 1, start, end, status, 1)
    return DayEntry(appointment, ADA, (), asked=False, texts=(), alerts=())


def told(layout):
    """Return kind, and begin and end in minutes after nine, of the only lane's blocks."""
    (lane,) = layout.lanes
    minute = timedelta(minutes=1)
    return [
        (b.kind.value, (b.start - NINE) // minute, (b.end - NINE) // minute) for b in lane.blocks
    ]


def test_an_appointment_parts_the_free_time():
    assert told(lay_out([OPEN], [entry(NINE + HOUR)])) == [
        ("free", 0, 60),
        ("appointment", 60, 90),
        ("free", 90, 240),
    ]


def test_what_was_cancelled_stands_on_the_time_it_freed():
    cancelled = entry(NINE + HOUR, status=AppointmentStatus.CANCELLED)
    layout = lay_out([OPEN], [cancelled])
    assert told(layout) == [("free", 0, 240), ("freed", 60, 90)]
    assert layout.cancelled == (cancelled,)


def test_what_was_given_away_again_hides_what_was_cancelled():
    cancelled = entry(NINE, status=AppointmentStatus.CANCELLED)
    assert told(lay_out([OPEN], [cancelled, entry(NINE)])) == [
        ("appointment", 0, 30),
        ("free", 30, 240),
    ]


def test_an_appointment_outside_hours_stretches_the_day():
    layout = lay_out([OPEN], [entry(NINE + 5 * HOUR)])
    assert layout.end == NINE + 6 * HOUR
    assert ("away", 240, 360) in told(layout)
    assert told(layout)[-1] == ("appointment", 300, 330)


def test_the_day_begins_and_ends_on_full_hours():
    half_past = replace(OPEN, open_spans=((NINE + HOUR / 2, NINE + 3.5 * HOUR),))
    layout = lay_out([half_past], [])
    assert (layout.start, layout.end) == (NINE, NINE + 4 * HOUR)
    assert [moment for moment, _ in layout.hours] == [NINE + n * HOUR for n in range(4)]


def test_hours_in_which_nobody_works_are_folded():
    """A visit over midnight is followed by the morning, not by a night of hatching."""
    night = entry(NINE - 8 * HOUR, 30)
    layout = lay_out([OPEN], [night])
    ruler = layout.ruler
    assert ruler.folds == ((NINE - 7 * HOUR, NINE),)
    assert (ruler.rows(NINE - 7 * HOUR), ruler.rows(NINE)) == (12, 18)
    assert ruler.rows(NINE + HOUR) == 30
    assert [one for one, _ in layout.hours] == [
        NINE - 8 * HOUR,
        NINE - 7 * HOUR,
        *(NINE + n * HOUR for n in range(4)),
    ]
    assert layout.between == [digits("t", 15)]
    since, until = map(int, layout.folds.split("-"))
    assert until - since == 7 * 60
    assert layout.now_place(NINE + HOUR) == digits("t", 30)


def test_neither_short_gaps_nor_what_stands_alone_are_folded():
    assert lay_out([OPEN], [entry(NINE + 5 * HOUR)]).ruler.folds == ()
    other = replace(OPEN, open_spans=((NINE + 5 * HOUR, NINE + 9 * HOUR),))
    blocked = CalendarBlock(1, 1, None, NINE + 10 * HOUR, NINE + 11 * HOUR)
    closed = replace(OPEN, open_spans=(), blocks=(blocked,))
    assert lay_out([OPEN, other, closed], [entry(NINE + 13 * HOUR)]).ruler.folds == ()


def test_nobody_works_and_nobody_comes():
    assert lay_out([replace(OPEN, open_spans=())], []) is None


@pytest.mark.parametrize(
    ("minutes", "scale"), [(60, 8), (30, 8), (20, 11), (15, 15), (10, 15), (5, 15), (1, 15)]
)
def test_the_scale_follows_the_visits_down_to_the_slot_and_never_one_short_visit(minutes, scale):
    layout = lay_out([OPEN], [entry(NINE), entry(NINE + HOUR, minutes)])
    assert layout.scale == scale
    assert min(max(minutes, 15), 30) / 5 * scale >= 44


@pytest.mark.parametrize("slot", [1, 5, 10])
def test_a_practice_of_short_slots_has_a_page_that_stays_readable(slot):
    layout = lay_out([OPEN], [entry(NINE, slot)], slot=timedelta(minutes=slot))
    assert 12 * layout.scale <= 264


def test_what_lies_over_midnight_is_cut_on_both_days():
    midnight = datetime(2026, 1, 12, 23, tzinfo=UTC)  # in Rome
    over = entry(midnight - HOUR / 2, 60)
    day, after = (midnight - 24 * HOUR, midnight), (midnight, midnight + 24 * HOUR)
    first = lay_out([OPEN], [over], day=day)
    assert (first.start, first.end) == (NINE, midnight)
    second = lay_out([replace(OPEN, open_spans=())], [over], day=after)
    assert (second.start, second.end) == (midnight, midnight + HOUR)
    (block,) = [b for b in second.lanes[0].blocks if b.kind is BlockKind.APPOINTMENT]
    assert (block.place, block.end) == (
        f"{digits('t', 0)} {digits('h', 6)}",
        midnight + HOUR / 2,
    )


def test_the_longest_day_there_is_has_a_style():
    midnight = datetime(2026, 10, 24, 22, tzinfo=UTC)  # the night the clocks go back in Rome
    day = (midnight, midnight + 25 * HOUR)
    layout = lay_out([replace(OPEN, open_spans=(day,))], [], day=day)
    sheet = (PAGES / "staff/day/places.css").read_text()
    assert layout.height == "ha3 hb0 hc0"
    places = [place for _, place in layout.hours] + [layout.height]
    for name in {name for place in places for name in place.split()}:
        assert f".{name}{{" in sheet


def test_neighbours_on_odd_minutes_do_not_overlap():
    first, second = entry(NINE + timedelta(minutes=7), 30), entry(NINE + timedelta(minutes=37), 30)
    layout = lay_out([OPEN], [first, second])
    ahead, behind = (b for b in layout.lanes[0].blocks if b.kind is BlockKind.APPOINTMENT)
    assert ahead.place == f"{digits('t', 1)} {digits('h', 6)}"
    assert behind.place == f"{digits('t', 7)} {digits('h', 6)}"


def test_now_has_a_place_only_inside_the_day():
    layout = lay_out([OPEN], [])
    assert layout.now_place(NINE + HOUR) == digits("t", 12)
    assert layout.now_place(NINE - HOUR) is None
    assert layout.now_place(NINE + 4 * HOUR) is None


def test_a_number_of_rows_is_written_as_digits():
    assert digits("t", 288) == "ta2 tb8 tc8"
    assert digits("h", 6) == "ha0 hb0 hc6"


DAY = (NINE - 9 * HOUR, NINE + 15 * HOUR)
ALWAYS = replace(OPEN, open_spans=(DAY,))


@pytest.mark.parametrize(
    ("columns", "visits", "opens"),
    [
        ([OPEN], [], NINE),
        # worked since midnight: in the morning, or with an earlier visit
        ([ALWAYS], [], NINE - HOUR),
        ([ALWAYS, OPEN], [NINE + 3 * HOUR], NINE - HOUR),
        ([ALWAYS], [NINE - 7 * HOUR / 2], NINE - 4 * HOUR),
        # a visit of last night is no beginning
        ([ALWAYS], [DAY[0] - HOUR / 4], NINE - HOUR),
        # the hours between the visit at night and the first working one are folded
        ([OPEN], [DAY[0] - HOUR / 4], NINE),
        ([OPEN], [NINE - HOUR / 2], NINE - HOUR),
    ],
)
def test_a_day_opens_where_its_reader_begins(columns, visits, opens):
    layout = lay_out(columns, [entry(one) for one in visits], day=DAY)
    assert layout.opens == opens
    assert opens in dict(layout.hours)
