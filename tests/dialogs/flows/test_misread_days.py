"""Days and times that were misread: which one is meant, and what is none.

Each kind is told in the six languages, as clients write it, beside turned texts that must not act.
"""

from datetime import timedelta

import pytest

from tests.dialogs.flows.misread import MOVE, VISIT, begun, stands
from tests.support.dialogs.searching import rome

SAME_A_WEEK_ON = [
    ("en", "the same day at the same time of the following week"),
    ("en", "same time same day, the week after"),
    ("en", "the week after, on the same day at the same time"),
    ("en", "one week later, same day, same time"),
    ("en", "the following Thursday at the same time"),
    ("it", "lo stesso giorno alla stessa ora della settimana dopo"),
    ("it", "la settimana dopo, stesso giorno e stessa ora"),
    ("it", "alla stessa ora dello stesso giorno della settimana successiva"),
    ("it", "una settimana dopo, stesso giorno stessa ora"),
    ("it", "il giovedì successivo alla stessa ora"),
    ("de", "am selben Tag zur selben Zeit die Woche danach"),
    ("de", "die Woche darauf am gleichen Tag zur gleichen Zeit"),
    ("de", "zur selben Zeit am selben Tag der folgenden Woche"),
    ("de", "selber Tag, selbe Uhrzeit, eine Woche später"),
    ("pt", "no mesmo dia à mesma hora da semana seguinte"),
    ("pt", "na semana seguinte, no mesmo dia e à mesma hora"),
    ("pt", "à mesma hora do mesmo dia da semana seguinte"),
    ("pt", "uma semana depois, no mesmo dia e à mesma hora"),
    ("es", "el mismo día a la misma hora de la semana siguiente"),
    ("es", "la semana siguiente el mismo día a la misma hora"),
    ("es", "a la misma hora del mismo día de la semana siguiente"),
    ("es", "una semana después, el mismo día a la misma hora"),
    ("fr", "le même jour à la même heure la semaine d'après"),
    ("fr", "même jour, même heure, la semaine suivante"),
    ("fr", "la semaine suivante, le même jour à la même heure"),
    ("fr", "une semaine plus tard, même jour même heure"),
]


@pytest.mark.parametrize("offered", [False, True])
@pytest.mark.parametrize(("locale", "text"), SAME_A_WEEK_ON)
def test_the_same_day_and_time_of_another_week_is_one_time(locale: str, text: str, offered: bool):
    search = begun(locale, *((MOVE[locale],) if offered else ()), text)
    assert search.turn is not None
    times = search.turn.understanding.times
    assert [(each.start, each.end) for each in times] == [(VISIT + timedelta(days=7),) * 2]
    assert stands(search)


@pytest.mark.parametrize(
    ("locale", "text"),
    [
        ("en", "Hopefully for the same day… 2:30–4:30"),
        ("it", "spero lo stesso giorno, 14:30-16:30"),
        ("de", "hoffentlich am selben Tag, 14:30-16:30"),
        ("es", "ojalá el mismo día, 14:30-16:30"),
        ("fr", "j'espère le même jour, 14h30-16h30"),
        ("pt", "espero que no mesmo dia, 14:30-16:30"),
        ("en", "Thursday 2:30 to 4:30"),
    ],
)
def test_a_span_that_is_hoped_for_is_offered_from(locale: str, text: str):
    search = begun(locale, text)
    assert search.turn is not None
    question = search.turn.state.question
    assert question is not None
    assert question.slots
    assert all(rome(26, "14:30") <= each.starts_at <= rome(26, "16:00") for each in question.slots)


@pytest.mark.parametrize(
    ("locale", "text"),
    [
        ("en", "hopefully I can make it thursday"),
        ("it", "spero di guarire entro venerdì"),
        ("de", "ich hoffe ich komme Donnerstag"),
        ("es", "espero ir el jueves"),
        ("fr", "j'espère venir jeudi"),
        ("pt", "espero ir na quinta"),
    ],
)
def test_a_hope_to_come_is_no_wish_for_a_time(locale: str, text: str):
    search = begun(locale, text)
    assert search.turn is not None
    assert search.turn.state.question is None or not search.turn.state.question.slots
    assert stands(search)


@pytest.mark.parametrize(
    ("locale", "text"),
    [
        ("en", "14 hours"),
        ("es", "a las 14 horas"),
        ("es", "¿puede ser a las dos horas?"),
        ("fr", "14 heures"),
        ("pt", "há às 14 horas?"),
        ("pt", "14 horas"),
    ],
)
def test_an_hour_of_the_day_is_no_length(locale: str, text: str):
    search = begun(locale, MOVE[locale], text)
    assert search.turn is not None
    starts = {each.start for each in search.turn.understanding.times}
    assert rome(27, "14:00") in starts


COUNTED = [
    ("es", "vivo en el 3º B"),
    ("es", "vivo en el 3 B"),
    ("es", "me quedan 3 sesiones de 10"),
    ("it", "abito al 3° B"),
    ("it", "mancano 3 sedute delle 10"),
    ("pt", "faltam 3 sessões das 10"),
    ("fr", "il reste 3 séances sur 10"),
    ("de", "es fehlen noch 3 von 10 Sitzungen"),
    ("en", "3 sessions left of the 10"),
]


@pytest.mark.parametrize(("locale", "text"), COUNTED)
def test_what_is_counted_is_no_time(locale: str, text: str):
    search = begun(locale, text)
    assert search.turn is not None
    assert not search.turn.understanding.times
    assert stands(search)


@pytest.mark.parametrize("text", ["venerdì al tocco", "al tocco di venerdì"])
def test_al_tocco_is_one_o_clock(text: str):
    search = begun("it", text)
    assert search.turn is not None
    assert [each.start for each in search.turn.understanding.times] == [rome(27, "13:00")]


@pytest.mark.parametrize(
    ("locale", "text"),
    [
        ("es", "el lunes por la mañana, por la tarde trabajo"),
        ("es", "lunes de mañana. de tarde trabajo"),
        ("it", "lunedì di mattina, nel pomeriggio lavoro"),
        ("fr", "lundi matin, l'après-midi je travaille"),
        ("de", "Montag vormittags, nachmittags arbeite ich"),
        ("pt", "segunda de manhã, à tarde trabalho"),
        ("en", "Monday morning, in the afternoon I work"),
    ],
)
def test_two_parts_of_a_day_are_two(locale: str, text: str):
    search = begun(locale, MOVE[locale], text)
    assert search.turn is not None
    question = search.turn.state.question
    assert question is not None
    assert question.slots
    assert all(each.starts_at <= rome(30, "12:30") for each in question.slots)


def test_the_second_of_a_spanish_list_with_a_monday_is_the_second():
    search = begun("es", "quiero pasarla al lunes 30 por la tarde")
    assert search.turn is not None
    question = search.turn.state.question
    assert question is not None
    search.say("la segunda")
    visited = next(iter(search.simulated.appointments.values()))
    assert visited.starts_at == question.slots[1].starts_at
