"""Mails to postmaster and abuse: taken, shown to staff within bounds, and never answered."""

import smtplib
from contextlib import asynccontextmanager

import pytest

from gateway.channels.mail.addresses import Purpose
from gateway.channels.mail.receiving.operator_mail import OperatorMail
from gateway.channels.mail.receiving.smtp_limits import SmtpLimits
from gateway.wording.reason_words import in_words
from tests.support.mail_office import RawSmtp, delivered

POSTMASTER = "postmaster@example.org"


@asynccontextmanager
async def listening(office, **limits):
    operator = OperatorMail(office.database, office.intake, lambda: office.now)
    async with office.listening(SmtpLimits(**limits), operator=operator) as listener:
        yield listener
    operator.close()


@pytest.mark.parametrize("to", [POSTMASTER, "PostMaster@Example.ORG", "abuse@example.org"])
async def test_staff_read_what_is_written_to_the_postmaster(office, to):
    raw = office.answer(to, "Your server\nis\x00 listed at ours.", Subject="A question")
    async with listening(office) as listener:
        await delivered(listener.port, raw, to)
        await delivered(listener.port, raw, to)  # the same mail again is one
    (alert,) = await office.alerts()
    told = in_words(alert.reason)
    assert told.endswith('"A question": Your server is listed at ours.')
    assert "nobody@elsewhere.example" in told
    assert await office.inbox() == []
    assert len(await office.mails()) == 1


async def test_postmaster_stands_without_a_domain(office):
    async with listening(office) as listener:
        client = await RawSmtp.connected(listener.port)
        assert (await client.opens("Postmaster")).startswith("354")
        await client.send(b"From: a@b.example\r\nSubject: hello\r\n\r\nwho are you?\r\n.\r\n")
        assert (await client.read()).startswith("250")
        client.close()
    assert "who are you?" in in_words((await office.alerts())[0].reason)


async def test_a_mail_to_a_client_and_to_the_postmaster_reaches_both(office, sent):
    to = office.address(sent)
    async with listening(office) as listener:
        await delivered(listener.port, office.answer(to, "see you there"), POSTMASTER, to)
    assert [one.text for one in await office.inbox()] == ["see you there"]
    assert len(await office.alerts()) == 1


async def test_a_flood_is_told_a_few_times_and_then_waits_with_its_sender(office):
    async with listening(office, mails_to_address=8) as listener:
        for number in range(8):
            raw = office.answer(POSTMASTER, f"buy {number} " + "much " * 1000)
            await delivered(listener.port, raw, POSTMASTER)
        with pytest.raises(smtplib.SMTPRecipientsRefused) as refused:
            await delivered(listener.port, office.answer(POSTMASTER, "more"), POSTMASTER)
    assert refused.value.recipients[POSTMASTER][0] == 450
    alerts = await office.alerts()
    assert len(alerts) == 5
    assert all(len(in_words(one.reason)) < 1_500 for one in alerts)


async def test_automatic_answers_are_kept_and_trouble_nobody(office):
    raw = office.answer(POSTMASTER, "I am away", Auto_Submitted="auto-replied")
    async with listening(office) as listener:
        await delivered(listener.port, raw, POSTMASTER, sender="")
    assert await office.alerts() == []
    assert [one.kind for one in await office.mails()] == ["automatic"]


async def test_a_complaint_that_quotes_our_mail_counts_for_it(office, ada, sent):
    envelope = office.address(sent, Purpose.BOUNCE)
    raw = (
        f"From: feedback@isp.example\r\nTo: {POSTMASTER}\r\nSubject: FW: Reminder\r\n"
        "MIME-Version: 1.0\r\nMessage-ID: <c@isp.example>\r\n"
        'Content-Type: multipart/report; report-type=feedback-report; boundary="b"\r\n\r\n'
        "--b\r\nContent-Type: text/plain\r\n\r\nThis is an abuse report.\r\n"
        "--b\r\nContent-Type: message/feedback-report\r\n\r\nFeedback-Type: abuse\r\n"
        "User-Agent: Reports/1\r\nVersion: 1\r\n\r\n"
        f"--b\r\nContent-Type: message/rfc822\r\n\r\nReturn-Path: <{envelope}>\r\n"
        "From: calendar@example.org\r\nSubject: Reminder\r\n\r\nhello\r\n--b--\r\n"
    ).encode()
    async with listening(office) as listener:
        await delivered(listener.port, raw, POSTMASTER)
    assert await office.stopped(ada.email)
