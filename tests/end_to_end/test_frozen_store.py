"""PostgreSQL freezes while texts come: the carrier is told in time, and loses none."""

from collections.abc import AsyncIterator

import pytest
from sqlalchemy import select

from calendar_store.database.connection import Transaction
from calendar_store.schema import inbound
from tests.end_to_end.installed import PATIENCE, Installed
from tests.support import postgres
from tests.support.carrier import DELIVER_SM, RESP, Carrier, message

TRY_AGAIN = 0x64
"""ESME_RX_T_APPN (SMPP 3.4, 5.1.3)."""

IN_TIME = 12.0
"""Seconds in which carriers want an answer, before they count the session as dead."""


@pytest.fixture
async def scripted() -> AsyncIterator[Carrier]:
    """A carrier that delivers what it is told to."""
    carrier = Carrier()
    await carrier.start()
    yield carrier
    await carrier.stop()


async def test_texts_are_refused_in_time_while_the_store_is_frozen_and_kept_once_it_is_not(
    own_postgres: tuple[Installed, postgres.Server], scripted: Carrier
) -> None:
    textback, server = own_postgres
    textback.add_carrier(scripted.port)
    async with textback.serving():
        await scripted.until(lambda: scripted.receivers, PATIENCE)
        assert await answered(scripted, b"first") == 0
        with server.frozen():
            # the second one finds no connection that was ever answered
            for text in (b"second", b"third"):
                assert await answered(scripted, text) == TRY_AGAIN
        for text in (b"second", b"third"):
            assert await answered(scripted, text) == 0
        await textback.until_stored(all_kept_once)


async def answered(carrier: Carrier, text: bytes) -> int:
    """Deliver a text; return what is answered, which has to be in time."""
    before = carrier.count(DELIVER_SM | RESP)
    carrier.deliver(message(text))
    await carrier.until(lambda: carrier.count(DELIVER_SM | RESP) > before, IN_TIME)
    return carrier.of(DELIVER_SM | RESP)[-1].status


async def all_kept_once(tx: Transaction) -> bool:
    """Tell whether each text is in the inbox, and once."""
    kept = await tx.execute(select(inbound.c.text).order_by(inbound.c.id))
    return [row.text for row in kept] == ["first", "second", "third"]
