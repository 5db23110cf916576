"""Telling many clients by the pages: who is touched, previewed, sent, stopped, and refused."""

import re
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from calendar_store.appointments import announcements
from calendar_store.practices import hours

pytestmark = pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)
TOMORROW = date(2026, 1, 13)
ROME = ZoneInfo("Europe/Rome")


def at(hour, day=TOMORROW):
    return datetime.combine(day, time(hour), ROME)


@pytest.fixture
async def visit(desk):
    return await desk.book(await desk.client(), at(10))


def filled(browser, **more):
    """Return the fields of the form that tells, as the page shows them."""
    (form,) = re.findall(r'<form id="tell".*?</form>', browser.html, re.DOTALL)
    found = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form))
    for name, box in re.findall(r'<input type="checkbox" name="([^"]+)" value="1"([^>]*)>', form):
        if "checked" in box:
            found[name] = "1"
    found |= dict(
        re.findall(r'<textarea [^>]*name="([^"]+)"[^>]*>\n(.*?)</textarea>', form, re.DOTALL)
    )
    return found | {"do": "send"} | more


async def begun(desk):
    async with desk.database.read() as tx:
        found = await announcements.listed(tx, desk.practice.id, limit=10)
        keys = [(one.practice_id, one.id) for one in found]
        return found, await announcements.told_by(tx, keys)


async def test_the_page_shows_whom_tomorrow_touches_and_what_they_would_read(browser, visit, desk):
    nobody = await desk.client("Grace", "Hopper", 2, consents=False)
    await desk.book(nobody, at(11))
    await browser.get("/tell")
    assert "Ada Byron" in browser.text
    assert "Siamo chiusi mar 13 gen" in browser.text
    assert "1 text" in browser.text
    assert "1 client cannot be written to: call them." in browser.text
    assert f'name="visit-{visit.id}-1" value="1"' in browser.html
    assert "Tell clients" in browser.text


async def test_nobody_is_touched_on_a_day_without_visits(browser, visit):
    await browser.get("/tell?first=2026-01-20")
    assert "It touches nobody" in browser.text


async def test_sent_it_closes_the_day_and_shows_how_far_it_is(browser, visit, desk):
    await browser.get("/tell")
    await browser.post("/tell", filled(browser))
    assert re.fullmatch(r"/tell/\d+", browser.path)
    assert "waiting: 1" in browser.text
    (found,), rows = await begun(desk)
    assert (found.off, found.offers_times) == (True, True)
    assert [one.appointment_id for one in rows[found.id]] == [visit.id]
    async with desk.database.read() as tx:
        (closed,) = await hours.exceptions(tx, desk.practice.id, None, TOMORROW, TOMORROW)
    assert (closed.practitioner_id, closed.opens) == (None, None)
    await browser.get("/tell/told")
    assert "The practice is closed" in browser.text
    await browser.get("/log")
    await browser.get("/tell")
    assert "told already" in browser.text


async def test_an_unticked_client_is_not_told(browser, visit, desk):
    other = await desk.book(await desk.client("Grace", "Hopper", 2), at(11))
    await browser.get("/tell")
    fields = filled(browser)
    del fields[f"visit-{visit.id}-1"]
    await browser.post("/tell", fields)
    (found,), rows = await begun(desk)
    assert [one.appointment_id for one in rows[found.id]] == [other.id]


async def test_what_was_typed_stays_and_a_mistake_is_said(browser, visit, desk):
    await browser.get("/tell")
    await browser.post("/tell", filled(browser, **{"words-it": " "}))
    assert browser.status == 422
    assert "Write what clients are told, in each language." in browser.text
    own = "Manca la corrente da venerdì."
    await browser.post("/tell", filled(browser, **{"words-it": own}, do="preview"))
    assert own in browser.text.replace("&#39;", "'")
    assert (await begun(desk))[0] == []


async def test_words_that_tell_why_they_come_are_warned_of_once(browser, visit, desk):
    await browser.get("/tell")
    await browser.post("/tell", filled(browser, **{"words-it": "La terapia non si fa."}))
    assert browser.status == 422
    assert "Send it as it is" in browser.text
    await browser.post("/tell", filled(browser))
    assert browser.status == 200
    assert len((await begun(desk))[0]) == 1


async def test_a_visit_that_has_changed_meanwhile_is_looked_at_again(browser, visit, desk):
    await browser.get("/tell")
    fields = filled(browser)
    await desk.move(visit, at(12))
    await browser.post("/tell", fields)
    assert browser.status == 422
    assert "changed meanwhile" in browser.text
    assert (await begun(desk))[0] == []


async def test_pressed_twice_it_is_told_once(browser, visit, desk):
    await browser.get("/tell")
    fields = filled(browser)
    await browser.post("/tell", fields)
    sent = browser.text
    await browser.post("/tell", fields)
    assert browser.text == sent
    # and once more from a page that was opened before
    await browser.post("/tell", fields | {"csrf": browser.csrf})
    assert "They were told the same already." in browser.text
    assert len((await begun(desk))[0]) == 1


async def test_two_who_send_other_words_at_once_tell_nobody_twice(browser, visit, desk):
    await browser.get("/tell")
    first = filled(browser)
    second = first | {"words-it": "Domani siamo chiusi, ci scusiamo."}
    await browser.post("/tell", first)
    await browser.post("/tell", second)
    assert browser.status == 422
    assert "Some were told of it meanwhile" in browser.text
    assert len((await begun(desk))[0]) == 1
    # who has seen it may send it all the same
    await browser.post("/tell", filled(browser))
    assert len((await begun(desk))[0]) == 2


async def test_what_is_not_sent_is_stopped(browser, visit, desk):
    await browser.get("/tell")
    await browser.post("/tell", filled(browser))
    path = browser.path
    await browser.post(f"{path}/stop", {"csrf": browser.csrf})
    assert "Stopped" in browser.text
    assert "not told: 1" in browser.text
    assert "Stop what is not sent yet" not in browser.text


async def test_an_announcement_that_is_not_there_is_not_found(browser, visit):
    await browser.get("/tell/999")
    assert browser.status == 404


@pytest.mark.parametrize(
    "query",
    ["first=tomorrowish", "since=25:99", "practitioner=7", "first=2026-01-01", "occasion=x"],
)
async def test_what_makes_no_sense_in_the_address_is_said(browser, visit, query):
    await browser.get(f"/tell?{query}")
    assert browser.status in {200, 422}
    assert "What has happened?" in browser.text


async def test_more_than_have_boxes_are_told_together(browser, desk, monkeypatch):
    monkeypatch.setattr("gateway.web.staff.tell.tell_page.MOST_BOXES", 2)
    visits = [
        await desk.book(await desk.client("Client", f"Number {n}", n + 1), at(9 + n))
        for n in range(4)
    ]
    await browser.get("/tell")
    assert "2 more have no boxes of their own and are told too." in browser.text
    await browser.post("/tell", filled(browser))
    (found,), rows = await begun(desk)
    assert {one.appointment_id for one in rows[found.id]} == {one.id for one in visits}


@pytest.mark.parametrize("path", ["/tell", "/tell/preview"])
async def test_too_long_words_come_back_whole(browser, visit, desk, path):
    await browser.get("/tell")
    long = "Siamo chiusi. " * 60
    await browser.post(path, filled(browser, **{"words-it": long}))
    assert long.strip() in browser.html
    assert "are too many" in browser.text
    assert (await begun(desk))[0] == []


async def test_absences_and_their_visits_lead_to_the_page(browser, visit, desk):
    who = desk.practitioner.id
    away = {"practitioner": str(who), "first": TOMORROW.isoformat()}
    await browser.get("/people/absences")
    await browser.post("/people/absences", {"csrf": browser.csrf, **away})
    for page in ("/people/absences", "/away"):
        await browser.get(page)
        (link,) = re.findall(r'href="(/tell\?[^"]+)"', browser.html)
        await browser.get(link.replace("&amp;", "&"))
        assert "Ada Byron" in browser.text
        assert f'value="{who}" selected' in browser.html
        assert "Aurora non potrà essere qui" in browser.text
        # it is closed already
        assert "Close these days in the calendar too" not in browser.text
