"""Scanners of mail systems open every link at once: nothing changes, whatever they open."""

import re
from datetime import timedelta

import pytest
from yarl import URL

from calendar_store.clients import clients
from calendar_store.model.statuses import Channel
from tests.support.acts import written
from tests.support.desk import BY
from tests.support.pages import say

_LINKS = re.compile(r'(?:href|src|action)="(/[^"]*)"')
_MOST = 400


@pytest.fixture
async def links_of_mail(desk, ada, booked, client_links, page_of, *, short_path):
    """Every link that a mail has, and the short one of a text."""
    now = desk.now
    until = now + timedelta(days=30)
    of_client = (desk.practice.id, ada.id, (Channel.EMAIL, "ada@example.org"), until)
    async with desk.database.write() as tx:
        await clients.change(tx, desk.practice, ada.id, by=BY, now=now, email="ada@example.org")
    short = await short_path(page_of(booked), until)
    await say(desk, booked, ada)
    return [
        page_of(booked),
        URL(client_links.preferences(*of_client)).raw_path,
        URL(client_links.unsubscribe(*of_client)).raw_path,
        short,
    ]


async def everything(stranger, starts):
    """Open all that can be reached from some pages, by GET and by HEAD; return what was opened."""
    waiting, seen = [*starts], set()
    while waiting and len(seen) < _MOST:
        path = waiting.pop().replace("&amp;", "&").partition("#")[0]
        if path in seen:
            continue
        seen.add(path)
        async with stranger.session.head(stranger.server.make_url(path)) as answer:
            assert answer.status < 500, path
        await stranger.get(path)
        assert stranger.status < 500, path
        if "text/html" in stranger.headers["Content-Type"]:
            waiting += _LINKS.findall(stranger.html)
    return seen


async def test_a_scanner_of_every_link_changes_nothing(stranger, desk, links_of_mail):
    before = await written(desk.database)
    seen = await everything(stranger, links_of_mail)
    assert await written(desk.database) == before
    for part in ("/confirm", "/cancel", "/move", "/stop", "/wait", "/data.json", "/n/", "/accent/"):
        assert any(part in path for path in seen), part


async def test_nor_after_a_tap(stranger, desk, booked, page_of, links_of_mail):
    await stranger.post(f"{page_of(booked)}/cancel", {"version": "1"})
    before = await written(desk.database)
    seen = await everything(stranger, links_of_mail)
    assert any(path.endswith("/undo") for path in seen)
    assert await written(desk.database) == before


async def test_no_page_names_anybody_elses_server_but_the_map(stranger, links_of_mail):
    for path in await everything(stranger, links_of_mail):
        await stranger.get(path)
        if "text/html" in stranger.headers["Content-Type"]:
            assert set(re.findall(r"https?://[^/\"]+", stranger.html)) <= {
                "https://www.openstreetmap.org"
            }


async def test_pages_are_light_and_listed_nowhere(stranger, links_of_mail):
    for path in links_of_mail:
        async with stranger.session.get(stranger.server.make_url(path)) as answer:
            assert answer.headers["X-Robots-Tag"] == "noindex, nofollow"
            assert len(await answer.read()) < 30_000
