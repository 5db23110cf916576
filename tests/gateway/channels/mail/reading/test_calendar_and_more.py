"""Calendar answers, complaints, unsubscribing, and what else is no answer in words."""

import base64

import pytest

from gateway.channels.mail.reading.read_mail import read_mail
from tests.support.received_mails import written

REPLY = """BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//Example//EN
METHOD:REPLY
BEGIN:VEVENT
UID:7.1@example.org
DTSTAMP:20261129T090000Z
ATTENDEE;PARTSTAT=ACCEPTED:mailto:anna@example.org
END:VEVENT
END:VCALENDAR
"""


def _parts(subject: str, *parts: tuple[str, str]) -> bytes:
    body = "".join(f"--b\n{head}\n\n{text}\n" for head, text in parts)
    return written(
        subject,
        f"{body}--b--\n",
        {"Content-Type": "multipart/mixed; boundary=b", "MIME-Version": "1.0"},
    )


TEXT = ("Content-Type: text/plain; charset=utf-8", "See you then")
ENCODED = base64.encodebytes(REPLY.encode()).decode()
CALENDAR_FORMS = {
    "method in the type": ("Content-Type: text/calendar; method=REPLY; charset=utf-8", REPLY),
    "method inside": ("Content-Type: text/calendar", REPLY),
    "attachment": (
        (
            'Content-Type: application/ics; name="invite.ics"\nContent-Disposition: attachment\n'
            "Content-Transfer-Encoding: base64"
        ),
        ENCODED,
    ),
    "named only": (
        (
            'Content-Type: application/octet-stream; name="INVITE.ICS"\n'
            "Content-Transfer-Encoding: base64"
        ),
        ENCODED,
    ),
    "counter": ("Content-Type: text/calendar; method=COUNTER", REPLY.replace("REPLY", "COUNTER")),
}


@pytest.mark.parametrize("part", CALENDAR_FORMS.values(), ids=CALENDAR_FORMS)
def test_calendar_answer(part: tuple[str, str]) -> None:
    read = read_mail(_parts("Accepted: Your appointment", TEXT, part))
    assert read.kind == "calendar"
    assert read.calendar is not None
    assert b"UID:7.1@example.org" in read.calendar
    assert read.text == "See you then"


def test_calendar_answer_that_is_the_whole_mail() -> None:
    read = read_mail(written("Accepted", REPLY, {"Content-Type": "text/calendar; method=REPLY"}))
    assert read.kind == "calendar"


def test_answer_of_a_room_is_a_calendar_answer_though_it_is_automatic() -> None:
    headers = {"Content-Type": "text/calendar; method=REPLY", "Auto-Submitted": "auto-replied"}
    assert read_mail(written("Accepted", REPLY, headers)).kind == "calendar"


@pytest.mark.parametrize("method", ["REQUEST", "PUBLISH", "CANCEL"])
def test_invitation_from_outside_is_an_answer_with_an_attachment(method: str) -> None:
    part = (
        f"Content-Type: text/calendar; method={method}; name=a.ics",
        REPLY.replace("REPLY", method),
    )
    read = read_mail(_parts("Party", TEXT, part))
    assert (read.kind, read.text, read.calendar) == ("answer", "See you then", None)
    assert [one.name for one in read.attachments] == ["a.ics"]


@pytest.mark.parametrize(
    "subject", ["Accepted: Your appointment", "Zugesagt: Termin", "Refusé : Rdv", "Aceptado: Cita"]
)
def test_answer_of_outlook_without_its_object(subject: str) -> None:
    read = read_mail(written(subject, "\n"))
    assert (read.kind, read.calendar) == ("calendar", None)


def test_accepted_with_words_is_an_answer() -> None:
    assert read_mail(written("Accepted: Your appointment", "But at 11, please")).kind == "answer"


def _feedback(kind: str) -> bytes:
    body = (
        "--b\nContent-Type: text/plain\n\nThis is an email abuse report\n"
        f"--b\nContent-Type: message/feedback-report\n\nFeedback-Type: {kind}\nVersion: 1\n"
        "User-Agent: x/1\n--b\nContent-Type: message/rfc822\n\n"
        "Return-Path: <bounce@example.org>\nMessage-ID: <7.1@example.org>\nSubject: "
        "x\n\nhi\n--b--\n"
    )
    head = {"Content-Type": "multipart/report; report-type=feedback-report; boundary=b"}
    return written("complaint", body, head)


@pytest.mark.parametrize("kind", ["abuse", "fraud", "virus", "opt-out", "other", "auth-failure"])
def test_feedback_report_is_a_complaint(kind: str) -> None:
    read = read_mail(_feedback(kind))
    assert (read.kind, read.feedback) == ("complaint", kind)
    assert read.original_message_id == "<7.1@example.org>"
    assert read.original_addresses == ("bounce@example.org",)


def test_report_that_a_mail_is_not_spam_is_no_complaint() -> None:
    assert read_mail(_feedback("not-spam")).kind == "automatic"


def test_complaint_of_a_provider_without_the_form() -> None:
    raw = _parts(
        "complaint about message from 192.0.2.1",
        ("Content-Type: message/rfc822", "Message-ID: <7.1@example.org>\nSubject: x\n\nhi"),
    )
    read = read_mail(raw)
    assert (read.kind, read.original_message_id) == ("complaint", "<7.1@example.org>")


def test_receipt_of_reading_is_automatic() -> None:
    body = (
        "--b\nContent-Type: text/plain\n\nYour message was read\n--b\nContent-Type: message/"
        "disposition-notification\n\nDisposition: manual-action/MDN-sent-manually; "
        "displayed\n--b--\n"
    )
    kind = "multipart/report; report-type=disposition-notification; boundary=b"
    assert read_mail(written("Read: x", body, {"Content-Type": kind})).kind == "automatic"


UNSUBSCRIBING = {
    "button": written("unsubscribe", ""),
    "button with its text": written("Unsubscribe", "unsubscribe"),
    "gmail": written("unsubscribe", "This message was automatically generated by Gmail."),
    "address": written("", "", {"To": "calendar+unsubscribe@example.org"}),
    "original address": written("x", "", {"X-Original-To": "unsubscribe-1@example.org"}),
    "apple": written("Unsubscribe", "Apple Mail sent this", {"X-Apple-Unsubscribe": "true"}),
    "automatic": written("unsubscribe", "", {"Auto-Submitted": "auto-generated"}),
}


@pytest.mark.parametrize("raw", UNSUBSCRIBING.values(), ids=UNSUBSCRIBING)
def test_unsubscribing_by_a_program(raw: bytes) -> None:
    assert read_mail(raw).kind == "unsubscribe"


@pytest.mark.parametrize(
    ("subject", "body"),
    [("Re: Your appointment", "unsubscribe"), ("Re: x", "STOP"), ("unsubscribe", "I can't come")],
)
def test_words_about_unsubscribing_are_left_to_the_dialogs(subject: str, body: str) -> None:
    read = read_mail(written(subject, body))
    assert (read.kind, read.text) == ("answer", body)


def test_attachments_are_named_and_not_kept() -> None:
    read = read_mail(
        _parts(
            "Re: x",
            TEXT,
            ("Content-Type: application/ms-tnef; name=winmail.dat", "xx"),
            (
                (
                    "Content-Type: image/png\nContent-Disposition: attachment; "
                    "filename*=utf-8''%C3%A4.png"
                ),
                "x",
            ),
            ('Content-Type: application/pdf; name="../../etc/a.pdf"', "x"),
            ("Content-Type: message/rfc822", "Subject: Forwarded\n\nReply 1"),
        )
    )
    assert [one.name for one in read.attachments] == ["winmail.dat", "ä.png", "a.pdf", "Forwarded"]
    assert read.text == "See you then"


def test_text_with_a_file_name_is_a_file_unless_it_is_the_only_text() -> None:
    note = ("Content-Type: text/plain; name=note.txt", "Yes")
    assert read_mail(_parts("Re: x", note)).text == "Yes"
    read = read_mail(_parts("Re: x", TEXT, note))
    assert (read.text, [one.name for one in read.attachments]) == ("See you then", ["note.txt"])


def test_pictures_of_a_signature_are_no_attachments() -> None:
    body = (
        "--b\nContent-Type: text/html\n\nYes<img src=cid:1>\n"
        "--b\nContent-Type: image/png; name=logo.png\nContent-ID: <1>\n\nxx\n--b--\n"
    )
    read = read_mail(written("Re: x", body, {"Content-Type": "multipart/related; boundary=b"}))
    assert (read.text, read.attachments) == ("Yes", ())


def test_text_inside_signed_mails() -> None:
    body = (
        "--b\nContent-Type: multipart/mixed; boundary=c\n\n--c\nContent-Type: "
        "text/plain\n\nYes\n--c--\n"
        "--b\nContent-Type: application/pgp-signature; name=s.asc\n\nxx\n--b--\n"
    )
    read = read_mail(written("Re: x", body, {"Content-Type": "multipart/signed; boundary=b"}))
    assert (read.text, read.attachments) == ("Yes", ())
