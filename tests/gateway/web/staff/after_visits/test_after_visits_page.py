"""Administrators choose what clients are written after visits; nothing is by default."""

import pytest

from calendar_store.database import audit
from calendar_store.model.follow_ups import KINDS
from calendar_store.model.statuses import Role
from calendar_store.practices import staff
from gateway.use_cases import follow_ups
from gateway.use_cases.follow_ups import AfterVisits
from tests.support.actors import named
from tests.support.desk import BY

pytestmark = pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)
PAGE = "/settings/after-visits"


@pytest.fixture
async def admin(browser, desk, password_hash, now):
    async with desk.database.write() as tx:
        member = await staff.add(
            *(tx, desk.practice.id),
            email="emmy@example.org",
            role=Role.ADMIN,
            password_hash=password_hash,
            by=named("textback"),
            now=now,
        )
        token = await staff.log_in(tx, member, now=now)
    browser.session.cookie_jar.update_cookies({"textback": token}, browser.server.make_url("/"))
    return await browser.get(PAGE)


async def chosen(desk):
    async with desk.database.read() as tx:
        return await follow_ups.wanted(tx, BY, desk.practice.id)


async def test_it_is_chosen_said_and_undone(admin, desk):
    assert await chosen(desk) == AfterVisits()
    assert "checked" not in admin.html
    assert "Studio Aurora" in admin.text
    csrf = admin.csrf
    fields = {"missed": "1", "hours": "5", "recall": "1", "months": "9"}
    await admin.post(PAGE, {"csrf": csrf, **fields})
    assert "✓ Saved." in admin.text
    assert await chosen(desk) == AfterVisits(5, 9)
    await admin.post(PAGE, {"csrf": csrf, "before": "0-0"})
    assert await chosen(desk) == AfterVisits()
    async with desk.database.read() as tx:
        said = [one.action for one in await audit.entries(tx, desk.practice.id)]
    assert said.count("follow_up.on") == 2
    assert said.count("follow_up.off") == 2
    log = await admin.get("/log")
    assert "chose to write to clients" in log.text


async def test_what_cannot_be_is_said_and_what_was_typed_stays(admin, desk):
    wrong = {"csrf": admin.csrf, "missed": "1", "hours": "500", "months": "6"}
    await admin.post(PAGE, wrong)
    assert "write 1 to 72 hours after a missed visit" in admin.text
    assert 'value="500"' in admin.html
    assert await chosen(desk) == AfterVisits()


async def test_the_page_says_how_many_have_agreed_to_each_kind(admin, desk):
    assert admin.text.count("0 clients have agreed to this.") == 2
    for number in (1, 2):
        client = await desk.client(number=number)
        await desk.says_of(client, *(KINDS if number == 1 else KINDS[1:]))
    await admin.get(PAGE)
    assert "1 client has agreed to this." in admin.text
    assert "2 clients have agreed to this." in admin.text


async def test_of_very_many_who_agreed_it_says_more_than(admin, desk, monkeypatch):
    monkeypatch.setattr("gateway.use_cases.consent_of_kinds.MOST_COUNTED", 1)
    for number in (1, 2):
        client = await desk.client(number=number)
        await desk.says_of(client, *KINDS[:1])
    await admin.get(PAGE)
    assert "More than 1 clients have agreed to this." in admin.text
