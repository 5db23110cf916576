"""Questions whether it is open, appointments for two, and the list beside an appointment."""

from dataclasses import replace
from datetime import timedelta

import pytest

from calendar_store.model.appointments import Slot
from calendar_store.model.practices import Practitioner, Service
from dialogs import effects as do
from dialogs.conversation import Asked, Context
from dialogs.engine import step
from dialogs.wording import own_wording
from tests.dialogs.flows.test_offered_answers import FRIDAYS, spoken_in
from tests.support.dialogs.heard import acts, alerted, facts, then
from tests.support.dialogs.samples import ADA, MARIE, PRACTICE

HALF_HOUR = timedelta(minutes=30)
CHECK_UP = Service(1, 1, "Check-up", HALF_HOUR, safe_to_name=True, by_text=True)
MASSAGE = Service(1, 2, "Massage", HALF_HOUR, safe_to_name=True, by_text=True)
WEEKDAYS = frozenset(range(5))
MONDAY = Slot(
    1, "Aurora", FRIDAYS[0].starts_at + timedelta(days=3), FRIDAYS[0].ends_at + timedelta(days=3)
)


def nothing_booked(locale: str, *services: Service, **changes: object) -> Context:
    """Return the facts of a client without appointments who may book by text."""
    plain: dict[str, object] = {
        "clients": (replace(ADA, locale=locale),),
        "practice": replace(PRACTICE, locale=locale),
        "services": services or (CHECK_UP,),
        "practitioners": (Practitioner(1, 1, "Aurora", ""),),
        "free": (*FRIDAYS, MONDAY),
        "new_id": 7,
        "open_weekdays": WEEKDAYS,
    }
    return facts(**{**plain, **changes})


ASKS_SATURDAY = {
    "en": ("are you open saturday?", "closed"),
    "it": ("siete aperti sabato?", "chiusi"),
    "es": ("¿abren el sábado?", "cerramos"),
    "fr": ("vous êtes ouverts samedi ?", "fermés"),
    "de": ("haben Sie am Samstag offen?", "geschlossen"),
    "pt": ("estão abertos no sábado?", "fechamos"),
}
ASKS_FRIDAY = {
    "en": ("are you open on friday?", "open on"),
    "it": ("siete aperti venerdì?", "aperti"),
    "es": ("¿abren el viernes?", "abrimos"),
    "fr": ("vous êtes ouverts vendredi ?", "ouvrons"),
    "de": ("haben Sie am Freitag geöffnet?", "geöffnet"),
    "pt": ("abrem na sexta?", "abrimos"),
}


@pytest.mark.parametrize("locale", ASKS_SATURDAY)
@pytest.mark.parametrize("booked", [True, False])
def test_a_closed_day_is_said_to_be_and_the_nearest_is_offered(locale: str, booked: bool):
    text, word = ASKS_SATURDAY[locale]
    free = {"free": (MONDAY,), "open_weekdays": WEEKDAYS}
    context = spoken_in(locale) if booked else nothing_booked(locale)
    turn = step(replace(context, **free), text)  # type: ignore[arg-type]
    assert word in turn.replies[0]
    assert "1)" in turn.replies[0]
    assert turn.effects == ()


@pytest.mark.parametrize("locale", ASKS_FRIDAY)
def test_an_open_day_is_said_to_be_with_what_is_free(locale: str):
    text, word = ASKS_FRIDAY[locale]
    turn = step(nothing_booked(locale), text)
    assert word in turn.replies[0]
    assert "1)" in turn.replies[0]


@pytest.mark.parametrize("locale", ASKS_FRIDAY)
def test_where_more_has_to_be_asked_the_question_is_only_answered(locale: str):
    for text, word in (ASKS_FRIDAY[locale], ASKS_SATURDAY[locale]):
        turn = step(nothing_booked(locale, CHECK_UP, MASSAGE), text)
        assert word in turn.replies[0]
        assert "1)" not in turn.replies[0]
        assert turn.state.question is None


def test_a_full_day_is_not_said_to_be_closed():
    turn = step(nothing_booked("en", free=(MONDAY,)), "are you open on friday?")
    assert turn.replies[0].startswith("Nothing is free then.")


def test_without_known_hours_no_day_is_said_to_be_closed():
    context = nothing_booked("en", open_weekdays=frozenset(), free=(MONDAY,))
    assert "closed" not in step(context, "are you open saturday?").replies[0]


FOR_TWO = [
    *(("en", "can you book me and my wife in for friday"),),
    *(("en", "two appointments on friday please"),),
    *(("it", "vorrei prenotare per me e mia moglie venerdì"),),
    *(("es", "quiero cita para mí y mi mujer el viernes"),),
    *(("fr", "je voudrais un rendez-vous pour moi et ma femme vendredi"),),
    *(("de", "ich möchte einen Termin für mich und meine Frau am Freitag"),),
    *(("pt", "queria marcar para mim e para a minha mulher na sexta"),),
]


@pytest.mark.parametrize(("locale", "text"), FOR_TWO)
def test_of_two_one_is_booked_and_the_other_passed_on_and_both_are_said(locale: str, text: str):
    context = nothing_booked(locale)
    turn = step(then(context, step(context, text)), "1")
    (booked,) = acts(turn)
    assert isinstance(booked, do.BookAppointment)
    assert alerted(turn)
    assert turn.replies[0].endswith(own_wording.ours("booked_one_of_two", locale)[-20:])


@pytest.mark.parametrize(
    ("locale", "text"),
    [
        ("en", "can you book me in for friday"),
        ("en", "my wife told me about you, can I come on friday?"),
    ],
)
def test_one_appointment_is_no_two(locale: str, text: str):
    context = nothing_booked(locale)
    turn = step(then(context, step(context, text)), "1")
    assert len(acts(turn)) == 1
    assert not alerted(turn)


def test_of_a_family_it_is_asked_for_whom_the_first_is():
    clients = (ADA, replace(MARIE, first="Leo", last="Byron"))
    context = nothing_booked("en", clients=clients)
    turn = step(context, "an appointment for me and Leo on friday please")
    assert turn.state.question is not None
    assert turn.state.question.asked is Asked.WHO
    offers = step(then(context, turn), "2")
    booked = step(then(context, offers), "1")
    assert [e.client_id for e in acts(booked) if isinstance(e, do.BookAppointment)] == [2]
    assert alerted(booked)


@pytest.mark.parametrize(
    ("locale", "text"),
    [
        *(("fr", "un rendez-vous cette semaine, sinon mettez-moi sur la liste d'attente"),),
        *(("fr", "un rdv svp ou liste d'attente si rien"),),
    ],
)
def test_who_wants_a_time_or_else_the_list_is_offered_times_alone(locale: str, text: str):
    turn = step(nothing_booked(locale), text)
    assert acts(turn) == []
    assert "1)" in turn.replies[0]
    assert "iste d'attente" not in turn.replies[0]


def test_who_wants_the_list_is_put_on_it_and_offered_nothing():
    turn = step(nothing_booked("fr"), "bonjour, je voudrais être sur liste d'attente pour un rdv")
    assert [type(each) for each in acts(turn)] == [do.JoinWaitingList]
    assert "1)" not in turn.replies[0]


def test_an_appointment_ahead_is_not_forgotten_by_a_question_whether_it_is_open():
    context = replace(spoken_in("en"), open_weekdays=WEEKDAYS)
    turn = step(context, "are you open on friday?")
    assert turn.effects == ()
    assert acts(step(then(context, turn), "2")) == [do.MoveAppointment(1, 1, FRIDAYS[1])]
