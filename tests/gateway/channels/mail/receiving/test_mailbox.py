"""Mails from a mailbox of Debian's Dovecot: committed, then flagged; what is not ours stays."""

import asyncio
import ssl
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from datetime import timedelta

import pytest

from gateway.channels.mail.addresses import Purpose
from gateway.channels.mail.receiving.imap_session import ImapSession, MailboxConfig, _folder_name
from gateway.channels.mail.receiving.mailbox import ImapMailbox, MailboxState
from gateway.channels.mail.receiving.receiver import MAILBOX
from gateway.messaging.refusals import RefusalShares
from gateway.wording.reason_words import in_words
from tests.support import dovecot
from tests.support.exchange import Flaky
from tests.support.mail_office import MailOffice

OF_OTHERS = b"From: a@b.example\r\nTo: info@example.org\r\nSubject: Invoice\r\n\r\nPlease pay.\r\n"


@pytest.fixture
def store_url(migrated_file, tmp_path):
    """Nothing here depends on the database: one is enough."""
    path = tmp_path / "textback.db"
    path.write_bytes(migrated_file.read_bytes())
    return f"sqlite:///{path}"


@pytest.fixture
async def server():
    async with dovecot.running() as server:
        yield server


def config_of(server, **changes):
    plain = MailboxConfig(
        "127.0.0.1", server.port, None, False, dovecot.USER, dovecot.PASSWORD, "INBOX"
    )
    return replace(plain, **changes)


def made(office, server, config=None, **options):
    options = {"pauses": (0.05, 0.2), "idle": 30.0, "poll": 0.1} | options
    config = config or config_of(server)
    return ImapMailbox(config, office.intake, office.addresses, lambda: office.now, **options)


@asynccontextmanager
async def reading(mailbox):
    """Read the mailbox while the block runs."""
    task = asyncio.create_task(mailbox.run())
    try:
        yield mailbox
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def until(holds):
    async with asyncio.timeout(20):
        while not holds():  # noqa: ASYNC110 (a folder tells nobody)
            await asyncio.sleep(0.01)


async def test_a_mail_is_committed_then_flagged_and_others_stay_as_they_are(office, sent, server):
    theirs = server.put(OF_OTHERS)
    ours = server.put(office.answer(office.address(sent), "1"))
    async with reading(made(office, server)) as mailbox:
        await until(lambda: server.flags(ours) == "S")
        # the next one comes while the server is asked to tell
        await until(lambda: mailbox.state is MailboxState.READING)
        second = server.put(office.answer(office.address(sent), "2"))
        await until(lambda: server.flags(second) == "S")
    assert [one.text for one in await office.inbox()] == ["1", "2"]
    assert [one.way for one in await office.mails()] == ["imap", "imap"]
    assert server.flags(theirs) == ""


@pytest.mark.parametrize("header", ["Delivered-To", "X-Original-To", "Envelope-To", "Cc"])
async def test_the_address_may_stand_in_other_headers(office, sent, server, header):
    raw = office.answer("calendar@example.org", "1")
    ours = server.put(f"{header}: <{office.address(sent)}>\r\n".encode() + raw)
    async with reading(made(office, server)):
        await until(lambda: server.flags(ours) == "S")
    assert len(await office.inbox()) == 1


async def test_what_came_both_ways_is_one(office, sent, server):
    raw = office.answer(office.address(sent), "1")
    await office.intake.take(raw, office.addresses.read(office.address(sent)), "smtp")
    ours = server.put(b"Return-Path: <ada@clients.example>\r\nReceived: x\r\n" + raw)
    async with reading(made(office, server)):
        await until(lambda: server.flags(ours) == "S")
    assert len(await office.inbox()) == 1


async def test_a_mail_that_somebody_has_opened_before_us_is_not_lost(office, sent, server):
    server.put(office.answer(office.address(sent), "1"), flags="S")
    office.now = office.intake._clock()
    async with reading(made(office, server)) as mailbox:
        await until(lambda: mailbox.taken == 1)
    assert [one.text for one in await office.inbox()] == ["1"]


async def test_after_a_restart_of_the_server_nothing_is_lost_or_doubled(office, sent, server):
    async with reading(made(office, server)) as mailbox:
        await until(lambda: mailbox.state is MailboxState.READING)
        await server.stop()
        await until(lambda: mailbox.state is MailboxState.AWAY)
        ours = server.put(office.answer(office.address(sent), "1"))
        await server.start()
        await until(lambda: server.flags(ours) == "S")
        await server.renumber()
        second = server.put(office.answer(office.address(sent), "2"))
        await until(lambda: server.flags(second) == "S")
    assert [one.text for one in await office.inbox()] == ["1", "2"]


async def test_a_server_without_idle_is_asked_again_and_again(office, sent):
    async with (
        dovecot.running(capability="IMAP4rev1") as server,
        reading(made(office, server)) as mailbox,
    ):
        await until(lambda: mailbox.state is MailboxState.READING)
        ours = server.put(office.answer(office.address(sent), "1"))
        await until(lambda: server.flags(ours) == "S")


async def test_an_idle_that_is_renewed_misses_nothing(office, sent, server):
    async with reading(made(office, server, idle=0.1)) as mailbox:
        for n in range(5):
            ours = server.put(office.answer(office.address(sent), f"{n}"))
            await until(lambda ours=ours: server.flags(ours) == "S")
        assert mailbox.state is MailboxState.READING
    assert len(await office.inbox()) == 5


async def test_another_mailbox_under_the_same_name_is_read(office, sent, server):
    async with reading(made(office, server, idle=0.3)) as mailbox:
        first = server.put(office.answer(office.address(sent), "1"))
        await until(lambda: server.flags(first) == "S")
        server.swap()
        # Dovecot looks at a folder again once its time has changed by a second
        async with asyncio.timeout(30):
            while mailbox.taken < 2:
                server.put(office.answer(office.address(sent), "2"))
                await asyncio.sleep(1.1)


async def test_a_wrong_password_is_told_and_tried_slowly(office, server):
    mailbox = made(office, server, config_of(server, password="wrong"), pauses=(0.05, 60.0))
    async with reading(mailbox):
        await until(lambda: mailbox.state is MailboxState.REFUSED)
    assert "log-in" in mailbox.why
    log = (server.folder / "log").read_text()
    assert log.count("auth failed") <= 1


async def test_staff_hear_of_a_refused_log_in_until_it_is_over(office, server):
    wrong = made(office, server, config_of(server, password="wrong"), pauses=(0.05, 60.0))
    right = made(office, server)
    now_reading = [wrong]
    shares = RefusalShares(
        office.database, lambda: {MAILBOX: now_reading[0].log_in}, lambda: office.now
    )
    async with reading(wrong):
        await until(lambda: wrong.state is MailboxState.REFUSED)
        await shares.look()
    (alert,) = await office.alerts()
    words = "Answers to our mails are not read from the mailbox: the server refuses the log-in"
    assert in_words(alert.reason).startswith(words)
    now_reading[0] = right
    await shares.look()
    assert await office.alerts() == [alert]
    async with reading(right):
        await until(lambda: right.state is MailboxState.READING)
        await shares.look()
    assert await office.alerts() == []


@asynccontextmanager
async def _silent():
    """A server that takes connections and says nothing."""
    held = []
    server = await asyncio.start_server(lambda *both: held.append(both), "127.0.0.1", 0)
    async with server:
        yield server.sockets[0].getsockname()[1]
        for _, writer in held:
            writer.close()


@asynccontextmanager
async def _gone():
    async with _silent() as port:
        pass
    yield port


@asynccontextmanager
async def _without_tls():
    """A server that talks something else than TLS where TLS is expected."""

    async def babble(_reader, writer):
        writer.write(b"* OK hello\r\n" * 100)
        writer.close()

    server = await asyncio.start_server(babble, "127.0.0.1", 0)
    async with server:
        yield server.sockets[0].getsockname()[1]


@pytest.mark.parametrize("away", [_silent, _gone, _without_tls])
async def test_staff_hear_once_of_a_server_that_is_away_for_minutes(office, server, away):
    async with away() as port:
        tls = ssl.create_default_context() if away is _without_tls else None
        config = config_of(server, port=port, tls=tls, starttls=False)
        far = made(office, server, config)
        near = made(office, server)
        now_reading = [far]
        shares = RefusalShares(
            office.database, lambda: {MAILBOX: now_reading[0].log_in}, lambda: office.now
        )
        async with reading(far):
            if away is not _silent:
                await until(lambda: far.state is MailboxState.AWAY)
            await asyncio.sleep(0)
            await shares.look()
            assert await office.alerts() == []
            office.now += timedelta(minutes=4)
            await shares.look()
            office.now += timedelta(hours=4)
            await shares.look()
        (alert,) = await office.alerts()
        told = in_words(alert.reason)
        assert told.startswith("Answers to our mails are not read from the mailbox: the mailbox")
    now_reading[0] = near
    async with reading(near):
        await until(lambda: near.state is MailboxState.READING)
        await shares.look()
        assert await office.alerts() == []
        office.now += timedelta(hours=1)
        await shares.look()
    assert await office.alerts() == []


@pytest.mark.parametrize("starttls", [True, False])
async def test_the_connection_is_encrypted_and_the_certificate_is_checked(office, sent, starttls):
    async with dovecot.running(plain=False) as server:
        ours = server.put(office.answer(office.address(sent), "1"))
        port = server.port if starttls else server.secure_port
        trusting = ssl.create_default_context(cafile=server.authority)
        config = config_of(server, port=port, tls=trusting, starttls=starttls)
        async with reading(made(office, server, config)):
            await until(lambda: server.flags(ours) == "S")
        config = replace(config, tls=ssl.create_default_context())
        mailbox = made(office, server, config)
        async with reading(mailbox):
            await until(lambda: mailbox.state is MailboxState.REFUSED)
        assert "certificate" in mailbox.why


async def test_no_password_goes_in_the_clear_where_the_server_forbids_it(office):
    async with dovecot.running(plain=False) as server:
        mailbox = made(office, server)
        async with reading(mailbox):
            # Dovecot takes a log-in from its own machine as secure
            await until(lambda: mailbox.state is not MailboxState.CONNECTING)


async def test_a_store_that_is_away_flags_nothing_until_the_commit(desk, store_url, now, server):
    flaky = Flaky.connect(store_url)
    office = MailOffice(desk, flaky)
    sent = await office.sent(await office.client())
    flaky.failing = "before"
    ours = server.put(office.answer(office.address(sent), "1"))
    async with reading(made(office, server)):
        await until(lambda: server.flags(ours) == "S")
    assert flaky.failing == ""
    assert len(await office.inbox()) == 1
    await flaky.close()


async def test_a_mail_that_is_too_large_is_read_in_part_and_blocks_nobody(office, sent, server):
    large = server.put(office.answer(office.address(sent), "yes\n" + "x" * 70 + "\n" * 3_000_000))
    small = server.put(office.answer(office.address(sent), "1"))
    async with reading(made(office, server, octets=1024 * 1024)):
        await until(lambda: server.flags(small) == server.flags(large) == "S")
    assert len(await office.inbox()) == 2


async def test_a_bounce_to_our_plain_address_is_known_by_the_mail_that_it_quotes(
    office, sent, server
):
    envelope = office.address(sent, Purpose.BOUNCE)
    ours = server.put(bounce(sent.recipient, envelope, to="calendar@example.org"))
    unknown = server.put(bounce("x@y.example", "z@elsewhere.example", to="calendar@example.org"))
    async with reading(made(office, server)):
        await until(lambda: server.flags(ours) == "S")
    assert [one.kind for one in await office.mails()] == ["permanent"]
    assert server.flags(unknown) == ""


async def test_a_complaint_to_our_plain_address_is_known_by_the_mail_that_it_quotes(
    office, ada, sent, server
):
    envelope = office.address(sent, Purpose.BOUNCE)
    ours = server.put(complaint(envelope))
    others = server.put(complaint("bounce@elsewhere.example"))
    async with reading(made(office, server)):
        await until(lambda: server.flags(ours) == "S")
    assert [one.kind for one in await office.mails()] == ["complaint"]
    assert await office.stopped(ada.email)
    assert server.flags(others) == ""


async def test_a_full_mailbox_is_read_in_batches(office, sent):
    async with dovecot.running() as server:
        to = office.address(sent)
        names = [server.put(office.answer(to, f"{n}")) for n in range(130)]
        for _ in range(300):
            server.put(OF_OTHERS)
        async with reading(made(office, server)) as mailbox:
            await until(lambda: mailbox.taken == 130)
        assert {server.flags(one) for one in names} == {"S"}
    assert len(await office.inbox()) == 130


@pytest.mark.parametrize(
    ("name", "coded"), [("INBOX", "INBOX"), ("Entwürfe", "Entw&APw-rfe"), ("A&B", "A&-B")]
)
def test_a_folder_may_have_any_letters(name, coded):
    assert _folder_name(name) == coded


async def test_a_session_that_is_cut_within_a_command_ends(server):
    session = await ImapSession.opened(config_of(server))
    searching = asyncio.create_task(session.until_news(60, 60))
    await server.stop()
    with pytest.raises(Exception, match="lost"):
        await searching
    await session.close()


def bounce(recipient, envelope, to):
    return (
        f"From: MAILER-DAEMON@mx.example\r\nTo: {to}\r\nSubject: Undelivered\r\n"
        "MIME-Version: 1.0\r\n"
        "Message-ID: <b1@mx.example>\r\nDate: Mon, 12 Jan 2026 10:00:00 +0100\r\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n\r\n'
        "--b\r\nContent-Type: text/plain\r\n\r\nYour mail could not be delivered.\r\n"
        "--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example\r\n\r\n"
        f"Final-Recipient: rfc822; {recipient}\r\nAction: failed\r\nStatus: 5.1.1\r\n"
        "Diagnostic-Code: smtp; 550 5.1.1 no such user\r\n\r\n"
        f"--b\r\nContent-Type: message/rfc822\r\n\r\nReturn-Path: <{envelope}>\r\n"
        "From: calendar@example.org\r\nSubject: Reminder\r\n\r\nhello\r\n--b--\r\n"
    ).encode()


def complaint(envelope):
    return (
        "From: feedback@isp.example\r\nTo: calendar@example.org\r\nSubject: FW: Reminder\r\n"
        f"MIME-Version: 1.0\r\nMessage-ID: <c {envelope}>\r\n"
        "Date: Mon, 12 Jan 2026 10:00:00 +0100\r\n"
        'Content-Type: multipart/report; report-type=feedback-report; boundary="b"\r\n\r\n'
        "--b\r\nContent-Type: text/plain\r\n\r\nThis is an abuse report.\r\n"
        "--b\r\nContent-Type: message/feedback-report\r\n\r\nFeedback-Type: abuse\r\n"
        "User-Agent: Reports/1\r\nVersion: 1\r\n\r\n"
        f"--b\r\nContent-Type: message/rfc822\r\n\r\nReturn-Path: <{envelope}>\r\n"
        "From: calendar@example.org\r\nSubject: Reminder\r\n\r\nhello\r\n--b--\r\n"
    ).encode()
