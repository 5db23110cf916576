"""Texts and changes about appointments come as they are, of whatever status."""

from datetime import timedelta

import pytest

from calendar_store.appointments import texts_about
from calendar_store.messages import attempt_outcomes, reminders
from calendar_store.messages.attempt_outcomes import Outcome
from calendar_store.messages.reminders import Settled
from calendar_store.model.statuses import Channel, MessageKind, MessageStatus
from tests.support.desk import BY, Desk
from tests.support.office import START, Office
from tests.support.reasons import saying

M = MessageStatus
HOUR = timedelta(hours=1)


@pytest.fixture
def desk(database, practice, aurora, now):
    return Desk(database, practice, aurora, now)


@pytest.fixture
def office(desk):
    return Office(desk.database, desk.practice.id, desk.now)


async def test_a_reminders_text_comes_with_the_start_that_it_states(desk, office):
    booked = await desk.book(await desk.client(), START)
    (message,) = await office.queue()
    async with desk.database.write() as tx:
        (due,) = await reminders.claim_due(tx, desk.now, 10, [Channel.SMS])
        await reminders.settle(tx, [Settled(due, M.QUEUED, message_id=message.id)])
    assert await _of_reminders(desk, booked) == [(START, M.QUEUED, False)]
    (leased,) = await office.lease()
    assert await _of_reminders(desk, booked) == [(START, M.SENDING, True)]
    async with desk.database.write() as tx:
        await attempt_outcomes.advance(tx, [Outcome(leased, M.FAILED, saying("absent"))], desk.now)
    await desk.move(booked, START + HOUR)
    assert await _of_reminders(desk, booked) == [(START, M.FAILED, True)]


async def _of_reminders(desk, booked):
    key = (desk.practice.id, booked.id)
    async with desk.database.read() as tx:
        found = await texts_about.of_reminders(tx, [key])
    assert {(one.key, one.written_at, one.not_before) for one in found} == {
        (key, desk.now, desk.now)
    }
    return [(one.starts_at, one.status, one.tried) for one in found]


async def test_changes_come_with_who_made_them(desk):
    booked = await desk.book(await desk.client(), START)
    other = await desk.book(await desk.client("Grace", "Hopper", 2), START + HOUR)
    await desk.at(desk.now + HOUR).move(booked, START + 2 * HOUR)
    keys = [(desk.practice.id, booked.id)]
    async with desk.database.read() as tx:
        both = await texts_about.changes(tx, keys, desk.now)
        (late,) = await texts_about.changes(tx, keys, desk.now + HOUR)
        everybodys = await texts_about.changes(tx, [*keys, (desk.practice.id, other.id)], desk.now)
    assert {one.change for one in both} == {"booked", "moved"}
    assert (late.change, late.by, late.starts_at) == ("moved", BY.label, START + 2 * HOUR)
    assert late.at == desk.now + HOUR
    assert len(everybodys) == 3


async def test_answers_come_with_their_text_and_what_became_of_them(desk, office):
    booked = await desk.book(await desk.client(), START)
    about = {"appointment_id": booked.id}
    await office.queue(kind=MessageKind.REPLY, text="Until then.", **about)
    (lost,) = await office.queue(kind=MessageKind.STAFF, text="At ten.", **about)
    await office.queue(kind=MessageKind.REMINDER, **about)
    await office.queue(kind=MessageKind.REPLY)
    await office.queue(kind=MessageKind.REPLY, created_at=desk.now - HOUR, **about)
    async with desk.database.write() as tx:
        await attempt_outcomes.advance(tx, [Outcome(lost, M.FAILED, saying("absent"))], desk.now)
    async with desk.database.read() as tx:
        found = await texts_about.answers(tx, [(desk.practice.id, booked.id)], desk.now)
    assert {(one.text, one.status) for one in found} == {
        ("Until then.", M.QUEUED),
        ("At ten.", M.FAILED),
    }


async def test_of_no_appointment_there_is_nothing(desk):
    async with desk.database.read() as tx:
        assert await texts_about.of_reminders(tx, []) == []
        assert await texts_about.changes(tx, [], desk.now) == []
        assert await texts_about.answers(tx, [], desk.now) == []
