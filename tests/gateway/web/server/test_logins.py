"""Logging in and out."""

import re
from datetime import timedelta

import pytest

from calendar_store.practices import staff
from tests.support.actors import named
from tests.support.pages import DAY, EMAIL, PASSWORD

# what is tested here looks alike on every database
pytestmark = pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)


async def test_a_password_opens_the_calendar(stranger):
    await stranger.get("/")
    assert stranger.path == "/login?next=/"
    await stranger.log_in()
    assert (stranger.status, stranger.path) == (200, DAY)
    assert "Mon 12 January" in stranger.text


async def test_after_the_log_in_the_page_that_was_asked_for_comes(stranger):
    await stranger.get("/day/2026-02-03?appointment=1")
    await stranger.log_in(next="/day/2026-02-03")
    assert stranger.path == "/day/2026-02-03"


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example/", "/\\evil", ""])
async def test_the_log_in_leads_to_no_other_site(stranger, elsewhere):
    await stranger.log_in(next=elsewhere)
    assert (stranger.status, stranger.path) == (200, DAY)


async def test_a_wrong_password_is_said_beside_the_field_and_the_address_stays(stranger):
    await stranger.log_in(password="wrong horse")
    assert stranger.status == 401
    assert "The email address or the password is wrong" in stranger.text
    assert f'value="{EMAIL}"' in stranger.html
    assert "wrong horse" not in stranger.html
    await stranger.get(DAY)
    assert stranger.path.startswith("/login")


async def test_an_unknown_account_hears_the_same_words(stranger):
    known = (await stranger.log_in(password="wrong horse")).text
    unknown = (await stranger.log_in("grace@example.org")).text
    assert unknown == known


async def test_no_new_password_is_promised_where_none_is_sent(stranger):
    await stranger.get("/login")
    assert "Forgotten your password? Ask your administrator for a new one." in stranger.text
    led_to = re.findall(r'<(?:a [^>]*href|form [^>]*action)="([^"?]*)', stranger.html)
    assert led_to == ["/login", "/language/en", "/language/it"]


async def test_logging_out_ends_the_login_itself(browser):
    cookies = {cookie.key: cookie.value for cookie in browser.session.cookie_jar}
    await browser.post("/logout", {"csrf": browser.csrf})
    assert browser.path == "/login"
    await browser.get(DAY, headers={"Cookie": f"textback={cookies['textback']}"})
    assert browser.path.startswith("/login")


async def test_a_login_ends_the_one_that_the_browser_had(browser):
    before = {cookie.key: cookie.value for cookie in browser.session.cookie_jar}
    await browser.log_in()
    assert (browser.status, browser.path) == (200, DAY)
    browser.session.cookie_jar.update_cookies(before, browser.server.make_url("/"))
    await browser.get(DAY)
    assert browser.path.startswith("/login")


async def test_a_login_ends_with_the_working_day(browser, clock):
    for _ in range(12):
        await browser.get(DAY)
        assert browser.status == 200
        clock.forward(timedelta(hours=1, seconds=1))
    await browser.get(DAY)
    assert browser.path.startswith("/login")


async def test_a_login_that_nobody_uses_ends(browser, clock):
    clock.forward(timedelta(hours=1, minutes=59))
    await browser.get(DAY)
    assert browser.path == DAY
    clock.forward(timedelta(hours=2, seconds=1))
    await browser.get(DAY)
    assert browser.path.startswith("/login")


async def test_a_page_that_looks_for_news_by_itself_keeps_no_login_open(browser, clock):
    clock.forward(timedelta(hours=1, minutes=59))
    await browser.get("/inbox?poll=1")
    assert browser.path.startswith("/inbox")
    clock.forward(timedelta(minutes=2))
    await browser.get("/inbox?poll=1")
    assert browser.path.startswith("/login")


OVER = "Your log-in has ended"
NOT_DONE = "What you did last was not carried out."


async def test_who_was_logged_out_reads_so_at_the_log_in(browser, desk):
    async with desk.database.write() as tx:
        await staff.remove(tx, desk.practice.id, EMAIL, by=named("textback"), now=desk.now)
    await browser.get("/clients")
    assert browser.path == "/login?next=/clients"
    assert OVER in browser.text
    assert "ask your administrator" in browser.text
    assert NOT_DONE not in browser.text


@pytest.mark.parametrize("script", [False, True])
async def test_what_was_not_done_since_the_login_was_over_is_said(browser, clock, script):
    form = {"csrf": browser.csrf, "date": "2026-01-12"}
    clock.forward(timedelta(hours=3))
    here = {"HX-Request": "true", "HX-Current-URL": "http://127.0.0.1/day/2026-01-14"}
    await browser.post("/book", form, headers=here if script else {})
    if script:
        await browser.get(browser.headers["HX-Redirect"])
    assert browser.path.startswith("/login?")
    assert f'name="next" value="{"/day/2026-01-14" if script else "/"}"' in browser.html
    assert OVER in browser.text
    assert NOT_DONE in browser.text


async def test_who_comes_first_or_has_logged_out_reads_nothing_of_it(stranger, browser):
    await browser.post("/logout", {"csrf": browser.csrf})
    assert OVER not in browser.text
    await browser.get(DAY)
    assert OVER not in browser.text


async def test_scripts_never_see_the_cookie(stranger):
    await stranger.post("/login", {"email": EMAIL, "password": PASSWORD}, allow_redirects=False)
    cookie = stranger.headers["Set-Cookie"]
    assert cookie.startswith("textback=")
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie


@pytest.mark.parametrize("public_url", ["https://book.example.org"])
async def test_over_tls_the_cookie_is_bound_to_it_and_to_this_host(stranger, public_url):
    await stranger.post("/login", {"email": EMAIL, "password": PASSWORD}, allow_redirects=False)
    cookie = stranger.headers["Set-Cookie"]
    assert cookie.startswith("__Host-textback=")
    assert "Secure" in cookie
    assert "max-age" in stranger.headers["Strict-Transport-Security"]
