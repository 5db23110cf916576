"""A sender at work on a store, with a carrier that answers when told, as it is told."""

import asyncio
import itertools
from contextlib import asynccontextmanager
from dataclasses import replace

from calendar_store.conversations import alerts
from calendar_store.database.notify import Topic
from calendar_store.messages import message_rows
from gateway.channels.sms.routing.health import Health
from gateway.channels.sms.routing.health_recorder import HealthRecorder
from gateway.channels.sms.routing.routes import Route, Routes
from gateway.channels.sms.sending.sender import Sender
from gateway.channels.sms.smpp.submits import SubmitOutcome, SubmitResult
from gateway.supervisor import keep_running
from tests.support.exchange import CARRIER
from tests.support.office import Office
from tests.support.reasons import saying


class ScriptedLink:
    """A carrier that answers when told, as it is told."""

    def __init__(self):
        self.bound = True
        self.numbers_over_limit = ()
        self.submitted = []
        self._unanswered = []
        self._news = asyncio.Event()
        self._ids = itertools.count()

    def over_limit(self):
        return self.numbers_over_limit

    def submit_nowait(self, part, done):
        self.submitted.append(part)
        self._unanswered.append(done)
        self._news.set()

    async def until(self, count, within=10):
        """Wait until so many parts are waiting for an answer."""
        async with asyncio.timeout(within):
            while len(self._unanswered) < count:
                self._news.clear()
                await self._news.wait()

    def answer(self, outcome=SubmitOutcome.ACCEPTED, words="", count=None, status=0, **told):
        """Answer the parts that wait, or the first few of them."""
        answered = self._unanswered[:count]
        del self._unanswered[:count]
        for done in answered:
            key = str(next(self._ids)) if outcome is SubmitOutcome.ACCEPTED else None
            done(SubmitResult(outcome, key, key, status, saying(words), "primary/1", 0.01, **told))


class Line:
    """A sender at work on a store, with a scripted carrier."""

    def __init__(self, database, practice_id, now, others=(), **limits):
        self.database, self.now = database, now
        self.office = Office(database, practice_id, now)
        self.link = ScriptedLink()
        self.health = Health()
        routes = [Route(name, CARRIER.numbers) for name in (CARRIER.name, *others)]
        observer = HealthRecorder(CARRIER.name, Routes(routes, self.health), self.health)
        carrier = replace(CARRIER, **limits)
        self.sender = Sender(
            carrier, self.link, database, lambda: self.now, owner="one", observer=observer
        )

    @asynccontextmanager
    async def running(self):
        task = asyncio.create_task(keep_running("sender", self.sender.run))
        try:
            yield
        finally:
            self.sender.stop()
            self.link.answer()
            async with asyncio.timeout(20):
                await task

    async def until(self, status, count=1):
        """Wait until so many messages stand so; return all, oldest first."""
        news = self.database.changes.listen(Topic.CALENDAR, Topic.OUTBOX)
        try:
            while True:
                found = await self.messages()
                if sum(m.status is status for m in found) >= count:
                    return found
                assert await news.wait(10), f"{[m.status.value for m in found]}"
        finally:
            news.close()

    async def messages(self):
        async with self.database.read() as tx:
            return (await message_rows.listed(tx, self.office.practice_id))[::-1]


async def open_alerts(line):
    """Return what staff are told of the practice that a line sends for."""
    async with line.database.read() as tx:
        return await alerts.open_of(tx, line.office.practice_id)
