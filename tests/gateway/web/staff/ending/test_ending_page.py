"""The page of the end of a practice: notice with the password again, undo, copies, read-only."""

import io
import re
import zipfile
from datetime import timedelta

import pytest
from sqlalchemy import select

from calendar_store import schema
from calendar_store.practices import practices
from gateway.endings.copier import Copier
from gateway.endings.suspender import Suspender
from gateway.messaging.channel import Channels
from gateway.use_cases.suspending import AdminMails
from gateway.web import staff as staff_pages
from gateway.web.server.routes import plugins_of
from tests.support.desk import mobile
from tests.support.pages import PASSWORD

pytestmark = pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)

PAGES = sorted(
    {
        one.path
        for part in plugins_of(staff_pages)
        for one in part.routes
        if one.method == "GET" and "{" not in one.path and "events" not in one.path
    }
    - {"/login", "/", "/unlock"}
)


async def test_notice_takes_the_password_again_and_is_taken_back(admin):
    await admin.get("/ending")
    assert "2026-02-11" in admin.html
    await admin.post(
        "/ending/notice", {"csrf": admin.csrf, "first": "2026-02-11", "password": "wrong"}
    )
    assert admin.status == 422
    assert "The password is wrong" in admin.text
    await admin.post(
        "/ending/notice", {"csrf": admin.csrf, "first": "2026-02-10", "password": PASSWORD}
    )
    assert admin.status == 422
    assert "suspending takes 30 days' notice: 2026-02-11 is the earliest day" in admin.text
    await admin.post(
        "/ending/notice", {"csrf": admin.csrf, "first": "2026-02-11", "password": PASSWORD}
    )
    assert "Notice is given" in admin.text
    assert "Take the notice back" in admin.text
    await admin.post("/ending/undo", {"csrf": admin.csrf, "password": PASSWORD})
    assert "The notice is taken back" in admin.text
    await admin.post(
        "/ending/keep", {"csrf": admin.csrf, "kind": "texts", "days": "400", "password": PASSWORD}
    )
    assert "400" in admin.text


async def test_reception_does_not_open_it(browser):
    await browser.get("/ending")
    assert browser.status == 403


async def suspended(admin, desk, clock):
    telling = AdminMails(Channels([]))
    await admin.post(
        "/ending/notice", {"csrf": admin.csrf, "first": "2026-02-11", "password": PASSWORD}
    )
    clock.forward(timedelta(days=31))
    await Suspender(desk.database, telling, clock).step()
    return telling


async def test_pages_of_a_suspended_practice_are_read_and_copied_alone(admin, desk, clock):
    await desk.client()
    pages = [path for path in PAGES if (await admin.get(path)).status == 200]
    assert len(pages) > 20
    telling = await suspended(admin, desk, clock)
    await Copier(desk.database, telling, clock).step()
    await admin.log_in("emmy@example.org")
    for path in pages:
        await admin.get(path)
        assert admin.status == 200, path
        assert "This practice is suspended" in admin.text or 'class="bar"' not in admin.html
    await admin.get("/clients")
    await admin.post(
        "/clients", {"csrf": admin.csrf, "first": "Eve", "last": "New", "mobile": mobile(7)}
    )
    assert admin.status == 403
    assert "this practice is suspended" in admin.text
    async with desk.database.read() as tx:
        assert (await practices.get(tx, desk.practice.id)).suspended_at is not None
        names = list((await tx.execute(select(schema.clients.c.first))).scalars())
    assert names == ["Ada"]
    await admin.get("/ending")
    (copy,) = re.findall(r'name="copy" value="(\d+)"', admin.html)
    await admin.post("/ending/copies/take", {"csrf": admin.csrf, "copy": copy, "password": "wrong"})
    assert admin.status == 422
    form = {"csrf": admin.csrf, "copy": copy, "password": PASSWORD}
    async with admin.session.post(admin.server.make_url("/ending/copies/take"), data=form) as sent:
        assert sent.status == 200
        content = await sent.read()
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert b"Byron" in archive.read("json/clients.jsonl")
