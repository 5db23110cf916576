"""Who says to come on a day on which a visit stands, and something else is, or was, too."""

import pytest

from calendar_store.model.statuses import AppointmentStatus
from tests.support.dialogs.samples import ADA, MARIE
from tests.support.dialogs.searching import Search, rome, visit

COMING = {
    "en": ("please cancel Marie's", "I myself am coming on Thursday", "I'm coming Thursday"),
    "it": ("disdica quello di Marie", "io giovedì vengo", "giovedì vengo"),
    "es": ("anule la de Marie", "yo sí voy el jueves", "el jueves voy"),
    "fr": ("annulez celui de Marie", "moi je viens jeudi", "je viens jeudi"),
    "de": (
        "bitte den Termin von Marie absagen",
        "Ich selbst komme am Donnerstag",
        "ich komme Donnerstag",
    ),
    "pt": ("cancele a da Marie", "eu vou na quinta", "na quinta eu vou"),
}
NOTHING_TO_BE_DONE = {
    "en": "no chance, cancel it please",
    "it": "niente da fare, giovedì non vengo, annullate",
    "fr": "aucun ne me va, annulez mon rdv",
    "es": "ninguna me va, anulen la cita",
    "de": "keiner passt mir, sagen Sie den Termin einfach ab",
    "pt": "nenhuma me serve, cancele a consulta",
}


@pytest.mark.parametrize("locale", COMING)
def test_who_comes_on_the_day_of_a_visit_that_stands_brings_back_no_other(locale: str) -> None:
    visits = visit(ADA, rome(26, "15:00")), visit(MARIE, rome(26, "15:30"))
    search = Search.of(*visits, locale=locale)
    cancels, comes, _ = COMING[locale]
    search.say(cancels)
    search.say(comes)
    own, cancelled = search.simulated.appointments.values()
    assert cancelled.status is AppointmentStatus.CANCELLED
    assert own.status in {AppointmentStatus.CONFIRMED, AppointmentStatus.BOOKED}


@pytest.mark.parametrize("locale", COMING)
def test_who_comes_on_the_day_of_the_visit_takes_no_other_time_of_that_day(locale: str) -> None:
    search = Search.of(visit(ADA, rome(26, "15:00")), locale=locale)
    search.say("3")
    question = search.question
    assert question is not None
    assert any(slot.starts_at == rome(26, "09:00") for slot in question.slots)
    search.say(COMING[locale][2])
    assert next(iter(search.simulated.appointments.values())).starts_at == rome(26, "15:00")


@pytest.mark.parametrize("locale", NOTHING_TO_BE_DONE)
def test_what_cannot_be_helped_may_well_cancel(locale: str) -> None:
    search = Search.of(visit(ADA, rome(26, "15:00")), locale=locale)
    search.say("3")
    search.say(NOTHING_TO_BE_DONE[locale])
    visited = next(iter(search.simulated.appointments.values()))
    assert visited.status is AppointmentStatus.CANCELLED


@pytest.mark.parametrize(
    ("text", "moves"),
    [
        ("si el viernes a las 9", True),
        ("si puedo ir el viernes a las 9", False),
        ("voy si el viernes", False),
    ],
)
def test_a_spanish_si_without_its_accent_before_a_time_alone_is_a_yes(
    text: str, moves: bool
) -> None:
    search = Search.of(visit(ADA, rome(26, "15:00")), locale="es")
    search.say("quiero cambiarla al viernes a las 9")
    search.say(text)
    visited = next(iter(search.simulated.appointments.values()))
    assert (visited.starts_at == rome(27, "09:00")) is moves
