"""Support enters a practice by a grant alone: for hours, seen by everybody, all of it recorded."""

import re
from datetime import timedelta

import aiohttp
import pytest

from calendar_store.database import audit
from calendar_store.model.statuses import Role, SecondFactorPolicy
from calendar_store.practices import practices, staff
from tests.support.actors import named
from tests.support.pages import DAY, EMAIL, PASSWORD, Browser

pytestmark = pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)

SUPPORT = "support@example.org"


@pytest.fixture
async def helper(server, desk, password_hash, now):
    """A browser of support, whose account is at a practice of its own."""
    async with desk.database.write() as tx:
        home = await practices.add(
            tx, name="Helpdesk", timezone="Europe/Rome", locale="it", sender="48222", now=now
        )
        await staff.add(
            *(tx, home.id),
            email=SUPPORT,
            role=Role.SUPPORT,
            password_hash=password_hash,
            by=named("textback"),
            now=now,
        )
    async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as session:
        yield await Browser(server, session).log_in(SUPPORT, PASSWORD)


async def give(admin, **more):
    await admin.get("/support")
    await admin.post("/support", {"csrf": admin.csrf, "email": SUPPORT, "hours": "4"} | more)


async def enter(helper):
    await helper.get("/support")
    fields = dict(re.findall(r'name="(csrf|practice|grant)" value="([0-9a-f]+)"', helper.html))
    await helper.post("/support/enter", fields)


async def test_numbers_are_hidden_unless_the_practice_shows_them(helper, admin, desk):
    await desk.client("Ada", "Byron", 1)
    await give(admin)
    assert "numbers hidden" in admin.text
    await enter(helper)
    await helper.get("/clients?q=byron")
    assert "Byron, Ada" in helper.text
    assert "•••" in helper.text
    assert "333" not in helper.html
    await helper.post("/support/leave", {"csrf": helper.csrf})
    await admin.get("/support")
    grant = re.search(r"/support/(\d+)/end", admin.html)[1]
    await admin.post(f"/support/{grant}/end", {"csrf": admin.csrf})
    await give(admin, contacts="yes")
    assert "numbers shown" in admin.text
    await enter(helper)
    await helper.get("/clients?q=byron")
    assert "333 111 0001" in helper.text


async def test_support_opens_a_practice_unasked_and_the_practice_ends_it(helper, admin, desk):
    await helper.get("/support")
    form = {"csrf": helper.csrf, "practice": "Studio Aurora", "reason": "help"}
    await helper.post("/support/unasked", form)
    assert helper.status == 422
    assert "write in a sentence why" in helper.text
    form["reason"] = "the calendar is empty and nobody answers the phone"
    await helper.post("/support/unasked", form | {"practice": "Studio Nobody"})
    assert helper.status == 422
    await helper.post("/support/unasked", form)
    assert (helper.status, helper.path) == (200, DAY)
    await admin.get("/alerts/person")
    assert "the calendar is empty and nobody answers the phone" in admin.text
    await admin.get("/support")
    assert "▲ without being asked" in admin.text
    assert "… is here" in admin.text
    grant = re.search(r"/support/(\d+)/end", admin.html)[1]
    visit = re.search(r"/support/visits/(\d+)", admin.html)[1]
    await admin.post(f"/support/{grant}/end", {"csrf": admin.csrf})
    await helper.get(DAY)
    assert helper.status == 403
    await admin.get(f"/support/visits/{visit}")
    assert "Pages that were opened" in admin.text
    assert "Calendar" in admin.text
    await helper.get("/support")
    await helper.post("/support/unasked", form | {"csrf": helper.csrf})
    assert "has ended this today" in helper.text


async def test_a_receptionist_reads_no_report(browser, helper, admin):
    await give(admin)
    await enter(helper)
    await admin.get("/support")
    visit = re.search(r"/support/visits/(\d+)", admin.html)[1]
    await helper.get(f"/support/visits/{visit}")
    assert helper.status == 403


async def test_support_sees_nothing_until_it_is_given_access_and_only_reads_then(
    helper, admin, browser, desk
):
    assert helper.path == "/support"
    assert "None at present" in helper.text
    await helper.get(DAY)
    assert helper.status == 403
    await give(admin)
    assert "Support has access now" in admin.text
    assert "▲ Support can see this practice until 14:00" in admin.text
    await helper.get(DAY)
    assert helper.status == 403
    await enter(helper)
    assert (helper.status, helper.path) == (200, DAY)
    assert "Studio Aurora" in helper.text
    assert "You are here as support until 14:00" in helper.text
    await helper.get("/inbox")
    assert helper.status == 200
    for closed in ("/staff", "/practice", "/wording"):
        await helper.get(closed)
        assert helper.status == 403, closed
    await helper.get("/waiting")
    await helper.post("/waiting", {"csrf": helper.csrf, "client": "1"})
    assert helper.status == 403
    assert "for reading only" in helper.text
    async with desk.database.read() as tx:
        told = await audit.entries(tx, desk.practice.id, by=f"support {SUPPORT}")
    assert [one.subject for one in told if one.action == "support.read"][:2] == [
        *("/waiting", "/inbox"),
    ]


async def test_everybody_of_the_practice_sees_it_while_it_lasts(helper, admin, server, clock):
    await give(admin)
    async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as session:
        reception = await Browser(server, session).log_in(EMAIL, PASSWORD)
        for path in (DAY, "/inbox", "/account", "/staff/roles"):
            await reception.get(path)
            assert "Support can see this practice until 14:00" in reception.text, path
        await reception.get("/support")
        assert SUPPORT in reception.text
        assert "Give access" not in reception.text
        await enter(helper)
        clock.forward(timedelta(hours=1, minutes=50))
        await helper.get(DAY)
        clock.forward(timedelta(hours=1, minutes=50))
        await helper.get(DAY)
        assert helper.status == 200
        clock.forward(timedelta(minutes=21))
        await helper.get(DAY)
        assert helper.status == 403
        await reception.log_in(EMAIL, PASSWORD)
        assert "Support can see" not in reception.text


async def test_an_access_is_ended_at_any_moment(helper, admin):
    await give(admin, writes="yes")
    await enter(helper)
    await helper.get(DAY)
    assert helper.status == 200
    await admin.get("/support")
    (end,) = re.findall(r'action="(/support/\d+/end)"', admin.html)
    await admin.post(end, {"csrf": admin.csrf})
    assert "The access has ended." in admin.text
    await helper.get(DAY)
    assert helper.status == 403
    await admin.post(end, {"csrf": admin.csrf})
    assert "this access was over already" in admin.text


async def test_support_that_may_change_things_changes_no_accounts_and_gives_no_access(
    helper, admin
):
    await give(admin, writes="yes")
    await enter(helper)
    await helper.get("/waiting")
    csrf = helper.csrf
    await helper.post("/waiting", {"csrf": csrf, "client": "1"})
    assert helper.status == 422
    await helper.post("/support", {"csrf": csrf, "email": SUPPORT, "hours": "72"})
    assert helper.status == 403
    await helper.get("/staff")
    assert helper.status == 403
    await helper.get("/practice")
    form = dict(re.findall(r'<input[^>]* name="([a-z_]+)"[^>]*value="([^"]*)"', helper.html))
    await helper.post("/practice", form | {"csrf": csrf, "factor": "everybody"})
    assert helper.status == 403
    await helper.post("/support/leave", {"csrf": csrf})
    await helper.get(DAY)
    assert helper.status == 403


async def test_access_goes_to_accounts_of_support_alone(admin, helper):
    await give(admin, email=EMAIL)
    assert admin.status == 422
    assert "support has no account ada@example.org" in admin.text
    await give(admin, email="nobody@example.org")
    assert "support has no account nobody@example.org" in admin.text
    await give(admin, hours="500")
    assert "access is given for 1 to 72 hours" in admin.text


async def test_nobody_enters_by_the_grant_of_somebody_else(admin, helper, browser):
    await give(admin)
    await helper.get("/support")
    fields = dict(re.findall(r'name="(practice|grant)" value="([0-9]+)"', helper.html))
    await admin.post("/support/enter", fields | {"csrf": admin.csrf})
    assert admin.status == 404
    await helper.post(
        "/support/enter", fields | {"csrf": helper.csrf, "grant": str(int(fields["grant"]) + 1)}
    )
    assert helper.status == 404


async def test_nothing_that_support_writes_into_an_address_keeps_it_out_of_the_log(
    helper, admin, desk
):
    """A page's own updates are told by the address; so whoever visits could call any page one."""
    await give(admin, writes="yes")
    await enter(helper)
    await helper.get("/inbox?poll=1")
    await helper.get("/clients?q=Byron&poll=1")
    await helper.get("/log", headers={"Accept": "text/event-stream"})
    await helper.get("/waiting")
    await helper.post("/waiting?poll=1", {"csrf": helper.csrf, "client": "1"})
    async with desk.database.read() as tx:
        told = await audit.entries(tx, desk.practice.id, by=f"support {SUPPORT}")
    assert [(one.action, one.subject) for one in told] == [
        ("support.changed", "/waiting"),
        ("support.read", "/waiting"),
        ("support.read", "/log"),
        ("support.read", "/clients?q=Byron"),
        ("support.read", "/inbox"),
        ("support.read", DAY),
        ("support.read", "/day"),
    ]


async def test_the_log_tells_what_support_searched_and_no_update_of_an_open_page(
    helper, admin, desk, server
):
    await give(admin)
    await enter(helper)
    await helper.get("/clients?q=Byron")
    await helper.get("/clients/rows?q=Byr")
    for _ in range(3):
        await helper.get("/inbox")
        await helper.get("/inbox?page=1&poll=1")
    listening = {"Accept": "text/event-stream"}
    async with helper.session.get(server.make_url(f"{DAY}/events"), headers=listening) as stream:
        assert stream.status == 200
    async with desk.database.read() as tx:
        told = await audit.entries(tx, desk.practice.id, by=f"support {SUPPORT}")
    assert [one.subject for one in told if one.action == "support.read"] == [
        *("/inbox", "/inbox", "/inbox?page=1", "/inbox"),
        *("/clients/rows?q=Byr", "/clients?q=Byron", DAY, "/day"),
    ]
    await admin.get("/log?show=support")
    assert "opened the page Clients: “Byron”" in admin.text


async def test_the_practice_that_support_enters_says_whether_a_second_factor_is_wanted(
    helper, admin, desk, now
):
    await give(admin, writes="yes")
    await enter(helper)
    await helper.get("/inbox")
    assert helper.status == 200
    async with desk.database.write() as tx:
        await practices.change(
            *(tx, desk.practice.id),
            now=now,
            by=named("textback"),
            second_factor=SecondFactorPolicy.ADMINISTRATORS,
        )
    await helper.get("/inbox")
    assert helper.path == "/account/security"
    assert "Your practice asks for a second factor." in helper.text


async def test_a_log_in_of_support_is_locked_as_the_practice_that_it_enters_says(
    helper, admin, desk, clock, now
):
    await give(admin)
    await enter(helper)
    async with desk.database.write() as tx:
        await practices.change(
            *(tx, desk.practice.id), now=now, by=named("textback"), idle_minutes=5
        )
    clock.forward(timedelta(minutes=7))
    await helper.get("/inbox")
    assert helper.path == "/unlock?next=/inbox"


async def test_support_that_only_reads_sees_who_waits_and_no_buttons(helper, admin, desk):
    ada = await desk.client()
    await admin.get("/waiting")
    form = {"csrf": admin.csrf, "client": str(ada.id), "what": "new"}
    await admin.post("/waiting", form)
    assert "Take off" in admin.text
    await give(admin)
    await enter(helper)
    await helper.get("/waiting")
    assert helper.status == 200
    assert "Ada Byron" in helper.text
    actions = set(re.findall(r'action="([^"]+)"', helper.html))
    assert actions <= {"/clients", "/lock", "/logout"}
