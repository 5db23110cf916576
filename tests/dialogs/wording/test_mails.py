"""Mails read well in every language, and say nothing that only a text can do."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from calendar_store.model.appointments import Appointment, Offer
from calendar_store.model.messages import Message
from calendar_store.model.statuses import (
    AppointmentStatus,
    Channel,
    MessageKind,
    MessageStatus,
    OfferStatus,
)
from dialogs.intents import Frame, Intent, OpenQuestion
from dialogs.languages import table
from dialogs.languages.writing import spoken
from dialogs.understand import understand
from dialogs.wording import privacy
from dialogs.wording.disclosure import disclosing
from dialogs.wording.mail_content import MailAction, MailContent, MailOccasion
from dialogs.wording.mail_names import name_in_mail, text_in_mail
from dialogs.wording.mail_words import TABLES, mail_words
from dialogs.wording.mails import word_mail
from dialogs.wording.reminders import render_reminder
from dialogs.wording.rendering import Overrides
from dialogs.wording.text_in_mail import for_mail
from tests.support.dialogs.samples import ADA, NOW, PRACTICE, appointment

CONFIRMED = AppointmentStatus.CONFIRMED
VALUES = frozenset({"practice", "phone", "first", "short", "until", "instead", "code"})


def message(kind: MessageKind, text: str) -> Message:
    return Message(
        *(1, 1, kind, Channel.EMAIL, "calendar@example.org", "ada@example.net", text),
        status=MessageStatus.SENDING,
        created_at=NOW,
        not_before=NOW,
        expires_at=None,
        priority=1,
    )


def occasion(
    kind: MessageKind = MessageKind.REMINDER,
    text: str = "",
    about: Appointment | None = None,
    *,
    code: str = "en",
    now: datetime = NOW,
    offer: Offer | None = None,
    templates: Overrides = (),
) -> MailOccasion:
    return MailOccasion(
        message=message(kind, text),
        practice=PRACTICE,
        client=replace(ADA, locale=code),
        appointment=about,
        service="",
        now=now,
        phone="+39 06 9900 0100",
        offer=offer,
        templates=templates,
    )


def offered(now: datetime = NOW, hours: int = 4) -> Offer:
    start = datetime(2026, 11, 23, 12, tzinfo=UTC)
    until = now + timedelta(hours=hours)
    return Offer(1, 1, 1, 1, 1, start, start, OfferStatus.OFFERED, now, until)


def acts(mail: MailContent) -> list[MailAction]:
    return [action for action, _ in mail.actions]


@pytest.mark.parametrize("code", spoken())
def test_every_language_has_every_word_of_mails_and_no_other(code: str):
    ours, english = table(code, "mail"), table("en", "mail")
    assert set(ours) == set(english)
    for name in TABLES:
        assert list(ours[name]) == list(english[name]), name


@pytest.mark.parametrize("code", spoken())
def test_every_template_is_one_and_names_what_the_english_one_names(code: str):
    for name in TABLES:
        for key, template in table(code, "mail")[name].items():
            told = set(re.findall(r"\{([^{}]*)\}", template))
            assert told == set(re.findall(r"\{([^{}]*)\}", table("en", "mail")[name][key])), key
            assert told <= VALUES
            assert list(privacy._bracket_problems(template)) == []
            # a phone number may be missing
            assert "{phone}" not in re.sub(r"\[[^\[\]]*\]", "", template)
            assert disclosing(template) == ()
            assert "STOP" not in template


def test_a_language_without_words_of_mails_has_them_in_english():
    assert mail_words("nl", "xx").code == "en"
    assert mail_words("", "it").code == "it"
    assert mail_words("fr-CH", "it").code == "fr"


@pytest.mark.parametrize(
    ("code", "subject", "day", "clock"),
    [
        ("en", "Your appointment on Tue 24 Nov at 15:00", "Tuesday 24 November", "15:00"),
        ("de", "Ihr Termin am Di. 24. Nov. um 15:00", "Dienstag, 24. November", "15:00"),
        ("fr", "Votre rendez-vous du mar. 24 nov. à 15h00", "Mardi 24 novembre", "15h00"),
        ("it", "Il suo appuntamento di mar 24 nov alle 15:00", "Martedì 24 novembre", "15:00"),
        ("es", "Su cita del mar 24 nov a las 15:00", "Martes 24 de noviembre", "15:00"),
        (
            "pt",
            "O seu agendamento de ter. 24 de nov. às 15:00",
            "Terça-feira, 24 de novembro",
            "15:00",
        ),
    ],
)
def test_days_are_written_with_all_letters_of_the_language(
    code: str, subject: str, day: str, clock: str
):
    mail = word_mail(occasion(about=appointment(), code=code))
    assert mail.subject.replace(" de nov.", " nov.") == subject.replace(" de nov.", " nov.")
    assert mail.card
    assert (mail.card.day, mail.card.clock) == (day, clock)


def test_americans_read_their_own_form_of_days_and_hours():
    there = replace(PRACTICE, timezone="America/New_York", region="US")
    mail = word_mail(replace(occasion(about=appointment()), practice=there))
    assert mail.card
    assert mail.card.day == "Tuesday, November 24"
    assert mail.card.clock.replace("\u202f", " ") == "9:00 AM"


def test_what_can_still_be_done_is_offered_and_nothing_else():
    late = appointment().starts_at - timedelta(hours=1)
    confirmed = appointment(status=CONFIRMED)
    every = [MailAction.CONFIRM, MailAction.MOVE, MailAction.CANCEL]
    changes = [MailAction.MOVE, MailAction.CANCEL]
    kind = MessageKind
    assert acts(word_mail(occasion(about=appointment()))) == every
    assert acts(word_mail(occasion(about=confirmed))) == changes
    assert acts(word_mail(occasion(about=appointment(), now=late))) == [MailAction.CONFIRM]
    assert acts(word_mail(occasion(about=confirmed, now=late))) == []
    assert acts(word_mail(occasion(kind.BOOKED, about=appointment()))) == changes
    assert acts(word_mail(occasion(kind.BOOKED, about=appointment(), now=late))) == []
    assert acts(word_mail(occasion(kind.CHANGED, about=appointment()))) == every
    assert acts(word_mail(occasion(kind.CHANGED, about=confirmed))) == changes
    cancelled = appointment(status=AppointmentStatus.CANCELLED)
    mail = word_mail(occasion(kind.CHANGED, about=cancelled), "CANCEL")
    assert acts(mail) == []
    assert mail.card
    assert mail.card.void
    assert mail.hints == ("The attachment takes the appointment out of your calendar.",)


def test_a_late_reminder_asks_for_a_call_if_there_is_a_phone():
    late = appointment().starts_at - timedelta(hours=1)
    said = occasion(about=appointment(), now=late)
    assert "please call us on +39 06 9900 0100." in word_mail(said).paragraphs[0]
    assert "call" not in word_mail(replace(said, phone="")).paragraphs[0]


def test_an_offer_says_until_when_and_instead_of_what():
    mail = word_mail(occasion(MessageKind.OFFER, about=appointment(), offer=offered()))
    (sentences,) = mail.paragraphs
    assert sentences == (
        "A time has come free. You can have it instead of your appointment on Tuesday 24 November"
        " at 15:00 if you tell us by 14:00."
    )
    assert (mail.yes, mail.no) == ("Yes", "No")
    tomorrow = word_mail(occasion(MessageKind.OFFER, offer=offered(hours=24)))
    assert tomorrow.paragraphs == (
        "A time has come free. It is yours if you tell us by Mon 23 Nov 10:00.",
    )


def test_the_service_is_named_where_that_is_safe_and_only_there():
    about = appointment(service="Oncology")
    assert "Oncology" not in repr(word_mail(occasion(about=about)))
    named = word_mail(replace(occasion(about=about), service="Haircut"))
    assert named.card
    assert ("For", "Haircut") in named.card.lines
    assert "Haircut" not in named.subject


@pytest.mark.parametrize("code", spoken())
@pytest.mark.parametrize("kind", [MessageKind.REMINDER, MessageKind.BOOKED])
def test_no_mail_repeats_what_a_text_tells_to_do(code: str, kind: MessageKind):
    client = replace(ADA, locale=code)
    text = render_reminder(PRACTICE, client, appointment(), kind)
    mail = word_mail(occasion(kind, text, appointment(), code=code))
    assert "STOP" not in repr(mail)
    assert "SMS" not in repr(mail)


@pytest.mark.parametrize("code", spoken())
def test_an_answer_loses_the_name_and_the_stop_of_a_text_alone(code: str):
    text = render_reminder(PRACTICE, replace(ADA, locale=code), appointment(), MessageKind.BOOKED)
    (paragraph,) = for_mail(text, PRACTICE.told_as)
    assert "STOP" not in paragraph
    assert not paragraph.startswith("Studio Aurora")
    kept = text.removeprefix("Studio Aurora:").strip()
    assert kept.startswith(paragraph)
    assert kept.removeprefix(paragraph).strip().startswith("STOP")


@pytest.mark.parametrize(
    ("text", "paragraphs"),
    [
        ("Done. STOP stops all texts.", ("Done.",)),
        ("no more emails to you. Texts go on; STOP stops them.", None),
        ("Please write STOP.", None),
        ("STOP", None),
        ("1) one\n2) two\nSTOP to stop texts.", ("1) one\n2) two",)),
        ("One.\n\nTwo.\n \nThree.", ("One.", "Two.", "Three.")),
    ],
)
def test_only_a_sentence_about_stopping_texts_is_left_out(
    text: str, paragraphs: tuple[str, ...] | None
):
    assert for_mail(text, "Studio Aurora") == (paragraphs or (text,))


OWN = {
    "en": "Please bring your card, 1 photo and 2 forms. Reply 1 to confirm, 2 to cancel.",
    "de": "Bitte bringen Sie Ihre Karte mit, 2 Fotos reichen. 1 = ich komme, 2 = absagen.",
    "fr": "Merci d'apporter 1 photo et 2 formulaires. Répondez 1 pour confirmer.",
    "it": "Porti 1 foto e 2 moduli, per favore. Risponda 1 per confermare.",
    "es": "Traiga 1 foto y 2 formularios, por favor. Responda 1 para confirmar.",
    "pt": "Traga 1 foto e 2 formulários, por favor. Responda 1 para confirmar.",
}


@pytest.mark.parametrize("code", spoken())
def test_what_a_practice_says_in_its_own_words_is_said_in_the_mail_too(code: str):
    template = f"{{practice}}:[ {{first}},] until {{when}}. {OWN[code]} STOP to stop texts."
    own = (((code, "reminder"), template),)
    about = appointment(starts_at=datetime(2026, 12, 1, 14, tzinfo=UTC))
    client = replace(ADA, locale=code)
    text = render_reminder(PRACTICE, client, about, MessageKind.REMINDER, own)
    mail = word_mail(occasion(text=text, about=about, code=code, templates=own))
    (paragraph,) = mail.paragraphs
    assert paragraph.startswith("Until ")
    assert paragraph.endswith(re.split(r"(?<=\.) ", OWN[code])[0])
    # the wording of another text is not that of this mail
    confirmed = replace(about, status=CONFIRMED)
    other = word_mail(occasion(text=text, about=confirmed, code=code, templates=own))
    usual = word_mail(occasion(about=confirmed, code=code))
    assert other.paragraphs == usual.paragraphs


@pytest.mark.parametrize("code", spoken())
def test_who_answers_a_mail_with_the_words_of_its_buttons_is_understood(code: str):
    words = table(code, "mail")
    reminded = Frame(NOW, "Europe/Rome", code, code, OpenQuestion.REMINDER, 0, NOW)
    for name, intent in (
        ("confirm", Intent.CONFIRM),
        ("cancel", Intent.CANCEL),
        ("move", Intent.RESCHEDULE),
    ):
        assert understand(words["buttons"][name], reminded).intent is intent
    offer = Frame(NOW, "Europe/Rome", code, code, OpenQuestion.OFFER, 1, NOW)
    taken, left = (understand(words["answers"][name], offer) for name in ("yes", "no"))
    assert taken.intent is left.intent is Intent.CHOICE
    assert (taken.choice, left.choice) == (1, 2)


def test_names_lose_what_nobody_sees_and_keep_what_joins_letters():
    assert name_in_mail("  Ada \r\n Byron ") == "Ada Byron"
    assert name_in_mail("A\u202eB\u0000C\u200bD\ufeff") == "ABCD"
    assert name_in_mail("👩‍⚕️ Ada") == "👩‍⚕️ Ada"
    assert name_in_mail("دوی‌نده") == "\u200eدوی‌نده\u200e"
    assert text_in_mail("a\r\nb\rc\u2028d\x1b[2J") == "a\nb\nc\nd[2J"


def test_a_code_stands_in_the_subject_and_by_itself():
    mail = word_mail(occasion(MessageKind.CODE, "Studio Aurora: your code is 402913."))
    assert (mail.subject, mail.code) == ("402913 is your code", "402913")
    without = word_mail(occasion(MessageKind.CODE, "No digits."))
    assert (without.code, without.paragraphs) == ("", ("No digits.",))
