"""Booking at the desk without script: clients found, new ones, series, walk-ins, refusals."""

import re
from datetime import timedelta

import pytest

from calendar_store.clients import clients, consent
from calendar_store.model.actors import OPERATOR
from calendar_store.model.statuses import AppointmentStatus, Role
from calendar_store.practices import hours, practitioners, staff
from calendar_store.views import day_view
from gateway.use_cases import services
from gateway.use_cases.services import NewService
from tests.support.desk import BY
from tests.support.pages import DAY

pytestmark = pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)
HOUR = timedelta(hours=1)
AT_THREE = {"date": "2026-01-12", "time": "15:00"}


@pytest.fixture
async def boss(browser, desk):
    """Log in as an administrator, who may book over others and outside the hours."""
    async with desk.database.write() as tx:
        member = await staff.add(
            *(tx, desk.practice.id),
            email="boss@example.org",
            role=Role.ADMIN,
            password_hash="-",
            by=BY,
            now=desk.now,
        )
        token = await staff.log_in(tx, member, now=desk.now)
    browser.session.cookie_jar.update_cookies({"textback": token}, browser.server.make_url("/"))


@pytest.fixture
def book(browser):
    """Send the form of a booking."""

    async def booked(**fields):
        await browser.get("/book?date=2026-01-12")
        return await browser.post("/book", {"csrf": browser.csrf} | fields)

    return booked


async def booked_on(desk, first, days=1):
    async with desk.database.read() as tx:
        return await day_view.load(tx, desk.practice, first, days)


async def test_a_free_time_leads_to_a_form_that_is_filled_in(browser, desk):
    await browser.get(DAY)
    link = re.search(
        r'class="block free [^>]+><a href="(/book[^"]+)">free <span>14:00', browser.html
    )
    await browser.get(link[1].replace("&amp;", "&"))
    assert 'type="date" name="date" value="2026-01-12"' in browser.html
    assert 'type="time" name="time" value="14:00"' in browser.html
    assert f'<option value="{desk.practitioner.id}" selected>Aurora' in browser.html


async def test_a_new_booking_proposes_the_next_free_time_of_the_practitioner(
    browser, desk, clock, now
):
    def filled_in():
        day = re.search(r'name="date" value="([^"]+)"', browser.html.split('id="book"')[1])
        return day[1], re.search(r'name="time" value="([^"]+)"', browser.html)[1]

    clock.now = now.replace(hour=4, minute=12)
    await browser.get("/book?date=2026-01-12")
    assert filled_in() == ("2026-01-12", "09:00")
    await desk.at(clock.now).book(await desk.client(), now.replace(hour=8))
    await browser.get("/book")
    assert filled_in() == ("2026-01-12", "09:30")
    # a Sunday, on which nobody works
    await browser.get("/book?date=2026-01-18")
    assert filled_in() == ("2026-01-19", "09:00")
    form = {"csrf": browser.csrf, "date": "2026-01-12", "time": "12:30", "next": "1", "q": "byr"}
    await browser.post("/book", form | {"practitioner": str(desk.practitioner.id)})
    assert filled_in() == ("2026-01-12", "14:00")
    assert "Byron, Ada" in browser.text


async def test_a_known_client_is_found_by_three_letters_and_booked(browser, desk, book, now):
    ada = await desk.client()
    await desk.client("Grace", "Hopper", 2)
    await book(find="1", q="byr", **AT_THREE)
    assert "Byron, Ada" in browser.text
    assert "Hopper" not in browser.text
    assert 'value="15:00"' in browser.html
    await book(client=str(ada.id), **AT_THREE)
    assert browser.path.startswith(DAY)
    assert "✓ Booked." in browser.text
    (entry,) = await booked_on(desk, now.date())
    assert entry.appointment.starts_at == now + 5 * HOUR
    undo = re.search(r'action="(/appointment/\d+/undo)"', browser.html)[1]
    version = re.search(r'name="version" value="(\d+)"', browser.html)[1]
    form = {"csrf": browser.csrf, "what": "unbook", "version": version}
    await browser.post(undo, form)
    (entry,) = await booked_on(desk, now.date())
    assert entry.appointment.status is AppointmentStatus.CANCELLED


async def test_clients_are_found_while_one_types(browser, desk):
    await desk.client()
    for typed in ("ada byr", "Byron, A", "+39 333 111 0001", "0001"):
        await browser.get("/book/found", params={"q": typed})
        assert "<html" not in browser.html
        assert "Byron, Ada" in browser.text, typed
    await browser.get("/book/found", params={"q": "zz"})
    assert "Nobody is found." in browser.text


async def test_a_new_client_is_entered_in_the_same_form_and_asked_for_consent(
    browser, desk, book, now
):
    new = {"first": "Marie", "last": "Curie", "mobile": "333 111 0099", "consent": "spoken"}
    await book(**new, **AT_THREE)
    (entry,) = await booked_on(desk, now.date())
    assert entry.client.name == "Marie Curie"
    async with desk.database.read() as tx:
        (said,) = await consent.history(tx, desk.practice.id, entry.client.id)
    assert said.how == "spoken"
    await book(**new, date="2026-01-12", time="16:00")
    assert browser.status == 422
    assert "is a client already" in browser.text
    assert 'name="second" value="1"' in browser.html
    assert 'value="Marie"' in browser.html


async def test_a_refused_booking_adds_no_client_and_keeps_what_was_typed(browser, desk, book, now):
    await desk.book(await desk.client(), now + 5 * HOUR)
    new = {"first": "Marie", "last": "Curie", "mobile": "333 111 0099"}
    await book(**new, **AT_THREE)
    assert browser.status == 409
    assert "Ada Byron · 15:00–15:30" in browser.text
    assert 'value="Marie"' in browser.html
    assert 'value="15:00"' in browser.html
    nearest = re.findall(r'<button name="at" value="([^"]+)">([^<]+)', browser.html)
    assert "Mon 12 January, 14:30" in [words for _, words in nearest]
    async with desk.database.read() as tx:
        assert len(await clients.page(tx, desk.practice.id)) == 1
    await book(**new, **AT_THREE, at=nearest[0][0])
    assert len(await booked_on(desk, now.date())) == 2


async def test_outside_the_hours_and_nonsense_are_said_beside_the_time(browser, desk, book):
    ada = await desk.client()
    await book(client=str(ada.id), date="2026-01-12", time="22:00")
    assert browser.status == 422
    assert "does not work then" in browser.text
    await book(client=str(ada.id), date="", time="x")
    assert "choose a day" in browser.text
    await book(**AT_THREE)
    assert "choose a client" in browser.text
    await book(client=str(ada.id), length="abc", **AT_THREE)
    assert "is not a number that fits here" in browser.text


async def test_a_series_lists_what_is_taken_and_books_the_rest(browser, desk, book, now):
    ada = await desk.client()
    grace = await desk.client("Grace", "Hopper", 2)
    await desk.book(grace, now + 5 * HOUR + timedelta(days=7))
    wanted = {"client": str(ada.id), "repeat": "1", "weeks": "1", "times": "3"} | AT_THREE
    await book(**wanted)
    assert browser.status == 422
    assert "Mon 12 January, 15:00 ✓ free" in browser.text
    assert "Mon 19 January, 15:00 ✕ taken (Grace Hopper)" in browser.text
    assert "Mon 26 January, 15:00 ✓ free" in browser.text
    await book(**wanted, skip="1")
    assert "The series is booked." in browser.text
    found = await booked_on(desk, now.date(), 20)
    assert [one.client.first for one in found] == ["Ada", "Grace", "Ada"]


async def test_a_walk_in_begins_now_and_has_arrived(browser, desk, book, now):
    ada = await desk.client()
    await book(client=str(ada.id), walk_in="1", date="2026-01-15", time="09:00")
    assert "Entered as walk-in." in browser.text
    (entry,) = await booked_on(desk, now.date())
    assert entry.appointment.starts_at == now
    assert entry.appointment.arrived_at is not None


async def test_a_walk_in_that_was_a_mistake_leaves_no_visit(browser, desk, book, now):
    ada = await desk.client()
    await book(client=str(ada.id), walk_in="1")
    assert 'name="what" value="unbook"' in browser.html
    undo = re.search(r'action="(/appointment/\d+/undo)"><', browser.html) or re.search(
        r'toast.*?action="(/appointment/\d+/undo)"', browser.html, re.DOTALL
    )
    (entry,) = await booked_on(desk, now.date())
    version = str(entry.appointment.version)
    await browser.post(undo[1], {"csrf": browser.csrf, "what": "unbook", "version": version})
    (entry,) = await booked_on(desk, now.date())
    assert entry.appointment.status is AppointmentStatus.CANCELLED


@pytest.mark.usefixtures("boss")
@pytest.mark.parametrize("why", ["outside", "taken"])
async def test_a_walk_in_that_is_meant_nevertheless_begins_now(browser, desk, book, now, why):
    ada = await desk.client()
    if why == "taken":
        await desk.book(await desk.client("Grace", "Hopper", 2), now + timedelta(minutes=1))
    else:
        async with desk.database.write() as tx:
            await hours.set_week(tx, desk.practice.id, desk.practitioner.id, (), by=BY, now=now)
    asked = {"client": str(ada.id), "date": "2026-01-15", "time": "09:00", "tell": "on"}
    await book(**asked, walk_in="1")
    name, value = re.search(r'name="(over\w+)" value="(\w+)">Book it anyway', browser.html).groups()
    await book(**asked, **{name: value})
    assert "Entered as walk-in." in browser.text
    entries = [one for one in await booked_on(desk, now.date(), 5) if one.client.id == ada.id]
    assert [(one.appointment.starts_at) for one in entries] == [now]
    assert entries[0].appointment.arrived_at is not None


async def test_a_form_sent_twice_says_that_the_client_has_the_time_already(browser, desk, book):
    ada = await desk.client()
    await book(client=str(ada.id), **AT_THREE)
    await book(client=str(ada.id), **AT_THREE)
    assert browser.status == 409
    assert "Ada Byron has this time already." in browser.text
    assert "given to somebody else" not in browser.text
    assert 'name="at"' not in browser.html
    grace = await desk.client("Grace", "Hopper", 2)
    await book(client=str(grace.id), **AT_THREE)
    assert "given to somebody else" in browser.text


async def test_a_series_without_an_end_is_asked_for_one(browser, desk, book):
    ada = await desk.client()
    await book(client=str(ada.id), repeat="1", weeks="1", times="", until="", **AT_THREE)
    assert browser.status == 422
    assert "say how many times, or until which day" in browser.text


@pytest.mark.parametrize("at", ["9999-12-31T23:59Z", "0001-01-01T00:00Z", "tomorrow"])
async def test_a_time_that_no_clock_shows_is_left_out(browser, at):
    await browser.get(f"/book?at={at}")
    assert browser.status == 200
    assert 'name="time" value="10:00"' in browser.html


@pytest.fixture
async def divided(desk):
    """Bruno, who does massages alone, and Aurora, who does check-ups alone."""
    async with desk.database.write() as tx:
        bruno = await practitioners.add(tx, desk.practice.id, "Bruno", by=BY, now=desk.now)
        week = hours.parse("mon-fri 09:00-18:00", bruno.id)
        await hours.set_week(tx, desk.practice.id, bruno.id, week, by=BY, now=desk.now)
        made = []
        for name, who in (("Check-up", "Aurora"), ("Massage", "Bruno")):
            entered = NewService(name, timedelta(minutes=30), done_by=(who,))
            made.append(await services.add(tx, OPERATOR, desk.practice, entered, now=desk.now))
    return bruno, *made


def offered(browser, name):
    """The names that a field offers."""
    field = re.search(rf'<select[^>]* name="{name}".*?</select>', browser.html, re.DOTALL)[0]
    return re.findall(r">([^<,]+?)(?:, 30 min)?</option>", field)


async def test_with_a_script_practitioner_and_service_narrow_each_other(browser, desk, divided):
    bruno, _, massage = divided
    await browser.get("/book?date=2026-01-12")
    form = {"csrf": browser.csrf, "practitioner": str(desk.practitioner.id)}
    script = {"headers": {"HX-Request": "true"}}
    asked = form | {"service": str(massage.id), "narrow": "service"}
    await browser.post("/book", asked, **script)
    assert offered(browser, "practitioner") == ["Bruno"]
    assert offered(browser, "service") == ["no particular one", "Check-up", "Massage"]
    await browser.post("/book", form | {"narrow": "practitioner"}, **script)
    assert offered(browser, "practitioner") == ["Aurora", "Bruno"]
    assert offered(browser, "service") == ["no particular one", "Check-up"]
    # a click on a free time of Bruno's
    await browser.get(f"/book?practitioner={bruno.id}&at=2026-01-12T14:00Z", **script)
    assert offered(browser, "service") == ["no particular one", "Massage"]


async def test_without_a_script_who_does_not_do_a_service_is_said(browser, desk, divided, book):
    _, _, massage = divided
    ada = await desk.client()
    fields = {"client": str(ada.id), "practitioner": str(desk.practitioner.id)}
    await book(**fields, service=str(massage.id), **AT_THREE)
    assert browser.status == 422
    assert "Bruno" in browser.text
    assert offered(browser, "practitioner") == ["Aurora", "Bruno"]
    assert offered(browser, "service") == ["no particular one", "Check-up", "Massage"]
    assert await booked_on(desk, desk.now.date()) == []
