"""Each kind of mail: believed by the signed address that it came to, and by nothing else."""

import asyncio
from datetime import timedelta

import pytest

from calendar_store.clients import clients, consent
from calendar_store.model.reason_codes import ReasonCode
from calendar_store.model.statuses import Channel, InboundStatus, MessageStatus
from calendar_store.schema import messages
from gateway.channels.mail.addresses import Purpose
from gateway.channels.mail.receiving.fingerprints import fingerprint_of
from gateway.channels.mail.receiving.intake import BATCH, Taken
from gateway.messaging.mail_opt_outs import MailOptOut, stop_emails
from tests.support.mail_office import REMINDER, SENDER


async def came(office, message, raw, purpose=Purpose.REPLY):
    signed = office.addresses.read(office.address(message, purpose))
    return await office.intake.take(raw, signed, "smtp")


def calendar_mail(office, to, appointment, *, practice_id=None, uid=None, partstat="ACCEPTED"):
    practice_id = practice_id or appointment.practice_id
    uid = uid or f"{appointment.id}.{practice_id}@example.org"
    ics = (
        "BEGIN:VCALENDAR\nPRODID:-//Outlook\nVERSION:2.0\nMETHOD:REPLY\nBEGIN:VEVENT\n"
        f"UID:{uid}\nSEQUENCE:0\nDTSTAMP:20260112T090000Z\nDTSTART:20260115T090000Z\n"
        f"ORGANIZER:mailto:{to}\n"
        f"ATTENDEE;PARTSTAT={partstat}:mailto:ada@clients.example\nEND:VEVENT\nEND:VCALENDAR\n"
    )
    return office.answer(to, ics, Content_Type="text/calendar; method=REPLY; charset=utf-8")


def bounce(office, to, recipient, status="5.1.1", action="failed"):
    return office.answer(
        to,
        "--b\nContent-Type: text/plain\n\nThe mail could not be delivered.\n"
        "--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example\n\n"
        f"Final-Recipient: rfc822; {recipient}\nAction: {action}\nStatus: {status}\n"
        f"Diagnostic-Code: smtp; 550 {status} no such user\n\n--b--",
        From="MAILER-DAEMON@mx.example",
        Subject="Undelivered Mail Returned to Sender",
        Content_Type='multipart/report; report-type=delivery-status; boundary="b"',
    )


def complaint(office, to, feedback="abuse"):
    return office.answer(
        to,
        "--b\nContent-Type: text/plain\n\nThis is a complaint.\n"
        "--b\nContent-Type: message/feedback-report\n\n"
        f"Feedback-Type: {feedback}\nUser-Agent: Loop/1\nVersion: 1\n\n"
        "--b\nContent-Type: message/rfc822\n\nFrom: calendar@example.org\n\nhello\n--b--",
        Content_Type='multipart/report; report-type=feedback-report; boundary="b"',
    )


async def test_an_answer_has_the_clients_words_alone(office, sent):
    quoted = "\n".join(f"> {line}" for line in REMINDER.splitlines())
    said = f"yes, I will come\n\nOn Mon, 12 Jan 2026, Studio Aurora wrote:\n{quoted}"
    assert await came(office, sent, office.answer("x", said)) is Taken.NEW
    (one,) = await office.inbox()
    assert one.text == "yes, I will come"
    assert one.raw.startswith(b"From:")


async def test_from_is_never_believed(office, ada, sent):
    await office.client("Grace", 2)
    raw = office.answer("x", "cancel", From="Grace <grace@clients.example>")
    await came(office, sent, raw)
    (one,) = await office.inbox()
    assert one.key.their_address == ada.email


@pytest.mark.parametrize(
    ("subject", "said", "text"),
    [
        ("STOP", "", "STOP"),
        ("Re: Your appointment", "", " "),
        ("AW: Ihr Termin", "", " "),
        ("STOP", "I will come", "I will come"),
    ],
)
async def test_the_subject_counts_where_nothing_else_is_written(office, sent, subject, said, text):
    await came(office, sent, office.answer("x", said, Subject=subject))
    assert [one.text for one in await office.inbox()] == [text]


async def test_files_are_named_to_staff_and_not_kept(office, sent):
    raw = office.answer(
        "x",
        "--b\nContent-Type: text/plain\n\n1\n--b\nContent-Type: application/pdf\n"
        'Content-Disposition: attachment; filename="letter.pdf"\n\n%PDF\n'
        '--b\nContent-Type: image/png; name="logo.png"\n\nPNG\n--b--',
        Content_Type='multipart/mixed; boundary="b"',
    )
    await came(office, sent, raw)
    (one,) = await office.inbox()
    assert (one.text, one.status) == ("1", InboundStatus.NEW)
    (alert,) = await office.alerts()
    assert alert.reason.code is ReasonCode.ATTACHMENTS_LEFT
    assert alert.reason.facts == {"count": 1, "names": ("letter.pdf",)}
    assert alert.inbound_id == one.id
    (mail,) = await office.mails()
    assert [each["name"] for each in mail.attachments] == ["letter.pdf", "logo.png"]


async def test_files_alone_go_to_a_person(office, sent):
    raw = office.answer(
        "x",
        '--b\nContent-Type: application/pdf; name="a.pdf"\n\n%PDF\n--b--',
        Content_Type='multipart/mixed; boundary="b"',
    )
    await came(office, sent, raw)
    (one,) = await office.inbox()
    assert (one.text, one.status) == ("", InboundStatus.DONE)
    assert len(await office.alerts()) == 1


async def test_a_calendar_answer_is_in_the_inbox_without_words(office, ada, desk, now):
    booked = await desk.book(ada, now + timedelta(days=3))
    sent = await office.sent(ada, booked)
    await came(office, sent, calendar_mail(office, office.address(sent), booked))
    (one,) = await office.inbox()
    assert one.text == ""
    assert one.calendar is not None
    assert (one.calendar.appointment_id, one.calendar.reply) == (booked.id, "accepted")
    assert one.status is InboundStatus.NEW


async def test_a_calendar_answer_may_come_to_the_organizer_of_the_visit(office, ada, desk, now):
    booked = await desk.book(ada, now + timedelta(days=3))
    organizer = office.addresses.organizer(ada.practice_id, booked.id)
    raw = calendar_mail(office, organizer, booked)
    assert await office.intake.take(raw, office.addresses.read(organizer), "imap") is Taken.NEW
    (one,) = await office.inbox()
    assert one.key == (Channel.EMAIL, SENDER, ada.email)
    assert one.calendar is not None
    (mail,) = await office.mails()
    assert (mail.practice_id, mail.answers_id) == (ada.practice_id, None)


async def test_a_calendar_answer_about_another_clients_visit_changes_nothing(
    office, ada, sent, desk, now
):
    grace = await office.client("Grace", 2)
    booked = await desk.book(grace, now + timedelta(days=3))
    await came(office, sent, calendar_mail(office, "x", booked))
    await came(office, sent, calendar_mail(office, "x", booked, practice_id=77))
    await came(office, sent, calendar_mail(office, "x", booked, uid="1@elsewhere.example"))
    some = await office.inbox()
    assert [(one.calendar, one.status) for one in some] == [(None, InboundStatus.DONE)] * 3
    assert {one.reason.code for one in await office.alerts()} == {ReasonCode.CALENDAR_OF_OTHER}


async def test_a_family_answers_for_each_of_its_visits(office, ada, sent, desk, now):
    child = await office.client("Byron", 2, email=ada.email)
    booked = await desk.book(child, now + timedelta(days=3))
    await came(office, sent, calendar_mail(office, "x", booked))
    (one,) = await office.inbox()
    assert one.calendar is not None


@pytest.mark.parametrize("purpose", [Purpose.BOUNCE, Purpose.REPLY])
async def test_a_bounce_fails_its_message(office, sent, purpose):
    await came(office, sent, bounce(office, "x", sent.recipient), purpose)
    failed = await office.message(sent)
    assert failed.status is MessageStatus.FAILED
    assert failed.reason.code is ReasonCode.MAIL_BOUNCED
    assert failed.reason.facts["status"] == "5.1.1"
    assert await office.inbox() == []
    assert [mail.kind for mail in await office.mails()] == ["permanent"]


async def test_a_bounce_after_a_forward_is_still_our_messages(office, sent):
    await came(office, sent, bounce(office, "x", "other@forwarded.example"), Purpose.BOUNCE)
    assert (await office.message(sent)).status is MessageStatus.FAILED


async def test_a_delay_fails_nothing(office, sent):
    raw = bounce(office, "x", sent.recipient, status="4.4.1", action="delayed")
    await came(office, sent, raw, Purpose.BOUNCE)
    assert (await office.message(sent)).status is MessageStatus.ACCEPTED


async def test_a_server_that_gave_up_fails_the_mail_and_the_address_stays_good(office, ada, sent):
    raw = bounce(office, "x", sent.recipient, status="4.4.7", action="failed")
    await came(office, sent, raw, Purpose.BOUNCE)
    failed = await office.message(sent)
    assert failed.status is MessageStatus.FAILED
    assert failed.reason.code is ReasonCode.MAIL_GIVEN_UP
    assert failed.reason.facts["status"] == "4.4.7"
    async with office.database.read() as tx:
        assert not (await clients.get(tx, ada.practice_id, ada.id)).email_bad


async def test_a_bounce_to_no_signed_address_fails_nothing(office, sent):
    raw = bounce(office, SENDER, sent.recipient)
    assert await office.intake.take(raw, None, "imap") is Taken.NOT_OURS
    assert (await office.message(sent)).status is MessageStatus.ACCEPTED
    assert await office.mails() == []


async def test_a_complaint_stops_emails_and_alerts_staff(office, ada, sent):
    await came(office, sent, complaint(office, "x"), Purpose.BOUNCE)
    assert await office.stopped(ada.email)
    assert [one.reason.code for one in await office.alerts()] == [ReasonCode.MAIL_COMPLAINT]
    async with office.database.read() as tx:
        events = await consent.history(tx, ada.practice_id, ada.id)
    assert (events[-1].channel, events[-1].kind, events[-1].how) == ("email", "withdrawn", "email")


async def test_a_report_about_forged_mails_is_no_complaint(office, ada, sent):
    await came(office, sent, complaint(office, "x", "auth-failure"), Purpose.BOUNCE)
    assert not await office.stopped(ada.email)


@pytest.mark.parametrize("headers", [{}, {"Auto_Submitted": "auto-generated"}])
async def test_any_mail_to_the_address_for_it_unsubscribes(office, ada, sent, headers):
    waiting = await office.sent(ada)
    async with office.database.write() as tx:
        await tx.execute(
            messages.update().where(messages.c.id == waiting.id).values(status="queued")
        )
    await came(office, sent, office.answer("x", "", Subject="", **headers), Purpose.STOP)
    assert await office.stopped(ada.email)
    assert (await office.message(waiting)).status is MessageStatus.SKIPPED
    assert await office.inbox() == []


async def test_an_opt_out_holds_in_one_practice_alone(office, ada):
    async with office.database.write() as tx:
        await stop_emails(tx, [MailOptOut(ada.practice_id + 1, ada.email, "x")], office.now)
    assert not await office.stopped(ada.email)


@pytest.mark.parametrize(
    "headers",
    [
        {"Auto_Submitted": "auto-replied"},
        {"X_Auto_Response_Suppress": "All", "Precedence": "bulk"},
        {"Subject": "Automatic reply: Your appointment"},
    ],
)
async def test_an_automatic_answer_changes_nothing(office, sent, headers):
    said = "I am on holiday until Monday."
    await came(office, sent, office.answer("x", said, **headers), Purpose.BOUNCE)
    assert [mail.kind for mail in await office.mails()] == ["automatic"]
    assert await office.inbox() == []
    assert await office.alerts() == []


@pytest.mark.parametrize(
    "headers", [{"From": SENDER}, {"From": "own"}, {"Message_ID": "<12.34@example.org>"}]
)
async def test_a_mail_of_our_own_ends_there(office, sent, headers):
    if headers.get("From") == "own":
        headers = {"From": office.address(sent)}
    await came(office, sent, office.answer("x", "1", **headers))
    assert [mail.kind for mail in await office.mails()] == ["automatic"]
    assert await office.inbox() == []


async def test_what_a_person_writes_to_the_return_path_is_read_by_a_person(office, sent):
    await came(office, sent, office.answer("x", "cancel"), Purpose.BOUNCE)
    (one,) = await office.inbox()
    assert one.status is InboundStatus.DONE
    (alert,) = await office.alerts()
    assert (alert.reason.code, alert.inbound_id) == (ReasonCode.MAIL_TO_RETURN_PATH, one.id)


async def test_an_answer_to_an_expired_address_is_read_by_a_person(office, sent):
    signed = office.addresses.read(office.address(sent))
    office.now += timedelta(days=40)
    await office.intake.take(office.answer("x", "cancel"), signed, "imap")
    assert [one.status for one in await office.inbox()] == [InboundStatus.DONE]
    assert [one.reason.code for one in await office.alerts()] == [ReasonCode.MAIL_TO_OLD_ADDRESS]


async def test_a_flood_alerts_staff_a_few_times(office, sent):
    raws = [office.answer("x", f"{n}") for n in range(100)]
    await asyncio.gather(*(came(office, sent, raw, Purpose.BOUNCE) for raw in raws))
    assert len(await office.inbox()) == 100
    assert len(await office.alerts()) == 3


async def test_many_mails_are_few_commits(office, sent):
    commits = []
    office.database.on_commit = commits.append
    raws = [office.answer("x", f"{n}") for n in range(4 * BATCH)]
    await asyncio.gather(*(came(office, sent, raw) for raw in raws))
    assert len(commits) < BATCH
    assert len(await office.inbox()) == 4 * BATCH


async def test_the_same_mail_twice_in_one_moment_is_one(office, sent):
    raw = office.answer("x", "1")
    taken = await asyncio.gather(*(came(office, sent, raw) for _ in range(5)))
    assert sorted(one.value for one in taken) == ["new"] + ["repeated"] * 4
    assert len(await office.inbox()) == 1


def test_a_mail_is_known_again_without_an_id_and_is_another_with_another_address(office, ada):
    raw = office.answer("x", "1", Message_ID="")
    relayed = b"Received: from a\r\n\tby b\r\nDelivered-To: x\r\n" + raw
    first = office.addresses.read(office.addresses.organizer(1, 2))
    second = office.addresses.read(office.addresses.organizer(1, 3))
    assert fingerprint_of(raw, first) == fingerprint_of(relayed, first)
    assert fingerprint_of(raw, first) == fingerprint_of(raw.replace(b"\r\n", b"\n"), first)
    assert fingerprint_of(raw, first) != fingerprint_of(raw, second)
    assert fingerprint_of(raw, first) != fingerprint_of(raw.replace(b"1\r\n", b"2\r\n"), first)


@pytest.mark.parametrize(
    "raw",
    [
        *(b"", b"\x00\xff" * 5000),
        b"Subject: =?utf-8?q?=00=ed=a0=80?=\r\n\r\n\x00\xed\xa0\x80 hello\r\n",
        b"Content-Type: multipart/mixed; boundary=b\r\n\r\n" + b"--b\r\n" * 20_000,
    ],
)
async def test_whatever_comes_is_kept_and_keeps_nobody_waiting(office, sent, raw):
    good = office.answer("x", "1")
    await asyncio.gather(came(office, sent, raw), came(office, sent, good))
    assert len(await office.mails()) == 2
    assert "1" in [one.text for one in await office.inbox()]


class Failing:
    """A reader that cannot read one mail, as if it had a fault."""

    def __init__(self, reader):
        self._reader = reader

    async def read(self, raw):
        return None if b"fault" in raw else await self._reader.read(raw)

    def __getattr__(self, name):
        return getattr(self._reader, name)


async def test_a_mail_that_cannot_be_read_goes_to_a_person(office, sent):
    office.intake._reader = Failing(office.intake._reader)
    await came(office, sent, office.answer("x", "fault"))
    (one,) = await office.inbox()
    assert (one.text, one.status) == ("", InboundStatus.DONE)
    assert b"fault" in one.raw
    assert [alert.reason.code for alert in await office.alerts()] == [ReasonCode.MAIL_NOT_READ]
