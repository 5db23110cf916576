"""From a mail on the wire to what it changes: the whole way in, and what answers it."""

import asyncio
from datetime import timedelta

import pytest

from calendar_store.model.statuses import AppointmentStatus, Channel, MessageStatus
from gateway.channels.mail.mail_channel import MailChannel
from gateway.messaging.channel import Channels
from gateway.turns.turns import Turns
from tests.support.mail_office import SENDER, delivered


@pytest.fixture
def turns(office):
    return Turns(office.database, Channels([MailChannel(SENDER)]), lambda: office.now)


async def handled(turns):
    while await turns.step():
        pass


async def replies(office):
    return [m for m in await office.desk.messages() if m.status is MessageStatus.QUEUED]


async def test_an_answer_by_mail_confirms_the_visit_and_is_answered_by_mail(
    office, ada, desk, now, turns
):
    booked = await desk.book(ada, now + timedelta(days=3))
    sent = await office.sent(ada, booked)
    async with office.listening() as listener:
        to = office.address(sent)
        await delivered(listener.port, office.answer(to, "yes, I will come"), to)
    await handled(turns)
    assert (await desk.appointment(booked)).status is AppointmentStatus.CONFIRMED
    (reply,) = await replies(office)
    assert (reply.channel, reply.sender, reply.recipient) == (Channel.EMAIL, SENDER, ada.email)


async def test_a_stop_in_a_mail_stops_mails(office, ada, sent, turns):
    async with office.listening() as listener:
        to = office.address(sent)
        await delivered(listener.port, office.answer(to, "", Subject="STOP"), to)
    await handled(turns)
    assert await office.stopped(ada.email)


async def test_a_thousand_mails_get_few_answers_and_alert_staff_once(office, sent, turns):
    signed = office.addresses.read(office.address(sent))
    raws = [office.answer("x", f"what about {n}?") for n in range(1000)]
    await asyncio.gather(*(office.intake.take(raw, signed, "imap") for raw in raws))
    assert len(await office.inbox()) == 1000
    for _ in range(40):
        await turns.step()
    assert len(await replies(office)) <= office.desk.practice.texts_per_hour


async def test_nothing_written_is_not_answered(office, sent, turns):
    async with office.listening() as listener:
        to = office.address(sent)
        await delivered(listener.port, office.answer(to, ""), to)
    await handled(turns)
    assert await replies(office) == []
    assert await office.alerts() == []


async def test_two_machines_that_answer_each_other_end_after_one(office, sent, turns):
    """What we send says that a program wrote it; another instance of us takes it for that."""
    to = office.address(sent)
    own = office.answer(
        *(to, "We did not understand your message."),
        From="calendar@other.example",
        Auto_Submitted="auto-replied",
    )
    async with office.listening() as listener:
        await delivered(listener.port, own, to)
    await handled(turns)
    assert await replies(office) == []
