"""Mails by SMTP: taken for our signed addresses alone, answered with 250 after the commit."""

import asyncio
import smtplib
import ssl
from datetime import timedelta

import pytest

from calendar_store.model.statuses import Channel, InboundStatus
from gateway.channels.mail.addresses import Purpose
from gateway.channels.mail.receiving.receive_tally import MailRefusal
from gateway.channels.mail.receiving.smtp_limits import SmtpLimits
from gateway.channels.mail.receiving.smtp_listener import server_context
from tests.support.exchange import Flaky
from tests.support.mail_office import SENDER, MailOffice, RawSmtp
from tests.support.smarthost import certificate


async def delivered(port, raw, *recipients, sender="ada@clients.example"):
    """Send a mail as a mail server does; return its last reply."""

    def send():
        with smtplib.SMTP("127.0.0.1", port, timeout=20) as client:
            client.sendmail(sender, recipients, raw)
            return client.noop()

    return await asyncio.to_thread(send)


async def without_end(client, chunk):
    while True:
        await client.send(chunk)


async def test_an_answer_is_in_the_inbox_of_the_client_who_got_our_mail(office, sent):
    async with office.listening() as listener:
        to = office.address(sent)
        await delivered(listener.port, office.answer(to, "1"), to)
    (one,) = await office.inbox()
    assert one.key == (Channel.EMAIL, SENDER, "ada@clients.example")
    assert (one.practice_id, one.text, one.status) == (sent.practice_id, "1", InboundStatus.NEW)
    (mail,) = await office.mails()
    assert (mail.kind, mail.way, mail.inbound_id) == ("answer", "smtp", one.id)
    assert (mail.answers_id, mail.message_id) == (sent.id, "<1@clients.example>")


@pytest.mark.parametrize(
    "address",
    ["somebody@elsewhere.example", SENDER, "postmaster@example.org", "a%elsewhere@example.org"],
)
async def test_no_mail_is_relayed(office, sent, address):
    async with office.listening() as listener:
        with pytest.raises(smtplib.SMTPRecipientsRefused) as refused:
            await delivered(listener.port, office.answer(address, "1"), address)
        code, words = refused.value.recipients[address]
    assert (code, words[:5]) == (550, b"5.1.1")
    assert await office.mails() == []


async def test_an_expired_address_is_refused_with_what_to_do(office, sent):
    to = office.address(sent)
    office.now += timedelta(days=32)
    async with office.listening() as listener:
        with pytest.raises(smtplib.SMTPRecipientsRefused) as refused:
            await delivered(listener.port, office.answer(to, "1"), to)
    code, words = refused.value.recipients[to]
    assert code == 550
    assert b"has expired" in words


async def test_a_mail_to_several_addresses_of_ours_is_taken_once_for_each(office, ada, sent):
    other = await office.sent(ada)
    first, second = office.address(sent), office.address(other)
    async with office.listening() as listener:
        await delivered(
            listener.port, office.answer(first, "1"), first, second, first, first.upper()
        )
    assert [one.text for one in await office.inbox()] == ["1", "1"]
    assert {one.answers_id for one in await office.mails()} == {sent.id, other.id}


async def test_a_mail_that_comes_again_is_one(office, sent):
    to = office.address(sent)
    raw = office.answer(to, "1")
    async with office.listening() as listener:
        await delivered(listener.port, raw, to)
        await delivered(listener.port, b"Received: from a relay\r\n" + raw, to)
    assert len(await office.inbox()) == 1
    assert office.intake.tally.repeated == 1


@pytest.mark.parametrize("failing", ["before", "after"])
async def test_a_store_that_is_away_loses_nothing_and_doubles_nothing(
    desk, store_url, now, failing
):
    flaky = Flaky.connect(store_url)
    office = MailOffice(desk, flaky)
    to = office.address(await office.sent(await office.client()))
    raw = office.answer(to, "1")
    async with office.listening() as listener:
        flaky.failing = failing
        with pytest.raises(smtplib.SMTPDataError) as refused:
            await delivered(listener.port, raw, to)
        assert refused.value.smtp_code == 451
        await delivered(listener.port, raw, to)
    assert [one.text for one in await office.inbox()] == ["1"]
    await flaky.close()


async def test_a_sender_who_goes_before_the_answer_doubles_nothing(office, sent):
    to = office.address(sent)
    raw = office.answer(to, "1")
    async with office.listening() as listener:
        client = await RawSmtp.connected(listener.port)
        assert (await client.opens(to))[:3] == "354"
        await client.send(raw + b".\r\n")
        client.close()
        await delivered(listener.port, raw, to)
    assert [one.text for one in await office.inbox()] == ["1"]


async def test_half_a_mail_is_no_mail(office, sent):
    to = office.address(sent)
    async with office.listening() as listener:
        client = await RawSmtp.connected(listener.port)
        await client.opens(to)
        await client.send(office.answer(to, "1")[:-10])
        client.close()
        second = await RawSmtp.connected(listener.port)
        await second.opens(to)
        await second.send(office.answer(to, "1") + b"\r\n.\r")
        second.close()
    assert await office.mails() == []


async def test_the_null_sender_may_write(office, sent):
    to = office.address(sent, Purpose.BOUNCE)
    async with office.listening() as listener:
        await delivered(
            listener.port, office.answer(to, "1", Auto_Submitted="auto-replied"), to, sender=""
        )
    assert [one.kind for one in await office.mails()] == ["automatic"]


async def test_words_of_the_null_sender_are_a_programs(office, sent):
    """RFC 3834 §4, RFC 5321 §4.5.5: whatever has no sender gets no answer and changes nothing."""
    async with office.listening() as listener:
        to = office.address(sent)
        await delivered(listener.port, office.answer(to, "cancel"), to, sender="")
    assert await office.inbox() == []
    assert [one.kind for one in await office.mails()] == ["automatic"]


async def test_dots_are_as_they_were_written(office, sent):
    to = office.address(sent)
    async with office.listening() as listener:
        await delivered(listener.port, office.answer(to, "yes\n.\n..\n.x\n"), to)
    (one,) = await office.inbox()
    assert b"yes\r\n.\r\n..\r\n.x\r\n" in one.raw


@pytest.mark.parametrize(
    "end", [b"\n.\n", b"\n.\r\n", b"\r\n.\n", b"\r.\r", b"\r\n.\r", b"\r.\r\n"]
)
async def test_no_second_mail_is_smuggled_in(office, sent, end):
    to = office.address(sent)
    smuggled = f"MAIL FROM:<x@y.example>\r\nRCPT TO:<{to}>\r\nDATA\r\n".encode()
    async with office.listening() as listener:
        client = await RawSmtp.connected(listener.port)
        await client.opens(to)
        first, second = office.answer(to, "hello").rstrip(b"\r\n"), office.answer(to, "STOP")
        await client.send(first + end + smuggled + second + b"\r\n.\r\n")
        assert (await client.read())[:9] == "550 5.5.2"
        assert await client.read() == ""
    assert await office.mails() == []
    assert office.intake.tally.refused[MailRefusal.BARE_LINE_END] == 1


async def test_a_mail_that_says_that_it_is_too_large_is_refused_at_once(office, sent):
    async with office.listening(SmtpLimits(octets=1024 * 1024)) as listener:
        client = await RawSmtp.connected(listener.port)
        await client.read()
        await client.send(b"EHLO client.example\r\n")
        await client.read()
        assert (await client.says("MAIL FROM:<a@b.example> SIZE=1048577"))[:3] == "552"
        assert (await client.says("MAIL FROM:<a@b.example> SIZE=1048576"))[:3] == "250"
        client.close()


@pytest.mark.parametrize("line_end", [b"\r\n", b" "])
async def test_a_mail_without_end_is_refused_before_all_of_it_has_come(office, sent, line_end):
    to = office.address(sent)
    limits = SmtpLimits(octets=256 * 1024, overrun=256 * 1024)
    async with office.listening(limits) as listener:
        client = await RawSmtp.connected(listener.port)
        await client.opens(to)
        chunk = (b"x" * 70 + line_end) * 1000
        with pytest.raises(ConnectionError):
            await without_end(client, chunk)
        assert office.intake.tally.refused[MailRefusal.TOO_LARGE] == 1
        # the memory is free for others
        assert listener.hold(limits.memory)
        listener.release(limits.memory)
        await delivered(listener.port, office.answer(to, "1"), to)
    assert len(await office.mails()) == 1


async def test_after_a_mail_that_is_too_large_the_next_one_is_taken(office, sent):
    to = office.address(sent)
    async with office.listening(SmtpLimits(octets=64 * 1024)) as listener:
        client = await RawSmtp.connected(listener.port)
        await client.opens(to)
        await client.send(b"x" * 100_000 + b"\r\n.\r\n")
        assert (await client.read())[:9] == "552 5.3.4"
        assert (await client.says("MAIL FROM:<a@b.example>"))[:3] == "250"
        assert (await client.says(f"RCPT TO:<{to}>"))[:3] == "250"
        assert (await client.says("DATA"))[:3] == "354"
        await client.send(office.answer(to, "1") + b".\r\n")
        assert (await client.read())[:3] == "250"
        client.close()
    assert len(await office.mails()) == 1


async def test_octets_in_memory_are_bounded(office, sent):
    to = office.address(sent)
    limits = SmtpLimits(memory=100_000)
    async with office.listening(limits) as listener:
        first = await RawSmtp.connected(listener.port)
        await first.opens(to)
        await first.send(b"Subject: slow\r\n\r\n" + b"x" * 90_000)
        second = await RawSmtp.connected(listener.port)
        await second.opens(to)
        await second.send(office.answer(to, "y" * 50_000) + b".\r\n")
        assert (await second.read())[:9] == "452 4.3.1"
        await first.send(b"\r\n.\r\n")
        assert (await first.read())[:3] == "250"
        await delivered(listener.port, office.answer(to, "y" * 50_000), to)
    assert len(await office.mails()) == 2


async def test_a_client_that_sends_slowly_or_nothing_is_sent_away(office, sent):
    to = office.address(sent)
    async with office.listening(SmtpLimits(idle=0.3)) as listener:
        silent = await RawSmtp.connected(listener.port)
        halting = await RawSmtp.connected(listener.port)
        await halting.read()
        await halting.send(b"EHLO cli")
        within = await RawSmtp.connected(listener.port)
        await within.opens(to)
        await within.send(b"Subject: x\r\n")
        assert (await silent.read())[:3] == "220"
        for one in (silent, halting, within):
            assert (await one.read())[:9] == "421 4.4.2"
            assert await one.read() == ""
    assert await office.mails() == []


async def test_one_who_dribbles_a_mail_is_sent_away(office, sent):
    to = office.address(sent)
    async with office.listening(SmtpLimits(transfer=0.5)) as listener:
        client = await RawSmtp.connected(listener.port)
        await client.opens(to)

        async def dribble():
            while True:
                await client.send(b"x")
                await asyncio.sleep(0.02)

        dribbling = asyncio.create_task(dribble())
        assert (await client.read())[:9] == "421 4.4.2"
        dribbling.cancel()
        client.close()


async def test_a_thousand_connections_leave_room_for_the_next_sender(office, sent):
    to = office.address(sent)
    limits = SmtpLimits(connections=100, of_network=50, opened=10_000)
    async with office.listening(limits) as listener:
        some = await asyncio.gather(*(RawSmtp.connected(listener.port) for _ in range(1000)))
        said = await asyncio.gather(*(one.read() for one in some))
        assert sum(one.startswith("220") for one in said) == 50
        assert sum(one.startswith("421 4.7.0") for one in said) == 950
        for one in some:
            one.close()
        async with asyncio.timeout(10):
            while listener.connections:  # noqa: ASYNC110 (the system tells nobody)
                await asyncio.sleep(0)
        await delivered(listener.port, office.answer(to, "1"), to)
    assert len(await office.mails()) == 1


async def test_whoever_tries_out_addresses_is_sent_away(office, sent):
    async with office.listening(SmtpLimits(unknown=20)) as listener:
        for _ in range(2):
            client = await RawSmtp.connected(listener.port)
            await client.read()
            await client.says("EHLO x.example")
            await client.says("MAIL FROM:<a@b.example>")
            said = [await client.says(f"RCPT TO:<calendar+{n}@example.org>") for n in range(11)]
            assert {one[:3] for one in said} == {"550"}
            assert (await client.read())[:9] == "421 4.7.0"
        third = await RawSmtp.connected(listener.port)
        assert (await third.read())[:9] == "421 4.7.0"


async def test_a_flood_to_one_address_is_slowed(office, ada, sent):
    to, other = office.address(sent), office.address(await office.sent(ada))
    async with office.listening(SmtpLimits(mails_to_address=3)) as listener:
        for _ in range(3):
            await delivered(listener.port, office.answer(to, "1"), to)
        with pytest.raises(smtplib.SMTPRecipientsRefused) as refused:
            await delivered(listener.port, office.answer(to, "1"), to)
        assert refused.value.recipients[to][0] == 450
        await delivered(listener.port, office.answer(other, "1"), other)


@pytest.mark.parametrize("command", ["VRFY ada", "EXPN ada", "AUTH PLAIN AGEAYg==", "STARTTLS"])
async def test_what_is_not_offered_is_refused(office, command):
    async with office.listening() as listener:
        client = await RawSmtp.connected(listener.port)
        await client.read()
        await client.send(b"EHLO x.example\r\n")
        assert await client.read() == "250 HELP"
        assert (await client.says(command))[:3] in {"502", "454"}
        client.close()


@pytest.mark.parametrize(
    "line",
    [
        *(b"MAIL FROM:<" + b"(" * 900 + b">", b"MAIL FROM:<\xff\xfe@x>", b"RCPT TO:<>"),
        *(b"MAIL FROM:<a@b> SIZE=-1", b"MAIL FROM:<a", b"MAIL FROM:" + b"<" * 500),
        *(b"\x00\x01", b"x" * 5000, b"DATA"),
    ],
)
async def test_commands_of_any_form_leave_the_connection_alive(office, sent, line):
    to = office.address(sent)
    async with office.listening() as listener:
        client = await RawSmtp.connected(listener.port)
        await client.read()
        await client.says("EHLO x.example")
        await client.send(line + b"\r\n")
        await client.read()
        assert (await client.says("RSET"))[:3] == "250"
        assert (await client.says("MAIL FROM:<>"))[:3] == "250"
        assert (await client.says(f"RCPT TO:<{to}>"))[:3] == "250"
        client.close()


async def test_a_stop_finishes_the_mails_under_way_and_sends_others_away(office, sent):
    to = office.address(sent)
    async with office.listening() as listener:
        busy, idle = await RawSmtp.connected(listener.port), await RawSmtp.connected(listener.port)
        await busy.opens(to)
        await busy.send(b"Subject: 1\r\n")
        assert (await idle.read())[:3] == "220"
        stopping = asyncio.create_task(listener.stop(10))
        assert (await idle.read())[:9] == "421 4.3.2"
        with pytest.raises(ConnectionError):
            await RawSmtp.connected(listener.port)
        await busy.send(office.answer(to, "1") + b".\r\n")
        assert (await busy.read())[:3] == "250"
        assert (await busy.read())[:9] == "421 4.3.2"
        await stopping
    assert len(await office.mails()) == 1


async def test_a_connection_may_be_encrypted_once_and_begins_anew(office, sent, tmp_path):
    authority, server = certificate(tmp_path)
    to = office.address(sent)

    def send(port):
        with smtplib.SMTP("127.0.0.1", port, timeout=20) as client:
            client.ehlo()
            assert client.has_extn("starttls")
            client.starttls(context=ssl.create_default_context(cafile=authority))
            assert client.mail("a@b.example")[0] == 503
            client.ehlo()
            assert not client.has_extn("starttls")
            assert not client.has_extn("auth")
            assert client.docmd("STARTTLS")[0] == 503
            client.sendmail(
                "ada@clients.example", [to], office.answer(to, "x" * 70 + "\n" * 50_000)
            )

    async with office.listening(tls=server) as listener:
        await asyncio.to_thread(send, listener.port)
    assert len(await office.mails()) == 1


async def test_what_was_said_before_the_encryption_does_not_count_after_it(office, tmp_path):
    authority, server = certificate(tmp_path)

    def inject(port):
        with smtplib.SMTP("127.0.0.1", port, timeout=20) as client:
            client.ehlo()
            client.send(b"STARTTLS\r\nEHLO injected.example\r\nMAIL FROM:<x@y.example>\r\n")
            assert client.getreply()[0] == 220
            trusting = ssl.create_default_context(cafile=authority)
            client.sock = trusting.wrap_socket(client.sock, server_hostname="127.0.0.1")
            client.file = None
            assert client.docmd("MAIL", "FROM:<a@b.example>")[0] == 503

    async with office.listening(tls=server) as listener:
        await asyncio.to_thread(inject, listener.port)


def test_the_listener_takes_no_old_tls(tmp_path):
    authority, _ = certificate(tmp_path)
    context = server_context(authority, authority.with_suffix(".key"))
    assert context.minimum_version is ssl.TLSVersion.TLSv1_2
    assert context.options & ssl.OP_NO_RENEGOTIATION
