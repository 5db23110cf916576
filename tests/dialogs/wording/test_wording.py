"""Texts read well, in the client's language and the practice's zone, and stay in one part."""

import re
from dataclasses import replace

import pytest

from calendar_store.model.appointments import Appointment, Offer, Slot
from calendar_store.model.clients import Client
from calendar_store.model.statuses import AppointmentStatus, MessageKind, OfferStatus
from dialogs.intents import Frame, Intent, OpenQuestion
from dialogs.languages.lexicon import lexicons
from dialogs.languages.writing import first_spoken, language, spoken, write_line
from dialogs.understand import understand
from dialogs.wording.offers import render_offer
from dialogs.wording.reminders import reminder_question, render_family_reminder, render_reminder
from dialogs.wording.rendering import Facts, render
from tests.support.dialogs.samples import ADA, NOW, PRACTICE, appointment

# 3GPP TS 23.038, 6.2.1: one septet each, and those of the extension table two
GSM = set(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
GSM_EXTENSION = set("^{}\\[~]|€")

GRACE = Client(1, 1, "Grace", "Hopper", "+393331110001")
CLIENTS = [("Ada", "Byron"), ("Marie", "Curie"), ("Grace", "Hopper")]


def septets(text: str) -> int:
    """Return how long a text is in the GSM alphabet; a character outside it is an error."""
    outside = [c for c in text if c not in GSM | GSM_EXTENSION]
    assert not outside, f"{outside} are not GSM in {text!r}"
    return sum(2 if c in GSM_EXTENSION else 1 for c in text)


@pytest.mark.parametrize("code", spoken())
def test_every_language_has_every_text_and_no_other(code: str):
    assert set(language(code).texts) == set(language("en").texts)


@pytest.mark.parametrize("code", spoken())
def test_every_text_keeps_to_the_gsm_alphabet_in_every_month_and_on_every_day(code: str):
    for name, template in language(code).texts.items():
        assert septets(template), name
    for day in range(1, 8):
        for month in range(1, 13):
            start = appointment().starts_at.replace(month=month, day=day)
            facts = Facts(PRACTICE, ADA, appointment(starts_at=start), until=start, now=NOW)
            assert septets(render("cancelled", code, facts))


@pytest.mark.parametrize("code", spoken())
@pytest.mark.parametrize(("first", "last"), CLIENTS)
@pytest.mark.parametrize(
    "name",
    [
        *("reminder", "reminder_confirmed", "reminder_last", "booked"),
        *("told_moved", "told_moved_last", "told_cancelled", "told_restored"),
    ],
)
def test_what_is_sent_first_is_one_part_and_says_how_to_stop(
    code: str, first: str, last: str, name: str
):
    facts = Facts(PRACTICE, Client(1, 1, first, last, "+393331110001"), appointment())
    text = render(name, code, facts)
    assert septets(text) <= 160, f"{septets(text)}: {text}"
    assert "STOP" in text


@pytest.mark.parametrize("code", spoken())
@pytest.mark.parametrize(
    "name",
    [
        "confirmed",
        "cancelled",
        "moved",
        "too_late",
        "restored",
        "offer",
        "no_free",
        "slot_lost",
        "slot_gone",
    ],
)
def test_what_is_answered_most_is_one_part(code: str, name: str):
    until = NOW.replace(hour=10)
    lines = (write_line(appointment().starts_at, code, "Europe/Rome", "IT"),) * 3
    facts = Facts(PRACTICE, GRACE, appointment(), until=until, now=NOW, options=lines)
    text = render(name, code, facts)
    assert septets(text) <= 160, f"{septets(text)}: {text}"


@pytest.mark.parametrize("code", spoken())
@pytest.mark.parametrize("name", ["offer_who", "no_free_who", "slot_lost_who", "slot_gone_who"])
def test_a_list_that_says_with_whom_is_one_part(code: str, name: str):
    line = write_line(appointment().starts_at, code, "Europe/Rome", "IT")
    lines = (f"{line}, Aurora", f"{line}, Bruno", f"{line}, Aurora")
    text = render(name, code, Facts(PRACTICE, options=lines))
    assert septets(text) <= 160, f"{septets(text)}: {text}"


@pytest.mark.parametrize("code", spoken())
@pytest.mark.parametrize(
    "name", ["book_second", "booked_by_text", "book_left", "nothing_free_book", "book_service"]
)
def test_what_is_said_of_a_booking_is_one_part(code: str, name: str):
    named = appointment(service="Check-up", safe_to_name=True)
    options = ("Check-up", "Physiotherapy", "First visit")
    facts = Facts(PRACTICE, GRACE, named, until=NOW, now=NOW, options=options)
    text = render(name, code, facts)
    assert septets(text) <= 160, f"{septets(text)}: {text}"
    assert "Check-up" in text or name not in {"booked_by_text", "book_service"}


@pytest.mark.parametrize("code", spoken())
def test_what_was_booked_says_how_to_take_it_back_only_where_that_can_be(code: str):
    [word] = set(re.findall(r"\b[A-ZÄÖÜ]{3,}\b", language(code).texts["booked_by_text"]))
    facts = Facts(PRACTICE, GRACE, appointment(), until=NOW, now=NOW)
    assert word in render("booked_by_text", code, facts)
    assert word not in render("booked_by_text", code, replace(facts, until=None))


@pytest.mark.parametrize("code", spoken())
@pytest.mark.parametrize("instead", [None, appointment(id=2)])
def test_an_offer_is_one_part_and_says_how_to_stop(code: str, instead: Appointment | None):
    start = appointment().starts_at.replace(day=23)
    slot = Slot(1, "Aurora", start, start.replace(minute=30))
    until = NOW.replace(hour=10)
    one = Offer(1, 1, 1, 1, 1, slot.starts_at, slot.ends_at, OfferStatus.OFFERED, NOW, until)
    text = render_offer(PRACTICE, replace(GRACE, locale=code), one, slot, instead_of=instead)
    assert septets(text) <= 160, f"{septets(text)}: {text}"
    assert "STOP" in text
    assert ("24" in text) == (instead is not None)


@pytest.mark.parametrize("code", spoken())
@pytest.mark.parametrize("name", ["waitlist_earlier", "waitlist_any", "freed_kept", "freed_lost"])
def test_what_is_said_of_the_waiting_list_is_one_part(code: str, name: str):
    text = render(name, code, Facts(PRACTICE, GRACE, appointment()))
    assert septets(text) <= 160, f"{septets(text)}: {text}"


@pytest.mark.parametrize("code", sorted(set(spoken()) & set(lexicons())))
def test_the_words_that_take_off_the_waiting_list_are_understood_and_stop_nothing(code: str):
    for name in ("waitlist_earlier", "waitlist_times", "waitlist_any", "freed_kept"):
        [words] = re.findall(r"LIST\w* [A-Z]+|FORA DA LISTA", language(code).texts[name])
        for said in (words, words.lower(), f"{words}, {'grazie' if code == 'it' else 'ok'}"):
            frame = Frame(NOW, "Europe/Rome", code, code, OpenQuestion.NONE, 0, None)
            assert understand(said, frame).intent is Intent.LEAVE_LIST, said


@pytest.mark.parametrize("code", sorted(set(spoken()) & set(lexicons())))
@pytest.mark.parametrize(
    ("name", "question", "intent"),
    [
        ("cancelled", OpenQuestion.REMINDER, Intent.UNDO),
        ("cancelled_several", OpenQuestion.REMINDER, Intent.UNDO),
        ("offer", OpenQuestion.SLOTS, Intent.MORE),
        ("no_free", OpenQuestion.SLOTS, Intent.MORE),
        ("slot_lost", OpenQuestion.SLOTS, Intent.MORE),
        ("slot_gone", OpenQuestion.SLOTS, Intent.MORE),
        ("which_confirm", OpenQuestion.SLOTS, Intent.CHOICE),
        ("which_cancel", OpenQuestion.SLOTS, Intent.CHOICE),
        ("offer_who", OpenQuestion.SLOTS, Intent.MORE),
        ("no_free_who", OpenQuestion.SLOTS, Intent.MORE),
        ("slot_lost_who", OpenQuestion.SLOTS, Intent.MORE),
        ("slot_gone_who", OpenQuestion.SLOTS, Intent.MORE),
        ("booked_by_text", OpenQuestion.NONE, Intent.UNDO),
        ("book_left", OpenQuestion.NONE, Intent.BOOK),
        ("opted_out", OpenQuestion.NONE, Intent.OPT_IN),
    ],
)
def test_the_word_that_a_text_asks_for_is_understood(
    code: str, name: str, question: OpenQuestion, intent: Intent
):
    [word] = set(re.findall(r"\b[A-ZÄÖÜ]{3,}\b", language(code).texts[name])) - {"STOP", "SMS"}
    frame = Frame(NOW, "Europe/Rome", code, code, question, 3, appointment().starts_at)
    assert understand(word, frame).intent is intent


def test_a_reminder_asks_in_english():
    assert render_reminder(PRACTICE, ADA, appointment(), MessageKind.REMINDER) == (
        "Studio Aurora: Ada, your appointment is Tue 24 Nov at 15:00 with Aurora. "
        "Reply 1 to confirm, 2 to cancel, 3 for another time. STOP to stop texts."
    )


def test_a_reminder_asks_in_italian():
    ada = replace(ADA, locale="it-IT")
    assert render_reminder(PRACTICE, ada, appointment(), MessageKind.REMINDER) == (
        "Studio Aurora: Ada, il suo appuntamento è mar 24 nov alle 15:00 con Aurora. "
        "Risponda 1 per confermare, 2 per disdire, 3 per spostarlo. STOP ferma gli SMS."
    )


def test_what_was_just_booked_is_said():
    assert render_reminder(PRACTICE, ADA, appointment(), MessageKind.BOOKED) == (
        "Studio Aurora: Ada, your appointment is booked: Tue 24 Nov at 15:00 with Aurora. "
        "To change it, reply to this text. STOP to stop texts."
    )


def test_a_long_name_spares_other_words_before_it_costs_a_second_part():
    long = replace(PRACTICE, name="Studio Aurora in the Old Mill Garden")
    text = render_reminder(long, ADA, appointment(), MessageKind.REMINDER)
    assert text.startswith(f"{long.name}: Ada, your appointment is Tue 24 Nov at 15:00. Reply 1")
    assert septets(text) <= 160


def test_where_nothing_can_save_the_second_part_nothing_is_left_out():
    endless = replace(PRACTICE, name="Studio Aurora " * 12)
    text = render_reminder(endless, ADA, appointment(), MessageKind.REMINDER)
    assert "Ada, your appointment is Tue 24 Nov at 15:00 with Aurora." in text


def test_who_has_confirmed_is_not_asked_to_confirm():
    confirmed = appointment(status=AppointmentStatus.CONFIRMED)
    text = render_reminder(PRACTICE, ADA, confirmed, MessageKind.REMINDER)
    assert text.startswith("Studio Aurora: Ada, see you Tue 24 Nov at 15:00 with Aurora.")
    assert "confirm" not in text


def test_a_reminder_inside_the_minimum_notice_offers_nothing_that_would_be_refused():
    last = appointment().starts_at - PRACTICE.minimum_notice / 2
    text = render_reminder(PRACTICE, ADA, appointment(), MessageKind.REMINDER, now=last)
    assert "Reply 1 to confirm. If anything has changed, please call +390699000100." in text
    assert "cancel" not in text


def test_a_family_is_reminded_once():
    marie = replace(ADA, id=2, first="Marie")
    text = render_family_reminder(
        PRACTICE, ((ADA, appointment()), (marie, appointment(id=2, client_id=2)))
    )
    assert text.startswith(
        "Studio Aurora: your appointments:\n"
        "1) Ada, Tue 24 Nov 15:00\n"
        "2) Marie, Tue 24 Nov 15:00\n"
        "Reply 1 to confirm them"
    )


def test_a_family_reminded_within_the_notice_is_offered_nothing_that_would_be_refused():
    marie = replace(ADA, id=2, first="Marie")
    entries = ((ADA, appointment()), (marie, appointment(id=2, client_id=2)))
    last = appointment().starts_at - PRACTICE.minimum_notice / 2
    text = render_family_reminder(PRACTICE, entries, now=last)
    assert "Reply 1 to confirm. If anything has changed, please call +390699000100." in text
    assert "cancel" not in text


def test_a_family_that_has_confirmed_is_not_asked_to_confirm():
    confirmed = {"status": AppointmentStatus.CONFIRMED}
    marie = replace(ADA, id=2, first="Marie")
    entries = ((ADA, appointment(**confirmed)), (marie, appointment(id=2, **confirmed)))
    assert "confirm" not in render_family_reminder(PRACTICE, entries)


def test_the_question_of_a_reminder_is_open_until_the_appointment_starts():
    question = reminder_question((appointment(),), NOW)
    assert question.expires_at == appointment().starts_at
    assert [each.appointment_id for each in question.about] == [1]


def test_the_practice_words_its_own_reminder():
    own = ((("en", "reminder"), "Ciao[ {first}], {when}! STOP to stop."),)
    assert render_reminder(PRACTICE, ADA, appointment(), MessageKind.REMINDER, own) == (
        "Ciao Ada, Tue 24 Nov at 15:00! STOP to stop."
    )


def test_dates_follow_the_habits_of_the_region():
    there = replace(PRACTICE, region="US", timezone="America/New_York")
    assert "Tue Nov 24 at 9:00 AM" in render("reminder", "en", Facts(there, ADA, appointment()))


def test_a_language_we_do_not_write_falls_back_on_the_practice():
    assert first_spoken("fi", "it_CH") == "it"
    assert first_spoken("fi", "") == "en"


def test_the_end_of_undo_names_the_day_when_it_is_another():
    facts = Facts(PRACTICE, ADA, appointment(), until=NOW.replace(day=23), now=NOW)
    assert "reply UNDO by Mon 23 Nov 10:00." in render("cancelled", "en", facts)


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("en", "by Mon 23 Nov 10:00."),
        ("it", "entro le 10:00 di lun 23 nov."),
        ("es", "antes de las 10:00 del lun 23 nov."),
        ("fr", "avant le lun. 23 nov. à 10h00. STOP"),
        ("de", "bis Mo. 23. Nov. 10:00 RÜCKGÄNGIG."),
        ("pt", "até às 10:00 (seg. 23 nov.). STOP"),
    ],
)
def test_the_end_of_undo_on_another_day_follows_the_words_before_it(code: str, words: str):
    facts = Facts(PRACTICE, ADA, appointment(), until=NOW.replace(day=23), now=NOW)
    assert words in render("cancelled", code, facts)


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("en", "Your appointment is Tue 24 Nov at 15:00"),
        ("it", "Il suo appuntamento è mar 24 nov alle 15:00"),
        ("es", "Su cita es el mar 24 nov a las 15:00"),
        ("fr", "Votre rendez-vous est le mar. 24 nov. à 15h00"),
        ("de", "Ihr Termin ist am Di. 24. Nov. um 15:00"),
        ("pt", "O seu agendamento é para ter. 24 nov. às 15:00"),
    ],
)
@pytest.mark.parametrize("practitioner", ["Aurora", ""])
def test_a_day_has_the_word_before_it_that_its_language_wants(
    code: str, words: str, practitioner: str
):
    held = appointment(practitioner=practitioner)
    assert words in render("details", code, Facts(PRACTICE, ADA, held, minutes=30))
