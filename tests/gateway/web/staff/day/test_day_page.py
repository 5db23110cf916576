"""The calendar as it is read: without script, and never another practice's."""

from datetime import timedelta

import pytest
from sqlalchemy import event

from calendar_store.model.statuses import UNDELIVERED, AlertKind, MessageStatus
from calendar_store.practices import hours, practices, practitioners
from tests.support.actors import named
from tests.support.desk import Desk
from tests.support.pages import DAY, alert, confirm, hear, say

HOUR = timedelta(hours=1)


@pytest.fixture
def at_two(now):
    """Two in the afternoon of the day, in Rome."""
    return now.replace(hour=13)


async def test_a_day_is_read_in_order_with_the_fate_of_each_message(browser, desk, at_two):
    ada = await desk.client()
    marie = await desk.client("Marie", "Curie", 2)
    grace = await desk.client("Grace", "Hopper", 3)
    first = await desk.book(ada, at_two)
    second = await desk.book(marie, at_two + timedelta(minutes=30))
    third = await desk.book(grace, at_two + timedelta(hours=1))
    await say(desk, first, ada)
    await hear(desk, ada, "yes", "confirm")
    await confirm(desk, first)
    await say(desk, second, marie)
    await say(desk, third, grace, MessageStatus.FAILED, "wrong number")
    await browser.get(DAY)
    assert "Aurora 3 appointments" in browser.text
    assert "Byron, Ada ✓ confirmed 14:00 ✉ ✓ delivered 10:00" in browser.text
    assert "Curie, Marie … no answer yet 14:30 ✉ ✓ delivered 10:00" in browser.text
    assert "Hopper, Grace ○ booked 15:00 ✉ ✕ not delivered 10:00" in browser.text
    assert browser.text.index("Byron") < browser.text.index("Curie") < browser.text.index("Hopper")


async def test_a_visit_over_midnight_stands_on_both_days(browser, desk, now):
    midnight = now.replace(hour=23)  # in Rome
    await desk.book(await desk.client(), midnight - timedelta(minutes=30), duration=HOUR)
    await browser.get(DAY)
    assert "Byron, Ada ○ booked 23:30" in browser.text
    await browser.get("/day/2026-01-13")
    assert "Byron, Ada ○ booked Mon 23:30" in browser.text
    assert "free 00:00" not in browser.text
    await browser.get("/day/2026-01-14")
    assert "Byron" not in browser.text


async def test_what_is_to_come_stands_before_what_came_too_late(browser, desk, now):
    """Booked inside the two days: that step has passed, and "booked" is about to go out."""
    await desk.book(await desk.client(), now + timedelta(hours=4))
    await browser.get(DAY)
    assert "Byron, Ada ○ booked 14:00 ✉ ◌ planned 10:00" in browser.text


async def test_names_keep_their_direction_to_themselves(browser, desk, at_two):
    who = await desk.client("Ada", "שרה כהן", 1)
    booked = await desk.book(who, at_two)
    await browser.get(DAY)
    assert "<bdi>שרה כהן, Ada</bdi>" in browser.html
    await browser.get(f"{DAY}?appointment={booked.id}")
    assert "<h2><bdi>Ada שרה כהן</bdi></h2>" in browser.html


async def test_hours_free_times_and_absence_are_said(browser):
    await browser.get(DAY)
    assert "free 09:00–13:00 away 13:00–14:00 free 14:00–18:00" in browser.text


async def test_a_cancelled_appointment_is_listed_and_its_time_is_free(browser, desk, at_two):
    cancelled = await desk.cancel(await desk.book(await desk.client(), at_two))
    await browser.get(DAY)
    assert "Aurora no appointments" in browser.text
    assert "free 14:00–18:00" in browser.text
    assert "Cancelled ✕ 14:00 Byron, Ada" in browser.text
    assert f"?appointment={cancelled.id}" in browser.html


async def test_a_day_on_which_nobody_works_says_so(browser):
    await browser.get("/day/2026-01-11")
    assert browser.status == 200
    assert "Nobody works on this day. It is outside everybody’s weekly hours." in browser.text


async def test_days_are_a_link_and_a_picker_away(browser):
    await browser.get(DAY)
    assert 'href="/day/2026-01-11"' in browser.html
    assert 'href="/day/2026-01-13"' in browser.html
    await browser.get("/day?date=2026-03-29")
    assert browser.path == "/day/2026-03-29"
    await browser.get("/day?date=nonsense")
    assert browser.status == 422
    assert '"nonsense" is not a day' in browser.text


@pytest.mark.parametrize("path", ["/day/2026-02-30", "/day/0001-01-01", "/day/x", "/alerts/all"])
async def test_what_does_not_exist_is_said_in_words(browser, path):
    await browser.get(path)
    assert browser.status == 404
    assert "There is no such" in browser.text
    assert "To the calendar" in browser.text


async def test_the_panel_tells_everything_that_was_said(browser, desk, at_two):
    ada = await desk.client()
    appointment = await desk.book(ada, at_two)
    await say(desk, appointment, ada)
    await hear(desk, ada, "hm, what?")
    await alert(desk, AlertKind.UNCLEAR, "wrote “hm, what?”", ada, appointment)
    await browser.get(f"{DAY}?appointment={appointment.id}")
    assert "Monday 12 January 2026, 14:00–14:30" in browser.text
    assert "With Aurora" in browser.text
    assert "Studio Aurora: will you come? Reply 1." in browser.text
    assert "10:00 ◔ queued · primary 10:00 → sending · primary 10:00 ✓ delivered" in browser.text
    assert "hm, what? 10:00 · understood: unclear" in browser.text
    assert "● a text to read wrote “hm, what?”" in browser.text
    assert "◌ planned 12:00" in browser.text
    assert "10:00 booked for 14:00" in browser.text
    await browser.get(f"/appointment/{appointment.id}")
    assert browser.text.startswith("✕ Ada Byron")


async def test_what_clients_write_is_shown_and_never_obeyed(browser, desk, at_two):
    ada = await desk.client("<b>Ada</b>", "<script>alert(1)</script>")
    appointment = await desk.book(ada, at_two)
    await say(desk, appointment, ada)
    await hear(desk, ada, "<img src=x onerror=alert(1)>")
    await browser.get(f"{DAY}?appointment={appointment.id}")
    assert "<script>alert" not in browser.html
    assert "<img src=x" not in browser.html
    assert "&lt;img src=x" in browser.html


async def test_another_practice_is_never_seen(browser, desk, at_two, now):
    async with desk.database.write() as tx:
        other = await practices.add(
            tx,
            name="Studio Boreale",
            timezone="Europe/Rome",
            locale="it",
            sender="+390699000222",
            now=now,
        )
        bruno = await practitioners.add(tx, other.id, "Bruno", by=named("textback"), now=now)
    theirs = Desk(desk.database, other, bruno, now)
    grace = await theirs.client("Grace", "Hopper", 7)
    appointment = await theirs.book(grace, at_two)
    raised = await alert(theirs, AlertKind.CALL_ME, "wants a call", grace, appointment)
    for path in (DAY, "/alerts/person", f"/appointment/{appointment.id}"):
        await browser.get(path)
        assert "Hopper" not in browser.text, path
        assert "Bruno" not in browser.text, path
    assert browser.status == 404
    await browser.get(f"{DAY}?appointment={appointment.id}")
    assert browser.status == 404
    await browser.get(DAY)
    assert "needs a person 0" in browser.text
    await browser.post(f"/alerts/{raised.id}/seen", {"csrf": browser.csrf})
    assert [one.id for one in await theirs.alerts()] == [raised.id]


async def test_each_count_leads_to_exactly_those(browser, desk, at_two):
    ada = await desk.client()
    appointment = await desk.book(ada, at_two)
    await alert(desk, AlertKind.NOT_DELIVERED, "the number does not exist", ada, appointment)
    await alert(desk, AlertKind.LATE, "about 10 minutes late", ada, appointment)
    await browser.get(DAY)
    assert "● needs a person 1 ▲ not delivered 1" in browser.text
    await browser.get("/alerts/person")
    assert "about 10 minutes late" in browser.text
    assert "does not exist" not in browser.text
    await browser.get("/alerts/not-delivered")
    assert "the number does not exist" in browser.text
    assert "Mon 12 January, 14:00 with Aurora" in browser.text
    assert "10 minutes" not in browser.text


async def test_every_kind_of_alert_has_its_sign_and_names_nobody_where_it_is_the_practices(
    browser, desk
):
    for kind in AlertKind:
        await alert(desk, kind, f"please look: {kind}")
    await browser.get("/alerts/person")
    for sign in (
        "◷ text limit nearly reached",
        "▲ text limit reached",
        "▲ number or email address does not work",
    ):
        assert sign in browser.text
    of_the_practice = UNDELIVERED | {
        AlertKind.CAP_NEAR,
        AlertKind.CAP_REACHED,
        AlertKind.UNATTRIBUTED,
        AlertKind.TEXTS_LOST,
        AlertKind.CALENDAR_NOT_FOLLOWED,
        AlertKind.LINE_LOST,
        AlertKind.NO_PAPER,
        AlertKind.BACKUPS,
        AlertKind.SUPPORT_UNASKED,
        AlertKind.SUSPENSION,
    }
    nobody = browser.text.count("Unknown number")
    assert nobody == len(set(AlertKind) - of_the_practice)


async def test_an_outage_is_about_nobody_and_stands_among_what_was_not_delivered(browser, desk):
    words = "No text goes out or comes in since 10:01: no carrier can be reached."
    await alert(desk, AlertKind.OUTAGE, words)
    await browser.get("/alerts/not-delivered")
    assert words in browser.html
    assert "Unknown number" not in browser.html
    await browser.get("/alerts/person")
    assert words not in browser.html


async def test_a_full_day_takes_as_many_queries_as_an_empty_one(browser, desk, now):
    counted = []

    def note(connection, cursor, statement, *rest):
        counted.append(statement)

    engine = desk.database._reader.sync_engine
    event.listen(engine, "before_cursor_execute", note)
    one = await desk.client()
    await desk.book(one, now + timedelta(hours=1))
    counted.clear()
    await browser.get(DAY)
    few = len(counted)
    for number in range(2, 40):
        await desk.book(
            await desk.client("Ada", f"Byron {number}", number),
            now + timedelta(hours=1, minutes=10 + 10 * number),
            duration=timedelta(minutes=10),
        )
    counted.clear()
    await browser.get(DAY)
    assert "Byron 39, Ada" in browser.text
    assert len(counted) == few


@pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)
async def test_a_day_is_found_by_index_in_however_large_a_store(browser, desk, at_two):
    ada = await desk.client()
    await say(desk, await desk.book(ada, at_two), ada)
    asked = []

    def note(connection, cursor, statement, values, *rest):
        asked.append((statement, values))

    event.listen(desk.database._reader.sync_engine, "before_cursor_execute", note)
    await browser.get(DAY)
    event.remove(desk.database._reader.sync_engine, "before_cursor_execute", note)

    def plan(connection):
        return [
            row.detail
            for statement, values in asked
            if statement.startswith("SELECT")
            for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values)
        ]

    async with desk.database.read() as tx:
        plans = await tx.run_sync(plan)
    large = ("appointments", "messages", "reminders", "clients", "inbound", "alerts")
    assert any("ix_messages_practice_id_appointment_id" in plan for plan in plans)
    assert [
        plan for plan in plans if plan.startswith(tuple(f"SCAN {name}" for name in large))
    ] == []


async def test_the_day_says_which_carriers_take_no_texts_and_why(browser, links):
    links += [
        {"carrier": "primary", "hindrance": "", "binds": []},
        {"carrier": "second", "hindrance": "refuses them for the moment", "binds": []},
    ]
    await browser.get(DAY)
    assert "texts wait: “second” refuses them for the moment" in browser.text
    assert "“primary”" not in browser.text


async def test_a_whole_day_and_its_end_are_said(browser, desk, now):
    async with desk.database.write() as tx:
        for name, week in (("Bruno", "mon-sun 00:00-24:00"), ("Clara", "")):
            one = await practitioners.add(tx, desk.practice.id, name, by=named("textback"), now=now)
            spans = hours.parse(week, one.id) if week else []
            await hours.set_week(tx, desk.practice.id, one.id, spans, by=named("textback"), now=now)
    for day in ("2026-01-13", "2026-03-30", "2026-10-26"):
        await browser.get(f"/day/{day}")
        assert "away 18:00–24:00" in browser.text
        assert "Bruno no appointments free all day" in browser.text
        assert "Clara no appointments away all day" in browser.text
    await browser.get("/day/2026-03-29")  # of 23 hours
    assert "Bruno no appointments free all day" in browser.text
