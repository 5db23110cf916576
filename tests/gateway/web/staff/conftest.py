"""Real browsers at the calendar, logged in as a receptionist."""

import pytest

from calendar_store.practices import staff
from tests.support.pages import EMAIL


@pytest.fixture
def open_calendar(chromium, server, desk):
    """Open a page of the calendar; whatever the browser's console says is kept in `complaints`."""

    async def opened(path, **kind):
        kind = {"viewport": {"width": 1280, "height": 900}} | kind
        context = await chromium.new_context(base_url=str(server.make_url("/")), **kind)
        async with desk.database.write() as tx:
            member = await staff.by_email(tx, EMAIL)
            token = await staff.log_in(tx, member, now=desk.now)
        url = str(server.make_url("/"))
        await context.add_cookies([{"name": "textback", "value": token, "url": url}])
        page = await context.new_page()
        page.complaints = []
        page.on("console", lambda said: page.complaints.append(said.text))
        page.on("pageerror", lambda error: page.complaints.append(str(error)))
        await page.goto(path)
        return page

    return opened
