"""Texts with two matters: STOP and a visit, one visit and the other, a refusal and a wish."""

from datetime import timedelta

import pytest

from calendar_store.model.appointments import Appointment
from calendar_store.model.statuses import STANDING, AppointmentStatus
from dialogs import effects as do
from tests.support.dialogs.samples import ADA
from tests.support.dialogs.searching import Search, rome, visit

FIRST = visit(ADA, rome(26, "15:00"))
SECOND = visit(ADA, rome(30, "11:00"))

STOPS = [
    ("en", "Stop sending me messages please and cancel Thursday, I've changed dentist"),
    ("it", "smettetela di mandarmi messaggi e annullate giovedì"),
    ("fr", "arrêtez de m'envoyer des messages et annulez jeudi"),
    ("es", "Dejad de mandarme mensajes ya por favor y anulad lo del jueves"),
    ("pt", "parem de me mandar mensagens e cancelem quinta"),
    ("en", "cancel thursday and stop texting me"),
]
STOPS_AND_AGREES = [
    ("en", "yes, the appointment too, and don't text me any more"),
    ("de", "ja den Termin auch, und schreibt mir nicht mehr"),
    ("it", "sì anche l'appuntamento, e non scrivetemi più"),
    ("es", "sí, la cita también, y no me escribáis más"),
]
LIMITS = [
    ("en", "please stop texting me at seven in the morning on sunday"),
    ("it", "non scrivetemi domenica alle 7"),
]
ANOTHER = [
    ("en", "cant do thursday do you have another day"),
    ("de", "kann Donnerstag nicht haben Sie einen anderen Tag"),
    ("fr", "je peu pas jeudi vs avez un autre jour"),
    ("it", "giovedì non posso avete un altro giorno"),
    ("es", "el jueves no puedo tenéis otro día"),
    ("pt", "quinta não posso têm outro dia"),
]
OTHERS = [
    ("en", "Thursday is fine, can the other one be moved to Friday 4 December at 11?"),
    ("de", "Donnerstag passt, den anderen bitte auf Freitag 4. Dezember um 11 verschieben"),
    ("fr", "jeudi c'est bon, l'autre je voudrais le décaler au vendredi 4 décembre à 11h"),
    ("it", "giovedì va bene, l'altro si può spostare a venerdì 4 dicembre alle 11?"),
]
BY_DATE = [
    ("en", "need to cancel the one on the 30th, i'm away with work. this thursday is fine tho"),
    ("de", "den am 30. bitte absagen"),
    ("es", "anulad solo la del día 30"),
]


def visits(search: Search) -> dict[int, Appointment]:
    return dict(search.simulated.appointments)


def did(search: Search, kind: type[do.Effect]) -> bool:
    assert search.turn is not None
    return any(isinstance(each, kind) for each in search.turn.effects)


@pytest.mark.parametrize(("locale", "text"), STOPS)
def test_a_stop_beside_a_cancellation_is_a_stop_and_staff_read_the_rest(locale: str, text: str):
    search = Search.of(FIRST, locale=locale)
    search.say(text)
    assert did(search, do.OptOut)
    assert did(search, do.AlertStaff)


@pytest.mark.parametrize(("locale", "text"), STOPS_AND_AGREES)
def test_a_stop_behind_a_yes_is_a_stop(locale: str, text: str):
    search = Search.of(FIRST, locale=locale)
    search.say(text)
    assert did(search, do.OptOut)
    assert not did(search, do.ConfirmAppointment)


@pytest.mark.parametrize(("locale", "text"), LIMITS)
def test_texts_unwanted_at_some_hour_are_no_stop(locale: str, text: str):
    search = Search.of(FIRST, locale=locale)
    search.say(text)
    assert not did(search, do.OptOut)


@pytest.mark.parametrize(("locale", "text"), ANOTHER)
def test_who_cannot_and_asks_for_another_day_is_offered_one(locale: str, text: str):
    search = Search.of(FIRST, locale=locale)
    search.say(text)
    assert visits(search)[1].status is AppointmentStatus.BOOKED
    assert search.offered


@pytest.mark.parametrize(("locale", "text"), OTHERS)
def test_the_other_of_two_is_moved_and_not_the_one_beside_it(locale: str, text: str):
    search = Search.of(FIRST, SECOND, locale=locale)
    search.say(text)
    if not search.offered:
        search.say("2")  # asked which one
    search.say("1")
    assert visits(search)[1].starts_at == FIRST.starts_at
    assert visits(search)[2].starts_at - SECOND.starts_at == timedelta(days=4)


@pytest.mark.parametrize(("locale", "text"), BY_DATE)
def test_the_visit_named_by_its_date_is_cancelled_and_no_other(locale: str, text: str):
    search = Search.of(FIRST, SECOND, locale=locale)
    search.say(text)
    assert visits(search)[1].status in STANDING
    assert visits(search)[2].status is AppointmentStatus.CANCELLED
