"""Stopping emails: by a button, by one request of a mail program, never by opening a link."""

from datetime import timedelta

import pytest
from yarl import URL

from calendar_store.clients import clients, consent
from calendar_store.clients.consent import ConsentStatement
from calendar_store.model.statuses import Channel, ConsentHow, ConsentKind
from gateway.use_cases.consent_changes import standing
from tests.support.acts import written
from tests.support.desk import BY

ONE_CLICK = b"List-Unsubscribe=One-Click"


@pytest.fixture
async def ada(desk, ada, now):
    async with desk.database.write() as tx:
        changed = await clients.change(
            tx, desk.practice, ada.id, by=BY, now=now, email="ada@example.org"
        )
        said = ConsentStatement(
            *(ada.id, Channel.EMAIL, ConsentKind.GRANTED, ConsentHow.FORM, BY, now)
        )
        await consent.record(tx, desk.practice.id, [said], now=now)
    return changed


@pytest.fixture
def page(client_links, desk, ada, now):
    until = now + timedelta(days=30)
    sent_to = (Channel.EMAIL, "ada@example.org")
    return URL(client_links.unsubscribe(desk.practice.id, ada.id, sent_to, until)).raw_path


async def reached(desk, client):
    async with desk.database.read() as tx:
        return {channel for channel, why_not in (await standing(tx, client)).items() if not why_not}


async def events(desk, client):
    async with desk.database.read() as tx:
        found = await consent.history(tx, desk.practice.id, client.id)
    return [(one.channel, one.kind, one.how, one.by, one.evidence) for one in found]


async def test_opening_the_link_stops_nothing(stranger, page, desk, ada):
    before = await written(desk.database)
    await stranger.get(page)
    assert "Stop emails?" in stranger.text
    assert "Studio Aurora" in stranger.text
    await stranger.session.head(stranger.server.make_url(page))
    assert await written(desk.database) == before


async def test_a_link_in_a_strangers_mailbox_is_worth_nothing_once_the_address_is_right(
    stranger, page, desk, ada
):
    async with desk.database.write() as tx:
        right = "ada.byron@example.org"
        await clients.change(tx, desk.practice, ada.id, by=BY, now=desk.now, email=right)
    before = await written(desk.database)
    await stranger.post(page, {})
    assert stranger.status == 404
    assert await written(desk.database) == before


async def test_the_button_stops_emails_and_undo_starts_them(stranger, page, desk, ada):
    await stranger.post(page, {})
    assert "Emails are stopped" in stranger.text
    assert await reached(desk, ada) == {Channel.SMS}
    await stranger.post(f"{page}/undo", {})
    assert "You will get emails again." in stranger.text
    assert await reached(desk, ada) == {Channel.SMS, Channel.EMAIL}
    web = "client, by web"
    assert (await events(desk, ada))[2:] == [
        (Channel.EMAIL, ConsentKind.WITHDRAWN, ConsentHow.WEB, web, "unsubscribe link"),
        (Channel.EMAIL, ConsentKind.GRANTED, ConsentHow.WEB, web, "unsubscribe link, undone"),
    ]


@pytest.mark.parametrize(
    "headers",
    [
        {"Content-Type": "application/x-www-form-urlencoded"},
        {"Content-Type": "text/plain", "User-Agent": "a mail program"},
        {"Content-Type": "multipart/form-data; boundary=none", "Origin": "https://mail.example"},
        {"Content-Type": "x", "Sec-Fetch-Site": "cross-site", "Origin": "null"},
    ],
)
async def test_one_request_of_a_mail_program_stops_emails(stranger, page, desk, ada, headers):
    for _ in range(2):
        await stranger.post(page, ONE_CLICK, headers=headers, allow_redirects=False)
        assert stranger.status == 200
        assert "Emails are stopped" in stranger.text
    assert await reached(desk, ada) == {Channel.SMS}
    assert len(await events(desk, ada)) == 3


async def test_a_stop_is_taken_after_the_link_has_expired_and_a_start_is_not(
    stranger, page, desk, ada, clock
):
    clock.forward(timedelta(days=31))
    await stranger.post(page, ONE_CLICK)
    assert stranger.status == 200
    assert await reached(desk, ada) == {Channel.SMS}
    await stranger.post(f"{page}/undo", {})
    assert await reached(desk, ada) == {Channel.SMS}
    assert "Undo" not in stranger.text
    assert "/p/" not in stranger.html


async def test_a_link_for_another_purpose_stops_nothing(stranger, page, page_of, booked, desk):
    before = await written(desk.database)
    for path in (page.replace("/u/", "/p/"), page_of(booked).replace("/a/", "/u/"), page[:-1]):
        await stranger.post(path, ONE_CLICK)
        assert stranger.status == 404
    assert await written(desk.database) == before
