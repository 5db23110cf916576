"""A mail has the parts that mail programs show, whole whatever stands in them."""

import email
import re
from dataclasses import replace
from datetime import timedelta
from email import policy
from email.message import EmailMessage
from html import unescape
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calendar_store.model.statuses import AppointmentStatus, MessageKind
from dialogs.languages.writing import spoken
from gateway.channels.mail.composing.compose import compose
from gateway.channels.mail.composing.mail_facts import (
    Invitation,
    MailFacts,
    MailLinks,
    MailThread,
)
from tests.support.mail_samples import (
    ADDRESSES,
    APPOINTMENT,
    CLIENT,
    LINKS,
    OFFER,
    PRACTICE,
    STARTS_AT,
    mail_facts,
)

CALENDAR = b"BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nSUMMARY:Studio Aurora\r\nEND:VCALENDAR\r\n"
LARGEST = 20_000


class Seen(HTMLParser):
    """What an HTML document has: elements, links, what it would load, and its text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: set[str] = set()
        self.links: list[str] = []
        self.loads: list[str] = []
        self.words: list[str] = []
        self._open: list[str] = []
        self.feed(text)
        self.close()
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.add(tag)
        if tag not in {"meta", "br"}:
            self._open.append(tag)
        for name, value in attrs:
            if name == "href":
                self.links.append(value or "")
            elif name in {"src", "background", "srcset", "action"}:
                self.loads.append(value or "")

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        if "style" not in self._open:
            self.words.append(data)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.words).split())


def parsed(facts: MailFacts) -> EmailMessage:
    mail = email.message_from_bytes(compose(facts).data, policy=policy.default)
    assert isinstance(mail, EmailMessage)
    assert [defect for part in mail.walk() for defect in part.defects] == []
    return mail


def html_of(facts: MailFacts) -> str:
    body = parsed(facts).get_body(("html",))
    assert body is not None
    return str(body.get_content())


def plain_of(facts: MailFacts) -> str:
    body = parsed(facts).get_body(("plain",))
    assert body is not None
    return str(body.get_content()).replace("\r\n", "\n")


def structure(part: EmailMessage) -> object:
    if not part.is_multipart():
        return part.get_content_type()
    return (part.get_content_type(), [structure(each) for each in part.iter_parts()])


def every_mail() -> dict[str, MailFacts]:
    """Return a mail of each kind and state in every language, with everything that it can have."""
    confirmed = replace(APPOINTMENT, status=AppointmentStatus.CONFIRMED)
    cancelled = replace(APPOINTMENT, status=AppointmentStatus.CANCELLED)
    late = STARTS_AT - timedelta(hours=1)
    invitation = Invitation("REQUEST", CALENDAR * 30)
    mails = {
        "reminder": mail_facts(),
        "confirmed": mail_facts(appointment=confirmed),
        "last": mail_facts(sent_at=late),
        "last_confirmed": mail_facts(sent_at=late, appointment=confirmed),
        "reminder_text": mail_facts(appointment=None),
        "booked": mail_facts(MessageKind.BOOKED, invitation=invitation, service="Haircut"),
        "changed": mail_facts(MessageKind.CHANGED, invitation=invitation),
        "changed_confirmed": mail_facts(MessageKind.CHANGED, appointment=confirmed),
        "restored": mail_facts(MessageKind.CHANGED, invitation=invitation, restored=True),
        "restored_confirmed": mail_facts(MessageKind.CHANGED, appointment=confirmed, restored=True),
        "cancelled": mail_facts(
            MessageKind.CHANGED, appointment=cancelled, invitation=Invitation("CANCEL", CALENDAR)
        ),
        "offer": mail_facts(MessageKind.OFFER, offer=OFFER, appointment=None),
        "offer_instead": mail_facts(MessageKind.OFFER, offer=OFFER, offered_with="Neri"),
        "offer_text": mail_facts(MessageKind.OFFER),
        "code": mail_facts(MessageKind.CODE, "402913", client=None, appointment=None),
        "reply": mail_facts(MessageKind.REPLY, thread=MailThread("Hi", "<a@b.example>")),
        "staff": mail_facts(MessageKind.STAFF, "Studio Aurora: Of course.\n\nSee you!"),
    }
    return {
        f"{name} {code}": replace(
            facts,
            client=facts.client and replace(facts.client, locale=code),
            practice=replace(PRACTICE, locale=code),
        )
        for name, facts in mails.items()
        for code in spoken()
    }


MAILS = every_mail()


@pytest.mark.parametrize("name", MAILS)
def test_every_mail_is_small_whole_and_loads_nothing(name: str):
    facts = MAILS[name]
    assert len(compose(facts).data) < LARGEST
    seen = Seen(html_of(facts))
    assert seen.loads == []
    assert not seen.elements & {"img", "script", "link", "iframe", "form", "video", "svg"}
    assert "url(" not in html_of(facts)
    for text in (seen.text, plain_of(facts)):
        assert not re.search(r"[{}\[\]]|None\b", text)
        assert "Oncology" not in text
        assert "Studio Aurora" in text


@pytest.mark.parametrize("name", MAILS)
def test_no_link_is_another_than_those_given(name: str):
    facts = MAILS[name]
    known = {LINKS.appointment, LINKS.preferences, LINKS.unsubscribe, f"tel:{PRACTICE.phone}"}
    links = {link.partition("#")[0].partition("?")[0] for link in Seen(html_of(facts)).links}
    assert links <= known | {f"mailto:{ADDRESSES.reply_to}"}
    assert set(re.findall(r"https?://\S+", plain_of(facts))) <= known


@pytest.mark.parametrize("name", MAILS)
def test_the_plain_text_says_what_the_html_says(name: str):
    facts = MAILS[name]
    said = set(re.findall(r"\w+", re.sub(r"https?://\S+", "", plain_of(facts))))
    assert said <= set(re.findall(r"\w+", Seen(html_of(facts)).text))


def test_an_invitation_is_the_last_alternative_and_an_attachment():
    mail = parsed(mail_facts(MessageKind.BOOKED, invitation=Invitation("REQUEST", CALENDAR)))
    alternatives = ("multipart/alternative", ["text/plain", "text/html", "text/calendar"])
    assert structure(mail) == ("multipart/mixed", [alternatives, "application/ics"])
    calendar, attached = (
        part
        for part in mail.walk()
        if "calendar" in part.get_content_type() or "ics" in part.get_content_type()
    )
    assert calendar["Content-Type"].params == {"charset": "utf-8", "method": "REQUEST"}
    assert calendar.get_payload(decode=True) == attached.get_payload(decode=True) == CALENDAR
    assert attached.get_filename() == "invite.ics"
    assert attached.is_attachment()
    assert calendar.get_content_disposition() is None


def test_a_mail_without_an_invitation_has_two_alternatives():
    assert structure(parsed(mail_facts())) == (
        "multipart/alternative",
        ["text/plain", "text/html"],
    )


def test_a_text_of_staff_is_kept_with_its_paragraphs_and_means_nothing_to_html():
    text = "Studio Aurora: Dear <b>Ada</b> & all,\n\nprice: 3 < 4\n1) one\n--=_b.7=a\n.\nFrom us"
    facts = mail_facts(MessageKind.STAFF, text)
    assert plain_of(facts).startswith(text.removeprefix("Studio Aurora: "))
    assert "Dear <b>Ada</b> & all, price: 3 < 4 1) one" in Seen(html_of(facts)).text
    assert "b" not in Seen(html_of(facts)).elements


def test_buttons_open_the_page_of_the_appointment_and_nothing_else():
    links = Seen(html_of(mail_facts())).links
    assert [each for each in links if each.startswith(LINKS.appointment)] == [
        f"{LINKS.appointment}#confirm",
        f"{LINKS.appointment}#move",
        f"{LINKS.appointment}#cancel",
    ]
    bare = html_of(mail_facts(links=MailLinks()))
    assert [each for each in Seen(bare).links if each.startswith("http")] == []
    assert "You can also just answer this mail" in Seen(bare).text


def test_an_offer_is_taken_by_an_answer_that_is_written_already():
    seen = Seen(html_of(mail_facts(MessageKind.OFFER, offer=OFFER)))
    taken, left = (each for each in seen.links if each.startswith("mailto:"))
    start = f"mailto:{ADDRESSES.reply_to}?subject=Re%3A%20A%20time%20has%20come%20free"
    assert taken.startswith(start)
    assert taken.endswith("&body=Yes")
    assert left.endswith("&body=No")


def test_the_preview_is_the_sentence_and_not_the_greeting():
    document = unescape(html_of(mail_facts(client=replace(CLIENT, locale="de"))))
    body = document.partition("<body")[2]
    assert body.index("Wir möchten Sie an Ihren Termin erinnern") < body.index("Guten Tag Ada,")


def test_names_from_right_to_left_keep_to_themselves():
    facts = mail_facts(
        client=replace(CLIENT, first="דוד"),
        appointment=replace(APPOINTMENT, practitioner="\u202eد. ليلى 24"),
    )
    text = plain_of(facts)
    assert "Hello \u200eדוד\u200e," in text
    assert "With: \u200eد. ليلى 24\u200e\n" in text
    assert "\u202e" not in text
    assert "\u202e" not in html_of(facts)


@given(text=st.text(max_size=1500), name=st.text(max_size=100))
def test_no_text_whatever_is_lost_or_breaks_the_parts(text: str, name: str):
    facts = mail_facts(
        MessageKind.STAFF, text, practice=replace(PRACTICE, address=name, message_name="Studio")
    )
    assert max(map(len, compose(facts).data.split(b"\r\n"))) <= 998
    words = [each for each in re.split(r"\W+", text) if each.isascii()]
    plain = plain_of(facts)
    assert "Studio\n" in plain
    assert all(word in plain for word in words if len(word) > 1 and "STOP" not in text)
    Seen(html_of(facts))


def test_the_longest_names_and_addresses_fit():
    long = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft " * 12
    facts = mail_facts(
        practice=replace(PRACTICE, address=long, name=long[:200]),
        client=replace(CLIENT, first="Wolfeschlegelsteinhausenbergerdorff", last=long[:200]),
        appointment=replace(APPOINTMENT, practitioner=long[:200]),
    )
    data = compose(facts).data
    assert max(map(len, data.split(b"\r\n"))) <= 998
    assert len(data) < LARGEST
    assert long.strip() in " ".join(plain_of(facts).split())
