"""Planned reminders: one for each step of each version, settled once."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from calendar_store.database.connection import Database
from calendar_store.messages import reminders
from calendar_store.messages.reminders import Settled
from calendar_store.model.practices import ReminderStep
from calendar_store.model.statuses import Channel, MessageStatus, StepRule
from gateway.wording.reason_words import in_words
from tests.support.desk import HALF_HOUR, Desk
from tests.support.reasons import saying

START = datetime(2026, 1, 15, 9, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture
def desk(database, practice, aurora, now):
    return Desk(database, practice, aurora, now)


async def test_the_store_refuses_a_step_of_a_version_twice(desk):
    booked = await desk.book(await desk.client(), START)

    async def plan_again(appointment):
        async with desk.database.write() as tx:
            await reminders.plan_for(tx, desk.practice, desk.steps, [appointment], desk.now)

    with pytest.raises(IntegrityError):
        await plan_again(booked)
    await plan_again(replace(booked, version=2))
    assert len(await desk.reminders(booked)) == 6


async def _claim(database, now, limit=10):
    async with database.write() as tx:
        return [r.step for r in await reminders.claim_due(tx, now, limit, [Channel.SMS])]


async def test_what_is_due_is_claimed_oldest_first_and_email_is_not(desk):
    steps = (*desk.steps, ReminderStep(4, StepRule.BOOKED, Channel.EMAIL))
    await replace(desk, steps=steps).book(await desk.client(), START)
    assert await _claim(desk.database, desk.now - DAY) == []
    assert await _claim(desk.database, desk.now) == [1]
    assert await _claim(desk.database, START) == [1, 2, 3]
    assert await _claim(desk.database, START, 2) == [1, 2]
    async with desk.database.read() as tx:
        assert await reminders.next_due(tx, [Channel.SMS]) == desk.now


@pytest.mark.parametrize("store_url", ["postgresql"], indirect=True)
async def test_two_processes_never_hold_one_reminder(desk, store_url):
    client = await desk.client()
    for n in range(6):
        await desk.book(client, START + n * HALF_HOUR)
    other = Database.connect(store_url)
    async with desk.database.write() as mine, other.write() as theirs:
        first = await reminders.claim_due(mine, desk.now, 4, [Channel.SMS])
        second = await reminders.claim_due(theirs, desk.now, 4, [Channel.SMS])
    await other.close()
    assert (len(first), len(second)) == (4, 2)
    assert not {r.id for r in first} & {r.id for r in second}


async def test_what_was_settled_stays_settled(desk):
    booked = await desk.book(await desk.client(), START)
    async with desk.database.write() as tx:
        (due,) = await reminders.claim_due(tx, desk.now, 10, [Channel.SMS])
        await reminders.settle(tx, [Settled(due, MessageStatus.QUEUED, message_id=17)])
        await reminders.settle(tx, [Settled(due, MessageStatus.SKIPPED, saying("too late"))])
    first, *_ = await desk.reminders(booked)
    assert (first.status, first.message_id, in_words(first.reason)) == (
        MessageStatus.QUEUED,
        17,
        "",
    )
    await desk.cancel(booked)
    statuses = [r.status.value for r in await desk.reminders(booked)]
    assert statuses == ["queued", "cancelled", "cancelled"]


async def test_the_next_one_due_is_known_and_none_when_none_is_planned(desk):
    async with desk.database.read() as tx:
        assert await reminders.next_due(tx, [Channel.SMS]) is None
    booked = await desk.book(await desk.client(), START)
    await desk.cancel(booked)
    async with desk.database.read() as tx:
        assert await reminders.next_due(tx, [Channel.SMS]) is None


async def test_a_booking_and_its_reminders_are_there_together_or_not_at_all(desk):
    client = await desk.client()
    done = await asyncio.gather(
        *(desk.book(client, START) for _ in range(6)), return_exceptions=True
    )
    (booked,) = [one for one in done if not isinstance(one, Exception)]
    assert await _claim(desk.database, START, 100) == [1, 2, 3]
    assert len(await desk.reminders(booked)) == 3
