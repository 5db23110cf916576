"""What ends a log-in leaves nothing readable; what is unsent waits for its writer alone."""

import re
import secrets
from datetime import timedelta

import pytest
from playwright.async_api import expect

from calendar_store.appointments import agenda, paper_entries
from calendar_store.model.statuses import Role
from calendar_store.practices import staff
from tests.support.actors import named
from tests.support.offline_browser import until_so
from tests.support.pages import EMAIL, PASSWORD

pytestmark = pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
GRACE = "grace@example.org"
EMPTY = "async () => !(await offlineStore.names()).length && !(await offlineStore.read('rest'))"
OPENED = """
    const database = await new Promise(async (done) => {
        const { indexedDB } = await navigator.storageBuckets.open("textback-days");
        const request = indexedDB.open("textback-days");
        request.onsuccess = () => done(request.result);
    });
"""
KEY_IS_KEPT = f"""async () => {{
    {OPENED}
    const store = database.transaction("kept").objectStore("kept");
    const names = await new Promise((done) => {{
        store.getAllKeys().onsuccess = (event) => done(event.target.result);
    }});
    database.close();
    return names.length > 0;
}}"""
PUT_KEY = f"""async (octets) => {{
    {OPENED}
    const uses = ["encrypt", "decrypt"];
    const raw = Uint8Array.from(octets);
    const key = await crypto.subtle.importKey("raw", raw, "AES-GCM", false, uses);
    const tx = database.transaction("kept", "readwrite");
    tx.objectStore("kept").put(key, "key");
    await new Promise((done) => {{ tx.oncomplete = done; }});
    database.close();
}}"""
NOBODY_WAITS = "async () => !(await offlineStore.waiting()).length"


@pytest.fixture
async def member(desk, password_hash, now):
    async with desk.database.write() as tx:
        return await staff.add(
            *(tx, desk.practice.id),
            email=GRACE,
            role=Role.RECEPTION,
            password_hash=password_hash,
            by=named("textback"),
            now=now,
        )


@pytest.fixture
async def written(seat, desk, member, now):
    """A browser of ada@example.org that was without a line, with an entry that is not sent."""
    await desk.at(now - DAY).book(await desk.client("Ada", "Byron", 1), now + HOUR)
    await seat.log_in(EMAIL, PASSWORD)
    await seat.until_kept()
    await seat.lose_line()
    await seat.writes("2026-01-12", "16:30", "Lise Meitner", "333 1234567")
    return seat


async def entries(desk):
    async with desk.database.read() as tx:
        return [one.by for one in await paper_entries.listed(tx, desk.practice.id, 50)]


async def nothing_is_readable(seat):
    """The page without a line shows nothing, and no key is kept."""
    page = await seat.lose_line()
    await expect(page.locator("#why")).to_contain_text("Nothing of the calendar is kept here")
    await expect(page.locator("body")).not_to_contain_text("Byron")
    await expect(page.locator("body")).not_to_contain_text("Meitner")
    assert await page.evaluate(EMPTY)
    assert not await page.evaluate(KEY_IS_KEPT)


async def test_logging_out_warns_of_what_is_unsent_and_destroys_the_key(written, desk):
    seat, page = written, written.page
    await page.click("#forget")
    await expect(page.locator("#leaving h2")).to_have_text("Not yet sent: 1")
    await page.keyboard.press("Escape")
    await expect(page.locator("#day li", has_text="Byron")).to_be_visible()
    await page.click("#forget")
    await page.click("#leaving [value=leave]")
    await expect(page.locator("#why")).to_contain_text("You are logged out")
    assert await page.evaluate(EMPTY)
    assert not await page.evaluate(KEY_IS_KEPT)
    await seat.close()
    assert not seat.holds("Byron", "Meitner")
    page = await seat.open("/day")
    await expect(page.locator("body")).not_to_contain_text("Byron")
    # the service is told once the line is back
    seat.line.mend()
    await expect(page).to_have_url(re.compile("/login"), timeout=30_000)
    assert not await entries(desk)
    await seat.log_in(EMAIL, PASSWORD)
    await until_so(page, NOBODY_WAITS, 40)
    assert await entries(desk) == [EMAIL]


async def test_logging_out_with_a_line_asks_as_well(written, desk):
    seat, page = written, written.page
    seat.line.mend()
    await expect(page.locator("#calendar")).to_be_visible(timeout=40_000)
    await until_so(page, NOBODY_WAITS, 40)
    await page.click(".account summary")
    await page.click("form[action='/logout'] button")
    await expect(page).to_have_url(re.compile("/login"))
    await until_so(page, EMPTY)
    await nothing_is_readable(seat)


async def test_no_byte_of_a_key_is_on_disk_after_the_log_out(seat):
    await seat.log_in(EMAIL, PASSWORD)
    await seat.until_kept()
    key = secrets.token_bytes(32)
    await seat.page.evaluate(PUT_KEY, list(key))
    # a browser keeps a key as it is, also one that no script reads out
    assert seat.holds(key)
    await seat.page.click(".account summary")
    await seat.page.click("form[action='/logout'] button")
    await expect(seat.page).to_have_url(re.compile("/login"))
    await until_so(seat.page, EMPTY)
    assert not seat.holds(key)
    await seat.close()
    assert not seat.holds(key)


async def test_another_person_reads_nothing_and_sends_nothing(written, desk):
    seat, page = written, written.page
    await seat.context.clear_cookies()
    seat.line.mend()
    await expect(page).to_have_url(re.compile("/login"), timeout=40_000)
    await seat.log_in(GRACE, PASSWORD)
    await seat.until_kept()
    page = await seat.lose_line()
    await expect(page.locator("#unsent li")).to_have_count(0)
    await expect(page.locator("body")).not_to_contain_text("Meitner")
    seat.line.mend()
    await expect(page.locator("#calendar")).to_be_visible(timeout=40_000)
    assert not await entries(desk)
    assert await page.evaluate("async () => (await offlineStore.waiting()).length") == 1
    await page.click(".account summary")
    await page.click("form[action='/logout'] button")
    await expect(page).to_have_url(re.compile("/login"))
    await seat.log_in(EMAIL, PASSWORD)
    await until_so(page, NOBODY_WAITS, 40)
    assert await entries(desk) == [EMAIL]


async def test_a_log_in_that_has_expired_leaves_nothing(written, desk, clock):
    seat, page = written, written.page
    clock.forward(13 * HOUR)
    seat.line.mend()
    await expect(page).to_have_url(re.compile("/login"), timeout=40_000)
    await nothing_is_readable(seat)
    assert await page.evaluate("async () => (await offlineStore.waiting()).length") == 1
    seat.line.mend()
    await expect(page).to_have_url(re.compile("/login"), timeout=40_000)
    await seat.log_in(EMAIL, PASSWORD)
    await until_so(page, NOBODY_WAITS, 40)
    assert await entries(desk) == [EMAIL]


async def test_the_time_of_a_log_in_ends_without_a_line_too(written):
    page = written.page
    # as after two hours without use
    await page.evaluate(
        """async () => {
            const now = Date.now();
            Date.now = () => now + 2 * 3600 * 1000 + 1000;
            await offlineStore.facts();
        }"""
    )
    await nothing_is_readable(written)


async def test_a_clock_that_was_put_back_shows_nothing_until_it_is_right(written):
    page = written.page
    await page.evaluate(
        "() => { window.real = Date.now; Date.now = () => window.real() - 3600000; }"
    )
    await page.click("#after")
    await expect(page.locator("#why")).to_contain_text("The clock of this device is wrong")
    await page.reload()
    await expect(page.locator("#day li", has_text="Byron")).to_be_visible()


async def test_a_removed_account_leaves_nothing(written, desk, now):
    seat, page = written, written.page
    async with desk.database.write() as tx:
        await staff.remove(tx, desk.practice.id, EMAIL, by=named("textback"), now=now)
    seat.line.mend()
    await expect(page).to_have_url(re.compile("/login"), timeout=40_000)
    await nothing_is_readable(seat)


async def test_another_role_reads_what_it_may_and_what_it_wrote_is_not_lost(written, desk, now):
    seat, page = written, written.page
    async with desk.database.write() as tx:
        me = await staff.by_email(tx, EMAIL)
        await staff.change(tx, me, by=named("textback"), now=now, role=Role.PRACTITIONER)
    seat.line.mend()
    await expect(page.locator("#calendar")).to_be_visible(timeout=40_000)
    await until_so(
        page, "async () => (await offlineStore.facts()) && !(await offlineStore.read('rest')).books"
    )
    await page.click("#sent-note a")
    await expect(page.locator("#unsent li")).to_contain_text("may not book")
    page = await seat.lose_line()
    row = page.locator("#day li", has_text="Byron")
    await expect(row).to_be_visible()
    # neither a number, nor what they may not do
    await expect(row).not_to_contain_text("333")
    await expect(row.get_by_role("button")).to_have_count(0)
    await expect(page.locator("#new")).to_be_hidden()
    await expect(page.locator("#unsent li")).to_contain_text("may not book")
    assert not await entries(desk)


async def test_a_locked_log_in_leaves_nothing_until_it_is_opened(written, desk):
    seat, page = written, written.page
    seat.line.mend()
    await expect(page.locator("#calendar")).to_be_visible(timeout=40_000)
    await page.click(".account summary")
    await page.click("#lock button")
    await expect(page.locator("#password")).to_be_visible()
    await until_so(page, EMPTY)
    await nothing_is_readable(seat)


async def test_support_carries_nothing_away(seat, desk, password_hash, now):
    async with desk.database.write() as tx:
        await staff.add(
            *(tx, desk.practice.id),
            email="help@example.org",
            role=Role.SUPPORT,
            password_hash=password_hash,
            by=named("textback"),
            now=now,
        )
    await seat.log_in("help@example.org", PASSWORD, "/support")
    await seat.page.goto("/offline/days")
    assert await seat.page.inner_text("body") == '{"textback": 1, "closed": true}'


async def test_the_service_takes_no_entry_of_another_writer(browser, desk, now):
    await browser.get("/offline/days")
    async with desk.database.read() as tx:
        me = await staff.by_email(tx, EMAIL)
    await browser.get("/account")
    fields = {"csrf": browser.csrf, "owner": f"{me.practice_id}.1", "key": "k", "day": "2026-01-12"}
    fields |= {
        "made": now.isoformat(),
        "who": str(desk.practitioner.id),
        "time": "15:00",
        "q": "Ada",
    }
    await browser.post("/offline/entries", fields)
    assert browser.status == 409
    assert not await entries(desk)
    fields["owner"] = f"{me.practice_id}.{me.id}"
    for _again in range(3):
        await browser.post("/offline/entries", fields)
        assert browser.status == 200
        assert await entries(desk) == [EMAIL]
    async with desk.database.read() as tx:
        assert not await agenda.between(tx, desk.practice.id, now, now + DAY)
