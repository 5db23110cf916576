"""The message about a move or a cancellation is shown before it is made, and then sent so."""

import re
from datetime import timedelta

import pytest

from calendar_store.model.statuses import AppointmentStatus

pytestmark = pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)
DAY = timedelta(days=1)


@pytest.fixture
async def visit(desk):
    return await desk.book(await desk.client(), desk.now + 2 * DAY)


async def previewed(browser, visit, **fields):
    await browser.get(f"/day/2026-01-14?appointment={visit.id}")
    form = {"csrf": browser.csrf, "version": "1", "tell": "on"} | fields
    await browser.post(f"/appointment/{visit.id}/notice", form)


def forms(browser):
    """Return (action, fields) of the forms of the page that change the visit."""
    found = re.findall(
        r'<form method="post" action="(/appointment/[^"]+)">(.*?)</form>', browser.html, re.DOTALL
    )
    return [(to, dict(re.findall(r'name="([^"]+)" value="([^"]*)"', body))) for to, body in found]


async def test_a_move_is_shown_with_its_text_and_then_made(browser, visit, desk):
    await previewed(browser, visit, change="move", date="2026-01-15", time="11:00")
    assert "il suo appuntamento ora è gio 15 gen alle 11:00" in browser.text
    assert (await desk.appointment(visit)).starts_at == visit.starts_at
    (send, fields), (_, silent) = forms(browser)
    assert "tell" in fields
    assert "tell" not in silent
    await browser.post(send, fields)
    assert (await desk.appointment(visit)).starts_at == visit.starts_at + DAY + timedelta(hours=1)
    assert "They will be told" in browser.text or "text" in browser.text


async def test_a_cancellation_is_shown_with_its_text_and_then_made(browser, visit, desk):
    await previewed(browser, visit, change="cancel")
    assert "è annullato" in browser.text
    (send, fields), _ = forms(browser)
    await browser.post(send, fields)
    assert (await desk.appointment(visit)).status is AppointmentStatus.CANCELLED


async def test_who_may_not_be_written_to_is_said_with_the_reason(browser, desk):
    client = await desk.client("Grace", "Hopper", 2, consents=False)
    one = await desk.book(client, desk.now + 2 * DAY)
    await previewed(browser, one, change="cancel")
    assert "Nothing can be sent:" in browser.text
    assert [("tell" in fields) for _, fields in forms(browser)] == [False]


@pytest.mark.parametrize(
    ("fields", "status"),
    [({"version": "7"}, 409), ({"version": ""}, 400), ({"date": "x", "time": "11:00"}, 422)],
)
async def test_what_cannot_be_shown_says_why(browser, visit, fields, status):
    await previewed(
        browser, visit, **({"change": "move", "date": "2026-01-15", "time": "11:00"} | fields)
    )
    assert browser.status == status


async def test_the_panel_offers_it_for_both(browser, visit):
    await browser.get(f"/day/2026-01-14?appointment={visit.id}")
    offered = re.findall(r'formaction="([^"]+)" name="change" value="(\w+)"', browser.html)
    assert sorted(change for _, change in offered) == ["cancel", "move"]
