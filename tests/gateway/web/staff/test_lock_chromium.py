"""A lock keeps what was typed and not sent, for who opens the same log-in and for nobody else."""

import re
from datetime import timedelta

import pytest
from playwright.async_api import expect
from sqlalchemy import update

from calendar_store import schema
from calendar_store.database.notify import Topic
from calendar_store.practices import logins, practices, staff
from tests.support.desk import BY
from tests.support.pages import DAY, EMAIL, PASSWORD

pytestmark = pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)

KEPT = "sessionStorage.getItem('textback-draft') || ''"


@pytest.fixture
async def desk(desk):
    async with desk.database.write() as tx:
        await practices.change(tx, desk.practice.id, now=desk.now, by=BY, idle_minutes=5)
    return desk


async def type_into(page):
    await page.get_by_role("button", name="New client").click()
    await page.locator("#add").get_by_label("First name").fill("Augusta")
    await page.locator("#add").get_by_label("Last name").fill("Leigh")


async def unlock(page):
    await page.wait_for_url("**/unlock**")
    assert "Augusta" not in await page.content() + await page.evaluate(KEPT)
    await page.get_by_label("Password").fill(PASSWORD)
    await page.get_by_role("button", name="Unlock").click()


async def test_what_was_typed_is_there_again_after_a_lock(open_calendar):
    page = await open_calendar("/clients")
    await page.clock.install()
    await page.goto("/clients")
    await type_into(page)
    await page.clock.fast_forward(timedelta(minutes=6).total_seconds() * 1000)
    await unlock(page)
    await page.wait_for_url(re.compile(r"[^?]*/clients$"))
    first = page.locator("#add").get_by_label("First name")
    await expect(first).to_have_value("Augusta")
    await expect(first).to_be_visible()
    await expect(page.get_by_text("What you had typed is here again.")).to_be_visible()
    assert await page.evaluate(KEPT) == ""
    await page.locator("summary").first.click()
    await page.get_by_role("button", name="Lock").click()
    await unlock(page)
    await expect(page.locator("#add").get_by_label("Last name")).to_have_value("Leigh")
    assert [one for one in page.complaints if "[DOM]" not in one] == []


async def test_what_was_typed_is_gone_for_whoever_logs_in_instead(open_calendar):
    page = await open_calendar("/clients")
    await type_into(page)
    await page.evaluate("document.getElementById('lock').requestSubmit()")
    await page.wait_for_url("**/unlock**")
    await page.get_by_role("button", name="Log in as somebody else").click()
    await page.wait_for_url("**/login**")
    await page.get_by_label("Email").fill(EMAIL)
    await page.get_by_label("Password").fill(PASSWORD)
    await page.get_by_role("button", name="Log in", exact=True).click()
    await page.wait_for_url("**/day/**")
    await page.goto("/clients")
    await page.get_by_role("button", name="New client").click()
    await expect(page.locator("#add").get_by_label("First name")).to_have_value("")
    assert await page.evaluate(KEPT) == ""
    assert [one for one in page.complaints if "[DOM]" not in one] == []


@pytest.mark.parametrize("noticed", ["by the stream", "by a request"])
async def test_what_was_typed_is_kept_when_the_service_locks_first(
    open_calendar, desk, now, noticed
):
    visit = await desk.book(await desk.client(), now + timedelta(hours=3))
    page = await open_calendar(f"{DAY}?appointment={visit.id}")
    panel = page.locator("#panel")
    await panel.get_by_text("Notes for staff").click()
    await panel.get_by_label("A note for staff").fill("Brings her dog.")
    if noticed == "by a request":
        # without its stream, as over a cut line
        await page.route("**/events*", lambda route: route.abort())
    async with desk.database.write() as tx:
        member = await staff.by_email(tx, EMAIL)
        for one in await logins.logins_of(tx, member, now):
            theirs = update(schema.logins).where(
                schema.logins.c.token_hash == bytes.fromhex(one.key)
            )
            await tx.execute(theirs.values(locked_at=now))
        if noticed == "by the stream":
            tx.notify(Topic.CALENDAR)
    if noticed == "by a request":
        await page.evaluate("htmx.trigger(document.querySelector('#panel article'), 'refresh')")
    await page.wait_for_url("**/unlock**")
    await page.get_by_label("Password").fill(PASSWORD)
    await page.get_by_role("button", name="Unlock").click()
    await page.wait_for_url(f"**{DAY}?appointment={visit.id}")
    note = page.locator("#panel").get_by_label("A note for staff")
    await expect(note).to_have_value("Brings her dog.")
    await expect(note).to_be_visible()
