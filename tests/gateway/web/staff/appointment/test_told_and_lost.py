"""A toast says why a client is not told; an undo that came too late, who has the time."""

import html
import re
from datetime import timedelta

import pytest

from calendar_store.clients import bad_addresses, consent
from calendar_store.clients.consent import ConsentStatement
from calendar_store.model.statuses import AppointmentStatus, Channel, ConsentHow, ConsentKind
from tests.support.desk import BY
from tests.support.pages import DAY

pytestmark = pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)
HOUR = timedelta(hours=1)


async def withdrawn(desk, client):
    said = ConsentStatement(
        *(client.id, Channel.SMS, ConsentKind.WITHDRAWN, ConsentHow.SPOKEN, BY, desk.now)
    )
    async with desk.database.write() as tx:
        await consent.record(tx, desk.practice.id, [said], now=desk.now)


async def bad(desk, client):
    async with desk.database.write() as tx:
        await bad_addresses.mark_bad_number(
            tx, desk.practice.id, client.mobile, by=BY, now=desk.now
        )


async def nothing(desk, client):
    del desk, client


WHY = [
    (nothing, "no consent"),
    (withdrawn, "consent withdrawn"),
    (bad, "wrong number"),
]


async def act(browser, visit, do, **fields):
    await browser.get(f"{DAY}?appointment={visit.id}")
    version = re.search(r'name="version" value="(\d+)"', browser.html)[1]
    form = {"csrf": browser.csrf, "version": version} | fields
    return await browser.post(f"/appointment/{visit.id}/{do}", form)


@pytest.mark.parametrize(("then", "why"), WHY)
async def test_the_toast_says_why_the_client_is_not_told(browser, desk, now, then, why):
    ada = await desk.client(consents=then is not nothing)
    visit = await desk.book(ada, now + 4 * HOUR)
    await then(desk, ada)
    await act(browser, visit, "move", date="2026-01-12", time="15:00", tell="on")
    assert f"✓ Moved. Now 15:00. They are not told: {why}." in browser.text
    await act(browser, visit, "cancel", tell="on")
    assert f"✓ Cancelled. They are not told: {why}." in browser.text
    await browser.get("/book")
    form = {"csrf": browser.csrf, "client": str(ada.id), "date": "2026-01-12", "tell": "on"}
    await browser.post("/book", form | {"time": "16:00"})
    assert f"✓ Booked. They are not told: {why}." in browser.text
    # a series, told by one message, and an answer to a script
    form |= {"csrf": browser.csrf, "repeat": "1", "weeks": "1", "times": "2", "time": "17:00"}
    await browser.post("/book", form)
    assert f"The series is booked. They are not told: {why}." in browser.text


async def test_who_was_not_to_be_told_needs_no_reason(browser, desk, now):
    visit = await desk.book(await desk.client(consents=False), now + 4 * HOUR)
    await act(browser, visit, "cancel")
    assert "✓ Cancelled. They are not told." in browser.text


async def test_a_reason_that_an_address_makes_up_is_not_said(browser, desk, now):
    visit = await desk.book(await desk.client(), now + 4 * HOUR)
    await act(browser, visit, "cancel")
    path = browser.path
    for told in ("no.late", "no.opted_out_by.", "no.nonsense", "yes.no_consent", "no.other.Call"):
        await browser.get(path.replace("told=no", f"told={told}"))
        assert browser.status == 200
        assert "They are not told:" not in browser.text


async def test_an_undone_cancellation_that_came_too_late_says_who_has_the_time(browser, desk, now):
    visit = await desk.book(await desk.client(), now + 4 * HOUR)
    await act(browser, visit, "cancel")
    undo = dict(re.findall(r'name="(\w+)" value="(\w+)"', browser.html.split('class="toast"')[1]))
    grace = await desk.client("Grace", "Hopper", 2)
    await desk.book(grace, now + 4 * HOUR)
    await browser.post(f"/appointment/{visit.id}/undo", undo)
    assert browser.status == 409
    assert "Grace Hopper · 14:00–14:30 booked 10:00, ada@example.org" in browser.text
    nearest = re.findall(r'href="(/book\?client=[^"]+)">([^<]+)', browser.html)
    assert [words for _, words in nearest] == [
        "Mon 12 January, 14:30",
        "Mon 12 January, 14:45",
        "Mon 12 January, 15:00",
    ]
    await browser.get(html.unescape(nearest[0][0]))
    assert 'type="time" name="time" value="14:30"' in browser.html
    assert "Byron, Ada" in browser.text


async def test_an_undone_move_that_came_too_late_leads_to_the_nearest_times(browser, desk, now):
    visit = await desk.book(await desk.client(), now + 4 * HOUR)
    await act(browser, visit, "move", date="2026-01-12", time="16:00")
    undo = dict(re.findall(r'name="(\w+)" value="(\w+)"', browser.html.split('class="toast"')[1]))
    await desk.book(await desk.client("Grace", "Hopper", 2), now + 4 * HOUR)
    await browser.post(f"/appointment/{visit.id}/undo", undo)
    assert browser.status == 409
    assert "Grace Hopper · 14:00–14:30" in browser.text
    nearest = re.findall(r'href="(/day/[^"]*at=[^"]+)">([^<]+)', browser.html)
    assert [words for _, words in nearest][:2] == ["Mon 12 January, 14:30", "Mon 12 January, 14:45"]
    await browser.get(html.unescape(nearest[0][0]))
    form = re.search(r'<details class="move" open>.*?</form>', browser.html, re.DOTALL)[0]
    assert 'name="time" value="14:30"' in form
    fields = dict(re.findall(r'name="(\w+)" value="([^"]*)"', form))
    await browser.post(f"/appointment/{visit.id}/move", fields)
    there = await desk.appointment(visit)
    assert (there.starts_at, there.status) == (now + 4.5 * HOUR, AppointmentStatus.BOOKED)


async def test_a_script_reads_it_in_the_panel(browser, desk, now):
    visit = await desk.book(await desk.client(), now + 4 * HOUR)
    await act(browser, visit, "cancel")
    undo = dict(re.findall(r'name="(\w+)" value="(\w+)"', browser.html.split('class="toast"')[1]))
    await desk.book(await desk.client("Grace", "Hopper", 2), now + 4 * HOUR)
    await browser.post(f"/appointment/{visit.id}/undo", undo, headers={"HX-Request": "true"})
    assert browser.status == 200
    assert "Grace Hopper · 14:00–14:30" in browser.text
