"""Logging in and out."""

from datetime import timedelta

import pytest

from tests.web.pages import DAY, EMAIL, PASSWORD

# what is tested here looks alike on every database
pytestmark = pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)

NEVER_HASHED = "x" * 2000
"""So long that it is wrong without being hashed; many of them cost no time."""


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
    assert "do not belong together" in stranger.text
    assert f'value="{EMAIL}"' in stranger.html
    assert "wrong horse" not in stranger.html
    await stranger.get(DAY)
    assert stranger.path.startswith("/login")


async def test_an_unknown_account_hears_the_same_words(stranger):
    known = (await stranger.log_in(password="wrong horse")).text
    unknown = (await stranger.log_in("grace@example.org")).text
    assert unknown == known


async def test_too_many_wrong_passwords_have_to_wait(stranger, clock):
    for _ in range(5):
        await stranger.log_in(password="wrong horse")
        assert stranger.status == 401
    await stranger.log_in()
    assert stranger.status == 429
    assert "Try again in 10 min" in stranger.text
    clock.forward(timedelta(minutes=10, seconds=1))
    await stranger.log_in()
    assert stranger.status == 200


async def test_another_account_does_not_wait_for_a_guessed_one(stranger):
    for _ in range(5):
        await stranger.log_in("grace@example.org", "wrong horse")
    await stranger.log_in()
    assert stranger.status == 200


async def test_one_address_that_tries_many_accounts_has_to_wait(stranger):
    for number in range(30):
        await stranger.log_in(f"somebody{number}@example.org", NEVER_HASHED)
    await stranger.log_in()
    assert stranger.status == 429


async def test_addresses_behind_a_proxy_on_this_machine_are_told_apart(stranger):
    guesser = {"X-Forwarded-For": "198.51.100.7"}
    for number in range(30):
        data = {"email": f"somebody{number}@example.org", "password": NEVER_HASHED}
        await stranger.post("/login", data, headers=guesser)
    await stranger.post("/login", {"email": EMAIL, "password": PASSWORD}, headers=guesser)
    assert stranger.status == 429
    # whatever a browser claims itself stands before what the proxy adds
    honest = {"X-Forwarded-For": "198.51.100.7, 203.0.113.9"}
    await stranger.post("/login", {"email": EMAIL, "password": PASSWORD}, headers=honest)
    assert stranger.status == 200


async def test_logging_out_ends_the_login_itself(browser):
    cookies = {cookie.key: cookie.value for cookie in browser.session.cookie_jar}
    await browser.post("/logout", {"csrf": browser.csrf})
    assert browser.path == "/login"
    await browser.get(DAY, headers={"Cookie": f"textback={cookies['textback']}"})
    assert browser.path.startswith("/login")


async def test_a_login_ends_with_the_working_day(browser, clock):
    clock.forward(timedelta(hours=12, seconds=1))
    await browser.get(DAY)
    assert browser.path.startswith("/login")


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
