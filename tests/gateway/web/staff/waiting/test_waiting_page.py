"""The page of the waiting list: who waits and for what, offers, and what staff do there."""

import gzip
import re
from datetime import timedelta

import pytest
from sqlalchemy import event

from calendar_store.appointments import offers, waiting_list
from calendar_store.clients import clients
from calendar_store.clients.new_client import NewClient
from calendar_store.model.actors import OPERATOR
from calendar_store.model.appointments import Offer
from calendar_store.model.feeds import FeedNames
from calendar_store.model.statuses import OfferStatus
from calendar_store.practices import practitioners
from gateway.use_cases import feeds
from tests.support.desk import BY, mobile

pytestmark = pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)


@pytest.fixture
async def waits(desk, now):
    """Ada waits for a new appointment within five days."""
    ada = await desk.client()
    async with desk.database.write() as tx:
        return await waiting_list.join(
            tx,
            desk.practice.id,
            ada.id,
            starts_at=now,
            ends_at=now + timedelta(days=5),
            by=OPERATOR,
            now=now,
        )


async def on_offer(desk, waits, now):
    async with desk.database.write() as tx:
        made = Offer(
            desk.practice.id,
            tx.ids.new(),
            waits.id,
            waits.client_id,
            desk.practitioner.id,
            now + timedelta(days=1),
            now + timedelta(days=1, minutes=30),
            OfferStatus.OFFERED,
            now,
            now + timedelta(hours=1),
        )
        await offers.make(tx, made)
    return made


async def test_nobody_waits(browser):
    await browser.get("/waiting")
    assert "✓ Nobody waits." in browser.text


async def test_somebody_is_added_and_what_is_refused_stays(browser, desk):
    ada = await desk.client()
    await browser.get("/waiting")
    csrf = browser.csrf
    await browser.post("/waiting", {"csrf": csrf, "q": "byr ad", "what": "move"})
    assert browser.status == 422
    assert "▲ Ada Byron has no appointment ahead" in browser.text
    assert 'value="byr ad"' in browser.html
    assert f'value="{ada.id}" checked' in browser.html
    form = {"csrf": csrf, "client": str(ada.id), "q": "", "what": "new", "last": "2026-01-16"}
    await browser.post("/waiting", form)
    assert browser.path == "/waiting?said=added"
    assert "On the waiting list." in browser.text
    assert "Ada Byron" in browser.text
    assert "Mon 12 Jan to Sat 17 Jan" in browser.text
    await browser.post("/waiting", form | {"client": "", "q": "nobody"})
    assert '▲ "nobody" is' in browser.text
    await desk.client("Augusta", "Byron", 2)
    await browser.post("/waiting", form | {"client": "", "q": "byron"})
    assert "▲ Several clients fit: choose one." in browser.text
    assert browser.html.count('type="radio" name="client"') == 2
    await browser.get("/waiting/found?q=aug")
    assert "Byron, Augusta" in browser.text
    await browser.post("/waiting", form | {"last": "2025-01-01"})
    assert "still to come" in browser.text


async def test_an_entry_is_taken_off_and_put_back(browser, waits):
    await browser.get("/waiting")
    csrf = browser.csrf
    await browser.post(f"/waiting/{waits.id}/withdraw", {"csrf": csrf})
    assert "Taken off the waiting list." in browser.text
    assert "Nobody waits." in browser.text
    (undo,) = re.findall(r'action="(/waiting/\d+/restore)"', browser.html)
    await browser.post(undo, {"csrf": csrf})
    assert "Ada Byron" in browser.text
    await browser.post(undo, {"csrf": browser.csrf})
    assert browser.status == 404
    assert "nobody was taken off the list" in browser.text


async def test_an_open_offer_is_shown_and_taken_back(browser, desk, waits, now):
    made = await on_offer(desk, waits, now)
    await browser.get("/waiting")
    assert "… Tue 13 Jan, 10:00 no answer yet; until 11:00" in browser.text
    await browser.post(f"/waiting/offers/{made.id}/take-back", {"csrf": browser.csrf})
    assert "The offer was taken back." in browser.text
    assert "⊘ taken back, or given to somebody else Ada Byron : Tue 13 Jan, 10:00" in browser.text


async def test_free_times_are_shown_and_why_none_can_be_offered(browser, waits):
    await browser.get(f"/waiting/{waits.id}")
    assert "Offer Ada Byron a time" in browser.text
    times = re.findall(r'name="time" value="([^"]+)"', browser.html)
    assert len(times) == 48
    form = {"csrf": browser.csrf, "time": times[0]}
    await browser.post(f"/waiting/{waits.id}", form)
    assert browser.status == 422
    assert "▲ no carrier reaches Ada Byron now; ask by phone" in browser.text
    for never in ("never", "9999-12-31T23:59:00+00:00", "0001-01-01T00:00:00+14:00"):
        await browser.post(f"/waiting/{waits.id}", form | {"time": f"1@{never}"})
        assert browser.status == 400


@pytest.mark.parametrize("path", ["/waiting/1", "/waiting/999999999999999999"])
async def test_what_is_not_there_is_told(browser, path):
    await browser.get(path)
    assert browser.status == 404
    assert "nobody waits under" in browser.text


async def test_the_page_is_italian_for_who_reads_italian(browser, desk, waits, now):
    await on_offer(desk, waits, now)
    await browser.get("/waiting", headers={"Accept-Language": "it"})
    assert "Lista d’attesa" in browser.text
    assert "mar 13 gen" in browser.text


async def test_the_list_and_a_feed_are_found_by_index_in_however_large_a_store(
    browser, desk, waits, now
):
    await on_offer(desk, waits, now)
    asked = []

    def note(connection, cursor, statement, values, *rest):
        asked.append((statement, values))

    async with desk.database.write() as tx:
        who = str(desk.practitioner.id)
        names = FeedNames.INITIALS
        _, token = await feeds.make(tx, OPERATOR, desk.practice, who, names, now=now)
    event.listen(desk.database._reader.sync_engine, "before_cursor_execute", note)
    await browser.get("/waiting")
    listed = len(asked)
    await browser.get(f"/waiting/{waits.id}")
    await browser.get(f"/feed/{token}.ics")
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
    large = ("appointments", "clients", "waiting_list", "offers", "feeds", "booking_holds")
    scans = tuple(f"SCAN {name}" for name in large)
    assert [plan for plan in plans if plan.startswith(scans)] == []
    assert any("ix_feeds_token_hash" in plan for plan in plans)
    assert any("ix_appointments_practice_id_practitioner_id_busy_from" in plan for plan in plans)
    for number in range(2, 12):
        client = await desk.client("Grace", f"Hopper {number}", number)
        async with desk.database.write() as tx:
            until = now + timedelta(days=3)
            await waiting_list.join(
                *(tx, desk.practice.id, client.id),
                starts_at=now,
                ends_at=until,
                by=OPERATOR,
                now=now,
            )
    asked.clear()
    event.listen(desk.database._reader.sync_engine, "before_cursor_execute", note)
    await browser.get("/waiting")
    event.remove(desk.database._reader.sync_engine, "before_cursor_execute", note)
    assert "Hopper 11" in browser.text
    assert len(asked) == listed


async def test_a_long_list_is_light_and_has_pages(browser, desk, now):
    async with desk.database.write() as tx:
        for number in range(1, 131):
            person = NewClient("Grace", f"Hopper {number}", mobile(number))
            client = await clients.add(tx, desk.practice, person, by=BY, now=now)
            until = now + timedelta(days=3)
            await waiting_list.join(
                *(tx, desk.practice.id, client.id),
                starts_at=now,
                ends_at=until,
                by=OPERATOR,
                now=now,
            )
    await browser.get("/waiting")
    assert len(gzip.compress(browser.html.encode())) < 12_000
    assert "Hopper 100 " in browser.text
    assert "Hopper 101" not in browser.text
    await browser.get("/waiting?page=2")
    assert "Hopper 101" in browser.text
    await browser.get("/waiting?page=99999")
    assert "Hopper 130" in browser.text


async def test_who_waits_for_somebody_who_has_left_is_marked(browser, desk, now):
    ada = await desk.client()
    async with desk.database.write() as tx:
        leaver = await practitioners.add(tx, desk.practice.id, "Carla", by=BY, now=now)
        await waiting_list.join(
            tx,
            desk.practice.id,
            ada.id,
            starts_at=now,
            ends_at=now + timedelta(days=5),
            practitioner_id=leaver.id,
            by=OPERATOR,
            now=now,
        )
    await browser.get("/waiting")
    assert "▲ retired" not in browser.text
    async with desk.database.write() as tx:
        await practitioners.set_retired(tx, leaver, now, by=BY, now=now)
    await browser.get("/waiting")
    assert "with Carla ▲ retired" in browser.text
