"""Second factors: set up, asked for, used once, bounded, and wanted where the practice says so."""

import re
from datetime import timedelta

import aiohttp
import pyotp
import pytest

from calendar_store.database import audit
from calendar_store.model.statuses import SecondFactorPolicy
from calendar_store.practices import practices
from tests.support.desk import BY
from tests.support.pages import DAY, EMAIL, PASSWORD, Browser

pytestmark = pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)

SECURITY = "/account/security"


@pytest.fixture
async def other(server):
    """Another browser, in which nobody is logged in."""
    async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as session:
        yield Browser(server, session)


def hidden(browser, name):
    return re.search(rf'name="{name}" value="([^"]+)"', browser.html)[1]


def code_at(secret, clock):
    return pyotp.TOTP(secret).at(clock())


async def set_up(browser, clock):
    """Set codes up; return the secret and the recovery codes."""
    await browser.get(SECURITY)
    secret = hidden(browser, "secret")
    form = {"csrf": browser.csrf, "secret": secret, "seal": hidden(browser, "seal")}
    form |= {"password": PASSWORD, "code": code_at(secret, clock)}
    await browser.post(f"{SECURITY}/codes", form)
    assert browser.status == 200
    codes = re.findall(r"<li><kbd>([a-z0-9-]{19})</kbd></li>", browser.html)
    assert len(codes) == 8
    return secret, codes


async def test_codes_are_set_up_and_asked_for(browser, other, clock):
    await browser.get(SECURITY)
    secret = hidden(browser, "secret")
    assert "<svg" in browser.html
    assert "style=" not in browser.html
    form = {"csrf": browser.csrf, "secret": secret, "seal": hidden(browser, "seal")}
    await browser.post(
        f"{SECURITY}/codes", form | {"password": "wrong horse", "code": code_at(secret, clock)}
    )
    assert "This is not your present password." in browser.text
    await browser.post(f"{SECURITY}/codes", form | {"password": PASSWORD, "code": "000000"})
    assert "this is not the code of now" in browser.text
    assert hidden(browser, "secret") == secret
    await browser.post(
        f"{SECURITY}/codes",
        form | {"secret": "A" * 32, "password": PASSWORD, "code": code_at("A" * 32, clock)},
    )
    assert browser.status == 403
    secret, codes = await set_up(browser, clock)
    await browser.get(SECURITY)
    assert codes[0] not in browser.html
    await other.log_in(next="/inbox")
    assert other.path == "/login/code?next=/inbox"
    # the password alone opens nothing
    await other.get(DAY)
    assert other.path.startswith("/login?")
    await other.post("/login/code", {"code": "123456", "next": "/inbox"})
    assert "This code is wrong" in other.text
    clock.forward(timedelta(seconds=60))
    await other.post("/login/code", {"code": code_at(secret, clock), "next": "/inbox"})
    assert other.path == "/inbox"


async def test_a_code_is_used_once_and_a_recovery_code_too(browser, other, clock):
    secret, codes = await set_up(browser, clock)
    clock.forward(timedelta(seconds=60))
    used = code_at(secret, clock)
    for code, opens in [(used, True), (used, False), (codes[3], True), (codes[3], False)]:
        other.session.cookie_jar.clear()
        await other.log_in()
        await other.post("/login/code", {"code": code.upper(), "next": "/inbox"})
        assert (other.path == "/inbox") is opens, code
    await browser.log_in()
    await browser.post("/login/code", {"code": codes[0]})
    await browser.get(SECURITY)
    assert "6 codes are left." in browser.text


async def test_tries_are_bounded_whatever_the_password_opens_again(browser, other, clock, desk):
    secret, _ = await set_up(browser, clock)
    clock.forward(timedelta(seconds=60))
    for _ in range(10):
        await other.log_in()
        await other.post("/login/code", {"code": "000000"})
        assert other.status == 422
    await other.log_in()
    await other.post("/login/code", {"code": code_at(secret, clock)})
    assert other.status == 429
    assert "too many wrong codes" in other.text
    async with desk.database.read() as tx:
        told = await audit.entries(tx, desk.practice.id, actions=("login.code_failed",))
    assert len(told) == 10
    clock.forward(timedelta(hours=1, seconds=60))
    await other.log_in()
    await other.post("/login/code", {"code": code_at(secret, clock)})
    assert other.path == DAY


async def test_the_second_step_is_over_after_five_minutes(browser, other, clock):
    secret, _ = await set_up(browser, clock)
    await other.log_in()
    clock.forward(timedelta(minutes=5, seconds=1))
    await other.post("/login/code", {"code": code_at(secret, clock)})
    assert other.path == "/login?next=/"


async def test_who_needs_a_second_factor_sets_it_up_before_anything_else(admin, desk, clock, now):
    async with desk.database.write() as tx:
        await practices.change(
            tx, desk.practice.id, now=now, by=BY, second_factor=SecondFactorPolicy.ADMINISTRATORS
        )
    for path in ("/", "/inbox", "/staff", "/account"):
        await admin.get(path)
        assert admin.path == SECURITY
    assert "Your practice asks for a second factor" in admin.text
    await admin.post("/staff", {"csrf": admin.csrf, "email": "x@example.org", "role": "admin"})
    assert admin.path == SECURITY
    await set_up(admin, clock)
    await admin.get("/staff")
    assert admin.path == "/staff"
    assert "with a second factor" in admin.text


async def test_reception_needs_none_where_administrators_do(browser, desk, now):
    async with desk.database.write() as tx:
        await practices.change(
            tx, desk.practice.id, now=now, by=BY, second_factor=SecondFactorPolicy.ADMINISTRATORS
        )
    await browser.get(DAY)
    assert browser.path == DAY


async def test_an_administrator_helps_who_has_lost_them(browser, other, admin, desk, clock):
    await admin.post("/logout", {"csrf": admin.csrf})
    await admin.log_in(EMAIL)
    await set_up(admin, clock)
    await admin.post("/logout", {"csrf": admin.csrf})
    await admin.log_in("emmy@example.org")
    await admin.get("/staff")
    (page,) = set(re.findall(rf'href="(/staff/\d+)" aria-label="Change: {EMAIL}"', admin.html))
    await admin.get(page)
    await admin.post(f"{page}/remove-factors", {"csrf": admin.csrf})
    assert "Their second factors are gone" in admin.text
    await other.log_in()
    assert other.path == DAY


async def test_what_is_removed_is_asked_for_no_more(browser, other, clock):
    await set_up(browser, clock)
    await browser.get(SECURITY)
    await browser.post(
        f"{SECURITY}/codes/remove", {"csrf": browser.csrf, "password": "wrong horse"}
    )
    assert browser.status == 422
    await browser.post(f"{SECURITY}/codes/remove", {"csrf": browser.csrf, "password": PASSWORD})
    assert "Removed" in browser.text
    await other.log_in()
    assert other.path == DAY
