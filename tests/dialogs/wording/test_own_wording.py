"""A practice's own wording: what keeps it from being used, and how it would read."""

from datetime import timedelta

import pytest

from calendar_store.model.practices import Service
from dialogs.wording import own_wording
from dialogs.wording.privacy import named
from tests.support.dialogs.samples import PRACTICE

HALF_HOUR = timedelta(minutes=30)
SERVICES = (
    Service(1, 1, "Podología", HALF_HOUR),
    Service(1, 2, "Check-up", HALF_HOUR, safe_to_name=True),
    Service(1, 3, "Deep tissue massage", HALF_HOUR),
)


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("reminder", "", "The template is empty."),
        ("reminder", "Ciao {nome}, {when}! STOP", "{nome} is not known"),
        ("reminder", "Ciao {diagnosis} {when} STOP", "would tell others why a client comes"),
        ("reminder", "Ciao[ {first}, {when}! STOP", "Square brackets have to come in pairs"),
        ("reminder", "Ciao {when} for {service}. STOP", "{service} has to stand in square"),
        ("reminder", "See you soon. STOP", "{when} is missing"),
        ("reminder", "See you[ {when}]. STOP", "{when} is missing"),
        ("reminder", "See you {when}.", "STOP is missing"),
        ("offer", "We have times for you.", "{options} is missing"),
        ("where", "Near the station", "{address} is missing"),
        ("language", "Of course, {first}.", "{first} has nothing to say in this text"),
        ("reminder", "Podologia {when}. STOP", "“Podología” may not stand in a message"),
        ("reminder", "Your DEEP TISSUE  MASSAGE {when}. STOP", "“Deep tissue massage” may not"),
    ],
)
def test_what_may_not_be_sent_is_said(name: str, text: str, words: str):
    assert words in " ".join(own_wording.complaints(name, "en", text, SERVICES))


@pytest.mark.parametrize(
    "text",
    [
        "Ciao[ {first}], {when}[ with {practitioner}]. STOP to stop texts.",
        "{practice}: {when}. Call {phone}. STOP",
        "Your Check-up is {when}. STOP to stop.",
        "The podium stands {when}. STOP",
    ],
)
def test_what_may_be_sent_is_not_complained_of(text: str):
    assert own_wording.complaints("reminder", "en", text, SERVICES) == []


def test_a_service_is_found_in_other_cases_accents_and_endings():
    assert named("my podologias", SERVICES) == ["Podología"]
    assert named("deep-tissue massages", SERVICES) == ["Deep tissue massage"]
    assert named("a massage", SERVICES) == []


def test_the_preview_reads_as_it_would_be_sent():
    own = "Ciao[ {first}], {when}[ with {practitioner}]. STOP"
    assert own_wording.preview("reminder", "en", PRACTICE, own) == (
        "Ciao Ada, Wed 25 Nov at 15:00 with Aurora. STOP"
    )
    long = own_wording.preview("reminder", "en", PRACTICE, own, long=True)
    assert long.startswith("Ciao Maria Antonietta, Wed 25 Nov")


LINKED = "{practice}: {when}.[ Change: {link}] STOP"


@pytest.mark.parametrize("name", ["booked", "reminder", "reminder_confirmed", "reminder_last"])
def test_texts_about_one_appointment_may_have_a_link_in_brackets(name: str):
    assert own_wording.complaints(name, "en", LINKED) == []
    outside = own_wording.complaints(name, "en", "{practice}: {when}. Change: {link} STOP")
    assert "put it in square brackets" in "".join(outside)


def test_other_texts_have_no_page_to_lead_to():
    (wrong,) = own_wording.complaints("where", "en", "{practice}: {address}.[ See {link}]")
    assert wrong.startswith("{link} leads to the page of one appointment")


def test_the_preview_has_a_link_of_the_usual_length():
    link = "https://book.example.org/s/23456789ab"
    shown = own_wording.preview("reminder", "en", PRACTICE, LINKED, link=link)
    assert shown.endswith(f"Change: {link} STOP")
