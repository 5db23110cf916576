"""Weekly hours in seven narrow boxes: what is shown is short, and is read as it was."""

import pytest

from calendar_store.entry import hours_text
from gateway.web.staff.people import week_grid


@pytest.mark.parametrize(
    ("week", "shown"),
    [
        ("mon 09:00-13:00,14:00-18:00", "9-13, 14-18"),
        ("mon 08:30-12:45", "8:30-12:45"),
        ("mon 00:00-24:00", "0-24"),
        ("mon 22:00-24:00", "22-24"),
    ],
)
def test_a_box_shows_hours_as_people_write_them(week: str, shown: str) -> None:
    hours = hours_text.parse(week, 0)
    monday, *others = week_grid.boxes(hours)
    assert monday.value == shown
    again, _boxes, wrong = week_grid.read({one.name: one.value for one in [monday, *others]}, "en")
    assert (tuple(again), wrong) == (tuple(hours), "")
