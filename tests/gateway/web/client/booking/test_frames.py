"""The booking page in a frame of the practice's own website, and of no other."""

import pytest

from calendar_store.practices import practices
from gateway.web.client.booking.booking_desk import BOOKING_LIMITS
from tests.support.desk import BY
from tests.support.web_booking import PAGE

pytestmark = pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)

SITES = "https://www.example.org https://example.org:8443"


@pytest.fixture
async def framed(desk, studio, now):
    async with desk.database.write() as tx:
        await practices.change(tx, desk.practice.id, frames=SITES, by=BY, now=now)


def ancestors(browser):
    policy = browser.headers["Content-Security-Policy"]
    (found,) = [part for part in policy.split("; ") if part.startswith("frame-ancestors")]
    return found


async def test_without_a_website_no_page_is_framed(visitor):
    await visitor.look()
    assert ancestors(visitor.browser) == "frame-ancestors 'none'"
    assert visitor.browser.headers["X-Frame-Options"] == "DENY"


async def test_every_step_may_be_framed_by_the_websites_that_are_named(visitor, framed):
    seen = []

    def note(_=None):
        seen.append((visitor.browser.path, ancestors(visitor.browser)))
        assert "X-Frame-Options" not in visitor.browser.headers
        assert "default-src 'self'" in visitor.browser.headers["Content-Security-Policy"]

    await visitor.look(f"{PAGE}?frame=1")
    note()
    for words in ("Cut", "Anyone", "12:00"):
        await visitor.follow(words)
        note()
    await visitor.enter(consent="")
    note()
    await visitor.enter()
    note()
    await visitor.code()
    note()
    assert {policy for _, policy in seen} == {f"frame-ancestors {SITES}"}
    assert all("frame=1" in path for path, _ in seen if "/b/studio-aurora?" in path)
    assert "frame=1" in visitor.browser.path
    # the page of the appointment is framed by nobody, so it opens beside
    assert 'target="_blank"' in visitor.browser.html


async def test_an_error_in_place_of_the_page_is_shown_in_the_frame(visitor, studio, server):
    await visitor.look("/b/no-such-page?frame=1")
    assert visitor.browser.status == 404
    _may_be_framed_and_has_nothing_to_click(visitor)
    server.app[BOOKING_LIMITS].looks.most = 0
    await visitor.look(f"{PAGE}?frame=1")
    assert visitor.browser.status == 429
    _may_be_framed_and_has_nothing_to_click(visitor)


def _may_be_framed_and_has_nothing_to_click(visitor):
    assert ancestors(visitor.browser) == "frame-ancestors *"
    assert "X-Frame-Options" not in visitor.browser.headers
    main = visitor.browser.html.partition("<body")[2]
    assert not any(f"<{tag}" in main for tag in ("a ", "form", "button", "input"))


async def test_other_pages_are_framed_by_nobody(visitor, framed, studio):
    for path in ("/login", "/a/no-such-link", "/p/no-such-link"):
        await visitor.look(path)
        assert ancestors(visitor.browser) == "frame-ancestors 'none'"
        assert visitor.browser.headers["X-Frame-Options"] == "DENY"
