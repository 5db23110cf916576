"""A browser that an administrator is logged in with, and a second practitioner."""

import pytest

from calendar_store.model.statuses import Role
from calendar_store.practices import hours, practitioners, staff
from tests.support.actors import named


@pytest.fixture
async def admin(browser, desk, password_hash, now):
    async with desk.database.write() as tx:
        member = await staff.add(
            tx,
            desk.practice.id,
            email="emmy@example.org",
            role=Role.ADMIN,
            password_hash=password_hash,
            by=named("textback"),
            now=now,
        )
        token = await staff.log_in(tx, member, now=now)
    browser.session.cookie_jar.update_cookies({"textback": token}, browser.server.make_url("/"))
    return await browser.get("/people")


@pytest.fixture
async def bruno(desk):
    async with desk.database.write() as tx:
        by = named("textback")
        added = await practitioners.add(tx, desk.practice.id, "Bruno", by=by, now=desk.now)
        week = hours.parse("mon-fri 09:00-18:00", added.id)
        await hours.set_week(tx, desk.practice.id, added.id, week, by=by, now=desk.now)
    return added
