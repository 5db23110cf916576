"""A practice with hours whose calendar is put on paper."""

from datetime import time, timedelta

import pytest

from calendar_store.messages import papers
from calendar_store.model.papers import PaperKind, PaperSettings
from calendar_store.practices import hours
from gateway.messaging.channel import Channels
from gateway.paper.making import PaperMaker
from gateway.use_cases import papers as use_case
from tests.support.desk import BY
from tests.support.faxed import text_of

URL = "https://book.example.org"


class PaperRoom:
    """What tests do with the papers of one practice."""

    def __init__(self, desk, maker):
        self.desk = desk
        self.maker = maker

    async def choose(self, now=None, **chosen):
        wanted = PaperSettings(self.desk.practice.id, **chosen)
        async with self.desk.database.write() as tx:
            practice = self.desk.practice
            return await use_case.choose(tx, BY, practice, wanted, now=now or self.desk.now)

    async def make(self, kind=PaperKind.BY_HAND, now=None, **more):
        now = now or self.desk.now
        return await self.maker.make(self.desk.practice.id, kind, by=BY, now=now, **more)

    async def listed(self):
        async with self.desk.database.read() as tx:
            return await use_case.made(tx, BY, self.desk.practice.id)

    async def pdf(self, paper):
        async with self.desk.database.read() as tx:
            return await papers.content(tx, paper.practice_id, paper.id)

    async def text(self, paper):
        return await text_of(await self.pdf(paper))


@pytest.fixture
async def room(desk, aurora):
    async with desk.database.write() as tx:
        week = hours.parse("mon-fri 09:00-13:00", aurora.id)
        await hours.set_week(tx, desk.practice.id, aurora.id, week, by=BY, now=desk.now)
    return PaperRoom(desk, PaperMaker(desk.database, Channels(), URL))


@pytest.fixture
def evening():
    return {"evening_at": time(19)}


@pytest.fixture
def day():
    return timedelta(days=1)
