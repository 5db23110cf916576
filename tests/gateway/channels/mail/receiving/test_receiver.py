"""The service with its ways in for mails: started, stopped, told of, and refused with a reason."""

import asyncio
import smtplib
import socket

import pytest

from calendar_store.database.notify import Topic
from config.mail_section import MailSettings
from gateway.channels.mail.receiving.receiver import IncomingMail, mailbox_config
from gateway.channels.mail.sending.composer import MailKeys
from gateway.channels.mail.sending.mail_carrier import OutgoingMail
from gateway.channels.mail.sending.smarthost_config import SmarthostConfig
from gateway.service import TextbackService
from tests.support import dovecot
from tests.support.mail_office import KEY, SENDER, delivered
from tests.support.smarthost import Smarthost


def settings_of(**given):
    return MailSettings.model_validate(
        {"smarthost": "127.0.0.1:25", "sender": f"Studio <{SENDER}>"} | given
    )


def service_of(office, smarthost, settings):
    keys = MailKeys(office.addresses.sender, (KEY,), "https://book.example.org")
    out = OutgoingMail(SmarthostConfig("127.0.0.1", smarthost.port), keys)
    incoming = IncomingMail(settings, office.addresses)
    return TextbackService(
        office.database, [], mail=out, incoming=incoming, clock=lambda: office.now, drain=1.0
    )


async def until(holds):
    async with asyncio.timeout(30):
        while not await holds():  # noqa: ASYNC110 (a socket tells nobody)
            await asyncio.sleep(0.02)


async def test_mails_come_in_both_ways_and_are_answered(office, sent):
    async with dovecot.running() as box, Smarthost().running() as smarthost:
        settings = settings_of(
            listen="127.0.0.1:0",
            imap=f"127.0.0.1:{box.port}",
            imap_tls="auto",
            imap_username=dovecot.USER,
            imap_password=dovecot.PASSWORD,
        )
        service = service_of(office, smarthost, settings)
        to = office.address(sent)
        name = box.put(office.answer(to, "where are you?"))
        async with service.running():

            async def is_flagged():
                return box.flags(name) == "S"

            async def is_answered():
                return len(smarthost.taken) == 2

            await until(is_flagged)
            await delivered(service.receiver.port, office.answer(to, "what do you do?"), to)
            await until(is_answered)
            (status,) = service.status()
            assert status["received"] == 2
            assert status["incoming"]["mailbox"]["state"] == "reading"
            assert status["incoming"]["smtp"]["connections"] <= 1
            assert service.failing() == []
            port = service.receiver.port
        with pytest.raises(OSError, match="refused"):
            await delivered(port, office.answer(to, "3"), to)


async def test_a_mail_under_way_is_finished_when_the_service_stops(office, sent):
    to = office.address(sent)
    async with Smarthost().running() as smarthost:
        service = service_of(office, smarthost, settings_of(listen="127.0.0.1:0"))
        async with service.running():
            sending = asyncio.gather(
                *(
                    delivered(service.receiver.port, office.answer(to, f"{n}"), to)
                    for n in range(20)
                ),
                return_exceptions=True,
            )

            async def has_begun():
                return bool(await office.mails())

            await until(has_begun)
        told = await sending
    acknowledged = [one for one in told if one is None]
    refused = [one for one in told if one is not None]
    assert len(await office.mails()) >= len(acknowledged) > 0
    assert all(isinstance(one, smtplib.SMTPException | OSError) for one in refused)


async def test_an_address_that_is_taken_stops_the_start(office):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        async with Smarthost().running() as smarthost:
            settings = settings_of(listen=f"127.0.0.1:{taken.getsockname()[1]}")
            service = service_of(office, smarthost, settings)
            with pytest.raises(OSError, match="in use"):
                await service.start()


@pytest.mark.parametrize(
    ("host", "tls", "encrypted", "starttls"),
    [
        ("imap.example.org", "tls", True, False),
        ("imap.example.org", "auto", True, True),
        ("127.0.0.1", "auto", False, False),
        ("imap.example.org", "none", False, False),
    ],
)
def test_how_the_mailbox_is_reached(host, tls, encrypted, starttls):
    config = mailbox_config(settings_of(imap=f"{host}:143", imap_tls=tls))
    assert config is not None
    assert (config.tls is not None, config.starttls) == (encrypted, starttls)
    assert mailbox_config(settings_of()) is None


async def test_the_service_tells_staff_that_the_mailbox_refuses_the_log_in(office):
    async with dovecot.running() as box, Smarthost().running() as smarthost:
        settings = settings_of(
            imap=f"127.0.0.1:{box.port}",
            imap_tls="auto",
            imap_username=dovecot.USER,
            imap_password="wrong",
        )
        told = office.database.changes.listen(Topic.CALENDAR)
        async with service_of(office, smarthost, settings).running(), asyncio.timeout(30):
            while not await office.alerts():
                await told.wait(1)
        told.close()
    assert (await office.alerts())[0].reason.facts["carrier"] == "incoming mail"
