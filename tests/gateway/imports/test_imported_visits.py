"""Visits of a file: on the day that it means, for whom it names, and not what was given up here."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from calendar_store.model.imports import ImportKind, RowOutcome, RowVerdict
from tests.support.desk import mobile
from tests.support.importing import Importing

ROME = ZoneInfo("Europe/Rome")
HEAD = "Date,Time,Client,Mobile\n"


@pytest.fixture
def office(desk):
    return Importing(desk)


async def starts(office, text):
    """Return when the visits of a file begin, in Rome; None for those that are wrong."""
    one = await office.read(text, ImportKind.VISITS)
    return [
        f"{datetime.fromisoformat(row.entry['start']).astimezone(ROME):%d %b %H}"
        if row.entry.get("start")
        else None
        for row in await office.rows(one)
    ]


async def booked(office, text):
    one = await office.confirm(await office.read(text, ImportKind.VISITS))
    return await office.rows(one)


@pytest.mark.parametrize(
    ("days", "meant"),
    [
        (("04/02/2026", "13/02/2026"), ["04 Feb 10", "13 Feb 10"]),
        (("04/02/2026", "02/13/2026"), ["02 Apr 10", "13 Feb 10"]),
        (("02-13-2026", "02-04-2026"), ["13 Feb 10", "04 Feb 10"]),
        (
            ("04/02/2026", "13/02/2026", "02/14/2026", "15/02/2026"),
            ["04 Feb 10", "13 Feb 10", None, "15 Feb 10"],
        ),
        (("04.02.2026", "02/13/2026"), ["04 Feb 10", "13 Feb 10"]),
    ],
)
async def test_all_days_of_a_file_are_written_in_one_order(office, desk, days, meant):
    await desk.client()
    rows = "".join(f"{day},10:00,Ada Byron,{mobile(1)}\n" for day in days)
    assert await starts(office, HEAD + rows) == meant


async def test_a_visit_that_was_cancelled_or_moved_here_is_not_booked_again(office, desk):
    await desk.client()
    text = HEAD + "".join(f"2026-02-0{day},10:00,Ada Byron,{mobile(1)}\n" for day in (3, 4, 5))
    first = await booked(office, text)
    cancelled, moved, _ = [row.visit_id for row in first]
    for visit_id, change in ((cancelled, desk.cancel), (moved, None)):
        one = await desk.appointment(_Key(visit_id))
        await (change(one) if change else desk.move(one, datetime(2026, 2, 6, 9, tzinfo=UTC)))
    again = await office.rows(await office.read(text, ImportKind.VISITS))
    assert [row.verdict for row in again] == [RowVerdict.WRONG, RowVerdict.WRONG, RowVerdict.SAME]
    assert "moved or cancelled here" in again[0].fault


async def test_what_is_cancelled_between_preview_and_import_stays_cancelled(office, desk):
    visit = await desk.book(await desk.client(), datetime(2026, 2, 3, 9, tzinfo=UTC))
    text = HEAD + f"2026-02-03,10:00,Ada Byron,{mobile(1)}\n2026-02-04,10:00,Ada Byron,\n"
    preview = await office.read(text, ImportKind.VISITS)
    await desk.cancel(visit)
    rows = await office.rows(await office.confirm(preview))
    assert [row.outcome for row in rows] == [RowOutcome.NONE, RowOutcome.ADDED]


@pytest.mark.parametrize("who", ['"Byron, Ada"', "Ada Byron", "Check-up: Ada Byron"])
async def test_a_visit_goes_to_nobody_else_of_a_family_with_one_number(office, desk, who):
    await desk.client("Leo", "Byron", 1)
    (row,) = await office.rows(
        await office.read(HEAD + f"2026-02-03,10:00,{who},{mobile(1)}\n", ImportKind.VISITS)
    )
    assert row.verdict is RowVerdict.WRONG
    assert "import the clients first" in row.fault


async def test_of_visits_at_one_time_the_first_is_booked_and_the_others_are_refused(office, desk):
    ada, _ = await desk.client(), await desk.client("Grace", "Hopper", 2)
    await desk.book(ada, datetime(2026, 2, 3, 9, tzinfo=UTC))
    text = HEAD + (
        f"2026-02-03,10:15,Grace Hopper,{mobile(2)}\n"
        f"2026-02-03,11:15,Grace Hopper,{mobile(2)}\n"
        f"2026-02-03,11:00,Ada Byron,{mobile(1)}\n"
        f"2026-02-03,10:30,Ada Byron,{mobile(1)}\n"
        f"2036-02-03,10:30,Ada Byron,{mobile(1)}\n"
    )
    rows = await booked(office, text)
    assert [row.outcome for row in rows] == [
        RowOutcome.REFUSED,
        RowOutcome.ADDED,
        RowOutcome.REFUSED,
        RowOutcome.ADDED,
        RowOutcome.REFUSED,
    ]
    assert "just given to somebody else" in rows[0].fault
    assert "so far ahead" in rows[4].fault


async def test_what_came_of_a_visit_is_kept_with_its_history_and_undone(office, desk):
    await desk.client()
    text = HEAD.replace("Mobile", "Mobile,Status") + (
        f"2026-01-02,10:00,Ada Byron,{mobile(1)},No show\n"
        f"2026-02-03,10:00,Ada Byron,{mobile(1)},Confirmed\n"
        f"2026-02-04,10:00,Ada Byron,{mobile(1)},Attended\n"
    )
    one = await office.confirm(await office.read(text, ImportKind.VISITS))
    rows = await office.rows(one)
    visits = [await desk.appointment(_Key(row.visit_id)) for row in rows]
    assert [(each.status.value, each.version) for each in visits] == [
        ("no_show", 2),
        ("confirmed", 2),
        ("booked", 1),
    ]
    assert not await desk.reminders(visits[0])
    assert await desk.reminders(visits[2])
    undone = await office.undo(one)
    assert undone.counts["outcome.undone"] == 3


STRANGERS = HEAD + (
    f"2026-02-03,10:00,Grace Hopper,{mobile(2)}\n"
    f'2026-02-03,11:00,"Hopper, Grace",{mobile(2)}\n'
    "2026-02-03,12:00,Marie Curie,\n"
    f"2026-02-03,13:00,Check-up: Alan Turing,{mobile(4)}\n"
    f"2026-02-03,14:00,Ada Byron,{mobile(1)}\n"
)


async def test_clients_of_visits_are_added_only_where_staff_say_so(office, desk):
    await desk.client()
    one = await office.read(STRANGERS, ImportKind.VISITS)
    assert (one.counts["wrong"], one.counts["new"], one.counts["strangers"]) == (4, 1, 2)
    one = await office.adding_clients(one)
    assert [row.verdict for row in await office.rows(one)] == [
        *(RowVerdict.WITH_CLIENT, RowVerdict.WITH_CLIENT),
        *(RowVerdict.WRONG, RowVerdict.WRONG, RowVerdict.NEW),
    ]
    assert list(await office.people()) == ["Ada Byron"]
    done = await office.confirm(one)
    assert done.counts["outcome.added"] == 3
    people = await office.people()
    assert set(people) == {"Ada Byron", "Grace Hopper"}
    assert await office.agreed(people["Grace Hopper"]) == set()
    again = await office.read(STRANGERS, ImportKind.VISITS)
    assert (again.counts["same"], again.counts.get("strangers", 0)) == (3, 0)
    undone = await office.undo(done)
    assert undone.counts["outcome.undone"] == 3
    assert list(await office.people()) == ["Ada Byron"]


async def test_a_client_who_was_added_with_a_visit_stays_once_something_is_theirs(office, desk):
    one = await office.adding_clients(await office.read(STRANGERS, ImportKind.VISITS))
    done = await office.confirm(one)
    grace = (await office.people())["Grace Hopper"]
    await desk.book(grace, datetime(2026, 2, 5, 9, tzinfo=UTC))
    undone = await office.undo(done)
    assert (undone.counts["outcome.undone"], undone.counts["outcome.kept"]) == (2, 1)
    assert set(await office.people()) == {"Grace Hopper"}


class _Key:
    """An appointment by its id."""

    def __init__(self, number):
        self.id = number
