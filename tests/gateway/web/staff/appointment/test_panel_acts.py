"""The panel of an appointment acts: by plain forms without script, with undo and clear refusals."""

import re
from datetime import timedelta

import pytest

from calendar_store.clients import clients
from calendar_store.model.statuses import AppointmentStatus, MessageStatus, Role
from calendar_store.practices import practitioners, staff
from calendar_store.views import day_view
from tests.support.actors import named
from tests.support.pages import DAY, say

pytestmark = pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)
HOUR = timedelta(hours=1)


@pytest.fixture
async def visit(desk, now):
    """Ada's visit at two in the afternoon in Rome, four hours ahead."""
    return await desk.book(await desk.client(), now + 4 * HOUR)


@pytest.fixture
def press(browser):
    """Press a button of the panel of an appointment, as a browser without script does."""

    async def pressed(visit, do, **fields):
        await browser.get(f"{DAY}?appointment={visit.id}")
        version = re.search(r'name="version" value="(\d+)"', browser.html)
        known = {"csrf": browser.csrf, "version": version[1] if version else "1"}
        return await browser.post(f"/appointment/{visit.id}/{do}", known | fields)

    return pressed


def undo_form(html):
    """Return address and fields of the form in the toast."""
    toast = re.search(r'<div class="toast".*?</form>', html, re.DOTALL)[0]
    fields = dict(re.findall(r'name="(\w+)" value="(\w+)"', toast))
    return re.search(r'action="([^"]+)"', toast)[1], fields


async def test_a_visit_is_confirmed(browser, desk, visit, press):
    await press(visit, "mark", **{"as": "confirmed"})
    assert browser.status == 200
    assert browser.path.startswith(f"{DAY}?appointment={visit.id}&did=confirmed")
    assert "✓ Confirmed." in browser.text
    assert (await desk.appointment(visit)).status is AppointmentStatus.CONFIRMED


async def test_a_client_phones_to_cancel_and_it_is_taken_back(browser, desk, visit, press):
    await press(visit, "cancel", tell="on")
    assert "✓ Cancelled." in browser.text
    assert (await desk.appointment(visit)).status is AppointmentStatus.CANCELLED
    where, fields = undo_form(browser.html)
    await browser.post(where, fields)
    assert "✓ Taken back." in browser.text
    assert (await desk.appointment(visit)).status is AppointmentStatus.BOOKED


async def test_an_undo_is_offered_no_longer_than_it_is_of_use(browser, desk, visit, press, clock):
    await press(visit, "cancel")
    assert "They are not told." in browser.text
    path = browser.path
    clock.forward(timedelta(minutes=2))
    await browser.get(path)
    assert "Undo" not in browser.text


async def test_a_visit_is_moved_by_the_form(browser, desk, visit, press):
    await press(visit, "move", date="2026-01-13", time="15:30", tell="on")
    assert browser.path.startswith("/day/2026-01-13?")
    assert "✓ Moved." in browser.text
    there = await desk.appointment(visit)
    assert there.starts_at == visit.starts_at + timedelta(days=1, minutes=90)
    where, fields = undo_form(browser.html)
    await browser.post(where, fields)
    assert (await desk.appointment(visit)).starts_at == visit.starts_at


async def test_after_a_move_it_is_chosen_whether_the_client_is_told(browser, desk, visit, press):
    await press(visit, "move", date="2026-01-13", time="15:30", tell="on")
    assert "✓ Moved. Now Tue 15:30. A text tells them." in browser.text
    for what, words in (("untell", "They are not told."), ("tell", "A text tells them.")):
        form = re.search(
            rf'<form[^>]*>(?:(?!</form>).)*value="{what}".*?</form>', browser.html, re.DOTALL
        )
        fields = dict(re.findall(r'name="(\w+)" value="(\w+)"', form[0]))
        await browser.post(f"/appointment/{visit.id}/undo", fields)
        assert f"✓ Moved. Now Tue 15:30. {words}" in browser.text
    where, fields = undo_form(browser.html)
    await browser.post(where, fields)
    assert (await desk.appointment(visit)).starts_at == visit.starts_at


async def test_a_confirmation_by_staff_is_taken_back(browser, desk, visit, press):
    await press(visit, "mark", **{"as": "confirmed"})
    where, fields = undo_form(browser.html)
    await browser.post(where, fields)
    assert "✓ Taken back." in browser.text
    assert "confirmation taken back" in browser.text
    assert (await desk.appointment(visit)).status is AppointmentStatus.BOOKED


async def test_who_lost_a_race_reads_who_was_faster_and_takes_the_nearest(
    browser, desk, visit, press, now
):
    grace = await desk.client("Grace", "Hopper", 2)
    await desk.book(grace, now + 6 * HOUR)
    await press(visit, "move", date="2026-01-12", time="16:00", tell="on")
    assert browser.status == 409
    assert "Grace Hopper" in browser.text
    assert "by ada@example.org" not in browser.text
    assert "ada@example.org" in browser.text
    assert 'type="time" name="time" value="16:00"' in browser.html
    nearest = re.findall(r'<button name="at" value="([^"]+)">([^<]+)', browser.html)
    assert [words for _, words in nearest] == [
        "Mon 12 January, 15:15",
        "Mon 12 January, 15:30",
        "Mon 12 January, 16:30",
    ]
    await press(visit, "move", date="2026-01-12", time="16:00", at=nearest[1][0])
    assert (await desk.appointment(visit)).starts_at == now + 5.5 * HOUR


async def test_outside_the_hours_only_who_may_is_asked_whether_it_is_meant(
    browser, desk, visit, press
):
    await press(visit, "move", date="2026-01-12", time="19:00")
    assert browser.status == 422
    assert "does not work then" in browser.text
    assert "Move it anyway" not in browser.text
    async with desk.database.write() as tx:
        member = await staff.add(
            tx,
            desk.practice.id,
            email="boss@example.org",
            role=Role.ADMIN,
            password_hash="-",
            by=named("textback"),
            now=desk.now,
        )
        token = await staff.log_in(tx, member, now=desk.now)
    browser.session.cookie_jar.update_cookies({"textback": token}, browser.server.make_url("/"))
    await press(visit, "move", date="2026-01-12", time="19:00")
    assert 'name="override" value="1">Move it anyway' in browser.html
    await press(visit, "move", date="2026-01-12", time="19:00", override="1")
    assert (await desk.appointment(visit)).starts_at == desk.now.replace(hour=18)


async def test_a_visit_that_somebody_changed_is_not_changed_again(browser, desk, visit):
    await browser.get(f"{DAY}?appointment={visit.id}")
    form = {"csrf": browser.csrf, "version": str(visit.version)}
    await desk.move(visit, visit.starts_at + HOUR)
    await browser.post(f"/appointment/{visit.id}/cancel", form)
    assert browser.status == 409
    assert "Somebody was faster: moved to 15:00 at 10:00, ada@example.org." in browser.text
    assert (await desk.appointment(visit)).status is AppointmentStatus.BOOKED


async def test_who_came_and_who_did_not(browser, desk, press, clock):
    visit = await desk.book(await desk.client(), desk.now + timedelta(minutes=20))
    await press(visit, "mark", **{"as": "arrived"})
    assert "arrived at 10:00" in browser.text
    where, fields = undo_form(browser.html)
    await browser.post(where, fields)
    assert "arrived at" not in browser.text
    clock.forward(timedelta(minutes=20))
    await press(visit, "mark", **{"as": "no_show"})
    assert "▢ no-show" in browser.text
    where, fields = undo_form(browser.html)
    await browser.post(where, fields)
    assert (await desk.appointment(visit)).status is AppointmentStatus.BOOKED
    await press(visit, "mark", **{"as": "attended"})
    assert (await desk.appointment(visit)).status is AppointmentStatus.ATTENDED


async def test_a_mark_made_by_mistake_is_taken_back_later_too(browser, desk, press, clock):
    visit = await desk.book(await desk.client(), desk.now + timedelta(minutes=20))
    await press(visit, "mark", **{"as": "arrived"})
    await browser.get(f"{DAY}?appointment={visit.id}")
    await press(visit, "undo", what=re.search('value="(not_arrived)"', browser.html)[1])
    assert (await desk.appointment(visit)).arrived_at is None
    clock.forward(HOUR)
    await press(visit, "mark", **{"as": "no_show"})
    clock.forward(HOUR)
    await browser.get(f"{DAY}?appointment={visit.id}")
    await press(visit, "undo", what=re.search('value="(unmark)"', browser.html)[1])
    assert (await desk.appointment(visit)).status is AppointmentStatus.BOOKED


async def test_a_booking_is_undone_by_the_rules_of_an_undo(browser, desk, visit, press, clock):
    """So that a client who was told hears of it; which needs that it was just booked."""
    clock.forward(timedelta(minutes=6))
    await press(visit, "undo", what="unbook")
    assert browser.status == 422
    assert "cancel the appointment instead" in browser.text
    assert (await desk.appointment(visit)).status is AppointmentStatus.BOOKED


async def test_notes_are_kept_beside_it_and_what_was_typed_stays(browser, visit, press):
    await press(visit, "note", text="brings <b>her</b> son")
    assert "brings <b>her</b> son" in browser.text
    assert "brings &lt;b&gt;her&lt;/b&gt; son" in browser.html
    number = re.search(r'name="remove" value="(\d+)"', browser.html)[1]
    await press(visit, "note", remove=number)
    assert "brings" not in browser.text
    await press(visit, "note", text="  ")
    assert browser.status == 422
    assert "a note needs words" in browser.text


async def test_a_script_gets_the_panel_and_the_toast_alone(browser, visit):
    await browser.get(f"{DAY}?appointment={visit.id}")
    form = {"csrf": browser.csrf, "version": str(visit.version), "as": "confirmed"}
    await browser.post(f"/appointment/{visit.id}/mark", form, headers={"HX-Request": "true"})
    assert browser.status == 200
    assert "<html" not in browser.html
    assert 'id="toast" hx-swap-oob' in browser.html
    # of a page that was opened before, in another window
    form["csrf"] = (await browser.get(DAY)).csrf
    await browser.post(f"/appointment/{visit.id}/mark", form, headers={"HX-Request": "true"})
    assert browser.status == 200
    assert "Somebody was faster" in browser.text


async def test_a_form_without_what_it_needs_says_to_open_the_page_again(browser, visit):
    await browser.get(DAY)
    for do in ("mark", "cancel", "undo", "keep"):
        await browser.post(f"/appointment/{visit.id}/{do}", {"csrf": browser.csrf})
        assert browser.status == 400
        assert "Open it again" in browser.text
        await browser.get(DAY)


async def test_another_practitioner_takes_it(browser, desk, visit, press, now):
    async with desk.database.write() as tx:
        bruno = await practitioners.add(
            tx, desk.practice.id, "Bruno", by=named("textback"), now=now
        )
    await press(visit, "move", date="2026-01-12", time="15:00", practitioner=str(bruno.id))
    assert browser.status == 422
    assert "Bruno does not work then" in browser.text
    assert f'<option value="{bruno.id}" selected>' in browser.html


@pytest.fixture
async def series_of_three(browser, desk):
    """Ada's three Mondays at three in the afternoon, booked in the form."""
    ada = await desk.client()
    await browser.get("/book")
    form = {"csrf": browser.csrf, "client": str(ada.id), "date": "2026-01-12", "time": "15:00"}
    await browser.post("/book", form | {"repeat": "1", "weeks": "1", "times": "3"})
    async with desk.database.read() as tx:
        found = await day_view.load(tx, desk.practice, desk.now.date(), 20)
    return [one.appointment for one in found]


async def test_a_visit_of_a_series_is_cancelled_with_all_that_follow_and_taken_back(
    browser, desk, press, series_of_three
):
    first, second, third = series_of_three
    await press(second, "cancel", following="on", tell="on")
    assert "Cancelled, with all that follow." in browser.text
    states = [(await desk.appointment(one)).status for one in (first, second, third)]
    assert states == ["booked", "cancelled", "cancelled"]
    where, fields = undo_form(browser.html)
    await browser.post(where, fields)
    assert "Taken back." in browser.text
    states = [(await desk.appointment(one)).status for one in (first, second, third)]
    assert states == ["booked", "booked", "booked"]


async def test_a_series_is_moved_from_one_visit_on(browser, desk, press, series_of_three):
    first, second, third = series_of_three
    await press(second, "move", date="2026-01-20", time="16:00", following="on")
    assert "Moved, with all that follow." in browser.text
    shift = timedelta(days=1, hours=1)
    assert (await desk.appointment(first)).starts_at == first.starts_at
    assert (await desk.appointment(third)).starts_at == third.starts_at + shift
    where, fields = undo_form(browser.html)
    await browser.post(where, fields)
    assert (await desk.appointment(third)).starts_at == third.starts_at
    await desk.book(await desk.client("Grace", "Hopper", 2), third.starts_at + shift)
    await press(second, "move", date="2026-01-20", time="16:00", following="on")
    assert browser.status == 422
    assert "Move those that are free" in browser.text


async def test_an_undone_series_says_what_somebody_changed_since(
    browser, desk, press, series_of_three, clock
):
    first, second, third = series_of_three
    await press(first, "move", date="2026-01-13", time="15:00", following="on")
    where, fields = undo_form(browser.html)
    clock.forward(timedelta(seconds=5))
    later = desk.at(desk.now + timedelta(seconds=5))
    await later.move(await desk.appointment(second), second.starts_at + 2 * HOUR)
    await browser.post(where, fields)
    assert "Taken back, but for what was changed since." in browser.text
    assert (await desk.appointment(third)).starts_at == third.starts_at
    assert (await desk.appointment(second)).starts_at == second.starts_at + 2 * HOUR


async def test_what_was_not_delivered_is_sent_again_or_it_is_said_why_not(
    browser, desk, visit, press
):
    async with desk.database.read() as tx:
        ada = await clients.get(tx, desk.practice.id, visit.client_id)
    lost = await say(desk, visit, ada, MessageStatus.FAILED, "no route")
    await browser.get(f"{DAY}?appointment={visit.id}")
    assert f'name="message" value="{lost.id}">Send again' in browser.html
    await press(visit, "resend", message=str(lost.id))
    # these pages run without a carrier
    assert browser.status == 422
    assert "nothing can be sent to them" in browser.text
