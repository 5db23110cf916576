"""Answers to a list of times, and to a reminder, that a receptionist would not misread."""

from dataclasses import replace
from datetime import timedelta

import pytest

from calendar_store.model.appointments import Slot
from calendar_store.model.statuses import AppointmentStatus
from dialogs import effects as do
from dialogs.conversation import Asked, Context
from dialogs.engine import read, step
from tests.support.dialogs.heard import acts, alerted, facts, reminded, then
from tests.support.dialogs.samples import ADA, PRACTICE, appointment

HALF_HOUR = timedelta(minutes=30)
THURSDAY = appointment().starts_at + timedelta(days=2)
ADAS = appointment(starts_at=THURSDAY, ends_at=THURSDAY + HALF_HOUR)


def slot(day: int, hour: int) -> Slot:
    """Return a time so many days after Thursday, at a full hour of Rome."""
    start = THURSDAY + timedelta(days=day, hours=hour - 15)
    return Slot(1, "Aurora", start, start + HALF_HOUR)


FRIDAYS = (slot(1, 10), slot(1, 14), slot(1, 16))
WEDNESDAY = slot(6, 10)
FREE = (slot(1, 9), *FRIDAYS, slot(1, 17), slot(0, 9), WEDNESDAY)
ASKS_FRIDAY = {
    "en": "can we do friday instead",
    "it": "si può venerdì?",
    "es": "¿puede ser el viernes?",
    "fr": "vendredi c'est possible ?",
    "de": "geht auch freitag?",
    "pt": "pode ser sexta?",
}


def spoken_in(locale: str, **changes: object) -> Context:
    """Return the facts after a reminder of Ada's visit on Thursday, in a language."""
    clients = (replace(ADA, locale=locale),)
    practice = replace(PRACTICE, locale=locale)
    return reminded(ADAS, clients=clients, practice=practice, free=FREE, **changes)


def offered(locale: str) -> Context:
    """Return the facts after Friday's times were offered."""
    context = spoken_in(locale)
    turn = step(context, ASKS_FRIDAY[locale])
    assert turn.state.question is not None
    assert turn.state.question.asked is Asked.SLOTS
    return then(context, turn)


def moved_to(context: Context, text: str) -> list[Slot]:
    return [e.slot for e in acts(step(context, text)) if isinstance(e, do.MoveAppointment)]


@pytest.mark.parametrize(
    ("locale", "text"),
    [
        *(("en", "any of them"), ("en", "I don't mind, you choose"), ("it", "uno qualsiasi")),
        *(("it", "per me è uguale"), ("es", "cualquiera me sirve"), ("es", "me da igual")),
        *(("fr", "n'importe lequel"), ("fr", "peu importe"), ("de", "egal welcher")),
        *(("de", "ist mir egal"), ("pt", "qualquer um"), ("pt", "tanto faz")),
    ],
)
def test_who_leaves_the_choice_to_us_gets_the_first_and_is_told(locale: str, text: str):
    context = offered(locale)
    assert context.state.question is not None
    assert moved_to(context, text) == [context.state.question.slots[0]]


@pytest.mark.parametrize(
    "text", ["not any of them", "any other?", "any of them with Bruno?", "any but friday"]
)
def test_who_leaves_no_choice_to_us_gets_nothing_taken(text: str):
    assert moved_to(offered("en"), text) == []


TOO_EARLY = [
    *(("en", "too early"), ("en", "those are all too early for me"), ("it", "troppo presto")),
    *(("it", "sono tutti troppo presto"), ("es", "demasiado temprano"), ("es", "muy temprano")),
    *(("fr", "trop tôt"), ("fr", "c'est trop tôt pour moi"), ("de", "zu früh")),
    *(("de", "das ist mir zu früh"), ("pt", "muito cedo"), ("pt", "é cedo demais para mim")),
]
TOO_LATE = [
    *(("en", "too late"), ("it", "troppo tardi"), ("es", "demasiado tarde"), ("fr", "trop tard")),
    *(
        ("de", "zu spät"),
        ("de", "alles zu spät"),
        ("pt", "muito tarde"),
        ("fr", "un peu trop tard"),
    ),
]


@pytest.mark.parametrize(("locale", "text"), TOO_EARLY)
def test_times_that_are_too_early_are_followed_by_later_ones_of_the_day(locale: str, text: str):
    context = offered(locale)
    search = read(context, text).search
    assert isinstance(search, do.SlotSearch)
    assert search.spans[0][0] > slot(1, 16).starts_at
    assert not alerted(step(context, text))


@pytest.mark.parametrize(("locale", "text"), TOO_LATE)
def test_times_that_are_too_late_are_followed_by_earlier_ones_of_the_day(locale: str, text: str):
    context = offered(locale)
    assert context.state.question is not None
    search = read(context, text).search
    assert isinstance(search, do.SlotSearch)
    assert search.spans[0][1] <= min(s.starts_at for s in context.state.question.slots)
    assert not alerted(step(context, text))


@pytest.mark.parametrize(
    ("locale", "asked", "no"),
    [
        *(("en", "anything sooner?", "no"), ("it", "c'è qualcosa prima?", "no grazie")),
        *(("es", "¿hay algo antes?", "no"), ("fr", "vous avez plus tôt ?", "non merci")),
        *(("pt", "há alguma coisa mais cedo?", "não"),),
    ],
)
def test_a_no_to_sooner_times_keeps_what_stands(locale: str, asked: str, no: str):
    context = spoken_in(locale)
    offers = then(context, step(context, asked))
    turn = step(offers, no)
    assert (turn.effects, turn.state.question is not None) == ((), True)
    assert "15:00" in turn.replies[0].replace("15h00", "15:00")
    assert "1)" not in turn.replies[0]


@pytest.mark.parametrize(
    ("locale", "text"),
    [
        *(("en", "no sorry 3"), ("en", "actually 3 instead"), ("it", "no scusi 3")),
        *(("es", "no perdón 3"), ("fr", "non pardon le 3"), ("de", "nein sorry 3")),
        *(("pt", "não desculpe 3"), ("de", "doch lieber 3"), ("it", "anzi 3")),
    ],
)
def test_another_number_soon_after_a_choice_takes_that_one(locale: str, text: str):
    context = offered(locale)
    turn = step(context, "2")
    (move,) = acts(turn)
    assert isinstance(move, do.MoveAppointment)
    now = replace(
        *(ADAS,),
        starts_at=move.slot.starts_at,
        ends_at=move.slot.ends_at,
        version=2,
        status=AppointmentStatus.CONFIRMED,
    )
    after = then(context, turn, now)
    third = context.state.question.slots[2] if context.state.question else None
    again = step(after, text)
    assert acts(again) == [do.MoveAppointment(1, 2, third)]
    # and UNDO still gives back the first time of all
    last = replace(now, starts_at=third.starts_at, ends_at=third.ends_at, version=3)
    back = acts(step(then(after, again, last), "UNDO" if locale == "en" else "undo"))
    assert [e.slot.starts_at for e in back if isinstance(e, do.MoveAppointment)] == [THURSDAY]


def test_a_number_long_after_a_choice_or_beside_other_words_moves_nothing():
    context = offered("en")
    turn = step(context, "2")
    (move,) = acts(turn)
    now = replace(ADAS, starts_at=move.slot.starts_at, ends_at=move.slot.ends_at, version=2)
    late = then(context, turn, now, now=context.now + timedelta(hours=5))
    assert acts(step(late, "no sorry 3")) == []
    for text in ("sorry, 3 of us are coming", "no sorry 7", "no sorry, is 3 free?"):
        assert acts(step(then(context, turn, now), text)) == []


def test_the_one_day_that_suits_is_taken():
    context = offered("de")
    assert context.state.question is not None
    question = replace(context.state.question, slots=(FRIDAYS[0], FRIDAYS[1], WEDNESDAY))
    listed = replace(context, state=replace(context.state, question=question))
    assert moved_to(listed, "Mi geht, die anderen nicht") == [WEDNESDAY]
    assert moved_to(listed, "Fr geht, die anderen nicht") == []
    assert moved_to(listed, "Mi geht nicht") == []


@pytest.mark.parametrize(
    ("locale", "text"),
    [
        *(("en", "not cancelling"), ("en", "we're not cancelling"), ("it", "non disdico")),
        *(("es", "no anulo"), ("fr", "je n'annule pas"), ("de", "ich sage nicht ab")),
        *(("pt", "não vou cancelar"),),
    ],
)
def test_who_does_not_cancel_is_told_what_stands(locale: str, text: str):
    context = spoken_in(locale)
    turn = step(context, text)
    assert turn.effects == ()
    assert "15" in turn.replies[0]
    assert acts(step(then(context, turn), "1")) == [do.ConfirmAppointment(1, 1)]


@pytest.mark.parametrize(
    ("locale", "text"),
    [
        *(("en", "ok what time"), ("it", "ok a che ora"), ("es", "ok a qué hora")),
        *(("fr", "ok à quelle heure"), ("de", "ok um wie viel uhr"), ("pt", "ok a que horas")),
        *(("it", "va bene, a che ora?"), ("en", "ok. when is it?")),
    ],
)
def test_an_ok_before_a_question_confirms_nothing_and_the_question_is_answered(
    locale: str, text: str
):
    turn = step(spoken_in(locale), text)
    assert turn.effects == ()
    assert "15" in turn.replies[0]


def test_a_yes_before_a_question_confirms_and_is_answered():
    turn = step(spoken_in("en"), "yes I'll be there. what time is it?")
    assert acts(turn) == [do.ConfirmAppointment(1, 1)]


ON_THE_WAY = [
    *(("en", "on my way"), ("it", "sto arrivando"), ("es", "voy de camino")),
    *(("fr", "je suis en route"), ("de", "bin unterwegs"), ("pt", "estou a caminho")),
]


@pytest.mark.parametrize(("locale", "text"), ON_THE_WAY)
def test_on_the_way_days_ahead_is_told_when_the_visit_is(locale: str, text: str):
    turn = step(spoken_in(locale), text)
    assert turn.effects == ()
    assert "15" in turn.replies[0]


@pytest.mark.parametrize(("locale", "text"), ON_THE_WAY)
def test_on_the_way_shortly_before_confirms(locale: str, text: str):
    soon = spoken_in(locale, now=THURSDAY - timedelta(minutes=50))
    assert acts(step(soon, text)) == [do.ConfirmAppointment(1, 1)]


@pytest.mark.parametrize(
    ("locale", "text"),
    [
        *(
            ("en", "see you at 11"),
            ("en", "ok see you thursday at 11"),
            ("it", "ci vediamo alle 11"),
        ),
        *(("es", "nos vemos a las 11"), ("de", "bis um 11"), ("pt", "até às 11")),
        *(("en", "see you at 3.30"),),
    ],
)
def test_a_parting_until_another_hour_is_told_what_stands(locale: str, text: str):
    turn = step(spoken_in(locale), text)
    assert turn.effects == ()
    assert "15" in turn.replies[0]


def test_a_parting_until_the_hour_of_the_visit_confirms():
    assert acts(step(spoken_in("en"), "see you at 3")) == [do.ConfirmAppointment(1, 1)]


def test_nothing_is_asked_about_a_visit_that_is_not():
    assert not acts(step(facts(), "on my way"))
