"""Pages are right over midnight, on days of clock changes, and where visits lie side by side."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from calendar_store.appointments import appointments
from calendar_store.model.papers import PaperLayout
from calendar_store.practices import services
from gateway.paper import facts, sheets
from gateway.paper.document import RowKind
from tests.support.desk import BY

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)


async def sheets_of(desk, now=None):
    async with desk.database.read() as tx:
        found = await facts.load(tx, desk.practice.id, now or desk.now)
    return {one.code[-10:]: one for one in sheets.document(found, "https://x.org").sheets}


def visits(sheet):
    return [
        (row.time, row.name, row.note)
        for section in sheet.sections
        for row in section.rows
        if row.kind is RowKind.VISIT
    ]


async def test_a_visit_over_midnight_is_on_both_pages(room, desk):
    start = datetime(2026, 1, 14, 22, 30, tzinfo=UTC)  # 23:30 in Rome
    await desk.book(await desk.client(), start, duration=HOUR)
    found = await sheets_of(desk)
    ((time, _name, note),) = visits(found["2026-01-14"])
    assert time == "23:30–00:00"
    assert note.startswith("until Thu 15 Jan 00:30")
    ((time, _name, note),) = visits(found["2026-01-15"])
    assert time == "00:00–00:30"
    assert note.startswith("since Wed 14 Jan 23:30")


async def test_a_visit_until_midnight_is_on_one_page(room, desk):
    start = datetime(2026, 1, 14, 22, 30, tzinfo=UTC)
    await desk.book(await desk.client(), start)
    found = await sheets_of(desk)
    assert len(visits(found["2026-01-14"])) == 1
    assert visits(found["2026-01-15"]) == []


async def test_an_hour_that_comes_twice_is_told_apart(room, desk):
    # the clocks of Rome go back in the night to 25 October 2026
    desk = replace(desk, now=datetime(2026, 10, 20, 9, tzinfo=UTC))
    ada = await desk.client()
    for at in (0, 1):
        await desk.book(ada, datetime(2026, 10, 25, at, 30, tzinfo=UTC))
    found = await sheets_of(desk)
    assert [time for time, _name, _note in visits(found["2026-10-25"])] == [
        "02:30 CEST–02:00 CET",
        "02:30 CET–03:00",
    ]


async def test_visits_side_by_side_both_stand(room, desk):
    ada, marie = await desk.client(), await desk.client("Marie", "Curie", 2)
    start = desk.now + DAY
    await desk.book(ada, start)
    async with desk.database.write() as tx:
        await appointments.book(
            *(tx, desk.practice, desk.steps),
            client_id=marie.id,
            practitioner_id=desk.practitioner.id,
            starts_at=start,
            duration=HOUR,
            now=desk.now,
            by=BY,
            overbook=True,
        )
    found = await sheets_of(desk)
    assert [name for _time, name, _note in visits(found["2026-01-13"])] == [
        "Byron, Ada",
        "Curie, Marie",
    ]


async def test_free_times_have_lines_and_what_is_over_has_none(room, desk, aurora):
    found = await sheets_of(desk, datetime(2026, 1, 12, 10, 7, tzinfo=UTC))  # 11:07
    rows = found["2026-01-12"].sections[0].rows
    (free,) = [row for row in rows if row.kind is RowKind.FREE]
    assert free.time == "11:15–13:00"
    assert sum(row.kind is RowKind.BLANK for row in rows) >= 5
    # once the day's hours are over, it has no page
    assert "2026-01-12" not in await sheets_of(desk, datetime(2026, 1, 12, 18, tzinfo=UTC))


async def test_days_off_have_no_page_unless_somebody_comes(room, desk, aurora, now):
    assert "2026-01-17" not in await sheets_of(desk)  # a Saturday
    await desk.book(await desk.client(), datetime(2026, 1, 17, 9, tzinfo=UTC))
    assert "2026-01-17" in await sheets_of(desk)


async def test_a_week_has_its_days_in_order(room, desk, now):
    await room.choose(layout=PaperLayout.WEEK)
    found = await sheets_of(desk)
    assert list(found) == ["2026-01-12", "2026-01-19", "2026-01-26", "2026-02-02"]
    titles = [section.title for section in found["2026-01-19"].sections]
    assert titles[0] == "Monday 19 January 2026"
    assert len(titles) == 5


async def test_services_are_named_only_where_they_are_safe(room, desk, now):

    ada = await desk.client()
    for number, (name, safe) in enumerate((("Check-up", True), ("Oncology", False))):
        async with desk.database.write() as tx:
            service = await services.add(
                *(tx, desk.practice.id, name),
                duration=HOUR,
                buffer_after=timedelta(0),
                safe_to_name=safe,
                by=BY,
                now=now,
            )
        await desk.book(ada, now + DAY + number * HOUR, service=service)
    assert [note for _time, _name, note in visits((await sheets_of(desk))["2026-01-13"])] == [
        "Check-up",
        "",
    ]
