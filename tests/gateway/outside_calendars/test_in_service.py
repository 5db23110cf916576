"""The service reads other calendars by itself, and says in its log no more than their numbers."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from aiohttp import web

from calendar_store.database.notify import Topic
from gateway.service import TextbackService
from tests.support.followed_calendar import SETTINGS, followed_by
from tests.support.outside_events import between, calendar


@pytest.fixture
def now():
    return datetime.now(UTC)


async def test_what_is_added_is_read_at_once_while_the_service_runs(desk, server, capsys):
    at = desk.now + timedelta(hours=30)
    server.content = calendar(between(at, at + timedelta(hours=1)))
    service = TextbackService(desk.database, [], calendars=SETTINGS)
    read = desk.database.changes.listen(Topic.CALENDAR)
    async with service.running():
        followed = await followed_by(desk, server)
        async with asyncio.timeout(20):
            while not await followed.spans():
                await read.wait()

        async def gone(request):
            return web.Response(status=404)

        server.handler = gone
        told = desk.database.changes.listen(Topic.OUTSIDE_CALENDARS)
        other = await followed_by(desk, server, server.address.replace("s3cret", "p4ss"))
        async with asyncio.timeout(20):
            while not (await other.reading()).trouble:
                await told.wait()
    written = "".join(capsys.readouterr())
    assert "an outside calendar has changed" in written
    assert "outside_gone" in written
    assert "s3cret" not in written
    assert "p4ss" not in written
    assert "Dentist" not in written
    read.close()
    told.close()
