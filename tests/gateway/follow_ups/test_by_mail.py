"""A client who prefers email is written to by mail, and an answer to the mail books."""

from datetime import timedelta

from calendar_store.appointments import agenda
from calendar_store.model.conversations import ConversationKey
from calendar_store.model.statuses import AppointmentStatus, Channel, MessageKind
from calendar_store.model.transitions import marked
from gateway.channels.mail.mail_channel import MailChannel
from gateway.follow_ups.writer import FollowUpWriter
from tests.support.exchange import START, Exchange

OURS, ADA = "calendar@example.org", "ada@example.org"
HOUR = timedelta(hours=1)


async def test_new_times_go_by_mail_and_an_answer_books(desk, exchange, service, after_missed):
    exchange = Exchange(desk.steps_of("none"), beside=[MailChannel(OURS)])
    client = await exchange.desk.client(
        email=ADA, agreed=(Channel.SMS, Channel.EMAIL), prefers=Channel.EMAIL
    )
    visit = await exchange.desk.book(client, START, service=service)
    exchange.at(START + HOUR)
    await exchange.desk.change(marked(visit, AppointmentStatus.NO_SHOW))
    exchange.at(START + 4 * HOUR)
    writer = FollowUpWriter(exchange.database, exchange.channels, exchange.clock)
    assert await writer.step() == 1
    (mail,) = await exchange.desk.messages()
    assert (mail.kind, mail.channel) == (MessageKind.FOLLOW_UP, Channel.EMAIL)
    assert "1) " in mail.text
    assert "STOP" not in mail.text
    await exchange.comes(ConversationKey(Channel.EMAIL, mail.sender, mail.recipient), "1")
    await exchange.handled()
    async with exchange.database.read() as tx:
        made = await agenda.last_of_client(tx, exchange.desk.practice.id, client.id)
    assert (made.status, made.service_id) == (AppointmentStatus.BOOKED, service.id)
    assert made.starts_at > START
