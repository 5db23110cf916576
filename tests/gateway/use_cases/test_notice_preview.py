"""What staff are shown before a change is what the client reads after it, to the letter."""

from datetime import timedelta
from functools import partial

import pytest
from sqlalchemy import update

from calendar_store.model.actors import OPERATOR
from calendar_store.model.statuses import Channel
from calendar_store.practices import hours, practitioners
from calendar_store.schema import clients
from gateway.use_cases import appointment_changes, notice_preview
from gateway.use_cases.notice_preview import PlannedChange
from gateway.use_cases.tariff import Tariff
from gateway.use_cases.telling import UNDO_TIME
from tests.support.desk import BY
from tests.support.exchange import START
from tests.support.told_visits import visit_of

SMS, EMAIL = Channel.SMS, Channel.EMAIL
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
TO = {"two hours": START + 2 * HOUR, "in spring": START + 82 * DAY, "next year": START + 362 * DAY}


@pytest.fixture
def visit(desk):
    return partial(visit_of, desk)


@pytest.fixture
async def lukasz(desk):
    async with desk.database.write() as tx:
        who = await practitioners.add(tx, desk.practice.id, "Łukasz", by=BY, now=desk.now)
        week = hours.parse("mon-sun 00:00-24:00", who.id)
        await hours.set_week(tx, desk.practice.id, who.id, week, by=BY, now=desk.now)
    return who


async def shown(one, starts_at=None, practitioner_id=None):
    exchange = one.exchange
    async with exchange.database.read() as tx:
        return await notice_preview.of_change(
            *(tx, OPERATOR, exchange.desk.practice),
            PlannedChange(one.one.id, one.one.version, starts_at, practitioner_id),
            tariff=Tariff(exchange.channels),
            now=exchange.now,
        )


async def speaks(one, locale):
    async with one.exchange.database.write() as tx:
        await tx.execute(update(clients).values(locale=locale))


def read_by(one, found, sent):
    ((_, channel, text),) = sent
    assert channel is found.told.channel
    if channel is SMS:
        assert text == found.measured.text
    else:
        assert text.split() == found.measured.text.split()


@pytest.mark.parametrize("locale", ["en", "it", "de", "fr", "es", "pt"])
@pytest.mark.parametrize("by", [SMS, EMAIL])
async def test_a_cancellation(visit, locale, by):
    one = await visit(prefers=by)
    await speaks(one, locale)
    found = await shown(one)
    await one.cancels()
    read_by(one, found, await one.sent(UNDO_TIME))


@pytest.mark.parametrize("locale", ["en", "de", "pt"])
@pytest.mark.parametrize("by", [SMS, EMAIL])
@pytest.mark.parametrize("to", TO.values(), ids=TO)
async def test_a_move(visit, locale, by, to):
    one = await visit(prefers=by)
    await speaks(one, locale)
    found = await shown(one, to)
    await one.moves(to)
    read_by(one, found, await one.sent(UNDO_TIME))


@pytest.mark.parametrize("by", [SMS, EMAIL])
async def test_a_move_to_somebody_else(visit, lukasz, by):
    one = await visit(prefers=by)
    found = await shown(one, START + 2 * HOUR, lukasz.id)
    await one.does(appointment_changes.move, START + 2 * HOUR, practitioner_id=lukasz.id)
    read_by(one, found, await one.sent(UNDO_TIME))
