"""What staff are shown before a change is what the client reads after it, to the letter."""

from datetime import datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import update

from calendar_store.model.actors import OPERATOR
from calendar_store.model.statuses import Channel, MessageStatus
from calendar_store.practices import hours, practitioners
from calendar_store.schema import clients
from gateway.use_cases import appointment_changes, notice_preview, series, series_changes
from gateway.use_cases.booking import BookingRequest
from gateway.use_cases.notice_preview import PlannedChange
from gateway.use_cases.series import SeriesRequest
from gateway.use_cases.series_changes import SeriesMove
from gateway.use_cases.tariff import Tariff
from gateway.use_cases.telling import UNDO_TIME
from tests.support.desk import BY
from tests.support.exchange import START
from tests.support.told_visits import visit_of

SMS, EMAIL = Channel.SMS, Channel.EMAIL
FIRST = datetime(2026, 3, 10, 9, tzinfo=ZoneInfo("Europe/Rome"))
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


async def shown(one, starts_at=None, practitioner_id=None, *, following=False):
    exchange = one.exchange
    async with exchange.database.read() as tx:
        return await notice_preview.of_change(
            *(tx, OPERATOR, exchange.desk.practice),
            PlannedChange(
                *(one.one.id, one.one.version, starts_at, practitioner_id), following=following
            ),
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


@pytest.mark.parametrize("by", [SMS, EMAIL])
async def test_a_second_move_of_a_visit_that_has_changed_hands(visit, lukasz, by):
    one = await visit(prefers=by)
    await one.does(appointment_changes.move, START + 2 * HOUR, practitioner_id=lukasz.id)
    await one.sent(UNDO_TIME)
    found = await shown(one, START + 3 * HOUR)
    await one.moves(START + 3 * HOUR)
    read_by(one, found, await one.sent(UNDO_TIME))


@pytest.fixture
def series_of(visit, lukasz):
    """Five Tuesdays at nine over the clock change, of which the fourth is with Łukasz."""

    async def booked(by):
        one = await visit(prefers=by)
        desk, first = one.exchange.desk, FIRST
        asked = BookingRequest(str(one.client.id), first, "Aurora", tell=False)
        async with desk.database.write() as tx:
            done = await series.book(
                *(tx, OPERATOR, desk.practice, SeriesRequest(asked, 1, 5)),
                channels=one.exchange.channels,
                now=one.exchange.now,
            )
        grace = await desk.client("Grace", "Hopper", number=2)
        await desk.book(grace, done.booked[2].starts_at + 5 * HOUR)
        one.one = done.booked[3]
        await one.does(appointment_changes.move, one.one.starts_at, practitioner_id=lukasz.id)
        await one.sent(UNDO_TIME)
        one.one = done.booked[0]
        return one

    return booked


FOLLOWING = {
    "cancelled": (None, False),
    "two hours later": (2 * HOUR, False),
    "in part, over one who is busy": (5 * HOUR, False),
    "to one of the two": (HOUR, True),
}


@pytest.mark.parametrize("by", [SMS, EMAIL])
@pytest.mark.parametrize(("shift", "with_aurora"), FOLLOWING.values(), ids=FOLLOWING)
async def test_a_series(series_of, aurora, by, shift, with_aurora):
    one = await series_of(by)
    to = one.one.starts_at + shift if shift is not None else None
    who = aurora.id if with_aurora else None
    found = await shown(one, to, who, following=True)
    exchange, seen = one.exchange, (one.one.id, one.one.version)
    where = (OPERATOR, exchange.desk.practice)
    async with exchange.database.write() as tx:
        if to is None:
            await series_changes.cancel_following(
                *(tx, *where, seen[0]),
                version=seen[1],
                channels=exchange.channels,
                now=exchange.now,
            )
        else:
            await series_changes.move_following(
                *(tx, *where, SeriesMove(*seen, to, who, skip_conflicts=True)),
                channels=exchange.channels,
                now=exchange.now,
            )
    (message,) = [
        each for each in await exchange.desk.messages() if each.status is MessageStatus.QUEUED
    ]
    read_by(one, found, [(message.kind, message.channel, message.text)])
