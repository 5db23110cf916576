"""One of two visits is named by its day, and wished for at another hour of that day."""

import pytest

from tests.support.dialogs.samples import ADA
from tests.support.dialogs.searching import Search, rome, visit

TEXTS = [
    *(("en", "my monday appointment to 11 on the same day"), ("en", "move my monday one to 11")),
    *(("it", "sposta quello di lunedì alle 11"), ("it", "quello di lunedì alle 11 stesso giorno")),
    *(("es", "cambiar la del lunes a las 11"), ("es", "mi cita del lunes a las 11 el mismo día")),
    *(("fr", "déplacez celui de lundi à 11h"),),
    *(("fr", "mon rendez-vous de lundi à 11h le même jour"),),
    *(("de", "den Termin am Montag auf 11 Uhr verschieben"), ("de", "den Montag auf 11 statt 9")),
    *(("pt", "mudar a de segunda para as 11"),),
    *(("pt", "a minha consulta de segunda para as 11 no mesmo dia"),),
]


@pytest.mark.parametrize("remind", [True, False])
@pytest.mark.parametrize(("locale", "text"), TEXTS)
def test_that_hour_is_offered_and_the_named_visit_moves(
    locale: str, text: str, remind: bool
) -> None:
    visits = (visit(ADA, rome(30, "09:00")), visit(ADA, rome(26, "15:00")))
    search = Search.of(*visits, locale=locale, remind=remind)
    search.say(text)
    assert search.offered == ["mon 30 11:00"]
    search.say("1")
    moved, other = search.simulated.appointments[1], search.simulated.appointments[2]
    assert moved.starts_at == rome(30, "11:00")
    assert other.starts_at == rome(26, "15:00")


def test_the_hour_of_the_visit_itself_is_no_wish() -> None:
    visits = (visit(ADA, rome(30, "09:00")), visit(ADA, rome(26, "15:00")))
    search = Search.of(*visits)
    search.say("can the monday 9am one be on wednesday?")
    assert all(time.startswith("wed 25") for time in search.offered)
