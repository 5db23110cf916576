"""The whole service with a smarthost: mails go out, are counted, and a stop loses none."""

import asyncio

import pytest

from calendar_store.database.notify import Topic
from calendar_store.messages import message_rows
from calendar_store.model.statuses import MessageStatus
from config.settings import Settings
from gateway.channels.mail.sending.mail_carrier import OutgoingMail, outgoing_mail
from gateway.metrics import collector
from gateway.service import TextbackService
from tests.support.mail_line import SENDER, smarthost_at
from tests.support.office import Office
from tests.support.sending_office import SIGNS
from tests.support.smarthost import WAIT, Smarthost


@pytest.fixture
async def host():
    async with Smarthost().running() as running:
        yield running


async def queue(database, practice, now, count=1):
    office = Office(database, practice.id, now)
    return await office.queue(
        count,
        channel="email",
        sender=SENDER,
        recipient="ada@example.org",
        carrier="mail",
        awaits_receipt=False,
        expires_at=None,
    )


async def until_all(database, practice, status):
    news = database.changes.listen(Topic.CALENDAR, Topic.OUTBOX)
    try:
        while True:
            async with database.read() as tx:
                found = await message_rows.listed(tx, practice.id)
            if {one.status for one in found} == {status}:
                return
            assert await news.wait(20), found
    finally:
        news.close()


async def test_mails_go_out_and_are_counted(database, practice, now, host):
    await queue(database, practice, now, 5)
    mail = OutgoingMail(smarthost_at(host), SIGNS)
    service = TextbackService(database, [], mail=mail, clock=lambda: now, owner="one")
    async with service.running():
        await until_all(database, practice, MessageStatus.ACCEPTED)
        (status,) = service.status()
        assert (status["carrier"], status["state"], status["sent"]) == ("mail", "up", 5)
        assert service.failing() == []
        loop_time = asyncio.get_running_loop().time()
        samples = {
            (sample.name, *sample.labels.values()): sample.value
            for metric in collector.counted(service.counted, loop_time)
            for sample in metric.samples
        }
    assert samples["textback_messages_total", "mail", "accepted"] == 5
    assert samples["textback_submits_total", "mail", "taken"] == 5
    assert samples["textback_binds", "mail", "up"] == 1
    assert len(host.taken) == 5


async def test_a_stop_waits_for_the_last_reply(database, practice, now, host):
    host.say("end", WAIT)
    await queue(database, practice, now)
    mail = OutgoingMail(smarthost_at(host), SIGNS)
    service = TextbackService(database, [], mail=mail, clock=lambda: now, owner="one", drain=10)
    await service.start()
    await host.until_seen("end")
    stopping = asyncio.create_task(service.stop())
    host.go_on()
    await stopping
    await until_all(database, practice, MessageStatus.ACCEPTED)


def test_the_section_of_the_configuration_is_all_that_is_needed():
    settings = Settings.model_validate(
        {
            "mail": {
                "smarthost": "smtp.example.org:587",
                "sender": "Studio Aurora <Calendar@Bücher.example>",
                "username": "aurora",
                "password": "secret",
                "connections": 3,
                "timeout": "20s",
            }
        }
    )
    made = outgoing_mail(settings.mail, "https://book.example.org", (b"k" * 32,))
    smarthost = made.smarthost
    assert (smarthost.host, smarthost.port, smarthost.connections) == ("smtp.example.org", 587, 3)
    assert (smarthost.timeout, smarthost.starts_tls) == (20, True)
    assert (smarthost.username, smarthost.password) == ("aurora", "secret")
    assert smarthost.hostname == "xn--bcher-kva.example"
    assert (made.keys.sender, made.keys.dkim_keys) == ("calendar@bücher.example", ())
