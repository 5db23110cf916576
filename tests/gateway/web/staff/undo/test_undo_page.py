"""What was changed in records is taken back from the toast of the page that says so."""

import re
from datetime import timedelta

import pytest

from calendar_store.clients import clients
from gateway.use_cases import notes
from tests.support.desk import BY
from tests.support.pages import DAY

pytestmark = pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)


async def undo(browser):
    toast = re.search(r'<div class="toast".*?</form>', browser.html, re.DOTALL)[0]
    fields = dict(re.findall(r'name="(\w+)" value="([\w-]+)"', toast))
    return await browser.post(re.search(r'action="([^"]+)"', toast)[1], fields)


async def test_a_client_s_correction(browser, desk, clock):
    ada = await desk.client()
    await browser.get(f"/clients/{ada.id}")
    await browser.post(f"/clients/{ada.id}/correct", {"csrf": browser.csrf, "first": "Eda"})
    assert "✓ Corrected." in browser.text
    page = browser.html
    await undo(browser)
    assert "✓ Taken back." in browser.text
    async with desk.database.read() as tx:
        assert (await clients.get(tx, desk.practice.id, ada.id)).first == "Ada"
    # of the same page in another window
    browser.html = re.sub(r'(name="csrf" value=")\w+', rf"\g<1>{browser.csrf}", page)
    await undo(browser)
    assert browser.status == 409
    assert "Somebody was faster: this was changed at 10:00, ada@example.org." in browser.text
    clock.forward(timedelta(minutes=6))
    await browser.get(f"/clients/{ada.id}?said=corrected")
    assert "Undo" not in browser.text


async def test_a_practitioner_s_name_and_hours(admin, desk):
    where = f"/people/{desk.practitioner.id}"
    await admin.get(where)
    csrf = admin.csrf
    await admin.post(where, {"csrf": csrf, "name": "Aurelia"})
    await undo(admin)
    assert "✓ Taken back." in admin.text
    assert "Aurora" in admin.text
    await admin.post(f"{where}/hours", {"csrf": csrf, "week": "mon 9-10"})
    assert "The hours were changed." in admin.text
    await undo(admin)
    assert admin.html.count('value="9-13, 14-18"') == 5


async def test_a_block_entered_and_removed(browser, desk):
    await browser.get("/blocks/new")
    form = {"csrf": browser.csrf, "practitioner": str(desk.practitioner.id)}
    times = {"date": "2026-01-12", "time": "15:00", "end": "16:00", "reason": "bank"}
    await browser.post("/blocks", form | times)
    assert "✓ Blocked." in browser.text
    await undo(browser)
    assert "✓ Taken back." in browser.text
    assert "free 14:00–18:00" in browser.text
    await browser.post("/blocks", form | times)
    where = re.search(r'href="(/blocks/\d+)"', browser.html)[1]
    await browser.post(f"{where}/remove", {"csrf": browser.csrf})
    assert "✓ Free again." in browser.text
    await undo(browser)
    assert "blocked 15:00–16:00 : bank" in browser.text


async def test_a_note_that_was_removed(browser, desk, now):
    visit = await desk.book(await desk.client(), now + timedelta(hours=4))
    async with desk.database.write() as tx:
        note = await notes.add(tx, BY, desk.practice, visit.id, "rings the bell", now=now)
    await browser.get(f"{DAY}?appointment={visit.id}")
    form = {"csrf": browser.csrf, "remove": str(note.id)}
    await browser.post(f"/appointment/{visit.id}/note", form)
    assert "✓ The note is removed." in browser.text
    assert "rings the bell" not in browser.text
    await undo(browser)
    assert "rings the bell" in browser.text


async def test_a_service_and_an_account(admin, desk):
    csrf = admin.csrf
    form = {"csrf": csrf, "name": "Massage", "minutes": "45", "whom": "everybody", "by_web": "1"}
    await admin.post("/people/services", form)
    (where,) = set(re.findall(r'href="(/people/services/\d+)"', admin.html))
    await admin.post(where, form | {"minutes": "60", "name": "Long massage"})
    assert "✓ Saved." in admin.text
    await undo(admin)
    assert (admin.path, "✓ Taken back." in admin.text) == (f"{where}?said=undone", True)
    assert re.search(r'name="minutes"[^>]* value="45"', admin.html)
    # nothing was changed: what was changed elsewhere is not offered to be taken back here
    await admin.post(where, form)
    assert "Undo" not in admin.text
    await admin.get("/staff")
    (account,) = set(re.findall(r'href="(/staff/\d+)" aria-label="Change: ada', admin.html))
    await admin.post(account, {"csrf": csrf, "role": "admin", "name": "Ada"})
    await undo(admin)
    assert (admin.path, "✓ Taken back." in admin.text) == (f"{account}?said=undone", True)
    assert 'value="reception" selected' in admin.html
