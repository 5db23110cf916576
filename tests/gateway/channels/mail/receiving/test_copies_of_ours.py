"""An answer below or above an unmarked copy of a mail of ours has the client's words alone."""

import email
from dataclasses import replace
from email import policy

import pytest

from calendar_store.model.statuses import AppointmentStatus, MessageKind
from dialogs.languages.writing import spoken
from dialogs.wording.mail_content import MailOccasion
from dialogs.wording.mail_text import mail_text
from gateway.channels.mail.composing.compose import compose
from gateway.channels.mail.reading.read_mail import answer_text, read_mail
from gateway.channels.mail.receiving.copies_of_ours import words_of_ours
from gateway.messaging.phone_words import readable_phone
from tests.support.mail_samples import APPOINTMENT, CLIENT, PRACTICE, SENT_AT, mail_facts

KINDS = [MessageKind.REMINDER, MessageKind.BOOKED, MessageKind.CHANGED]
SAID = "Yes I will be there with my sister"


def copy_of(kind, code, status=AppointmentStatus.BOOKED):
    """Return the plain text of a mail, and what the store keeps of it."""
    client, about = replace(CLIENT, locale=code), replace(APPOINTMENT, status=status)
    facts = mail_facts(kind, client=client, appointment=about)
    mail = email.message_from_bytes(compose(facts).data, policy=policy.default)
    body = mail.get_body(("plain",))
    assert body is not None
    kept = mail_text(
        MailOccasion(
            message=facts.message,
            practice=PRACTICE,
            client=client,
            appointment=about,
            service="",
            now=SENT_AT,
            phone=readable_phone(PRACTICE.phone, PRACTICE.region),
        )
    )
    return body.get_content().replace("\r\n", "\n"), kept


def answered(text, kept):
    fields = "From: Ada <ada@example.net>\nTo: calendar@example.org\nSubject: Re: Studio Aurora\n"
    header = f"{fields}MIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n\n"
    read = read_mail(f"{header}{text}\n".encode())
    return answer_text(read, words_of_ours(read.whole, kept))


@pytest.mark.parametrize("code", spoken())
@pytest.mark.parametrize("kind", KINDS)
def test_an_unmarked_copy_of_the_mail_is_left_out(kind: MessageKind, code: str):
    for status in (AppointmentStatus.BOOKED, AppointmentStatus.CONFIRMED):
        copy, kept = copy_of(kind, code, status)
        stripped = copy.replace("\n-- \n", "\n--\n")
        assert answered(f"{SAID}\n\n{copy}", kept) == SAID
        assert answered(f"{SAID}\n\n{stripped}", kept) == SAID
        above = copy.partition("\n-- \n")[0]
        assert answered(f"{above}\n\n{SAID}", kept) == SAID


def test_the_store_keeps_the_words_of_the_mail_and_none_of_a_text():
    copy, kept = copy_of(MessageKind.REMINDER, "en")
    assert copy.startswith(kept)
    assert "Tuesday 24 November, 15:00" in kept
    assert "Reply 1" not in kept
    assert "STOP" not in kept


def test_a_clients_own_words_stay_where_no_mail_of_ours_is_copied():
    _, kept = copy_of(MessageKind.REMINDER, "en")
    said = "I can't come. Please do let me know whether you have another time."
    assert answered(said, kept) == said
