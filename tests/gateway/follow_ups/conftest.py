"""A practice that wants messages after visits, and the worker that writes them."""

from dataclasses import replace
from datetime import timedelta

import pytest

from calendar_store.appointments import follow_ups
from calendar_store.model.follow_ups import KINDS
from calendar_store.model.statuses import MessageKind
from calendar_store.practices import services
from gateway.follow_ups.writer import FollowUpWriter
from tests.support.desk import BY

HOURS = timedelta(hours=3)
MONTHS = timedelta(days=180)


@pytest.fixture
def desk(desk):
    """A desk whose clients agree to messages after visits."""
    return replace(desk, kinds=KINDS)


@pytest.fixture
def writer(exchange):
    return FollowUpWriter(exchange.database, exchange.channels, exchange.clock)


@pytest.fixture
async def service(exchange):
    desk = exchange.desk
    async with desk.database.write() as tx:
        return await services.add(
            *(tx, desk.practice.id, "First visit"),
            duration=timedelta(minutes=30),
            by=BY,
            now=desk.now,
        )


@pytest.fixture
def wants(exchange):
    async def wants(kind, after):
        async with exchange.database.write() as tx:
            await follow_ups.set_policy(
                tx, exchange.desk.practice.id, kind, after, by=BY, now=exchange.now
            )

    return wants


@pytest.fixture
async def after_missed(wants):
    await wants(MessageKind.FOLLOW_UP, HOURS)


@pytest.fixture
async def after_months(wants):
    await wants(MessageKind.RECALL, MONTHS)
