"""One's own log-ins and password, and the lock of a desk that several people share."""

import re
from datetime import timedelta

import aiohttp
import pytest

from calendar_store.practices import practices, staff
from tests.support.desk import BY
from tests.support.pages import DAY, EMAIL, PASSWORD, Browser
from tests.support.second_factors import code_at, with_codes

pytestmark = pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)

NEW = "a kettle beside four windows"
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"


@pytest.fixture
async def other(server):
    """Another browser of the same receptionist."""
    jar, said = aiohttp.CookieJar(unsafe=True), {"User-Agent": FIREFOX}
    async with aiohttp.ClientSession(cookie_jar=jar, headers=said) as session:
        yield await Browser(server, session).log_in()


async def locking(desk, minutes=5):
    async with desk.database.write() as tx:
        await practices.change(tx, desk.practice.id, now=desk.now, by=BY, idle_minutes=minutes)


async def test_log_ins_are_listed_and_ended(browser, other):
    await browser.get("/account")
    assert "Firefox, Windows 127.0.0.1" in browser.text
    assert browser.text.count("(here)") == 1
    (end,) = re.findall(r'action="(/account/sessions/[0-9a-f]+/end)"', browser.html)
    await browser.post(end, {"csrf": browser.csrf})
    assert "✓ 1 log-in ended." in browser.text
    await other.get(DAY)
    assert other.path.startswith("/login")
    await browser.post(end, {"csrf": browser.csrf})
    assert browser.status == 404


async def test_all_other_log_ins_end_at_once(browser, other):
    await browser.get("/account")
    await browser.post("/account/sessions/end-others", {"csrf": browser.csrf})
    assert "✓ 1 log-in ended." in browser.text
    assert browser.status == 200
    await other.get(DAY)
    assert other.path.startswith("/login")


async def test_the_log_in_of_somebody_else_is_not_one_s_own(admin, other, desk):
    async with desk.database.read() as tx:
        ada = await staff.by_email(tx, EMAIL)
        found = await staff.logins(tx, desk.practice.id, desk.now)
    key = next(one.key for one in found if one.member.id == ada.id)
    await admin.post(f"/account/sessions/{key}/end", {"csrf": admin.csrf})
    assert admin.status == 404
    await other.get(DAY)
    assert other.path == DAY


async def test_another_password_ends_the_other_log_ins_and_renews_this_one(browser, other):
    (before,) = (one.value for one in browser.session.cookie_jar if one.key == "textback")
    await browser.get("/account")
    csrf = browser.csrf
    await browser.post(
        "/account/password", {"csrf": csrf, "password": "wrong horse", "new_password": NEW}
    )
    assert browser.status == 422
    assert "This is not your present password." in browser.text
    await browser.post(
        "/account/password", {"csrf": csrf, "password": PASSWORD, "new_password": "studio aurora"}
    )
    assert browser.status == 422
    await browser.post(
        "/account/password", {"csrf": csrf, "password": PASSWORD, "new_password": NEW}
    )
    assert "You have another password" in browser.text
    (after,) = (one.value for one in browser.session.cookie_jar if one.key == "textback")
    assert after != before
    await other.get(DAY)
    assert other.path.startswith("/login")
    await other.log_in()
    assert other.status == 401
    await other.log_in(EMAIL, NEW)
    assert other.path == DAY


async def test_a_desk_that_nobody_uses_is_locked_and_opened_on_the_same_page(browser, desk, clock):
    await locking(desk)
    await browser.get("/day/2026-02-03")
    clock.forward(timedelta(minutes=6))
    await browser.get("/day/2026-02-03")
    assert browser.path == "/unlock?next=/day/2026-02-03"
    assert "Locked" in browser.text
    csrf = browser.csrf
    form = {"csrf": csrf, "next": "/day/2026-02-03"}
    await browser.post("/unlock", form | {"password": "wrong horse"})
    assert browser.status == 401
    await browser.get(DAY)
    assert browser.path.startswith("/unlock")
    await browser.post("/unlock", form | {"password": PASSWORD})
    assert browser.path == "/day/2026-02-03"
    await browser.get("/unlock")
    assert browser.path == DAY


async def test_what_was_typed_is_kept_over_the_lock(browser, desk, clock):
    await locking(desk)
    await browser.get("/account")
    csrf = browser.csrf
    clock.forward(timedelta(minutes=7))
    typed = {"csrf": csrf, "what": "new", "client": "Ada & Co"}
    await browser.post("/waiting", typed)
    assert browser.status == 403
    assert 'name="kept-client" value="Ada &amp; Co"' in browser.html
    kept = {"kept-client": "Ada & Co", "kept-what": "new", "next": "/waiting"}
    await browser.post("/unlock", {"csrf": browser.csrf, "password": PASSWORD} | kept)
    assert 'name="client" value="Ada &amp; Co"' in browser.html
    assert '<form method="post" action="/waiting">' in browser.html
    await browser.post("/waiting", typed | {"csrf": browser.csrf})
    assert browser.status == 422


async def test_no_password_is_kept_in_a_locked_page(browser, desk, clock):
    await locking(desk)
    await browser.get("/account")
    clock.forward(timedelta(minutes=7))
    typed = {"csrf": browser.csrf, "password": PASSWORD, "new_password": NEW}
    await browser.post("/account/password", typed)
    assert browser.status == 403
    assert PASSWORD not in browser.html
    assert NEW not in browser.html


async def test_a_lock_is_opened_by_a_code_of_the_phone_once_and_by_no_recovery_code(
    browser, desk, clock
):
    async with desk.database.write() as tx:
        member = await staff.by_email(tx, EMAIL)
    (token,) = (one.value for one in browser.session.cookie_jar if one.key == "textback")
    secret, recovery = await with_codes(desk, member, token)
    opened = []
    clock.forward(timedelta(minutes=1))
    for code in (code_at(secret, clock()), code_at(secret, clock()), recovery[0]):
        await browser.get("/account")
        await browser.post("/lock", {"csrf": browser.csrf, "next": "/inbox"})
        assert "Or the code of the app on your phone" in browser.text
        await browser.post("/unlock", {"csrf": browser.csrf, "next": "/inbox", "code": code})
        opened.append((browser.status, browser.path))
        if browser.path == "/unlock":
            assert "This code is wrong, or was used already." in browser.text
            await browser.post("/unlock", {"csrf": browser.csrf, "password": PASSWORD})
    assert opened == [(200, "/inbox"), (422, "/unlock"), (422, "/unlock")]


async def test_a_lock_by_hand_holds_whoever_asks(browser, desk):
    await browser.post("/lock", {"csrf": browser.csrf, "next": "/inbox"})
    assert browser.path == "/unlock?next=/inbox"
    await browser.get("/account", headers={"HX-Request": "true", "HX-Current-URL": "/account"})
    assert browser.status == 401
    assert browser.headers["HX-Redirect"].startswith("/unlock")
    await browser.get("/login?next=/inbox")
    assert browser.path == "/unlock?next=/inbox"
    await browser.post("/logout", {"csrf": browser.csrf})
    assert browser.path == "/login"


async def test_another_member_s_password_does_not_open_a_locked_log_in(admin, desk, clock):
    await locking(desk)
    clock.forward(timedelta(minutes=7))
    await admin.get("/account")
    form = {"csrf": admin.csrf, "password": "not the one of emmy", "email": EMAIL}
    await admin.post("/unlock", form)
    assert admin.status == 401
