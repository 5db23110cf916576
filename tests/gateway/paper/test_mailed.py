"""A paper goes out as a mail with the PDF, signed and followed as every mail."""

from datetime import timedelta
from email import message_from_bytes, policy

import pytest

from calendar_store.database.notify import Topic
from calendar_store.model.papers import PaperWay
from calendar_store.model.statuses import AlertKind, Channel, MessageKind, MessageStatus
from gateway.channels.mail.sending.mail_carrier import OutgoingMail
from gateway.service import TextbackService
from gateway.use_cases import papers as use_case
from tests.support.desk import BY
from tests.support.mail_line import smarthost_at
from tests.support.sending_office import SIGNS
from tests.support.smarthost import Smarthost

DAY = timedelta(days=1)
WARD = "ward@example.org"


@pytest.fixture
async def host():
    async with Smarthost().running() as running:
        yield running


@pytest.fixture
def service(desk, now, host):
    mail = OutgoingMail(smarthost_at(host), SIGNS)
    return TextbackService(desk.database, [], mail=mail, clock=lambda: now, owner="one")


async def test_the_pdf_is_attached_and_its_fate_is_told(room, desk, now, host, service):
    await desk.book(await desk.client(), now + DAY)
    await room.choose(ways=(PaperWay(Channel.EMAIL, WARD),))
    async with service.running():
        paper = await use_case.make(service.papers, BY, desk.practice.id, now=now, send=True)
        await host.until_taken(1)
        await until_told(room, MessageStatus.ACCEPTED)
    (mail,) = host.taken
    read = message_from_bytes(mail.content, policy=policy.default)
    assert read["To"].addresses[0].addr_spec == WARD
    assert read["Subject"].startswith("Calendar on paper 1: ")
    assert read["List-Unsubscribe"] is None
    (attached,) = read.iter_attachments()
    assert attached.get_content_type() == "application/pdf"
    assert attached.get_filename() == "paper-1.pdf"
    assert attached.get_content() == await room.pdf(paper)
    text = read.get_body(("plain",)).get_content()
    assert f"{paper.pages} pages" in text
    assert "Byron" not in text


async def until_told(room, status):
    news = room.desk.database.changes.listen(Topic.CALENDAR, Topic.OUTBOX)
    try:
        while True:
            (made,) = await room.listed()
            if [one.status for one in made.sent] == [status]:
                return
            assert await news.wait(20), made
    finally:
        news.close()


async def test_staff_are_told_of_a_paper_that_did_not_arrive(room, desk, now, host, service):
    await desk.book(await desk.client(), now + DAY)
    await room.choose(ways=(PaperWay(Channel.EMAIL, WARD),))
    host.say("rcpt", "550 5.1.1 no such user")
    async with service.running():
        await use_case.make(service.papers, BY, desk.practice.id, now=now, send=True)
        await until_told(room, MessageStatus.FAILED)
    lost = [one for one in await desk.alerts() if one.kind is AlertKind.NOT_DELIVERED]
    (alert,) = [one for one in lost if one.message_id]
    assert alert.client_id is None
    (sent,) = [one for one in await desk.messages() if one.kind is MessageKind.PAPER]
    assert alert.message_id == sent.id
