"""A visit that staff moved since it was asked about: who knows of it, and who does not."""

import pytest

from calendar_store.model.appointments import Slot
from calendar_store.model.statuses import AppointmentStatus
from dialogs.simulator import calendar
from tests.support.dialogs.samples import ADA
from tests.support.dialogs.searching import AURORA, Search, rome, visit

VISIT = visit(ADA, rome(26, "15:00"))
FRIDAY = rome(27, "09:00")


def moved(locale: str) -> Search:
    search = Search.of(VISIT, locale=locale)
    slot = Slot(AURORA.id, AURORA.name, FRIDAY, FRIDAY + VISIT.duration)
    search.simulated = calendar.move_by_staff(search.simulated, 1, slot)
    return search


@pytest.mark.parametrize(
    ("locale", "text"),
    [
        ("en", "Friday's no good to me, please cancel"),
        ("en", "can't do friday at 9. cancel it"),
        ("it", "venerdì alle 9 sono al lavoro. annullate pure l'appuntamento, richiamo a gennaio"),
        ("es", "el viernes no puedo, anúlela"),
        ("fr", "ah non vendredi 27 à 9h je ne peux pas, annulez mon rdv svp"),
        ("de", "Freitag kann ich nicht, da bin ich im Urlaub. Bitte ganz absagen"),
        ("pt", "sexta às 9 não posso, cancele por favor"),
    ],
)
def test_who_cancels_and_names_the_new_day_knows_of_it(locale: str, text: str):
    search = moved(locale)
    search.say(text)
    assert search.simulated.appointments[1].status is AppointmentStatus.CANCELLED


@pytest.mark.parametrize(
    ("locale", "text"),
    [
        ("en", "please cancel"),
        ("en", "thursday doesn't suit anyway, cancel"),
        ("en", "cancel thursday please"),
        ("it", "disdite giovedì"),
        ("es", "anulen la del jueves"),
        ("fr", "annulez jeudi svp"),
        ("de", "Donnerstag kann ich nicht, bitte absagen"),
        ("pt", "cancele a de quinta"),
        ("it", "confermo giovedì alle 15"),
    ],
)
def test_who_speaks_of_the_old_time_is_told_what_stands(locale: str, text: str):
    search = moved(locale)
    said = search.say(text)
    assert search.simulated.appointments[1].status is not AppointmentStatus.CANCELLED
    assert "27" in said
