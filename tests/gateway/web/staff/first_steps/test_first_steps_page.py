"""The page of first steps: what is missing, what ticks itself, a test message and its fate."""

import pytest

from calendar_store.model.statuses import Role
from calendar_store.practices import practices, practitioners, staff
from gateway.use_cases import first_steps
from tests.support.actors import named
from tests.support.desk import BY
from tests.support.pages import PASSWORD

pytestmark = pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)
PAGE = "/first-steps"
EMMY = "emmy@example.org"


@pytest.fixture
async def member(desk, password_hash):
    async with desk.database.write() as tx:
        return await staff.add(
            tx,
            desk.practice.id,
            email=EMMY,
            role=Role.ADMIN,
            password_hash=password_hash,
            by=named("textback"),
            now=desk.now,
        )


@pytest.fixture
async def admin(browser, desk, member):
    async with desk.database.write() as tx:
        token = await staff.log_in(tx, member, now=desk.now)
    browser.session.cookie_jar.update_cookies({"textback": token}, browser.server.make_url("/"))
    return await browser.get(PAGE)


async def test_all_that_is_missing_is_said_with_the_way_to_mend_it(admin):
    assert admin.status == 200
    assert "the address is missing; clients ask for it" in admin.text
    assert 'href="/practice"' in admin.html
    assert "there is no service yet" in admin.text
    assert "no carrier is entered yet, so nothing is texted" in admin.text
    assert "Whoever runs the service enters the carrier" in admin.text
    assert "no mail server is entered, so nothing is mailed" in admin.text
    assert "Whoever runs the service enters the mail server" in admin.text
    assert "How to mend it" not in admin.text


async def test_who_lacks_hours_and_who_runs_the_service_are_named(admin, desk, password_hash):
    async with desk.database.write() as tx:
        bruno = await practitioners.add(tx, desk.practice.id, "Bruno", by=BY, now=desk.now)
        await staff.add(
            tx,
            desk.practice.id,
            email="olga@example.org",
            name="Olga",
            role=Role.ADMIN,
            runs_service=True,
            password_hash=password_hash,
            by=named("textback"),
            now=desk.now,
        )
    await admin.get(PAGE)
    assert "Bruno has no weekly hours yet" in admin.text
    assert f"/people/{bruno.id}" in admin.html or "Aurora has no weekly hours yet" in admin.text
    assert "Ask Olga , who runs the service." in admin.text


async def test_a_step_ticks_itself_and_another_is_ticked_and_opened_again(admin, desk):
    async with desk.database.write() as tx:
        await practices.change(tx, desk.practice.id, now=desk.now, by=BY, address="Via Roma 1")
    await admin.get(PAGE)
    assert "the address is missing" not in admin.text
    csrf = admin.csrf
    await admin.post(f"{PAGE}/settle", {"csrf": csrf, "step": "wording"})
    assert "✓ Ticked." in admin.text
    assert "Ticked by hand." in admin.text
    await admin.post(f"{PAGE}/settle", {"csrf": csrf, "step": "wording", "again": "1"})
    assert "Ticked by hand." not in admin.text
    await admin.post(f"{PAGE}/settle", {"csrf": csrf, "step": "carrier"})
    assert admin.status == 422
    await admin.post(f"{PAGE}/settle", {"csrf": csrf, "step": "nonsense"})
    assert admin.status == 404


async def test_a_refused_test_keeps_what_was_typed_and_says_why(admin):
    csrf = admin.csrf
    await admin.post(f"{PAGE}/test", {"csrf": csrf, "step": "test_text", "to": "12"})
    assert admin.status == 422
    assert 'value="12"' in admin.html
    await admin.post(f"{PAGE}/test", {"csrf": csrf, "step": "test_text", "to": "+393331234567"})
    assert "no carrier has the practice" in admin.text


async def test_who_logs_in_comes_here_until_it_is_closed(browser, desk, member):
    async with desk.database.write() as tx:
        await first_steps.begin(tx, BY, desk.practice.id, now=desk.now)
    await browser.get("/login")
    await browser.post("/login", {"email": EMMY, "password": PASSWORD, "next": "/"})
    assert browser.path == PAGE
    await browser.post(f"{PAGE}/close", {"csrf": browser.csrf})
    assert browser.path != PAGE
    await browser.get(PAGE)
    assert browser.status == 200
    assert "Lead administrators here" in browser.text


async def test_the_probe_is_for_who_runs_the_service(admin):
    csrf = admin.csrf
    assert "Probe the carrier" not in admin.text
    await admin.post(f"{PAGE}/probe", {"csrf": csrf, "carrier": "primary", "to": "+393331234567"})
    assert admin.status == 403


async def test_without_a_service_nothing_is_probed(browser, desk, password_hash):
    async with desk.database.write() as tx:
        runs = await staff.add(
            tx,
            desk.practice.id,
            email=EMMY,
            role=Role.ADMIN,
            runs_service=True,
            password_hash=password_hash,
            by=named("textback"),
            now=desk.now,
        )
        token = await staff.log_in(tx, runs, now=desk.now)
    browser.session.cookie_jar.update_cookies({"textback": token}, browser.server.make_url("/"))
    await browser.get(PAGE)
    # who runs it reads what to write into the configuration
    assert browser.html.count("How to mend it") == 2
    assert 'smarthost = "mail.example.org:587"' in browser.text
    assert f'numbers = ["{desk.practice.sender}"]' in browser.text
    asked = {"csrf": browser.csrf, "carrier": "primary", "to": "+393331234567"}
    await browser.post(f"{PAGE}/probe", asked)
    assert browser.status == 422
