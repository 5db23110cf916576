"""What the store keeps of a mail, for staff, is the beginning of the mail that the client reads."""

import email
from dataclasses import replace
from email import policy

import pytest

from calendar_store.model.statuses import AppointmentStatus, MessageKind
from dialogs.languages.writing import spoken
from dialogs.wording.mail_content import MailOccasion
from dialogs.wording.mail_text import mail_text
from gateway.channels.mail.composing.compose import compose
from gateway.messaging.phone_words import readable_phone
from tests.support.mail_samples import APPOINTMENT, CLIENT, PRACTICE, SENT_AT, mail_facts


@pytest.mark.parametrize("code", spoken())
@pytest.mark.parametrize("kind", [MessageKind.REMINDER, MessageKind.BOOKED, MessageKind.CHANGED])
@pytest.mark.parametrize("status", [AppointmentStatus.BOOKED, AppointmentStatus.CONFIRMED])
def test_the_store_keeps_the_words_of_the_mail(
    status: AppointmentStatus, kind: MessageKind, code: str
):
    client, about = replace(CLIENT, locale=code), replace(APPOINTMENT, status=status)
    facts = mail_facts(kind, client=client, appointment=about)
    body = email.message_from_bytes(compose(facts).data, policy=policy.default).get_body(("plain",))
    assert body is not None
    occasion = MailOccasion(
        message=facts.message,
        practice=PRACTICE,
        client=client,
        appointment=about,
        service="",
        now=SENT_AT,
        phone=readable_phone(PRACTICE.phone, PRACTICE.region),
    )
    kept = mail_text(occasion)
    assert body.get_content().replace("\r\n", "\n").startswith(f"{kept}\n\n")
    assert "+39 06 9900 0100" in kept
    assert "http" not in kept
