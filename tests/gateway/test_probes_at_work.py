"""A carrier is probed over the running service; clients' texts go on, the answer is no client's."""

import asyncio
from contextlib import closing
from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from calendar_store import schema
from calendar_store.database import audit
from calendar_store.database.notify import Topic
from calendar_store.model.errors import InvalidInput, NotPermitted
from config.choices import MessageIdForm
from gateway.app import probes_of
from gateway.channels.sms.smpp.carrier_config import CarrierConfig
from gateway.demo.carrier import SandboxCarrier
from gateway.demo.habits import Habits
from gateway.service import TextbackService, utc_now
from gateway.wording.probe_words import english
from tests.support.actors import named
from tests.support.desk import BY

pytestmark = pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)
PHONE, CLIENT = "+393331234014", "+393331110001"


@pytest.fixture
async def sandbox():
    carrier = SandboxCarrier(Habits(message_id=MessageIdForm.HEX_TO_DEC))
    await carrier.start()
    yield carrier
    await carrier.stop()


def config(practice, port):
    quick = {"reconnect_min": 0.01, "reconnect_max": 0.02}
    return CarrierConfig(
        *("sandbox", "127.0.0.1", port, "esme", "secret"), numbers=(practice.sender,), **quick
    )


async def begin(probes, database, practice, *, by=BY, carrier="sandbox", number=PHONE):
    async with database.write() as tx:
        return await probes.begin(tx, by, practice, carrier, number, now=utc_now())


async def senders(database):
    async with database.read() as tx:
        rows = await tx.execute(select(schema.inbound.c.their_address))
        return sorted(rows.scalars())


async def test_the_probe_runs_beside_the_service(database, practice, sandbox):
    service = TextbackService(database, [config(practice, sandbox.port)])
    async with service.running():
        async with asyncio.timeout(10):
            await service.carriers[0].link.until_bound()
        probes = probes_of(service)
        with sandbox.subscribe() as changes:
            probe = await begin(probes, database, practice)
            with pytest.raises(InvalidInput, match="running already"):
                await begin(probes, database, practice)
            text = (await changes.get()).text.text
        await sandbox.send(CLIENT, practice.sender, "hello")
        await sandbox.send(PHONE, practice.sender, f"1@ {text.rpartition(': ')[2]}")
        await probes.ended()
        assert probe.failure is None
        assert "4 parts are sent" in english(probe.told)
        assert 'message_id = "hex-to-dec"' in probe.lines
        # afterwards the phone is a client's again
        await sandbox.send(PHONE, practice.sender, "hello again")
        async with asyncio.timeout(10):
            with closing(database.changes.listen(Topic.INBOUND)) as heard:
                while len(await senders(database)) < 2:
                    await heard.wait(0.2)
        assert await senders(database) == [CLIENT, PHONE]
        assert probes.last(BY, practice.id) is probe
    async with database.read() as tx:
        actions = [one.action for one in await audit.entries(tx, practice.id)]
    assert "carrier.probed" in actions


async def test_what_cannot_be_probed_is_said(database, practice):
    service = TextbackService(database, [config(practice, 1)])
    probes = probes_of(service)
    with pytest.raises(NotPermitted):
        await begin(probes, database, practice, by=named("rita"))
    with pytest.raises(InvalidInput, match="no such carrier"):
        await begin(probes, database, practice, carrier="other")
    with pytest.raises(InvalidInput, match="mobile number"):
        await begin(probes, database, practice, number="12")
    probe = await begin(probes, database, practice)
    await probes.ended()
    assert probe.failure is not None
    assert "no session with sandbox" in english([probe.failure])
    assert datetime.now(UTC) > probe.began_at
