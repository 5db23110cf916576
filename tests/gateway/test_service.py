"""A service told to stop: what was answered is known, what was not is told apart, and in time."""

import asyncio
from datetime import timedelta

import pytest

from calendar_store.conversations import alerts
from calendar_store.messages import message_rows
from calendar_store.model.statuses import AlertKind, MessageStatus
from gateway.messaging.leases import IDLE
from gateway.messaging.outages import TOLD_AFTER
from gateway.service import TextbackService
from tests.support.carrier import BIND_TRX, SUBMIT_SM, UNBIND, Carrier, message
from tests.support.office import Office
from tests.support.watched import account, utc_now

M = MessageStatus
WINDOW = 5


def silent(got):
    """Take a part and say nothing."""


@pytest.fixture
async def carriers():
    started = [Carrier(), Carrier(), Carrier()]
    for carrier in started:
        await carrier.start()
        carrier.rules[SUBMIT_SM] = silent
    yield started
    for carrier in started:
        await carrier.stop()


async def fates(office):
    async with office.database.read() as tx:
        return [m.status for m in await message_rows.listed(tx, office.practice_id)]


async def test_what_is_answered_while_it_stops_is_known_and_no_text_is_lost(
    database, practice, carriers
):
    now, carrier = utc_now(), carriers[0]
    office = Office(database, practice.id, now)
    await office.queue(2 * WINDOW, expires_at=now + timedelta(days=1))
    service = TextbackService(database, [account(carrier.port, window=WINDOW)], owner="one")
    await service.start()
    await carrier.until(lambda: carrier.count(SUBMIT_SM) == WINDOW)
    stop = asyncio.create_task(service.stop())
    # the window is full: it lets go whoever waits for room once it takes nothing more
    async with asyncio.timeout(5):
        await service.carriers[0].link.room()
    came = carrier.deliver(message(b"1"))
    for number, got in enumerate(carrier.of(SUBMIT_SM)):
        got.peer.answer(got, body=b"id%d\0" % number)
    async with asyncio.timeout(5):
        await stop
    # what it had no answer to would have kept it for ten seconds
    assert sorted(await fates(office)) == [M.ACCEPTED] * WINDOW + [M.QUEUED] * WINDOW
    assert await carrier.answered(came) == 0
    assert (carrier.count(SUBMIT_SM), carrier.count(UNBIND)) == (WINDOW, 1)


async def test_carriers_that_stay_silent_are_waited_for_beside_each_other(
    database, practice, carriers
):
    now = utc_now()
    office = Office(database, practice.id, now)
    accounts = []
    for number, carrier in enumerate(carriers):
        accounts.append(account(carrier.port, name=f"carrier{number}"))
        await office.queue(carrier=f"carrier{number}", expires_at=now + timedelta(days=1))
    service = TextbackService(database, accounts, owner="one", drain=2)
    await service.start()
    for carrier in carriers:
        await carrier.until(lambda carrier=carrier: carrier.count(SUBMIT_SM) == 1)
    loop = asyncio.get_running_loop()
    began = loop.time()
    await service.stop()
    # one after the other they would take six seconds; a busy machine may add some to two
    assert 2 <= loop.time() - began < 5
    # nobody knows what became of them, and the history says so; they wait to be sent again
    assert await fates(office) == [M.QUEUED] * 3
    async with database.read() as tx:
        messages = await message_rows.listed(tx, practice.id)
        histories = await message_rows.histories(tx, practice.id, [m.id for m in messages])
    for history in histories.values():
        assert [e.status for e in history] == [M.QUEUED, M.SENDING, M.UNKNOWN, M.QUEUED]


async def test_a_bind_that_is_kept_no_longer_is_told_to_whoever_watches(database, carriers):
    service = TextbackService(database, [account(carriers[0].port)], owner="one", drain=0.1)
    async with service.running():
        link = service.carriers[0].link
        await link.until_bound()
        assert service.failing() == []
        lost = link._tasks[-1]
        lost.cancel()
        await asyncio.wait([lost])
        assert service.failing() == ["link primary"]


async def test_what_waits_goes_at_once_when_a_carrier_is_back(database, practice, carriers):
    now, carrier = utc_now(), carriers[0]
    carrier.rules[BIND_TRX] = lambda got: got.peer.cut()
    office = Office(database, practice.id, now)
    service = TextbackService(database, [account(carrier.port)], owner="one", drain=0.1)
    async with service.running():
        await office.queue(expires_at=now + timedelta(days=1))
        await carrier.until(lambda: carrier.count(BIND_TRX) >= 3)
        del carrier.rules[BIND_TRX]
        # not only when it looks at the outbox unasked
        async with asyncio.timeout(IDLE / 2):
            await carrier.until(lambda: carrier.count(SUBMIT_SM) == 1)


async def test_staff_are_told_of_an_outage_of_every_carrier(database, practice, carriers):
    now = utc_now()
    service = TextbackService(database, [account(one.port) for one in carriers], clock=lambda: now)
    # none is started, so none can be reached
    await service._sweeper.sweep()
    now += TOLD_AFTER
    await service._sweeper.sweep()
    async with database.read() as tx:
        assert [one.kind for one in await alerts.open_of(tx, practice.id)] == [AlertKind.OUTAGE]
