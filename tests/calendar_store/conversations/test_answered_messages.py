"""What answers answer: a message of ours, and the visit as it told it."""

from datetime import timedelta

import pytest

from calendar_store.appointments import appointments
from calendar_store.conversations import answered_messages
from calendar_store.model.actors import BY_EMAIL
from calendar_store.model.transitions import cancelled
from tests.support.desk import Desk
from tests.support.mail_office import MailOffice

DAY = timedelta(days=1)


@pytest.fixture
def desk(database, practice, aurora, now):
    return Desk(database, practice, aurora, now)


async def loaded(desk, message):
    key = (message.practice_id, message.id)
    async with desk.database.read() as tx:
        return (await answered_messages.load(tx, [key, (key[0], 1)]))[key]


async def test_a_visit_is_told_as_it_was_when_the_message_was_written(desk, now):
    office = MailOffice(desk)
    ada = await office.client()
    visit = await desk.book(ada, now + DAY)
    sent = await office.sent(ada, visit)
    await desk.at(now + timedelta(hours=1)).move(visit, now + 2 * DAY)
    answered = await loaded(desk, sent)
    assert (answered.kind, answered.text, answered.at) == (sent.kind, sent.text, now)
    assert answered.visit is not None
    assert (answered.visit.appointment_id, answered.visit.starts_at) == (visit.id, now + DAY)
    assert answered.visit.version == visit.version


async def test_who_cancelled_the_visit_is_known(desk, now):
    office = MailOffice(desk)
    ada = await office.client()
    by_staff, by_client = await desk.book(ada, now + DAY), await desk.book(ada, now + 2 * DAY)
    await desk.cancel(by_staff)
    async with desk.database.write() as tx:
        policy = (desk.practice, desk.steps)
        await appointments.change(tx, cancelled(by_client, now), policy, now=now, by=BY_EMAIL)
    assert (await loaded(desk, await office.sent(ada, by_staff))).cancelled_at is None
    assert (await loaded(desk, await office.sent(ada, by_client))).cancelled_at == now


async def test_a_message_about_nothing_has_no_visit(desk):
    office = MailOffice(desk)
    assert (await loaded(desk, await office.sent(await office.client()))).visit is None
