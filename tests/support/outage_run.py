"""An hour without a carrier and ten thousand reminders, in a process whose memory is measured.

Planner, sender and sweeps are the service's own; the carrier is a link that counts; the clock is
moved. Prints what happened as one JSON object. Usage: python -m tests.support.outage_run FOLDER
"""

import asyncio
import gc
import itertools
import json
import logging
import sys
from collections import Counter
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import structlog
from sqlalchemy import func, select

from calendar_store.conversations import alerts
from calendar_store.messages import outbox
from calendar_store.model.messages import Message
from calendar_store.model.reasons import NO_REASON
from calendar_store.model.statuses import Channel, MessageKind, MessageStatus
from calendar_store.schema import messages
from gateway.channels.sms.routing.health import Health
from gateway.channels.sms.routing.health_recorder import HealthRecorder
from gateway.channels.sms.routing.routes import Route, Routes
from gateway.channels.sms.sending.sender import Sender
from gateway.channels.sms.smpp.carrier_config import CarrierConfig
from gateway.channels.sms.smpp.submits import SubmitOutcome, SubmitResult
from gateway.channels.sms.sms_channel import SmsChannel
from gateway.messaging.channel import Channels
from gateway.messaging.fate_tally import FateTally
from gateway.messaging.outages import Outages
from gateway.messaging.timeouts import Timeouts
from gateway.reminders.planner import BATCH, Planner
from gateway.wording.reason_words import in_words
from tests.bench import seed
from tests.support.sms import sweeper

REMINDERS, DOCTORS, REPLIES = 10_000, 50, 20
MINUTE = timedelta(minutes=1)
_EVERY = 100
CARRIER = CarrierConfig("primary", "127.0.0.1", 1, "esme", "secret", numbers=(seed.OURS,))


class Memory:
    """How many blocks of memory Python holds, beyond those at first, whenever it is looked at.

    A message held is four of them at the least, and to count them costs nothing.
    """

    def __init__(self):
        gc.collect()
        self._first, self.most = sys.getallocatedblocks(), 0

    def look(self):
        self.most = max(self.most, sys.getallocatedblocks() - self._first)


class Link:
    """A carrier that is away until told, and then takes everything; it keeps no part."""

    def __init__(self):
        self.bound = False
        self.memory: Any = None
        self.taken, self.most, self.out_of_order, self.replies_after = 0, 0, 0, 0
        self._under_way, self._slot = 0, 0
        self._ids = itertools.count(1)
        self._wanted, self._enough = 0, asyncio.Event()

    async def until(self, count):
        self._wanted = count
        await self._enough.wait()

    def over_limit(self):
        return ()

    def submit_nowait(self, part, done):
        # the n-th client has the n-th appointment, and as many begin at once as there are doctors
        number = int(part.destination.removeprefix("+39347"))
        if number >= REMINDERS:
            self.replies_after += self.taken >= REPLIES
        else:
            self.out_of_order += number // DOCTORS < self._slot
            self._slot = number // DOCTORS
        self._under_way += 1
        self.most = max(self.most, self._under_way)
        asyncio.get_running_loop().call_soon(self._answer, done)

    def _answer(self, done):
        self._under_way -= 1
        self.taken += 1
        if self.taken % _EVERY == 0:
            self.memory.look()
        key = str(next(self._ids))
        done(SubmitResult(SubmitOutcome.ACCEPTED, key, key, 0, NO_REASON, "primary/1", 0.01))
        if self.taken == self._wanted:
            self._enough.set()


class Hour:
    """The parts of a service that an outage concerns, and a clock."""

    def __init__(self, sample):
        self.sample, self.database, self.now = sample, sample.database, sample.now
        self.link, fates = Link(), FateTally()
        health = Health()
        routes = Routes([Route(CARRIER.name, CARRIER.numbers)], health)
        outages = Outages(self.database, lambda: self.link.bound, self.clock)
        self.planner = Planner(self.database, Channels([SmsChannel(routes)]), self.clock)
        self.sender = Sender(
            *(CARRIER, self.link, self.database, self.clock),
            owner="one",
            observer=HealthRecorder(CARRIER.name, routes, health),
            fates=fates,
        )
        self.sweeper = sweeper(self.database, self.clock, Timeouts(), fates, outages)

    def clock(self):
        return self.now

    async def seed(self):
        people = await seed.people(self.sample, REMINDERS)
        made = await seed.appointments_of(self.sample, people, self.now + 10 * MINUTE)
        # the latest appointments were booked first, so their messages are the oldest
        await seed.due_reminders(self.sample, made[::-1])

    async def passes(self):
        """Let an hour pass in which reminders fall due, are queued, and some become too late."""
        await self.sweeper.sweep()
        while await self.planner.step() == BATCH:
            self.link.memory.look()
        for _ in range(12):
            self.now += 5 * MINUTE
            await self.sweeper.sweep()
            self.link.memory.look()

    async def clients_are_answered(self):
        """Queue answers, after everything else."""
        async with self.database.write() as tx:
            usual = Message(
                practice_id=self.sample.practice.id,
                id=0,
                kind=MessageKind.REPLY,
                channel=Channel.SMS,
                sender=seed.OURS,
                recipient="",
                text="Done.",
                status=MessageStatus.QUEUED,
                created_at=self.now,
                not_before=self.now,
                expires_at=self.now + timedelta(days=1),
                priority=outbox.REPLY_PRIORITY,
                carrier=CARRIER.name,
            )
            await outbox.enqueue(
                tx,
                [
                    replace(usual, id=tx.ids.new(), recipient=seed.mobile(REMINDERS + n))
                    for n in range(REPLIES)
                ],
            )

    async def returns(self, left, sending):
        """Let the carrier return, and wait until it has taken what is left."""
        self.link.bound = True
        self.sender.link_changed()
        taken = asyncio.create_task(self.link.until(left))
        await asyncio.wait((taken, sending), return_when=asyncio.FIRST_COMPLETED)
        if sending.done():
            sending.result()
        await self.sweeper.sweep()

    async def statuses(self):
        async with self.database.read() as tx:
            counted = select(messages.c.status, func.count()).group_by(messages.c.status)
            return Counter(dict(tuple(row) for row in await tx.execute(counted)))

    async def words(self):
        async with self.database.read() as tx:
            return [
                in_words(one.reason) for one in await alerts.open_of(tx, self.sample.practice.id)
            ]


async def main(folder):
    async with seed.sample(Path(folder) / "outage.db", doctors=DOCTORS) as sample:
        hour = Hour(sample)
        await hour.seed()
        sending = asyncio.create_task(hour.sender.run())
        # once around, so that what is kept for good is there before memory is measured
        await hour.planner.step()
        memory = hour.link.memory = Memory()
        await hour.passes()
        waited, told = await hour.statuses(), await hour.words()
        await hour.clients_are_answered()
        await hour.returns(waited[MessageStatus.QUEUED] + REPLIES, sending)
        hour.sender.stop()
        await sending
        told += await hour.words()
        link = hour.link
        result = {
            "waited": waited,
            "sent": await hour.statuses(),
            "told": told,
            "most_under_way": link.most,
            "out_of_order": link.out_of_order,
            "replies_after_reminders": link.replies_after,
            "blocks": memory.most,
        }
    sys.stdout.write(json.dumps(result) + "\n")


if __name__ == "__main__":
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    asyncio.run(main(sys.argv[1]))
