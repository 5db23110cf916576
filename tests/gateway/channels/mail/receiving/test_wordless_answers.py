"""Answers without words: their subject, and their files, each what a client may have meant."""

import pytest

from calendar_store.model.reason_codes import ReasonCode
from gateway.channels.mail.addresses import Purpose

OUR_SUBJECTS = (
    "See you on Tue 1 Dec at 22:10",
    "Neue Zeit für Ihren Termin: Di. 1. Dez. um 22:10",
    "Votre rendez-vous du mar. 1 déc. à 22h10 est annulé",
    "Il suo appuntamento di mar 1 dic alle 22:10",
    "Ha quedado libre una hora: mar 1 dic a las 22:10",
    "Esperamos por si ter. 1 dez. às 22:10",
    "A message from Studio Aurora",
)


async def came(office, message, raw):
    signed = office.addresses.read(office.address(message, Purpose.REPLY))
    return await office.intake.take(raw, signed, "smtp")


@pytest.mark.parametrize(
    "before",
    [
        "",
        "[EXTERNAL] Re: ",
        "Antwort: ",
        "***SPAM*** AW: ",
        "Re(2): ",
        "Resp.: ",
        "Réf : ",
        "回复：",
    ],
)
@pytest.mark.parametrize("ours", OUR_SUBJECTS)
async def test_our_subject_says_nothing_behind_whatever_programs_put_before_it(
    office, sent, before, ours
):
    await came(office, sent, office.answer("x", "> quoted", Subject=before + ours))
    assert [one.text for one in await office.inbox()] == [" "]


@pytest.mark.parametrize(
    ("subject", "answered", "text"),
    [
        ("[EXTERNAL] Re: cancel", "<1@x.test>", " "),
        ("STOP", "<1@x.test>", "STOP"),
        ("See you on Thursday", "", "See you on Thursday"),
        ("Appointment: please cancel", "", "Appointment: please cancel"),
    ],
)
async def test_a_subject_that_a_client_wrote_counts(office, sent, subject, answered, text):
    await came(office, sent, office.answer("x", "", Subject=subject, In_Reply_To=answered))
    assert [one.text for one in await office.inbox()] == [text]


@pytest.mark.parametrize(
    "file",
    [
        'application/ms-tnef; name="winmail.dat"',
        'image/png; name="note.png"',
        'application/pkcs7-mime; smime-type=enveloped-data; name="smime.p7m"',
    ],
)
async def test_whatever_comes_without_words_is_shown_to_staff(office, sent, file):
    raw = office.answer(
        *("x", f"--b\nContent-Type: {file}\n\nsmall\n--b--"),
        Content_Type='multipart/mixed; boundary="b"',
    )
    await came(office, sent, raw)
    assert [one.reason.code for one in await office.alerts()] == [ReasonCode.ATTACHMENTS_LEFT]
