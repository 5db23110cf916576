"""Guessing passwords: the guesser is slowed down, and whoever is guessed for logs in as ever."""

import asyncio
from datetime import timedelta

import aiohttp
import pytest
from structlog.testing import capture_logs

from calendar_store.database import audit
from calendar_store.model.statuses import Role, TokenKind
from calendar_store.practices import staff, staff_tokens
from gateway.web.server.addresses import network_of
from tests.support.actors import named
from tests.support.pages import DAY, EMAIL, PASSWORD, Browser

# what is tested here looks alike on every database
pytestmark = pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)

NEVER_HASHED = "x" * 2000
"""So long that it is wrong without being hashed; many of them cost no time."""
HOME, ELSEWHERE = "203.0.113.9", "198.51.100.7"


async def tries(browser, address=ELSEWHERE, email=EMAIL, password=NEVER_HASHED):
    """Log in through a proxy on this machine that tells the browser's address."""
    form = {"email": email, "password": password}
    return await browser.post("/login", form, headers={"X-Forwarded-For": address})


@pytest.fixture
async def another(server):
    async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as session:
        yield Browser(server, session)


async def test_a_guesser_waits_longer_and_longer(stranger, clock):
    waits = []
    for _ in range(12):
        while (await tries(stranger)).status == 429:
            waits[-1] += 1
            clock.forward(timedelta(seconds=5))
        waits.append(0)
    assert waits[:4] == [0, 0, 0, 0]
    assert waits[4:9] == [3, 6, 12, 24, 48]
    assert max(waits) <= 15 * 60 / 5
    assert "Try again in 15 min, or ask your administrator." in (await tries(stranger)).text


async def test_who_is_guessed_for_logs_in_from_home_meanwhile(stranger, another):
    for _ in range(20):
        await tries(stranger)
    assert stranger.status == 429
    await tries(another, HOME, password=PASSWORD)
    assert (another.status, another.path) == (200, DAY)


@pytest.mark.parametrize("written", ["{}:5{:03}", "  {}:6{:03} "])
@pytest.mark.parametrize("address", [ELSEWHERE, "[2001:db8:1:2::9]"])
async def test_a_proxy_may_tell_the_port_as_well(stranger, another, written, address):
    for number in range(20):
        await tries(stranger, written.format(address, number))
    assert stranger.status == 429
    await tries(another, written.format(HOME, 1), password=PASSWORD)
    assert (another.status, another.path) == (200, DAY)


async def test_guesses_from_everywhere_do_not_lock_out_a_browser_that_is_known(
    stranger, another, clock
):
    await tries(another, HOME, password=PASSWORD)
    await another.post("/logout", {"csrf": another.csrf})
    for number in range(300):
        await tries(stranger, f"198.51.{number // 200}.{number % 200}")
        clock.forward(timedelta(seconds=1))
    assert stranger.status == 429
    await tries(another, HOME, password=PASSWORD)
    assert (another.status, another.path) == (200, DAY)


async def test_guesses_from_everywhere_slow_down_who_is_not_known_and_never_for_long(
    stranger, another, clock
):
    for number in range(100):
        await tries(stranger, f"198.51.100.{number}")
        clock.forward(timedelta(milliseconds=10))
    assert stranger.status == 429
    await tries(another, HOME, password=PASSWORD)
    assert another.status == 429
    clock.forward(timedelta(minutes=1))
    await tries(another, HOME, password=PASSWORD)
    assert another.path == DAY


async def test_a_known_browser_in_other_hands_is_slowed_down_too(another):
    await tries(another, HOME, password=PASSWORD)
    await another.post("/logout", {"csrf": another.csrf})
    for _ in range(6):
        await tries(another, HOME)
    assert another.status == 429


async def test_a_new_password_ends_what_browsers_were_known_for(another, desk, password_hash):
    await tries(another, HOME, password=PASSWORD)
    async with desk.database.write() as tx:
        member = await staff.by_email(tx, EMAIL)
        await staff.set_password(tx, member, "$argon2id$damaged", by=named(""), now=desk.now)
    with capture_logs() as logged:
        await tries(another, HOME)
    (failed,) = [one for one in logged if one["event"] == "log-in failed"]
    assert failed["known_browser"] is False


async def test_a_guesser_does_not_buy_new_tries_with_an_account_of_their_own(
    stranger, desk, password_hash
):
    async with desk.database.write() as tx:
        await staff.add(
            tx,
            desk.practice.id,
            email="grace@example.org",
            role=Role.RECEPTION,
            password_hash=password_hash,
            by=named("textback"),
            now=desk.now,
        )
    seen = []
    for number in range(60):
        await tries(stranger, email=f"somebody{number}@example.org")
        seen.append(stranger.status)
        if number % 10 == 9:
            await tries(stranger, email="grace@example.org", password=PASSWORD)
            stranger.session.cookie_jar.clear()
    assert seen.count(401) <= 31


async def test_one_home_has_one_count_however_many_addresses_it_takes(stranger):
    for number in range(40):
        await tries(stranger, f"2001:db8:1:2::{number:x}", email=f"a{number}@example.org")
    assert stranger.status == 429
    await tries(stranger, "2001:db8:1:3::1", email="b@example.org")
    assert stranger.status == 401
    assert network_of("::ffff:192.0.2.1") == "192.0.2.1"
    assert network_of("fe80::1%eth0") == "fe80::/64"


async def test_only_a_trusted_proxys_word_is_taken(stranger):
    for number in range(40):
        # whatever a browser claims itself stands before what the proxy adds
        told = f"10.0.0.{number}, {ELSEWHERE}"
        await tries(stranger, told, email=f"a{number}@example.org")
    assert stranger.status == 429
    await tries(stranger, f"{ELSEWHERE}, {HOME}", email="b@example.org")
    assert stranger.status == 401


async def test_a_storm_of_guesses_keeps_nobody_of_the_staff_waiting(
    server, stranger, another, desk
):
    async with desk.database.write() as tx:
        member = await staff.by_email(tx, EMAIL)
        link = await staff_tokens.issue(tx, member, TokenKind.RESET, now=desk.now)
    await tries(another, HOME, password=PASSWORD)
    await another.post("/logout", {"csrf": another.csrf})
    storm = [
        asyncio.create_task(
            tries(
                Browser(server, stranger.session),
                f"198.51.100.{number}",
                f"a{number}@example.org",
                "wrong horse",
            )
        )
        for number in range(120)
    ]
    await tries(another, HOME, password=PASSWORD)
    assert another.path == DAY
    await another.post(f"/reset/{link}", {"new_password": "a kettle beside four windows"})
    assert another.path == "/login?said=chosen"
    done = [one.status for one in await asyncio.gather(*storm)]
    assert set(done) == {401, 503}
    assert done.count(503) >= 60


async def test_failures_are_logged_and_audited_without_the_password(server, stranger, desk):
    with capture_logs() as logged:
        await tries(stranger, password="wrong horse")
        await tries(stranger, email="nobody@example.org", password="wrong horse")
    failed = [one for one in logged if one["event"] == "log-in failed"]
    assert [one["staff"] is None for one in failed] == [False, True]
    assert all(one["network"] == ELSEWHERE for one in failed)
    assert "horse" not in repr(logged)
    await server.app.shutdown()
    async with desk.database.read() as tx:
        entries = await audit.entries(tx, desk.practice.id)
    (entry,) = [one for one in entries if one.action == "login.failed"]
    assert (entry.subject, entry.by) == (EMAIL, ELSEWHERE)


async def test_support_sees_nothing_before_anything_is_granted_to_it(stranger, desk, password_hash):
    async with desk.database.write() as tx:
        await staff.add(
            tx,
            desk.practice.id,
            email="support@example.org",
            role=Role.SUPPORT,
            password_hash=password_hash,
            by=named("textback"),
            now=desk.now,
        )
    await tries(stranger, email="support@example.org", password=PASSWORD)
    for page in (DAY, "/inbox", "/staff", "/log", "/practice"):
        await stranger.get(page)
        assert stranger.status == 403
        assert "No practice has given you access" in stranger.text


@pytest.mark.parametrize(
    ("role", "seen"),
    [
        (Role.PRACTITIONER, {DAY: 200, "/inbox": 403, "/practice": 403, "/wording": 403}),
        (Role.RECEPTION, {DAY: 200, "/inbox": 200, "/practice": 403, "/wording": 403}),
        (Role.ADMIN, {DAY: 200, "/inbox": 200, "/practice": 200, "/wording": 200}),
    ],
)
async def test_each_role_sees_what_it_needs(stranger, desk, password_hash, role, seen):
    async with desk.database.write() as tx:
        member = await staff.add(
            tx,
            desk.practice.id,
            email="grace@example.org",
            role=role,
            password_hash=password_hash,
            by=named("textback"),
            now=desk.now,
        )
        token = await staff.log_in(tx, member, now=desk.now)
    stranger.session.cookie_jar.update_cookies({"textback": token}, stranger.server.make_url("/"))
    found = {path: (await stranger.get(path)).status for path in seen}
    assert found == seen
