"""The list of visits in absences: reached from the day, worked off by plain forms, live."""

import re
from datetime import datetime, timedelta

import pytest

from calendar_store.model.statuses import AppointmentStatus, Role
from calendar_store.practices import staff
from gateway.use_cases import dealing_list
from tests.support.actors import named
from tests.support.bookings import book
from tests.support.pages import Stream
from tests.support.settings_of_practices import statements

pytestmark = pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)
TOMORROW = "/day/2026-01-13"


@pytest.fixture
def press(browser):
    """Press a button of a visit in the list, as a browser without script does."""

    async def pressed(visit, do="", to=0, **fields):
        form = re.search(rf'<form id="v-{visit.id}".*?</form>', browser.html, re.DOTALL)[0]
        action = re.search(r'action="([^"]+)"', form)[1].replace("&amp;", "&")
        known = dict(re.findall(r'type="hidden" name="(\w+)" value="(\w+)"', form))
        times = re.findall(r'name="to" value="([^"]+)"', form)
        chosen = {"do": do} if do else {"to": times[to]}
        return await browser.post(action, known | chosen | fields)

    return pressed


def listed(browser):
    return re.findall(r'<(?:form|section) id="v-(\d+)"', browser.html)


async def undo(browser):
    toast = re.search(r'<div class="toast".*?</form>', browser.html, re.DOTALL)[0]
    fields = dict(re.findall(r'name="(\w+)" value="(\w+)"', toast))
    action = re.search(r'action="([^"]+)"', toast)[1].replace("&amp;", "&")
    return await browser.post(action, fields)


async def test_the_day_says_how_many_visits_are_open_and_leads_to_them(browser, visits):
    await browser.get(TOMORROW)
    assert "▲ 3 visits to deal with" in browser.text
    where = re.search(r'<a class="bad" href="(/away[^"]+)"', browser.html)[1]
    await browser.get(where.replace("&amp;", "&"))
    assert browser.status == 200
    assert listed(browser) == [str(one.id) for one in visits]
    assert "3 visits to deal with" in browser.text
    # whom to call, and what to propose
    assert 'href="tel:+393331110001"' in browser.html
    assert "Bruno" in browser.text
    await browser.get("/day/2026-01-12")
    assert "to deal with" not in browser.text


async def test_the_list_empties_as_one_works(browser, desk, visits, press):
    await browser.get("/away")
    first, second, third = visits
    await press(first, to=-1, tell="on")
    assert "✓ Moved" in browser.text
    assert "A text tells them." in browser.text
    assert listed(browser) == [str(second.id), str(third.id)]
    assert (await desk.appointment(first)).practitioner == "Bruno"
    await press(second, "cancel")
    assert "They are not told." in browser.text
    assert (await desk.appointment(second)).status is AppointmentStatus.CANCELLED
    await press(third, "keep")
    assert "It stays as it is." in browser.text
    assert "✓ Every visit in an absence is dealt with." in browser.text
    assert (await desk.appointment(third)).starts_at == third.starts_at


@pytest.mark.parametrize("do", ["", "cancel", "keep"])
async def test_what_was_done_is_taken_back_and_stands_in_the_list_again(
    browser, desk, visits, press, do
):
    await browser.get("/away?day=2026-01-13")
    await press(visits[0], do)
    assert len(listed(browser)) == 2
    await undo(browser)
    assert "Taken back." in browser.text
    assert browser.path.startswith("/away?day=2026-01-13&done=")
    assert listed(browser) == [str(one.id) for one in visits]
    assert (await desk.appointment(visits[0])).status is AppointmentStatus.BOOKED


async def test_who_was_faster_is_said_beside_the_visit(browser, desk, visits, press, bruno):
    await browser.get("/away")
    before = browser.html
    await press(visits[0], "keep")
    browser.html = before
    await press(visits[0], "cancel")
    assert browser.status == 409
    assert "Somebody was faster: stays in the absence" in browser.text
    assert listed(browser) == [str(one.id) for one in visits[1:]]
    # a time that somebody took meanwhile: the visit stays, with other times
    form = re.search(rf'<form id="v-{visits[1].id}".*?</form>', browser.html, re.DOTALL)[0]
    times = re.findall(r'name="to" value="(\S+) (\d+)"', form)
    start, _ = times[-1]
    other = await desk.client("Emmy", "Noether", 9)
    await desk.book(other, datetime.fromisoformat(start), practitioner=bruno)
    await press(visits[1], to=-1)
    assert browser.status == 409
    assert str(visits[1].id) in listed(browser)
    assert f'value="{start} {bruno.id}"' not in browser.html


async def test_what_the_form_does_not_say_is_refused(browser, desk, visits):
    last = {"to": f"9999-12-31T23:59:00+00:00 {desk.practitioner.id}"}
    for odd in ({}, {"to": "soon 1"}, {"to": "2026-01-13T10:00 1"}, last, {"version": ""}):
        await browser.get("/away")
        form = {"csrf": browser.csrf, "version": "1", "do": "burn"} | odd
        await browser.post(f"/away/{visits[0].id}", form)
        assert browser.status == 400
    await browser.get("/away?absence=1")
    assert browser.status == 404


async def test_a_practitioner_reads_the_list_and_deals_with_nothing(
    browser, desk, visits, password_hash, now
):
    async with desk.database.write() as tx:
        member = await staff.add(
            tx,
            desk.practice.id,
            email="carla@example.org",
            role=Role.PRACTITIONER,
            password_hash=password_hash,
            by=named("textback"),
            now=now,
        )
        token = await staff.log_in(tx, member, now=now)
    browser.session.cookie_jar.update_cookies({"textback": token}, browser.server.make_url("/"))
    await browser.get("/away")
    assert len(listed(browser)) == 3
    assert 'name="do"' not in browser.html
    csrf = browser.csrf
    await browser.post(f"/away/{visits[0].id}", {"csrf": csrf, "do": "cancel", "version": "1"})
    assert browser.status == 403


async def test_an_open_list_is_told_when_it_changes(browser, desk, visits, press):
    await browser.get("/away?day=2026-01-13")
    events, seen = re.search(r'data-events="([^"]+)".*data-seen="(\w+)"', browser.html).groups()
    url = browser.server.make_url(f"{events}&seen={seen}")
    async with browser.session.get(url) as response:
        stream = Stream(response)
        await press(visits[0], "keep")
        name, data = await stream.event()
    assert name == "renewed"
    assert 'hx-get="/away?day=2026-01-13"' in data


async def test_a_full_list_takes_as_many_statements_as_a_short_one(browser, desk, visits):
    await browser.get("/away")
    with statements(desk.database) as short:
        await browser.get("/away")
    assert len(listed(browser)) == 3
    for number in range(4, 16):
        start = visits[-1].ends_at + (number - 4) * timedelta(minutes=15)
        one = await desk.client("Client", f"Number {number}", number)
        async with desk.database.write() as tx:
            # the desk lets nobody be booked into an absence, unless it insists
            await book(tx, one, desk.practitioner, start, 15)
    with statements(desk.database) as full:
        await browser.get("/away")
    assert len(listed(browser)) == dealing_list.MOST
    assert "15 visits to deal with" in browser.text
    assert len(full) <= len(short) + 2
    assert len(full) < 30


async def test_all_visits_of_a_client_are_cancelled_at_once_and_told_by_one_text(
    browser, desk, visits, press, now
):
    first, other, _ = visits
    ada = await desk.client("Ada", "Byron", 1)
    again = [await desk.book(ada, first.starts_at.replace(hour=hour)) for hour in (13, 14)]
    await browser.get("/away")
    assert browser.text.count("Cancel all 2 visits of theirs") == 1
    await press(again[0], "cancel-all", tell="on")
    assert "✓ All of their visits are cancelled." in browser.text
    for one in again:
        assert (await desk.appointment(one)).status is AppointmentStatus.CANCELLED
    assert listed(browser) == [str(one.id) for one in visits]
    await undo(browser)
    assert "✓ Taken back." in browser.text
    for one in again:
        assert (await desk.appointment(one)).status is AppointmentStatus.BOOKED
    assert (await desk.appointment(other)).status is AppointmentStatus.BOOKED


async def test_visits_of_another_client_are_not_cancelled_along(browser, desk, visits, press):
    first, second, third = visits
    ada = await desk.client("Ada", "Byron", 1)
    for hour in (13, 14):
        one = await desk.book(ada, first.starts_at.replace(hour=hour))
    await browser.get("/away")
    await press(third, "cancel-all", rest=f"{one.id}_{one.version}")
    assert browser.status == 409
    assert "are not of one client" in browser.text
    for each in (second, third, one):
        assert (await desk.appointment(each)).status is AppointmentStatus.BOOKED
