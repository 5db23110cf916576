"""Staff are invited, changed and removed by administrators; a link opens once, and late never."""

import re
from datetime import timedelta

import aiohttp
import pytest

from calendar_store.model.statuses import Role
from calendar_store.practices import practices, staff
from tests.support.actors import named
from tests.support.pages import DAY, EMAIL, Browser

pytestmark = pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)

NEW = "a kettle beside four windows"
GRACE = {"email": "grace@example.org", "name": "Grace", "role": "reception"}


async def link_for(admin, **more):
    await admin.get("/staff")
    await admin.post("/staff", {"csrf": admin.csrf} | GRACE | more)
    return re.search(r'value="http://127\.0\.0\.1(/join/[^"]+)"', admin.html)[1]


@pytest.fixture
async def other(server):
    """Another browser, in which nobody is logged in."""
    async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as session:
        yield Browser(server, session)


async def test_who_is_invited_chooses_a_password_and_logs_in(admin, other):
    link = await link_for(admin)
    await admin.get("/staff")
    assert link not in admin.html
    assert "… invited until" in admin.text
    # programs that look through mails open links
    for _ in range(3):
        await other.get(link)
        assert "Choose a password" in other.text
    await other.post(link, {"new_password": "short"})
    assert other.status == 422
    assert "a password has 12 to" in other.text
    await other.post(link, {"new_password": NEW})
    assert other.path == "/login?said=chosen"
    await other.log_in(GRACE["email"], NEW)
    assert other.path == DAY
    await other.post(link, {"new_password": "a whole other one of these"})
    assert other.status == 410
    await other.get(link)
    assert other.status == 410


async def test_an_invitation_is_over_after_three_days_and_can_be_sent_again(admin, other, clock):
    link = await link_for(admin)
    await admin.get("/staff")
    (page,) = set(re.findall(r'href="(/staff/\d+)" aria-label="Change: Grace"', admin.html))
    csrf = admin.csrf
    await admin.post(f"{page}/invite", {"csrf": csrf})
    again = re.search(r'value="http://127\.0\.0\.1(/join/[^"]+)"', admin.html)[1]
    await other.get(link)
    assert other.status == 410
    clock.forward(timedelta(days=3, seconds=1))
    await other.post(again, {"new_password": NEW})
    assert other.status == 410


async def test_an_account_is_changed(admin, desk):
    await link_for(admin)
    await admin.get("/staff")
    (page,) = set(re.findall(r'href="(/staff/\d+)" aria-label="Change: Grace"', admin.html))
    form = {"csrf": admin.csrf, "name": "Grace Hopper", "role": "practitioner"}
    form |= {"practitioner": str(desk.practitioner.id), "locale": "it"}
    await admin.post(page, form)
    assert "✓ Saved." in admin.text
    async with desk.database.read() as tx:
        found = await staff.by_email(tx, GRACE["email"])
    assert (found.name, found.role, found.locale) == ("Grace Hopper", Role.PRACTITIONER, "it")
    assert found.practitioner_id == desk.practitioner.id
    await admin.post(page, form | {"practitioner": "12"})
    assert admin.status == 422
    assert "there is no practitioner" in admin.text
    await admin.post(page, form | {"role": "owner"})
    assert admin.status == 422


async def test_the_last_administrator_is_neither_removed_nor_made_something_else(admin, desk):
    async with desk.database.read() as tx:
        me = await staff.by_email(tx, "emmy@example.org")
    form = {"csrf": admin.csrf, "name": "Emmy", "role": "reception"}
    await admin.post(f"/staff/{me.id}", form)
    assert admin.status == 422
    assert "emmy@example.org is the last administrator" in admin.text
    await admin.post(f"/staff/{me.id}/retire", {"csrf": admin.csrf})
    assert admin.status == 422
    await admin.get("/staff")
    assert admin.status == 200


async def test_who_is_removed_is_out_at_once(admin, other, desk, now):
    async with desk.database.write() as tx:
        ada = await staff.by_email(tx, EMAIL)
        token = await staff.log_in(tx, ada, now=now)
    other.session.cookie_jar.update_cookies({"textback": token}, other.server.make_url("/"))
    await other.get(DAY)
    assert other.path == DAY
    await admin.post(f"/staff/{ada.id}/retire", {"csrf": admin.csrf})
    assert "✓ Removed" in admin.text
    await other.get(DAY)
    assert other.path.startswith("/login")
    # the address may be used again, by whomever
    assert await link_for(admin, email=EMAIL)


async def test_only_the_operator_makes_accounts_of_the_service(admin):
    await admin.get("/staff")
    await admin.post("/staff", {"csrf": admin.csrf} | GRACE | {"role": "support"})
    assert admin.status == 403
    await admin.get("/staff")
    assert "grace@example.org" not in admin.text


async def test_an_account_of_the_service_is_out_of_the_reach_of_administrators(admin, desk, now):
    async with desk.database.write() as tx:
        support = await staff.add(
            *(tx, desk.practice.id),
            email="support@example.org",
            role=Role.SUPPORT,
            password_hash="",
            by=named("textback"),
            now=now,
        )
    form = {"csrf": admin.csrf, "name": "Mine now", "role": "reception"}
    for act in ("", "/retire", "/invite", "/remove-factors"):
        await admin.post(f"/staff/{support.id}{act}", form)
        assert admin.status == 403, act
        assert "/join/" not in admin.html


async def test_another_practice_is_out_of_reach(admin, desk, now):
    async with desk.database.write() as tx:
        there = await practices.add(
            tx, name="Bruno", timezone="Europe/Rome", locale="it", sender="48222", now=now
        )
        theirs = await staff.add(
            *(tx, there.id),
            email="carla@example.org",
            role=Role.ADMIN,
            password_hash="",
            by=named("textback"),
            now=now,
        )
    form = {"csrf": admin.csrf, "name": "Mine now", "role": "reception"}
    for act in ("", "/retire", "/invite", "/remove-factors", "/end-sessions"):
        await admin.post(f"/staff/{theirs.id}{act}", form)
        assert admin.status == 404, act
        assert "carla" not in admin.html
    await admin.get(f"/staff/{theirs.id}")
    assert admin.status == 404


async def test_the_table_of_roles_is_that_of_the_use_cases(browser):
    await browser.get("/staff/roles")
    assert browser.status == 200
    assert "book appointments ✓ yes ✓ yes – no" in browser.text
    assert "mark appointments ✓ yes ✓ yes ✓ own calendar" in browser.text
