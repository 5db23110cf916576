"""Administrators choose how paper is wanted; the desk makes one, prints it, and sees its fate."""

from datetime import time, timedelta

import pytest

from calendar_store.database import audit
from calendar_store.model.papers import PaperExtent, PaperLayout, PaperSettings, PaperSize, PaperWay
from calendar_store.model.statuses import Channel, Role
from calendar_store.practices import hours, practitioners, staff
from gateway.use_cases import papers
from tests.support.actors import named
from tests.support.desk import BY

pytestmark = pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)
PAGE = "/settings/paper"
CHOSEN = {
    "evening": "1",
    "evening_at": "18:30",
    "lost": "1",
    "minutes": "10",
    "layout": "week",
    "size": "letter",
    "extent": "changes",
    "mails": "Ward@example.org, desk@example.org",
    "faxes": "06 1234 5678",
}


@pytest.fixture
def log_in(browser, desk, password_hash, now):
    async def logged_in(role):
        async with desk.database.write() as tx:
            member = await staff.add(
                *(tx, desk.practice.id),
                email=f"{role}@example.org",
                role=role,
                password_hash=password_hash,
                by=named("textback"),
                now=now,
            )
            token = await staff.log_in(tx, member, now=now)
        browser.session.cookie_jar.update_cookies({"textback": token}, browser.server.make_url("/"))
        return await browser.get(PAGE)

    return logged_in


@pytest.fixture
async def works(desk, aurora, now):
    async with desk.database.write() as tx:
        week = hours.parse("mon 09:00-13:00", aurora.id)
        await hours.set_week(tx, desk.practice.id, aurora.id, week, by=BY, now=now)


async def wanted(desk):
    async with desk.database.read() as tx:
        return await papers.wanted(tx, BY, desk.practice)


async def test_it_is_chosen_and_recorded_without_addresses(log_in, desk, aurora):
    admin = await log_in(Role.ADMIN)
    await admin.post(PAGE, {"csrf": admin.csrf, **CHOSEN})
    assert "✓ Saved." in admin.text
    assert await wanted(desk) == PaperSettings(
        *(desk.practice.id, time(18, 30), PaperLayout.WEEK, PaperSize.LETTER, PaperExtent.CHANGES),
        *((), timedelta(minutes=10)),
        (
            PaperWay(Channel.EMAIL, "desk@example.org"),
            PaperWay(Channel.EMAIL, "ward@example.org"),
            PaperWay(Channel.FAX, "+390612345678"),
        ),
    )
    assert "desk@example.org, ward@example.org" in admin.html
    async with desk.database.read() as tx:
        entries = await audit.entries(tx, desk.practice.id)
    (said,) = [one for one in entries if one.action == "paper.set"]
    assert said.detail["ways"] == "email email fax"
    assert "changed the calendar on paper of" in (await admin.get("/log")).text


async def test_what_cannot_be_is_said_and_what_was_typed_stays(log_in, desk):
    admin = await log_in(Role.ADMIN)
    for wrong in (
        {"mails": "nobody"},
        {"faxes": "12"},
        {"minutes": "1"},
        {"minutes": "x"},
        {"evening_at": "late"},
        {"layout": "month"},
        {"whose-5": "1"},
        {"mails": ", ".join(f"ward{n}@example.org" for n in range(6))},
    ):
        await admin.post(PAGE, {"csrf": admin.csrf, **CHOSEN, **wrong})
        assert admin.status == 422, wrong
        assert "▲" in admin.text
    assert "ward5@example.org" in admin.html
    assert (await wanted(desk)).ways == ()


async def test_the_desk_makes_one_prints_it_and_sees_it_listed(log_in, desk, works, now):
    reception = await log_in(Role.RECEPTION)
    assert "No paper yet." in reception.text
    assert 'name="evening"' not in reception.html
    await reception.post(f"{PAGE}/make", {"csrf": reception.csrf})
    assert "✓ Made" in reception.text
    assert "Paper 1" in reception.text
    assert "to be printed" in reception.text
    response = await reception.session.get(reception.server.make_url(f"{PAGE}/1.pdf"))
    assert response.content_type == "application/pdf"
    assert (await response.read()).startswith(b"%PDF")
    response = await reception.session.get(reception.server.make_url(f"{PAGE}/preview.pdf"))
    assert (await response.read()).startswith(b"%PDF")
    async with desk.database.read() as tx:
        actions = [one.action for one in await audit.entries(tx, desk.practice.id)]
        assert len(await papers.made(tx, BY, desk.practice.id)) == 1
    assert actions.count("paper.opened") == 1
    assert (await reception.session.get(reception.server.make_url(f"{PAGE}/2.pdf"))).status == 404


async def test_nothing_to_print_is_said(log_in, desk, aurora, now):
    async with desk.database.write() as tx:
        await practitioners.set_retired(tx, aurora, now, by=BY, now=now)
    reception = await log_in(Role.RECEPTION)
    await reception.post(f"{PAGE}/make", {"csrf": reception.csrf})
    assert "there is nothing to print" in reception.text


async def test_it_is_sent_where_it_is_wanted(log_in, desk, works):
    admin = await log_in(Role.ADMIN)
    await admin.post(PAGE, {"csrf": admin.csrf, **CHOSEN})
    await admin.post(f"{PAGE}/make", {"csrf": admin.csrf, "send": "1"})
    assert "on its way" in admin.text
    # no mail server and no fax in this test
    assert admin.text.count("not sent") == 3
