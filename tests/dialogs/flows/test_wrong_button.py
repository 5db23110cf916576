"""Who pressed another digit than was meant, and says so."""

import pytest

from calendar_store.model.statuses import AppointmentStatus
from tests.support.dialogs.samples import ADA
from tests.support.dialogs.searching import Search, rome, visit

TAKEN_BACK = {
    "en": (
        "wrong button!! I'm definitely coming, I confirm Thursday",
        "hit the wrong key, I'm coming",
    ),
    "it": ("ho schiacciato male!! vengo, confermo giovedì", "ho sbagliato tasto, confermo giovedì"),
    "es": ("me equivoqué de número!! sí voy, confirmo el jueves", "le di mal, confirmo el jueves"),
    "fr": (
        "mince mauvais bouton !! je viens, je confirme jeudi",
        "mauvaise touche, je viens jeudi",
    ),
    "de": ("nein falsche Taste!! ich komme, bestätige Donnerstag", "vertippt, ich komme"),
    "pt": ("enganei-me no botão!! vou sim, confirmo quinta", "apertei errado, vou na quinta"),
}
LEFT = {
    "en": ("wrong button, is it cancelled now?", "wrong button but I can't come anyway"),
    "it": ("ho sbagliato tasto, volevo spostare", "ho schiacciato male? è disdetto?"),
    "es": ("me equivoqué de tecla, quería cambiarla", "mi hijo le dio mal, no sé"),
    "fr": ("mauvais bouton, je voulais déplacer", "mauvaise touche, mais je ne viens pas"),
    "de": ("falsche Taste, wollte eigentlich verschieben", "vertippt, ist er jetzt abgesagt?"),
    "pt": ("enganei-me no botão, queria remarcar", "tecla errada, mas não vou na mesma"),
}


def _after_two(locale: str, text: str) -> AppointmentStatus:
    search = Search.of(visit(ADA, rome(26, "15:00")), locale=locale)
    search.say("2")
    search.say(text)
    return next(iter(search.simulated.appointments.values())).status


@pytest.mark.parametrize(("locale", "text"), [(n, t) for n, ts in TAKEN_BACK.items() for t in ts])
def test_who_pressed_the_wrong_button_and_comes_has_the_visit_back(locale: str, text: str) -> None:
    assert _after_two(locale, text) is AppointmentStatus.CONFIRMED


@pytest.mark.parametrize(("locale", "text"), [(n, t) for n, ts in LEFT.items() for t in ts])
def test_the_wrong_button_alone_takes_nothing_back(locale: str, text: str) -> None:
    assert _after_two(locale, text) is AppointmentStatus.CANCELLED
