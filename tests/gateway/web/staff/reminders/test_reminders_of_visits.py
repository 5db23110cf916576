"""Reminders of a service or a practitioner on the page: chosen, saved, taken back, undone."""

import re
from datetime import timedelta

import pytest

from calendar_store.model.practices import ReminderScope
from calendar_store.model.reminder_policy import scopes, set_of
from calendar_store.model.statuses import Role
from calendar_store.practices import practices, practitioners, reminder_text, services, staff
from tests.support.actors import named
from tests.support.desk import BY

pytestmark = pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)
PAGE = "/settings/reminders"
ROW = {"when-1": "before", "count-1": "5", "unit-1": "d", "channel-1": "sms"}


@pytest.fixture
async def surgery(desk):
    async with desk.database.write() as tx:
        return await services.add(
            *(tx, desk.practice.id, "Surgery"), duration=timedelta(minutes=30), by=BY, now=desk.now
        )


@pytest.fixture
async def bruno(desk):
    async with desk.database.write() as tx:
        return await practitioners.add(tx, desk.practice.id, "Bruno", by=BY, now=desk.now)


@pytest.fixture
async def admin(browser, desk, password_hash, surgery, bruno):
    async with desk.database.write() as tx:
        member = await staff.add(
            tx,
            desk.practice.id,
            email="emmy@example.org",
            role=Role.ADMIN,
            password_hash=password_hash,
            by=named("textback"),
            now=desk.now,
        )
        token = await staff.log_in(tx, member, now=desk.now)
    browser.session.cookie_jar.update_cookies({"textback": token}, browser.server.make_url("/"))
    return await browser.get(PAGE)


async def kept(desk):
    async with desk.database.read() as tx:
        steps = (await practices.steps(tx, [desk.practice.id]))[desk.practice.id]
    return {one: reminder_text.written(set_of(steps, one)) for one in scopes(steps)}


async def test_a_service_gets_reminders_of_its_own_and_goes_back(admin, desk, surgery):
    csrf, scope = admin.csrf, ReminderScope(surgery.id)
    await admin.get(f"{PAGE}?service={surgery.id}&practitioner=")
    assert "What clients of Surgery get, and when" in admin.text
    assert "have no reminders of their own yet" in admin.text
    # it begins with those that hold for it now
    assert admin.html.count('value="before" selected') == 2
    whose = {"csrf": csrf, "service": str(surgery.id), "practitioner": ""}
    await admin.post(PAGE, whose | {"do": "save"} | ROW)
    assert "✓ Saved." in admin.text
    assert "have no reminders of their own yet" not in admin.text
    assert await kept(desk) == {scope: "5d"}
    await admin.post(PAGE, whose | {"do": "remove"})
    assert await kept(desk) == {}
    assert "have no reminders of their own yet" in admin.text
    (before,) = re.findall(r'name="reminders" value="([^"]+)"', admin.html)
    await admin.post(f"{PAGE}/undo", whose | {"reminders": before})
    assert await kept(desk) == {scope: "5d"}


async def test_the_undo_of_the_first_save_leaves_none_of_its_own(admin, desk, surgery, bruno):
    csrf = admin.csrf
    whose = {"csrf": csrf, "service": str(surgery.id), "practitioner": str(bruno.id)}
    await admin.post(PAGE, whose | {"do": "save"})
    assert await kept(desk) == {ReminderScope(surgery.id, bruno.id): "none"}
    assert "Surgery · Bruno" in admin.text
    (before,) = re.findall(r'name="reminders" value="([^"]+)"', admin.html)
    await admin.post(f"{PAGE}/undo", whose | {"reminders": before})
    assert await kept(desk) == {}


async def test_an_error_keeps_for_whom_it_is(admin, desk, bruno):
    whose = {"csrf": admin.csrf, "service": "", "practitioner": str(bruno.id)}
    await admin.post(PAGE, whose | {"do": "save"} | ROW | {"count-1": "many"})
    assert admin.status == 422
    assert "What clients of Bruno get, and when" in admin.text
    assert await kept(desk) == {}


async def test_whoever_is_not_there_shows_the_usual_ones(admin):
    await admin.get(f"{PAGE}?service=17&practitioner=x")
    assert admin.status == 200
    assert "What clients get, and when" in admin.text
