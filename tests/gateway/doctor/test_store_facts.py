"""What the doctor reads of a store, on each database; and when it takes a carrier for in use."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, text, update

from calendar_store.conversations import inbox
from calendar_store.conversations.inbox import ReceivedText
from calendar_store.database import presence
from calendar_store.database.version import newest
from calendar_store.messages import outbox
from calendar_store.model.conversations import ConversationKey
from calendar_store.model.statuses import Channel, MessageStatus
from calendar_store.practices import lines
from calendar_store.schema import messages
from config.sections import CarrierSettings, StoreSettings, WebSettings
from config.settings import Settings
from gateway.channels.sms.smpp.concat import join
from gateway.doctor.carriers_check import check_carrier
from gateway.doctor.examination import examine
from gateway.doctor.examined import Examined, ExamRequest, facts_of
from gateway.doctor.findings import Area
from gateway.presence import Presence
from tests.support.actors import named
from tests.support.carrier import BIND_TX, Carrier
from tests.support.desk import Desk
from tests.support.pages import say
from tests.support.ports import free_port

MINUTE = timedelta(minutes=1)


def utc_now():
    return datetime.now(UTC)


@pytest.fixture
def desk(database, practice, aurora, now):
    return Desk(database, practice, aurora, now)


@pytest.fixture
def asked(store_url):
    def made(now, *carriers, running=lambda: None):
        web = WebSettings(listen=f"127.0.0.1:{free_port()}")
        settings = Settings(store=StoreSettings(url=store_url), web=web, carrier=carriers)
        return ExamRequest(settings, now, running)

    return made


async def test_queues_leases_clock_and_size_are_read(desk, asked, now):
    client = await desk.client()
    visit = await desk.book(client, now + timedelta(days=1))
    for _ in range(2):
        await say(desk, visit, client, MessageStatus.QUEUED)
    async with desk.database.write() as tx:
        later = update(messages).values(not_before=now + 60 * MINUTE)
        one = await say_ids(tx)
        await tx.execute(later.where(messages.c.id == one[0]))
        leased = await outbox.lease(tx, "primary", now=now, limit=9, owner="gone", lasting=MINUTE)
        key = ConversationKey(Channel.SMS, desk.practice.sender, client.mobile)
        heard = ReceivedText("primary", key, "hello", b"", b"hello", "one", now)
        await inbox.store(tx, [heard], {}, join)
        made, _ = await lines.make_beacon(tx, desk.practice.id, "desk", by=named("emmy"), now=now)
    assert len(leased) == 1
    assert made.practice_id == desk.practice.id
    facts = await facts_of(asked(now + 10 * MINUTE), utc_now)
    assert facts.version == newest()
    # what is put off is not late
    assert facts.due == []
    assert [(one.carrier, one.count, one.owner) for one in facts.stuck] == [("primary", 1, "gone")]
    assert facts.beacons == {desk.practice.id}
    assert facts.vitals.octets > 100_000
    after = await facts_of(asked(now + 70 * MINUTE), utc_now)
    assert [(one.carrier, one.count, one.since) for one in after.due] == [
        ("primary", 1, now + 60 * MINUTE)
    ]
    on_server = desk.database.dialect == "postgresql"
    assert (facts.vitals.clock is not None) is on_server
    if facts.vitals.clock is not None:
        assert abs(facts.vitals.clock - facts.asked_at) < timedelta(seconds=5)


async def say_ids(tx):
    return (await tx.execute(select(messages.c.id).order_by(messages.c.id))).scalars().all()


async def test_a_service_tells_that_it_runs_and_that_it_ended(database, now):
    present = Presence(database, "desk 127.0.0.1:8080", lambda: now)
    running = asyncio.create_task(present.run())
    async with asyncio.timeout(10):
        while True:
            async with database.read() as tx:
                if found := await presence.services(tx):
                    break
            await asyncio.sleep(0.01)
    running.cancel()
    assert found == [("desk 127.0.0.1:8080", now)]
    await present.end()
    async with database.read() as tx:
        assert await presence.services(tx) == []


async def test_a_service_of_another_machine_keeps_its_carrier(database, asked, store_url):
    """Several services share PostgreSQL; a SQLite store is of this machine, whose lock tells."""
    carrier = Carrier()
    await carrier.start()
    settings = CarrierSettings(
        name="primary", host="127.0.0.1", port=carrier.port, system_id="esme"
    )
    now = utc_now()
    async with database.write() as tx:
        await presence.seen(tx, "other:8080", now - MINUTE)
    what = asked(now, settings)

    async def told():
        found = await examine(what)
        return [(one.area.value, one.code.value) for one in found.of(Area.CARRIERS, Area.SERVICE)]

    shared = store_url.startswith("postgresql")
    if shared:
        assert await told() == [("service", "runs_elsewhere"), ("carriers", "in_use")]
        assert carrier.count(BIND_TX) == 0
        async with database.write() as tx:
            await presence.seen(tx, "other:8080", now - 3 * MINUTE)
    assert await told() == [("service", "not_running"), ("carriers", "tried")]
    assert carrier.count(BIND_TX) == 1
    await carrier.stop()


async def test_a_store_that_cannot_say_who_is_at_work_leaves_carriers_alone(asked, now):
    settings = CarrierSettings(name="primary", host="127.0.0.1", port=9, system_id="esme")

    async def silent():
        raise TimeoutError

    async def nothing():
        return None

    what = asked(now, settings)
    tasks = [asyncio.create_task(one()) for one in (nothing, nothing, silent)]
    (found,) = await check_carrier(Examined(what, *tasks), settings)
    assert found.code == "untried"


async def test_a_store_of_another_version_leaves_carriers_alone(database, asked, store_url, now):
    settings = CarrierSettings(name="primary", host="127.0.0.1", port=9, system_id="esme")
    async with database.write() as tx:
        await tx.execute(text("UPDATE alembic_version SET version_num = '0033'"))
    found = await examine(asked(now, settings))
    codes = [one.code.value for one in found.of(Area.CARRIERS)]
    assert codes == (["untried"] if store_url.startswith("postgresql") else ["not_bound"])
    assert next(one.code.value for one in found.of(Area.STORE)) == "store_old"
    assert not found.of(Area.QUEUES)
