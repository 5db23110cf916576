"""The bar leads to the pages that there are and that one may open, and says where one is."""

import re

import pytest

from calendar_store.model.statuses import Role
from calendar_store.practices import staff
from gateway.web.server.navigation import ENTRIES
from tests.support.actors import named

pytestmark = pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)
ENTRY = re.compile(r'<nav class="rooms".*?</nav>', re.DOTALL)


def shown(html):
    return dict(re.findall(r'<a href="([^"]+)"([^>]*)>', ENTRY.search(html)[0]))


async def test_every_entry_leads_to_a_page_and_marks_it(browser, desk, password_hash, now):
    async with desk.database.write() as tx:
        admin = await staff.add(
            tx,
            desk.practice.id,
            email="emmy@example.org",
            role=Role.ADMIN,
            password_hash=password_hash,
            by=named("textback"),
            now=now,
        )
        token = await staff.log_in(tx, admin, now=now)
    assert "/practice" not in shown(browser.html)
    browser.session.cookie_jar.update_cookies({"textback": token}, browser.server.make_url("/"))
    await browser.get("/")
    entries = list(shown(browser.html))
    assert {"/day", "/inbox", "/practice"} <= set(entries) <= {one.path for one in ENTRIES}
    for path in entries:
        await browser.get(path)
        assert browser.status == 200, path
        marked = [here for here, more in shown(browser.html).items() if "aria-current" in more]
        assert marked == [path]
