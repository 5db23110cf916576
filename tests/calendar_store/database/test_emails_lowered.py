"""Email addresses are compared as written in small letters: a store of before is made so."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from calendar_store import schema
from calendar_store.clients import consent
from calendar_store.database import migrate
from calendar_store.database.connection import Database
from calendar_store.model.statuses import Channel
from tests.support.older_stores import migrated_to, put

THEN = datetime(2026, 1, 12, 9, tzinfo=UTC)
CLIENT = {"practice_id": 1, "last": "Byron", "mobile": "+393331110001", "locale": ""}
CLIENT |= {"prefers": "sms", "mobile_bad": False, "created_at": THEN}
STOP = {"practice_id": 1, "channel": "email", "word": "STOP", "at": THEN}


@pytest.fixture
async def of_0010(empty_url):
    database = Database.connect(empty_url)
    await migrated_to(database, "0010")
    yield database
    await database.close()


async def test_addresses_in_capitals_are_found_and_a_stop_of_one_still_holds(of_0010):
    emails = ("ADA@example.org", "Grace.H@Example.org", "alan@example.org")
    async with of_0010.write() as tx:
        rows = [CLIENT | {"id": n, "first": f"C{n}", "email": one} for n, one in enumerate(emails)]
        await put(tx, "clients", rows)
        stops = ("ADA@example.org", "Ada@example.org", "alan@example.org", "Alan@example.org")
        await put(tx, "opt_outs", [STOP | {"address": one} for one in stops])
    await migrate.migrate(of_0010)
    async with of_0010.read() as tx:
        clients = schema.clients
        found = list((await tx.execute(select(clients.c.email).order_by(clients.c.id))).scalars())
        assert found == [one.lower() for one in emails]
        all_of_them = {(1, Channel.EMAIL, one) for one in found}
        stopped = await consent.stopped(tx, all_of_them)
    assert {one for *_, one in stopped} == {"ada@example.org", "alan@example.org"}
