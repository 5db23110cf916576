"""What staff moved is told when asked for, and what follows is about it; all are named together."""

from dataclasses import replace

import pytest

from calendar_store.model.statuses import AppointmentStatus
from dialogs import effects as do
from tests.support.dialogs.heard import acts
from tests.support.dialogs.samples import ADA, MARIE
from tests.support.dialogs.searching import Search, rome, visit

ASKING = {
    "en": "what day is it now sorry?",
    "it": "quando è adesso scusi?",
    "es": "¿cuándo es ahora?",
    "fr": "c'est quand maintenant ?",
    "de": "wann ist er jetzt?",
    "pt": "quando é agora?",
}
TOO_EARLY = [
    *(
        ("en", "9 is too early for me. Can I have 11 the same day?"),
        ("en", "can we do 11 instead?"),
    ),
    *(("it", "alle 9 è presto, possiamo fare alle 11?"), ("es", "¿puede ser a las 11 mejor?")),
    *(("fr", "on peut mettre 11h plutôt ?"), ("de", "geht auch 11 Uhr?")),
    *(("pt", "pode ser às 11?"),),
]
YES = [("en", "yes"), ("it", "sì"), ("es", "sí"), ("fr", "oui"), ("de", "ja"), ("pt", "sim")]


def moved_by_staff(locale: str) -> Search:
    """Return a client whose visit was moved to Friday at nine since the reminder."""
    search = Search.of(visit(ADA, rome(26, "15:00")), locale=locale)
    simulated, nine = search.simulated, rome(27, "09:00")
    old = simulated.appointments[1]
    moved = replace(old, starts_at=nine, ends_at=nine + old.duration, version=old.version + 1)
    search.simulated = replace(simulated, appointments={1: moved})
    return search


@pytest.mark.parametrize(("locale", "text"), TOO_EARLY)
def test_another_hour_is_offered_to_who_was_told_what_stands_now(locale: str, text: str):
    search = moved_by_staff(locale)
    assert "27" in search.say(ASKING[locale])
    search.say(text)
    assert "fri 27 11:00" in search.offered


@pytest.mark.parametrize(("locale", "text"), YES)
def test_a_yes_to_what_was_told_confirms_it(locale: str, text: str):
    search = moved_by_staff(locale)
    search.say(ASKING[locale])
    search.say(text)
    assert search.simulated.appointments[1].status is AppointmentStatus.CONFIRMED


@pytest.mark.parametrize(("locale", "text"), YES)
def test_a_yes_to_what_was_moved_since_confirms_nothing(locale: str, text: str):
    search = moved_by_staff(locale)
    search.say(text)
    assert search.simulated.appointments[1].status is AppointmentStatus.BOOKED


ALL = [
    *(("en", 2, "both appointments"), ("en", 3, "all three of us")),
    *(("it", 2, "entrambi gli appuntamenti"), ("it", 3, "tutte e tre le visite")),
    *(("es", 2, "sí, las dos citas"), ("es", 3, "sí, las tres citas")),
    *(("fr", 2, "les deux rendez-vous"), ("fr", 3, "oui, les trois rdv")),
    *(("de", 2, "beide Termine"), ("de", 3, "ja, alle drei Termine")),
    *(("pt", 2, "as duas consultas"), ("pt", 3, "sim, as três consultas")),
]
NOT_ALL = [
    *(
        ("en", 3, "both appointments"),
        ("en", 3, "not all three appointments"),
        ("en", 2, "both, if I can"),
    ),
    *(
        ("it", 3, "entrambi gli appuntamenti"),
        ("es", 3, "¿las tres citas?"),
        ("fr", 3, "pas les trois rdv"),
    ),
    *(("de", 3, "nicht alle drei Termine"), ("pt", 3, "não as três consultas")),
]
WISH = {"en": "cancel please", "it": "devo disdire", "es": "quiero anular", "fr": "je veux annuler"}
WISH |= {"de": "ich muss absagen", "pt": "preciso cancelar"}


def listed(locale: str, count: int) -> Search:
    """Return a conversation in which it is asked which of several visits to cancel."""
    visits = (
        visit(ADA, rome(26, "15:00")),
        visit(MARIE, rome(26, "15:30")),
        visit(ADA, rome(27, "10:00")),
    )
    search = Search.of(*visits[:count], locale=locale)
    search.say(WISH[locale])
    return search


@pytest.mark.parametrize(("locale", "count", "text"), ALL)
def test_a_number_of_all_with_what_they_are_is_all(locale: str, count: int, text: str):
    search = listed(locale, count)
    search.say(text)
    assert [type(each) for each in acts(search.turn)] == [do.CancelAppointment] * count


@pytest.mark.parametrize(("locale", "count", "text"), NOT_ALL)
def test_what_turns_it_or_is_another_number_cancels_nothing(locale: str, count: int, text: str):
    search = listed(locale, count)
    search.say(text)
    assert acts(search.turn) == []
