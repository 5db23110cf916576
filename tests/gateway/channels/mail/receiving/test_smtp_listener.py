"""Mails by SMTP: taken for our signed addresses alone, answered with 250 after the commit."""

import asyncio
import smtplib
import ssl
from datetime import timedelta

import pytest

from calendar_store.model.statuses import Channel, InboundStatus
from gateway.channels.mail.addresses import Purpose
from gateway.channels.mail.receiving.smtp_listener import server_context
from tests.support.exchange import Flaky
from tests.support.mail_office import SENDER, MailOffice, RawSmtp, delivered
from tests.support.smarthost import certificate


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
    [
        *("somebody@elsewhere.example", SENDER, "a%elsewhere@example.org"),
        *("postmaster@elsewhere.example", "postmaster+a@example.org", "root@example.org"),
    ],
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


async def test_an_absence_note_without_a_sender_is_automatic_and_with_one_it_is_not(office, sent):
    to = office.address(sent)
    raw = office.answer(to, "Sono in ferie, torno tra due settimane.", Subject="Ferie")
    forged = b"Return-Path: <>\r\n" + office.answer(to, "1")
    async with office.listening() as listener:
        await delivered(listener.port, raw, to, sender="")
        await delivered(listener.port, forged, to)
    assert [(one.kind, one.reason) for one in await office.mails()] == [
        ("automatic", "automatic: null sender"),
        ("answer", "written by a person"),
    ]
    (one,) = await office.inbox()
    assert (one.text, one.raw.count(b"Return-Path")) == ("1", 1)
    assert one.raw.startswith(b"Return-Path: <ada@clients.example>\r\n")


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


@pytest.mark.parametrize("command", ["VRFY ada", "EXPN ada", "AUTH PLAIN AGEAYg==", "STARTTLS"])
async def test_what_is_not_offered_is_refused(office, command):
    async with office.listening() as listener:
        client = await RawSmtp.connected(listener.port)
        await client.read()
        await client.send(b"EHLO x.example\r\n")
        assert await client.read() == "250 HELP"
        assert (await client.says(command))[:3] in {"502", "454"}
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


def test_the_listener_takes_no_old_tls(tmp_path):
    authority, _ = certificate(tmp_path)
    context = server_context(authority, authority.with_suffix(".key"))
    assert context.minimum_version is ssl.TLSVersion.TLSv1_2
    assert context.options & ssl.OP_NO_RENEGOTIATION


async def test_a_mail_of_twenty_megabytes_is_taken_and_nobody_waits_for_it(office, ada, sent):
    to, other = office.address(sent), office.address(await office.sent(ada))
    picture = ("A" * 76 + "\n") * 260_000
    raw = office.answer(
        to,
        "--b\nContent-Type: text/plain\n\n1\n--b\nContent-Type: image/jpeg\n"
        'Content-Transfer-Encoding: base64\nContent-Disposition: attachment; filename="a.jpg"\n\n'
        f"{picture}\n--b--",
        Content_Type='multipart/mixed; boundary="b"',
    )
    async with office.listening() as listener:
        large = asyncio.create_task(delivered(listener.port, raw, to))
        await delivered(listener.port, office.answer(other, "2"), other)
        await large
    assert sorted(one.text for one in await office.inbox()) == ["1", "2"]
    assert max(len(one.raw) for one in await office.inbox()) == 64 * 1024
    assert {one["name"] for mail in await office.mails() for one in mail.attachments} == {"a.jpg"}
