"""Whoever attacks the SMTP listener: floods, slow clients, smuggled mails, tried addresses."""

import asyncio
import smtplib
import ssl

import pytest

from gateway.channels.mail.receiving.receive_tally import MailRefusal
from gateway.channels.mail.receiving.smtp_limits import SmtpLimits
from tests.support.mail_office import RawSmtp, delivered
from tests.support.smarthost import certificate


async def without_end(client, chunk):
    while True:
        await client.send(chunk)


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
    limits = SmtpLimits(connections=100, of_network=50, opened=10_000, own=())
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
    async with office.listening(SmtpLimits(unknown=20, own=())) as listener:
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


async def test_a_mail_server_of_ours_is_not_sent_away_for_what_others_try(office, sent):
    to = office.address(sent)
    async with office.listening(SmtpLimits(unknown=5, of_network=1)) as listener:
        client = await RawSmtp.connected(listener.port)
        await client.read()
        await client.says("EHLO x.example")
        await client.says("MAIL FROM:<a@b.example>")
        said = [await client.says(f"RCPT TO:<calendar+{n}@example.org>") for n in range(30)]
        assert {one[:9] for one in said} == {"550 5.1.1"}
        assert (await client.says(f"RCPT TO:<{to}>"))[:3] == "250"
        await delivered(listener.port, office.answer(to, "1"), to)
        client.close()


async def test_connections_without_a_mail_make_room_for_one_with(office, sent):
    to = office.address(sent)
    async with office.listening(SmtpLimits(connections=5, without_mail=0.0)) as listener:
        busy = await RawSmtp.connected(listener.port)
        await busy.opens(to)
        idle = [await RawSmtp.connected(listener.port) for _ in range(4)]
        for one in idle:
            await one.read()
        await delivered(listener.port, office.answer(to, "1"), to)
        assert (await idle[0].read())[:9] == "421 4.7.0"
        await busy.send(office.answer(to, "2") + b".\r\n")
        assert (await busy.read())[:3] == "250"
        for one in idle:
            one.close()


@pytest.mark.parametrize(
    ("address", "counted"),
    [
        ("203.0.113.9", "203.0.113.9"),
        ("::ffff:203.0.113.9", "203.0.113.9"),
        ("2001:db8::1", "2001:db8::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("127.0.0.1", ""),
        ("::ffff:10.1.2.3", ""),
    ],
)
def test_which_network_is_counted(address, counted):
    assert SmtpLimits().network_of(address) == counted
