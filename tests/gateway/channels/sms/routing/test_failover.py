"""Two carriers over real sockets: one goes down, or refuses, or loses texts; nothing is lost.

The carriers are raw ones that share no code with the link.
"""

import asyncio
from collections import Counter
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from calendar_store.conversations import alerts
from calendar_store.database.notify import Topic
from calendar_store.messages import message_rows, outbox
from calendar_store.model.statuses import MessageKind, MessageStatus
from gateway.channels.sms.routing.failover import LEAST_AHEAD, Failover
from gateway.channels.sms.routing.health import HealthLimits
from gateway.channels.sms.smpp.carrier_config import CarrierConfig
from gateway.service import TextbackService
from gateway.wording.reason_words import in_words
from tests.support.carrier import SUBMIT_SM, Carrier, message, submitted
from tests.support.desk import mobile
from tests.support.exchange import OURS
from tests.support.office import Office

M = MessageStatus
CHEAP, DEAR = Decimal("0.04"), Decimal("0.06")
LIMITS = HealthLimits(down_after=timedelta(seconds=0.3))
WINDOW = 10


class Two:
    """A service between a cheap carrier and a dear one."""

    def __init__(self, database, practice_id):
        self.database = database
        self.carriers = {"cheap": Carrier(), "dear": Carrier()}
        self.office = Office(database, practice_id, datetime.now(UTC))
        self.service = None

    @property
    def cheap(self):
        return self.carriers["cheap"]

    @property
    def dear(self):
        return self.carriers["dear"]

    @asynccontextmanager
    async def running(self, *, limits=LIMITS, more=None, response_timeout=0.3):
        for carrier in self.carriers.values():
            await carrier.start()
        self.service = TextbackService(
            self.database,
            [self._config(name, response_timeout) for name in self.carriers],
            prices={
                "cheap": {"39": CHEAP} | (more or {}),
                "dear": {"39": DEAR},
            },
            limits=limits,
            drain=0.5,  # some of the carriers do not answer
        )
        async with self.service.running():
            for one in self.service.carriers:
                await one.link.until_bound()
            yield
        for carrier in self.carriers.values():
            await carrier.stop()

    def _config(self, name, response_timeout):
        return CarrierConfig(
            name,
            "127.0.0.1",
            self.carriers[name].port,
            "esme",
            "secret",
            window=WINDOW,
            numbers=(OURS,),
            response_timeout=response_timeout,
            reconnect_min=0.02,
            reconnect_max=0.05,
        )

    def failover(self):
        """Another one over the same health, which has looked at nothing yet."""
        seen = self.service.carriers[0].observer
        windows = dict.fromkeys(self.carriers, WINDOW)
        return Failover(self.database, seen.routes, seen.health, windows, lambda: datetime.now(UTC))

    async def queue(self, count, *, first=0, days=1, **changes):
        """Queue reminders for the cheap carrier, to clients who come a minute after each other."""
        start = self.office.now + timedelta(days=days)
        async with self.database.write() as tx:
            new = [
                replace(
                    self.office._message(tx.ids.new(), carrier="cheap", price=CHEAP, parts=1),
                    **{
                        "recipient": mobile(first + n),
                        "expires_at": start + n * timedelta(minutes=1),
                    }
                    | changes,
                )
                for n in range(count)
            ]
            await outbox.enqueue(tx, new)
        return new

    async def until(self, count, *statuses):
        """Wait until so many messages have come to one of these; return all, oldest first."""
        news = self.database.changes.listen(Topic.CALENDAR, Topic.OUTBOX)
        try:
            async with asyncio.timeout(20):
                while True:
                    found = await self.messages()
                    if sum(m.status in statuses for m in found) >= count:
                        return found
                    await news.wait()
        finally:
            news.close()

    async def messages(self):
        async with self.database.read() as tx:
            found = await message_rows.listed(tx, self.office.practice_id, limit=10_000)
        return found[::-1]

    async def history(self, one):
        async with self.database.read() as tx:
            found = await message_rows.histories(tx, one.practice_id, [one.id])
        return [
            (event.carrier, event.status.value, in_words(event.reason)) for event in found[one.id]
        ]

    async def alerted(self):
        async with self.database.read() as tx:
            return [
                in_words(one.reason) for one in await alerts.open_of(tx, self.office.practice_id)
            ]


def recipients(carrier):
    """Whom a carrier was asked to text, in order."""
    return [_recipient(got) for got in carrier.of(SUBMIT_SM)]


def _recipient(got):
    return "+" + submitted(got.body)["destination"][2].decode()


@pytest.fixture
def two(database, practice):
    return Two(database, practice.id)


async def test_what_waits_for_a_carrier_that_goes_down_goes_over_the_other(two):
    async with two.running():
        # the cheap one takes a few windows, and is gone in the middle of the next
        def gone_at_last(got):
            if two.cheap.count(SUBMIT_SM) <= 35:
                two.cheap.behave(got)
            else:
                two.cheap._server.close()
                got.peer.cut()

        two.cheap.rules[SUBMIT_SM] = gone_at_last
        queued = await two.queue(200)
        found = await two.until(200, M.ACCEPTED)
        over = {name: recipients(carrier) for name, carrier in two.carriers.items()}
        history = await two.history(found[-1])
    asked = Counter(over["cheap"] + over["dear"])
    assert set(asked) == {m.recipient for m in queued}
    # twice went what the cut left in doubt, and nothing else
    doubtful = [m for m in found if m.attempt > 1]
    assert {m.recipient for m in doubtful} == {to for to, times in asked.items() if times > 1}
    assert 0 < len(doubtful) <= WINDOW
    # what was in doubt comes first, being the most urgent; then each in the order of appointments
    assert over["dear"] == sorted(over["dear"])
    assert Counter(m.carrier for m in found) == {"cheap": 35, "dear": 165}
    assert sum(m.cost for m in found) == 35 * CHEAP + 165 * DEAR + len(doubtful) * CHEAP
    assert history == [
        ("cheap", "queued", ""),
        ("dear", "queued", "moved to dear: cheap is down"),
        ("dear", "sending", ""),
        ("dear", "accepted", ""),
    ]


async def test_replies_are_moved_before_reminders(two):
    # nothing frees the window of the carrier that does not answer, however busy the machine is
    async with two.running(response_timeout=30):
        two.cheap._server.close()
        for peer in two.cheap.peers:
            peer.cut()
        two.dear.rules[SUBMIT_SM] = lambda _: None
        await two.queue(LEAST_AHEAD)
        await two.queue(3, first=500, kind=MessageKind.REPLY, priority=outbox.REPLY_PRIORITY)
        await two.queue(LEAST_AHEAD)
        await two.dear.until(lambda: two.dear.count(SUBMIT_SM) == WINDOW)
        assert sorted(recipients(two.dear)[:3]) == [mobile(n) for n in range(500, 503)]
        # and of the others no more than that carrier is given soon
        assert await two.failover().step("cheap") == 0
        waiting = Counter(m.carrier for m in await two.messages())
        assert waiting == {"dear": LEAST_AHEAD, "cheap": LEAST_AHEAD + 3}


async def test_when_the_cheap_carrier_is_back_new_messages_go_over_it(two):
    async with two.running():
        port = two.cheap.port
        await two.cheap.stop()
        await two.queue(20)
        await two.until(20, M.ACCEPTED)
        assert recipients(two.cheap) == []
        await two.cheap.start(port=port)
        await two.service.carriers[0].link.until_bound()
        routes = two.service.carriers[0].observer.routes
        assert routes.way(OURS, mobile(1), datetime.now(UTC)).carrier == "dear"
        soon = datetime.now(UTC) + timedelta(seconds=4)
        assert routes.way(OURS, mobile(1), soon).carrier == "cheap"
        # what is there for it meanwhile is sent, and not taken away from it, slow as it may be
        two.cheap.rules[SUBMIT_SM] = lambda _: None
        await two.queue(LEAST_AHEAD, first=100)
        await two.cheap.until(lambda: two.cheap.count(SUBMIT_SM) == WINDOW)
        await two.failover().step("cheap")
        later = (await two.messages())[20:]
        assert {m.carrier for m in later} == {"cheap"}


async def test_what_only_the_carrier_that_is_down_reaches_waits_for_it(two):
    async with two.running(more={"44": CHEAP}):
        port = two.cheap.port
        await two.cheap.stop()
        # more of them, and more urgent, than are looked at together
        abroad = await two.queue(2 * LEAST_AHEAD + 1, recipient="+447700900123")
        await two.queue(20, first=1000, days=2)
        found = await two.until(20, M.ACCEPTED)
        stand = Counter((m.status, m.carrier) for m in found)
        assert stand == {(M.ACCEPTED, "dear"): 20, (M.QUEUED, "cheap"): len(abroad)}
        await two.cheap.start(port=port)
        await two.until(len(abroad) + 20, M.ACCEPTED)
    assert recipients(two.cheap) == ["+447700900123"] * len(abroad)


async def test_a_carrier_that_refuses_a_number_is_passed_over_for_it(two):
    def refuses_one(got):
        if _recipient(got) == mobile(3):
            got.peer.answer(got, status=0x0B)
        else:
            two.cheap.behave(got)

    async with two.running():
        two.cheap.rules[SUBMIT_SM] = refuses_one
        await two.queue(6)
        found = await two.until(6, M.ACCEPTED)
        refused = found[3]
        history = await two.history(refused)
        assert await two.alerted() == []
    assert recipients(two.dear) == [mobile(3)]
    assert (refused.carrier, refused.refused_by) == ("dear", ("cheap",))
    # a refusal costs nothing
    assert (refused.price, refused.cost, refused.attempt) == (DEAR, DEAR, 2)
    assert history[2][1:] == (
        "queued",
        "the number is not one the carrier can reach; moved to dear",
    )


async def test_a_number_that_every_carrier_refuses_has_failed_and_staff_know(two):
    async with two.running():
        for carrier in two.carriers.values():
            carrier.rules[SUBMIT_SM] = lambda got: got.peer.answer(got, status=0x0B)
        await two.queue(1)
        (message,) = await two.until(1, M.FAILED)
        assert await two.alerted() == ["the number is not one the carrier can reach"]
    assert (message.refused_by, message.cost) == (("cheap",), 0)
    assert len(recipients(two.cheap)) == len(recipients(two.dear)) == 1


async def test_a_carrier_whose_texts_do_not_arrive_is_left_out(two):
    limits = replace(LIMITS, least=5)
    async with two.running(limits=limits):
        await two.queue(5)
        await two.until(5, M.ACCEPTED)
        for number in range(1, 6):
            receipt = b"id:id%d stat:UNDELIV err:001" % number
            two.cheap.deliver(message(receipt, source=mobile(number - 1)[1:].encode(), esm_class=4))
        await two.until(5, M.FAILED)
        routes = two.service.carriers[0].observer.routes
        # what receipts say of a carrier is taken up after they are committed
        async with asyncio.timeout(10):
            while routes.way(OURS, mobile(9), datetime.now(UTC)).carrier != "dear":  # noqa: ASYNC110
                await asyncio.sleep(0.01)
        status = two.service.status()[0]["health"]
    assert status["down"] is False
    assert status["poor"]["39"]["words"] == "100% of its texts were refused or not delivered"
