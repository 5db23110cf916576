"""Header fields say what they have to, and nothing that a name holds becomes a field of its own."""

import email
import re
from dataclasses import replace
from datetime import timedelta
from email import policy
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.utils import parsedate_to_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calendar_store.model.statuses import MessageKind
from gateway.channels.mail.composing.compose import compose
from gateway.channels.mail.composing.mail_facts import (
    MailAddresses,
    MailFacts,
    MailLinks,
    MailThread,
)
from tests.support.mail_samples import (
    ADDRESSES,
    CLIENT,
    LINKS,
    PRACTICE,
    SENT_AT,
    mail_facts,
    mail_message,
)

NAMES = (
    "Studio Aurora",
    'Studio "Aurora", Rossi & Co.; (Roma) <no@where.example>',
    "Praxis Müller\r\nBcc: eve@evil.example",
    "Praxis\nX-Evil: yes\n\nbody",
    "=?utf-8?b?ZXZpbA==?=",
    "Клиника доктора Иванова на улице Ленина в городе Екатеринбурге, второй этаж",
    "مركز النور الطبي",
    "美容院 " * 8,
    "Salon 💇‍♀️💅 Étoile",
    "a" * 60,
    "back\\slash",
    "Line\u2028separator\u0085next\x00null\x1bescape",
    "\u202egnirts desrever",
    "",
)


def read(facts: MailFacts) -> EmailMessage:
    """Return a mail as the standard library reads it, after the rules of every mail."""
    data = compose(facts).data
    lines = data.split(b"\r\n")
    assert max(map(len, lines)) <= 998
    assert not re.search(rb"(?<!\r)\n|\r(?!\n)", data)
    mail = email.message_from_bytes(data, policy=policy.default)
    assert isinstance(mail, EmailMessage)
    assert [defect for part in mail.walk() for defect in part.defects] == []
    for name in mail:
        assert len(mail.get_all(name)) == 1, name
        assert mail[name].defects == (), name
    return mail


def header_of(facts: MailFacts) -> bytes:
    return compose(facts).data.partition(b"\r\n\r\n")[0]


def name_before(facts: MailFacts, field: str) -> str:
    """Return the display name before an address.

    The newer parser of Python 3.11 puts blanks between encoded words, which RFC 2047 §6.2 forbids.
    """
    raw = email.message_from_bytes(compose(facts).data, policy=policy.compat32)[field]
    name = raw.rpartition("<")[0].strip().replace("\r\n", "")
    if name.startswith('"'):
        name = re.sub(r"\\(.)", r"\1", name[1:-1])
    return str(make_header(decode_header(name)))


def test_a_reminder_has_all_the_fields():
    mail = read(mail_facts())
    assert list(mail.items()) == [
        ("From", "Studio Aurora <calendar@example.org>"),
        ("To", "Ada Byron <ada@example.net>"),
        ("Reply-To", f"Studio Aurora <{ADDRESSES.reply_to}>"),
        ("Subject", "Your appointment on Tue 24 Nov at 15:00"),
        ("Date", "Sun, 22 Nov 2026 09:00:00 +0000"),
        ("Message-ID", "<11.7@example.org>"),
        (
            "List-Unsubscribe",
            f"<{LINKS.unsubscribe}>, <mailto:{ADDRESSES.unsubscribe}?subject=unsubscribe>",
        ),
        ("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"),
        ("Auto-Submitted", "auto-generated"),
        ("X-Auto-Response-Suppress", "OOF, AutoReply"),
        ("Content-Language", "en"),
        ("MIME-Version", "1.0"),
        ("Content-Type", 'multipart/alternative; boundary="=_b.7=a"'),
    ]
    assert parsedate_to_datetime(mail["Date"]) == SENT_AT


@pytest.mark.parametrize("kind", [MessageKind.CODE, MessageKind.REPLY])
def test_what_somebody_has_just_asked_for_has_no_list_to_leave(kind: MessageKind):
    mail = read(mail_facts(kind, "402913"))
    assert mail["List-Unsubscribe"] is None
    assert mail["List-Unsubscribe-Post"] is None


def test_without_a_page_one_unsubscribes_by_mail_and_not_by_one_click():
    mail = read(mail_facts(links=MailLinks()))
    assert mail["List-Unsubscribe"].startswith("<mailto:")
    assert mail["List-Unsubscribe-Post"] is None
    bare = replace(ADDRESSES, unsubscribe="")
    assert read(mail_facts(links=MailLinks(), addresses=bare))["List-Unsubscribe"] is None


def test_machines_are_told_not_to_answer_and_staff_are_no_machine():
    told = {kind: read(mail_facts(kind, "402913"))["Auto-Submitted"] for kind in MessageKind}
    assert told[MessageKind.REPLY] == "auto-replied"
    assert told[MessageKind.STAFF] is None
    others = set(told) - {MessageKind.REPLY, MessageKind.STAFF}
    assert {told[kind] for kind in others} == {"auto-generated"}


@pytest.mark.parametrize(
    ("subject", "answer"),
    [
        ("Can I come later?", "Re: Can I come later?"),
        ("Re: Can I come later?", "Re: Can I come later?"),
        ("AW: Termin am Dienstag", "AW: Termin am Dienstag"),
        ("R: appuntamento", "R: appuntamento"),
        ("Reise nach Rom", "Re: Reise nach Rom"),
        ("Später?\r\nBcc: eve@evil.example", "Re: Später? Bcc: eve@evil.example"),
    ],
)
def test_an_answer_stands_in_the_thread_of_the_clients_mail(subject: str, answer: str):
    thread = MailThread(subject, "<b@client.example>", ("<a@client.example>",))
    mail = read(mail_facts(MessageKind.REPLY, "Of course.", thread=thread))
    assert mail["Subject"] == answer
    assert mail["In-Reply-To"] == "<b@client.example>"
    assert mail["References"] == "<a@client.example> <b@client.example>"


def test_a_thread_without_end_keeps_its_beginning_and_its_latest_mails():
    ids = tuple(f"<{number}@client.example>" for number in range(500))
    mail = read(mail_facts(MessageKind.REPLY, "Yes.", thread=MailThread("a", ids[-1], ids[:-1])))
    kept = mail["References"].split()
    assert kept[0] == ids[0]
    assert kept[-1] == ids[-1]
    assert len(kept) <= 21


@pytest.mark.parametrize(
    "message_id", ["", "none", "<a b@c>", "<a>\r\nX: y", "<ü@c>", "<" + "a" * 2000 + ">"]
)
def test_a_message_id_that_is_none_is_not_referred_to(message_id: str):
    mail = read(
        mail_facts(MessageKind.REPLY, "Yes.", thread=MailThread("Hi", message_id, (message_id,)))
    )
    assert mail["In-Reply-To"] is None
    assert mail["References"] is None
    assert mail["Subject"] == "Re: Hi"


@pytest.mark.parametrize("name", NAMES)
def test_names_are_written_whole_and_make_no_fields(name: str):
    facts = mail_facts(
        practice=replace(PRACTICE, name=name), client=replace(CLIENT, first=name, last="")
    )
    mail = read(facts)
    assert len(mail.keys()) == 13
    shown = " ".join(re.sub(r"[\x00-\x1f\x7f-\x9f\u2028]+", " ", name).split())
    for field, address in (("From", "calendar@example.org"), ("To", CLIENT.email)):
        (mailbox,) = mail[field].addresses
        assert mailbox.addr_spec == address
        assert name_before(facts, field).startswith(shown[:100].strip())
    assert header_of(facts).isascii()


@given(name=st.text(max_size=150), last=st.text(max_size=150), subject=st.text(max_size=300))
def test_no_name_or_subject_whatever_breaks_a_mail(name: str, last: str, subject: str):
    facts = mail_facts(
        MessageKind.STAFF,
        "Yes.",
        practice=replace(PRACTICE, name=name),
        client=replace(CLIENT, first=name, last=last),
        thread=MailThread(subject, "<a@b.example>"),
    )
    mail = read(facts)
    assert mail["From"].addresses[0].addr_spec == "calendar@example.org"
    assert mail["To"].addresses[0].addr_spec == CLIENT.email
    assert len(mail["To"].addresses) == 1
    assert header_of(facts).isascii()


@given(address=st.text(min_size=1, max_size=80))
def test_no_address_whatever_makes_a_field_of_its_own(address: str):
    data = compose(mail_facts(message=mail_message(MessageKind.REMINDER, recipient=address))).data
    mail = email.message_from_bytes(data, policy=policy.compat32)
    assert len(mail.keys()) == 13
    assert not re.search(rb"(?<!\r)\n|\r(?!\n)", data)


def test_an_international_domain_is_written_in_ascii_and_a_local_part_as_it_is():
    by_domain = mail_message(MessageKind.REMINDER, recipient="ada@müller.example")
    assert read(mail_facts(message=by_domain))["To"] == "Ada Byron <ada@xn--mller-kva.example>"
    by_name = mail_message(MessageKind.REMINDER, recipient="адa@müller.example")
    composed = compose(mail_facts(message=by_name))
    assert "To: Ada Byron <адa@xn--mller-kva.example>\r\n".encode() in composed.data
    # the sender decides what the server takes
    assert composed.recipient == "адa@müller.example"


def test_the_message_id_is_the_same_at_each_attempt_and_in_ascii():
    later = mail_facts(sent_at=SENT_AT + timedelta(hours=1))
    assert read(later)["Message-ID"] == read(mail_facts())["Message-ID"] == "<11.7@example.org>"
    ours = MailAddresses("kalender@müller.example", "", "kalender+b1@müller.example")
    assert read(mail_facts(addresses=ours))["Message-ID"] == "<11.7@xn--mller-kva.example>"


def test_the_envelope_is_that_of_the_facts():
    composed = compose(mail_facts())
    assert composed.envelope_sender == ADDRESSES.envelope_sender
    assert composed.recipient == CLIENT.email
