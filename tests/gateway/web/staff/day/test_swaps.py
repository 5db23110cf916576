"""The calendar's own script in place of htmx: what it understands, and what it does."""

import re
from datetime import timedelta

import pytest
from playwright.async_api import expect

from gateway.web.server.static_files import PAGES
from tests.support.pages import DAY, confirm

TEMPLATES = ("staff/day", "staff/appointment", "staff/booking", "staff/blocks", "demo")
"""Folders of what stands on the calendar's page; their other pages have htmx itself."""
KNOWN = {
    ("a", "get"),
    ("input", "get"),
    ("article", "get"),
    ("form", "post"),
    ("select", "post"),
    *((tag, "target") for tag in ("a", "article", "div", "form", "input")),
    *((tag, "trigger") for tag in ("article", "input", "select")),
    *(("input", "sync"), ("select", "vals"), ("form", "swap")),
    *(("div", one) for one in ("swap", "swap-oob", "select")),
}
HOUR = timedelta(hours=1)
on_sqlite = pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)


def test_the_templates_say_nothing_that_it_does_not_understand():
    for folder in TEMPLATES:
        for file in (PAGES / folder).glob("*.html"):
            for tag, inside in re.findall(r"<(\w+)\b([^<]*\bhx-[^<]*)>", file.read_text()):
                for name, value in re.findall(r'\bhx-([a-z-]+)="([^"]*)"', inside):
                    assert (tag, name) in KNOWN, f"{file.name}: hx-{name} of {tag}"
                    if name == "trigger":
                        assert re.fullmatch(
                            r"refresh|change|input changed delay:\d+ms, search", value
                        )
                    assert name != "swap" or value in {"none", "outerHTML"}
                    assert name != "swap-oob" or value == "innerHTML"


@pytest.fixture
async def visit(desk, now):
    return await desk.book(await desk.client(), now + 4 * HOUR)


@pytest.fixture
async def page(open_calendar, visit):
    return await open_calendar(DAY)


@on_sqlite
async def test_a_form_that_is_pressed_twice_is_sent_once(page, visit):
    await page.locator(f"#a-{visit.id} a").click()
    sent = []
    page.on("request", lambda one: sent.append(one.url) if one.method == "POST" else None)
    await page.get_by_label("A note for staff").fill("brings her son")
    await page.get_by_role("button", name="Save the note").dblclick()
    await expect(page.locator("#panel")).to_contain_text("brings her son")
    await expect(page.locator(".notes li")).to_have_count(1)
    assert len(sent) == 1


@on_sqlite
async def test_a_refusal_is_read_in_the_panel(page, desk, visit):
    await page.locator(f"#a-{visit.id} a").click()
    form = page.locator("form[action$='/cancel']")
    await form.locator("[name=version]").evaluate("one => { one.value = 'x' }")
    await form.get_by_role("button", name="Cancel visit").click()
    await expect(page.locator("#panel")).to_contain_text("This page is out of date.")
    assert (await desk.appointment(visit)).cancelled_at is None


@on_sqlite
async def test_a_line_that_is_cut_is_told_and_what_was_typed_stays(page, visit):
    await page.locator(f"#a-{visit.id} a").click()
    note = page.get_by_label("A note for staff")
    await note.fill("brings her son")
    await page.context.set_offline(offline=True)
    await page.get_by_role("button", name="Save the note").click()
    await expect(page.locator(".offline")).to_be_visible()
    # the page itself reads and scrolls as before
    style = "() => [getComputedStyle(document.documentElement)].map(s => s.overflow + s.whiteSpace)"
    assert await page.evaluate(style) == ["visiblenormal"]
    await expect(note).to_have_value("brings her son")
    await page.context.set_offline(offline=False)
    await page.get_by_role("button", name="Save the note").click()
    await expect(page.locator(".notes")).to_contain_text("brings her son")


@on_sqlite
async def test_back_and_forth_shows_what_the_address_says(page, visit):
    name = page.get_by_role("heading", name="Ada Byron")
    await page.locator(f"#a-{visit.id} a").click()
    await expect(name).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(name).to_have_count(0)
    await page.go_back()
    await expect(name).to_be_visible()
    await page.go_back()
    await expect(name).to_have_count(0)
    await page.go_forward()
    await expect(name).to_be_visible()


@on_sqlite
async def test_a_panel_that_is_renewed_late_takes_no_other_ones_place(page, desk, visit):
    await page.locator(f"#a-{visit.id} a").click()
    await expect(page.get_by_role("heading", name="Ada Byron")).to_be_visible()
    held = []

    async def hold(route):
        held.append(route)

    await page.route("**/appointment/*?poll=1", hold)
    async with page.expect_request("**/appointment/*?poll=1") as asked:
        await confirm(desk, visit)
        await asked.value
    await page.keyboard.press("n")
    await expect(page.get_by_label("Name or number")).to_be_visible()
    (late,) = held
    async with page.expect_event("requestfinished"):
        await late.continue_()
    await expect(page.get_by_label("Name or number")).to_be_visible()
    await expect(page.get_by_role("heading", name="Ada Byron")).to_have_count(0)
