"""Messages after visits keep the practice's bounds of the month and of the day, and wait."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from calendar_store.appointments import follow_ups
from calendar_store.model.reason_codes import ReasonCode
from calendar_store.model.statuses import (
    AlertKind,
    AppointmentStatus,
    ConsentKind,
    MessageKind,
    MessageStatus,
)
from calendar_store.model.transitions import marked
from calendar_store.practices import practices
from gateway.follow_ups.writer import FollowUpWriter
from gateway.reminders import caps
from tests.support.desk import BY, mobile
from tests.support.exchange import CARRIER, START, Exchange
from tests.support.office import Office

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
MONTH, DAILY = ReasonCode.WAITS_FOR_MONTH, ReasonCode.WAITS_FOR_DAY
KINDS = [(MessageKind.FOLLOW_UP, START + 4 * HOUR), (MessageKind.RECALL, START + 180 * DAY + HOUR)]


@pytest.fixture
def exchange(desk):
    """Texts at a cost, so that they count."""
    return Exchange(desk, {"39": Decimal("0.1")})


async def bounded(exchange, **bounds):
    async with exchange.database.write() as tx:
        changed = await practices.change(
            *(tx, exchange.desk.practice.id), now=exchange.now, by=BY, **bounds
        )
    exchange.desk = replace(exchange.desk, practice=changed)


async def spends(exchange, cost):
    office = Office(exchange.database, exchange.desk.practice.id, exchange.now)
    await office.queue(status=MessageStatus.DELIVERED, cost=Decimal(cost), recipient=mobile(99))


async def visited(exchange, kind, number=1):
    """Return a client whose visit leads to a message of a kind."""
    client = await exchange.desk.client(number=number)
    visit = await exchange.desk.steps_of("none").book(client, START + number * HOUR / 2)
    if kind is MessageKind.FOLLOW_UP:
        exchange.at(START + 2 * HOUR)
        await exchange.desk.change(marked(visit, AppointmentStatus.NO_SHOW))
        exchange.at(START)
    return client


async def ran(exchange, at):
    """Let the worker run; return what was queued by it, and the rows as they stand."""
    exchange.at(at)
    writer = FollowUpWriter(exchange.database, exchange.channels, exchange.clock)
    while await writer.step():
        pass
    async with exchange.database.read() as tx:
        rows = await follow_ups.listed(tx, exchange.desk.practice.id, 100)
    texts = [m for m in await exchange.desk.messages() if m.kind is rows[0].kind]
    return texts, rows


async def alerted(exchange):
    return [alert.kind for alert in await exchange.desk.alerts()]


@pytest.mark.parametrize(("kind", "due"), KINDS)
async def test_at_the_bound_of_the_month_it_waits_and_goes_once_it_is_raised(
    exchange, after_missed, after_months, kind, due
):
    await bounded(exchange, monthly_cap=Decimal(1))
    await visited(exchange, kind)
    exchange.at(due)
    await spends(exchange, "1")
    texts, (row,) = await ran(exchange, due)
    assert texts == []
    assert (row.status, row.reason.code, row.due_at) == (
        *(MessageStatus.PLANNED, MONTH),
        due + caps.AGAIN_AFTER,
    )
    assert await alerted(exchange) == [AlertKind.CAP_REACHED]
    await bounded(exchange, monthly_cap=Decimal(2))
    texts, (row,) = await ran(exchange, due + caps.AGAIN_AFTER)
    assert [one.status for one in texts] == [MessageStatus.QUEUED]
    assert (row.status, row.reason.code) == (MessageStatus.QUEUED, "")


@pytest.mark.parametrize(("kind", "due"), KINDS)
async def test_what_fits_goes_and_what_does_not_waits(
    exchange, after_missed, after_months, kind, due
):
    for number in (1, 2):
        await visited(exchange, kind, number)
    exchange.at(due)
    await bounded(exchange, monthly_cap=Decimal(1))
    await spends(exchange, "0.85")
    texts, rows = await ran(exchange, due + HOUR)
    (text,) = texts
    costs = text.parts * text.price
    assert costs <= Decimal("0.15") < 2 * costs
    assert sorted(row.reason.code for row in rows) == ["", MONTH]
    assert CARRIER.name == text.carrier


@pytest.mark.parametrize(("kind", "due"), KINDS)
async def test_at_the_bound_of_the_day_it_waits_for_the_next(
    exchange, after_missed, after_months, kind, due
):
    for number in (1, 2):
        await visited(exchange, kind, number)
    await bounded(exchange, daily_cap=1)
    texts, rows = await ran(exchange, due + HOUR)
    (text,) = texts
    (waits,) = [row for row in rows if row.status is MessageStatus.PLANNED]
    assert (text.parts, waits.reason.code) == (1, DAILY)
    # the next day has room for it
    texts, rows = await ran(exchange, due + DAY + HOUR)
    assert len(texts) == 2
    assert {row.status for row in rows} == {MessageStatus.QUEUED}


async def test_what_waits_for_days_is_given_up_with_the_reason(exchange, after_missed):
    await bounded(exchange, monthly_cap=Decimal(1))
    await visited(exchange, MessageKind.FOLLOW_UP)
    exchange.at(START + 4 * HOUR)
    await spends(exchange, "1")
    for hours in (4, 28, 52, 76, 80):
        texts, (row,) = await ran(exchange, START + hours * HOUR)
        assert texts == []
    assert (row.status, row.reason.code) == (MessageStatus.SKIPPED, MONTH)


async def test_who_has_withdrawn_while_it_waited_gets_none(exchange, after_missed):
    await bounded(exchange, monthly_cap=Decimal(1))
    client = await visited(exchange, MessageKind.FOLLOW_UP)
    exchange.at(START + 4 * HOUR)
    await spends(exchange, "1")
    await ran(exchange, START + 4 * HOUR)
    await exchange.desk.says_of(client, MessageKind.FOLLOW_UP, said=ConsentKind.WITHDRAWN)
    await bounded(exchange, monthly_cap=None)
    texts, (row,) = await ran(exchange, START + 5 * HOUR)
    assert (texts, row.reason.code) == ([], ReasonCode.KIND_NOT_AGREED)
