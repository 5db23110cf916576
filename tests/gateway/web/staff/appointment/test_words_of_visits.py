"""Practitioners read what was written about their own visits, beside them, and nothing else."""

import re

import pytest

from calendar_store.model.statuses import AlertKind, MessageStatus, Role
from calendar_store.practices import practitioners, staff
from tests.support.actors import named
from tests.support.desk import BY
from tests.support.exchange import Exchange
from tests.support.pages import DAY, alert, say

pytestmark = pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)
OURS, THEIRS = "will you come? Reply 1.", "May I bring my dog?"


@pytest.fixture
async def written(desk, now):
    """Ada's visit with Aurora, about which both sides wrote."""
    ada = await desk.client()
    visit = await desk.book(ada, now.replace(hour=13))
    await say(desk, visit, ada, MessageStatus.FAILED, "the phone is off")
    await Exchange(desk).says(THEIRS, 1)
    await alert(desk, AlertKind.NOT_DELIVERED, "the phone is off", ada, visit)
    return visit


@pytest.fixture
def as_practitioner(browser, desk, now):
    """Log in as a practitioner."""

    async def logged_in(who):
        async with desk.database.write() as tx:
            member = await staff.add(
                *(tx, desk.practice.id),
                email=f"{who.name.lower()}@example.org" if who else "nobody@example.org",
                role=Role.PRACTITIONER,
                password_hash="-",
                by=named("textback"),
                now=now,
                practitioner_id=who.id if who else None,
            )
            token = await staff.log_in(tx, member, now=now)
        url = browser.server.make_url("/")
        browser.session.cookie_jar.update_cookies({"textback": token}, url)
        return browser

    return logged_in


async def test_who_has_the_visit_reads_both_sides_beside_it_and_no_conversation(
    desk, written, as_practitioner
):
    browser = await as_practitioner(desk.practitioner)
    await browser.get(f"{DAY}?appointment={written.id}")
    assert OURS in browser.text
    assert THEIRS in browser.text
    assert "What was written is shown" not in browser.text
    for path in ("/inbox", f"/inbox/client/{written.client_id}"):
        await browser.get(path)
        assert browser.status == 403


@pytest.mark.parametrize("known", [True, False])
async def test_another_practitioner_s_visit_shows_no_words(desk, written, as_practitioner, known):
    bruno = None
    if known:
        async with desk.database.write() as tx:
            bruno = await practitioners.add(tx, desk.practice.id, "Bruno", by=BY, now=desk.now)
    browser = await as_practitioner(bruno)
    for path, headers in (
        (f"{DAY}?appointment={written.id}", {}),
        (f"/appointment/{written.id}", {"HX-Request": "true"}),
        (f"/appointment/{written.id}?poll=1", {"HX-Request": "true"}),
        (DAY, {}),
        (f"{DAY}?view=grid", {}),
        ("/week/2026-01-12", {}),
        ("/alerts/person", {}),
        ("/alerts/not-delivered", {}),
    ):
        await browser.get(path, headers=headers)
        if browser.status == 404:
            continue
        assert browser.status == 200
        assert THEIRS not in browser.text, path
        assert OURS not in browser.text, path
    await browser.get(f"{DAY}?appointment={written.id}")
    # its fate is on the calendar of everybody
    assert "not delivered" in browser.text
    assert "What was written is shown to reception, and to who has the visit." in browser.text


async def test_the_table_of_roles_says_so(browser):
    await browser.get("/staff/roles")
    assert "read what was written about a visit, beside the visit" in browser.text
    assert "Practitioners read what was written about their own visits" in browser.text
    (row,) = re.findall(r"<tr><td>read what was written.*?</tr>", browser.html, re.DOTALL)
    cells = [" ".join(re.sub("<[^>]+>", " ", one).split()) for one in row.split("</td>")[1:6]]
    assert cells == ["✓ yes", "✓ yes", "✓ own calendar", "– no", "– no"]
