"""A practice's desk, a server of iCalendar files, and a calendar there that it follows."""

import pytest

from tests.support import calendar_server
from tests.support.desk import Desk
from tests.support.followed_calendar import LOOPBACK, followed_by
from tests.support.outside_events import calendar


@pytest.fixture
async def desk(database, practice, aurora, now):
    return Desk(database, practice, aurora, now)


@pytest.fixture
async def server():
    async with calendar_server.running() as running:
        yield running


@pytest.fixture
def private():
    return LOOPBACK


@pytest.fixture
async def followed(desk, server):
    """A calendar that is not read yet."""
    server.content = calendar()
    return await followed_by(desk, server)
