"""Connecting to the smarthost: encryption, log-in, and what is told where they fail."""

import asyncio

import pytest

from calendar_store.model.reason_codes import ReasonCode
from config.choices import MailTls
from gateway.channels.mail.sending.smarthost_config import SmarthostConfig
from gateway.channels.mail.sending.smarthost_dialling import DialFailure, dial
from gateway.channels.mail.sending.smarthost_standing import RouteState
from gateway.channels.mail.sending.transactions import MailFate
from tests.support.mail_line import mail_line, smarthost_at
from tests.support.smarthost import CUT, WAIT, Smarthost, certificate


@pytest.fixture(scope="module")
def trusted(tmp_path_factory):
    return certificate(tmp_path_factory.mktemp("trusted"))


async def failure(host, **changes):
    config = smarthost_at(host, **changes)
    with pytest.raises(DialFailure) as failed:
        await dial(config, config.tls_context())
    return failed.value


@pytest.mark.parametrize("implicit", [False, True])
async def test_mails_go_encrypted_and_logged_in(trusted, implicit):
    file, context = trusted
    users = {"calendar": "sécret"}
    tls = MailTls.TLS if implicit else MailTls.STARTTLS
    host = Smarthost(users=users, tls=context, implicit=implicit)
    settings = {"tls": tls, "tls_ca": str(file), "username": "calendar", "password": "sécret"}
    async with host.running(), mail_line(host, **settings) as line:
        assert await line.post(body=b"x" * 76 + b"\r\n").fate() is MailFate.TAKEN
    (mail,) = host.taken
    assert (mail.encrypted, mail.login, host.log_ins) == (True, "calendar", 1)


@pytest.mark.parametrize(
    ("host", "tls", "starts"),
    [
        ("127.0.0.1", MailTls.AUTO, False),
        ("::1", MailTls.AUTO, False),
        ("localhost", MailTls.AUTO, False),
        ("localhost.example.org", MailTls.AUTO, True),
        ("10.0.0.1", MailTls.AUTO, True),
        ("127.0.0.1", MailTls.STARTTLS, True),
        ("mail.example.org", MailTls.NONE, False),
        ("mail.example.org", MailTls.TLS, False),
    ],
)
def test_encryption_is_required_but_on_this_machine(host, tls, starts):
    assert SmarthostConfig(host, 25, tls=tls).starts_tls is starts


async def test_a_server_without_starttls_gets_neither_password_nor_mail(smarthost):
    smarthost.users["calendar"] = "secret"
    failed = await failure(smarthost, tls=MailTls.STARTTLS, username="calendar", password="secret")
    assert (failed.reason.code, failed.refused) == (ReasonCode.TLS_NOT_OFFERED, True)
    assert smarthost.log_ins == 0


@pytest.mark.parametrize("implicit", [False, True])
async def test_a_certificate_that_is_not_trusted_is_refused(trusted, implicit):
    tls = MailTls.TLS if implicit else MailTls.STARTTLS
    async with Smarthost(tls=trusted[1], implicit=implicit).running() as host:
        failed = await failure(host, tls=tls)
    assert (failed.reason.code, failed.refused) == (ReasonCode.TLS_REFUSED, True)
    assert "certificate is not trusted" in failed.reason.facts["fault"]


async def test_a_certificate_of_another_name_is_refused(tmp_path):
    file, context = certificate(tmp_path, "mail.example.org")
    async with Smarthost(tls=context).running() as host:
        failed = await failure(host, tls=MailTls.STARTTLS, tls_ca=str(file))
    assert "not valid for" in failed.reason.facts["fault"]


async def test_a_wrong_password_is_tried_once_and_told(smarthost):
    smarthost.users["calendar"] = "secret"
    failed = await failure(smarthost, username="calendar", password="guess")
    assert (failed.reason.code, failed.refused) == (ReasonCode.SMTP_REFUSED, True)
    assert (failed.reason.facts["means"], failed.reason.facts["stage"]) == ("log_in", "log_in")
    assert smarthost.log_ins == 1


async def test_a_server_without_log_in_is_told(smarthost):
    failed = await failure(smarthost, username="calendar", password="secret")
    assert (failed.reason.code, failed.refused) == (ReasonCode.NO_LOG_IN_OFFERED, True)


async def test_a_refused_log_in_is_tried_again_slowly_and_mails_wait(smarthost):
    smarthost.users["calendar"] = "secret"
    settings = {"username": "calendar", "password": "guess", "refused_retry": 3600}
    async with mail_line(smarthost, is_open=False, **settings) as line:
        await line.until(lambda: line.pool.standing.state is RouteState.REFUSED)
        assert await line.post().fate() is MailFate.NOT_SENT
        assert smarthost.log_ins == 1


async def test_a_server_that_wants_a_log_in_at_mail_is_one_that_refuses_us(smarthost):
    async with mail_line(smarthost, refused_retry=3600) as line:
        smarthost.say("mail", "530 5.7.0 Authentication required")
        assert (await line.post().result()).fate is MailFate.REFUSED
        assert line.pool.standing.state is RouteState.REFUSED


@pytest.mark.parametrize(
    ("stage", "reply", "refused"),
    [
        ("connect", "421 4.3.2 too busy", False),
        ("connect", "554 5.7.1 no service for you", False),
        ("connect", CUT, False),
        ("ehlo", "421 4.3.2 too busy", False),
        ("ehlo", CUT, False),
    ],
)
async def test_a_server_that_turns_us_away_is_away(smarthost, stage, reply, refused):
    smarthost.say(stage, reply)
    assert (await failure(smarthost)).refused is refused
    await smarthost.until(lambda: not smarthost.open)


async def test_a_server_that_says_nothing_is_away(smarthost):
    smarthost.say("connect", WAIT)
    failed = await failure(smarthost, timeout=0.1)
    assert failed.reason.code is ReasonCode.SMARTHOST_AWAY
    await smarthost.until(lambda: not smarthost.open)


async def test_an_unreachable_server_is_away_in_one_word():
    host = Smarthost()
    async with host.running():
        pass
    failed = await failure(host)
    assert failed.reason.code is ReasonCode.SMARTHOST_AWAY
    assert "refused" in failed.reason.facts["fault"].lower()
    assert "127.0.0.1" not in failed.reason.facts["fault"]


async def test_a_cancelled_dial_leaves_no_connection(smarthost):
    smarthost.say("ehlo", WAIT)
    config = smarthost_at(smarthost)
    dialling = asyncio.create_task(dial(config, None))
    await smarthost.until_seen("ehlo")
    dialling.cancel()
    with pytest.raises(asyncio.CancelledError):
        await dialling
    await smarthost.until(lambda: not smarthost.open)


async def test_the_password_is_not_shown():
    assert "secret" not in repr(SmarthostConfig("127.0.0.1", 25, password="secret"))
