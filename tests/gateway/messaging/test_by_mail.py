"""A practice that reaches its clients by mail as well: who is who, STOP, limits, bad addresses."""

from datetime import timedelta

import pytest

from calendar_store.appointments import agenda
from calendar_store.clients import bad_addresses, clients, consent
from calendar_store.model.actors import BY_EMAIL, SERVICE
from calendar_store.model.conversations import ConversationKey
from calendar_store.model.reason_codes import ReasonCode
from calendar_store.model.statuses import (
    AppointmentStatus,
    Channel,
    ConsentHow,
    InboundStatus,
    MessageKind,
    MessageStatus,
)
from gateway.channels.mail.mail_channel import MAIL_CARRIER, MailChannel
from tests.support.desk import BY, mobile
from tests.support.exchange import START, Exchange

OURS, ADA = "calendar@example.org", "ada@example.org"
TALK = ConversationKey(Channel.EMAIL, OURS, ADA)
BOTH = (Channel.SMS, Channel.EMAIL)


@pytest.fixture
def exchange(desk):
    return Exchange(desk.steps_of("email 2d"), beside=[MailChannel(OURS)])


@pytest.fixture
async def ada(exchange):
    return await exchange.desk.client(email="Ada@Example.org", agreed=BOTH)


async def mails(exchange, text, *, key=TALK):
    """Let a client mail; return what the practice writes because of it."""
    before = {one.id for one in await exchange.desk.messages()}
    await exchange.comes(key, text)
    await exchange.handled()
    return [one for one in await exchange.desk.messages() if one.id not in before]


async def reminded(exchange, client):
    booked = await exchange.desk.book(client, START)
    await exchange.at(START - timedelta(days=2)).planner.step()
    return booked


async def test_the_answer_to_a_reminder_by_mail_confirms_it(exchange, ada):
    booked = await reminded(exchange, ada)
    (reminder,) = await exchange.desk.messages()
    assert (reminder.channel, reminder.kind) == (Channel.EMAIL, MessageKind.REMINDER)
    assert (reminder.sender, reminder.recipient) == (OURS, ADA)
    assert (reminder.carrier, reminder.parts, reminder.price) == (MAIL_CARRIER, 0, 0)
    assert (reminder.status, reminder.awaits_receipt) == (MessageStatus.QUEUED, False)
    (answer,) = await mails(exchange, "yes")
    assert (await exchange.stands(booked))[0] is AppointmentStatus.CONFIRMED
    assert (answer.channel, answer.carrier, answer.recipient) == (Channel.EMAIL, MAIL_CARRIER, ADA)
    assert answer.client_id == ada.id
    async with exchange.database.read() as tx:
        *_, last = await agenda.history(tx, exchange.desk.practice.id, booked.id)
    assert last.by == BY_EMAIL.label


async def test_a_mail_of_no_practice_is_believed_by_nobody(exchange, ada):
    """Whom From names says nothing: only the signed address tells the practice."""
    booked = await reminded(exchange, ada)
    await exchange.comes(TALK, "cancel my appointment")
    async with exchange.database.write() as tx:
        from calendar_store.schema import inbound

        await tx.execute(inbound.update().values(practice_id=None))
    await exchange.handled()
    assert (await exchange.stands(booked))[0] is AppointmentStatus.BOOKED
    assert [one.kind for one in await exchange.desk.messages()] == [MessageKind.REMINDER]
    assert [one.status for one in await exchange.inbox()] == [InboundStatus.UNATTRIBUTED]


async def test_stop_by_mail_stops_mails_and_leaves_texts(exchange, ada):
    await exchange.desk.book(ada, START)
    await mails(exchange, "STOP")
    practice_id = exchange.desk.practice.id
    candidates = [(practice_id, ada.id, Channel.SMS, ada.mobile), (practice_id, ada.id, *TALK[::2])]
    async with exchange.database.read() as tx:
        refused = await consent.gate(tx, candidates)
        *_, said = await consent.history(tx, practice_id, ada.id)
    assert set(refused) == {candidates[1]}
    assert (said.channel, said.how, said.evidence) == (Channel.EMAIL, ConsentHow.EMAIL, "STOP")
    await exchange.at(START - timedelta(days=2)).planner.step()
    *_, reminder = await exchange.desk.messages()
    assert (reminder.kind, reminder.channel) == (MessageKind.REMINDER, Channel.SMS)


async def test_stop_of_everything_by_mail_stops_texts_too(exchange, ada):
    await mails(exchange, "Stop all")
    both = [(exchange.desk.practice.id, *one) for one in ((Channel.SMS, ada.mobile), TALK[::2])]
    async with exchange.database.read() as tx:
        assert await consent.stopped(tx, both) == set(both)


async def test_two_machines_that_answer_each_other_end(exchange, ada):
    """The bound of automatic texts to a number in an hour holds for an address as well."""
    await exchange.desk.book(ada, START)
    written = 0
    for n in range(exchange.desk.practice.texts_per_hour + 15):
        exchange.at(exchange.now + timedelta(seconds=20))
        written += len(await mails(exchange, f"where are you? ({n})"))
    assert written <= exchange.desk.practice.texts_per_hour + 1
    assert not await mails(exchange, "where are you?")


async def test_a_mail_to_ourselves_is_not_answered(exchange, ada):
    assert (
        await mails(exchange, "when is my appointment?", key=TALK._replace(their_address=OURS))
        == []
    )


async def test_a_bad_address_gets_no_mail_until_a_mail_comes_from_it(exchange, ada):
    practice_id = exchange.desk.practice.id
    async with exchange.database.write() as tx:
        bad = [(practice_id, ADA)]
        (marked,) = await bad_addresses.mark_bad_emails(tx, bad, by=SERVICE, now=exchange.now)
    assert (marked.id, (await client(exchange, ada)).email_bad) == (ada.id, True)
    async with exchange.database.read() as tx:
        (why,) = (await consent.gate(tx, [(practice_id, ada.id, *TALK[::2])])).values()
    assert why.code is ReasonCode.EMAIL_BOUNCED
    await mails(exchange, "thanks")
    assert not (await client(exchange, ada)).email_bad


async def test_entering_the_address_again_takes_the_mark_away(exchange, ada):
    practice = exchange.desk.practice
    async with exchange.database.write() as tx:
        await bad_addresses.mark_bad_emails(tx, [(practice.id, ADA)], by=SERVICE, now=exchange.now)
        kept = await clients.change(tx, practice, ada.id, by=BY, now=exchange.now, first="Ada L.")
        assert kept.email_bad
        new = await clients.change(tx, practice, ada.id, by=BY, now=exchange.now, email=ADA)
    assert not new.email_bad


async def test_wrong_address_by_mail_marks_the_email_and_no_mobile(exchange, ada):
    await mails(exchange, "wrong number")
    found = await client(exchange, ada)
    assert (found.email_bad, found.mobile_bad) == (True, False)


async def test_the_agenda_is_told_by_text_alone(exchange):
    await mails(exchange, "AGENDA", key=TALK._replace(their_address=mobile(7)))
    assert all("agenda" not in one.text.lower() for one in await exchange.desk.messages())


async def client(exchange, one):
    async with exchange.database.read() as tx:
        return await clients.get(tx, one.practice_id, one.id)
