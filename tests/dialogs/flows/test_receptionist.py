"""Answers that a receptionist would understand, one kind each, in six languages."""

from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from calendar_store.model.statuses import AppointmentStatus
from dialogs import effects as do
from dialogs.conversation import Asked, Context, State
from dialogs.engine import read, step
from tests.dialogs.flows.test_offered_answers import offered, spoken_in
from tests.support.dialogs.heard import acts, alerted, facts, reminded, then
from tests.support.dialogs.samples import ADA, MARIE, PRACTICE, appointment

ROME = ZoneInfo("Europe/Rome")
HALF_HOUR = timedelta(minutes=30)
THURSDAY = appointment().starts_at + timedelta(days=2)
ADAS = appointment(starts_at=THURSDAY, ends_at=THURSDAY + HALF_HOUR)
LEO = replace(MARIE, first="Leo", last="Byron")
LEOS = appointment(
    id=2, client_id=2, starts_at=THURSDAY + HALF_HOUR, ends_at=THURSDAY + 2 * HALF_HOUR
)


def family(locale: str) -> Context:
    """Return the facts after a reminder of Ada's and Leo's visits, in a language."""
    clients = tuple(replace(one, locale=locale) for one in (ADA, LEO))
    return reminded(ADAS, LEOS, clients=clients, practice=replace(PRACTICE, locale=locale))


@pytest.mark.parametrize(
    ("locale", "text"),
    [
        *(("en", "Hi, yes I can make it Thursday"), ("it", "sì giovedì ci sono")),
        *(("es", "sí, el jueves puedo ir"), ("fr", "c'est ok, je viens jeudi")),
        *(("de", "ja, Donnerstag komme ich"), ("pt", "sim, na quinta vou")),
    ],
)
def test_a_whole_yes_confirms_though_nothing_is_open(locale: str, text: str):
    context = replace(spoken_in(locale), state=State())
    assert acts(step(context, text)) == [do.ConfirmAppointment(1, 1)]


@pytest.mark.parametrize(
    "text",
    [
        *("yes I can make it Friday", "I can't make it Thursday", "can I make it Thursday?"),
        *(
            "if I can make it Thursday",
            "my wife can make it Thursday",
            "yes I can make Thursday at 5",
        ),
    ],
)
def test_less_than_a_whole_yes_confirms_nothing_where_nothing_is_open(text: str):
    context = replace(spoken_in("en"), state=State())
    assert do.ConfirmAppointment(1, 1) not in acts(step(context, text))


@pytest.mark.parametrize(
    ("locale", "text"),
    [
        *(("en", "cancel Leo's please, he has a school trip"),),
        *(
            ("it", "annulla quello di Leo, ha la febbre"),
            ("es", "anula la de Leo, tiene excursión"),
        ),
        *(("fr", "annulez celui de Leo svp, il a une sortie scolaire"),),
        *(("de", "bitte den Termin von Leo absagen, er ist auf Klassenfahrt"),),
        *(("pt", "cancele a do Leo, ele tem uma visita de estudo"),),
    ],
)
def test_why_somebodys_visit_is_called_off_changes_nothing_of_it(locale: str, text: str):
    assert acts(step(family(locale), text)) == [do.CancelAppointment(2, 1)]


@pytest.mark.parametrize(
    ("locale", "text"),
    [
        *(("en", "cancel Leo's, I'll be there"), ("es", "anula la de Leo, yo sí voy")),
        *(("fr", "Leo est malade il ne viendra pas jeudi, moi je viens"),),
        *(("it", "io ci sono, Leo ha la febbre e non viene"),),
        *(("pt", "eu vou, o Leo está doente e não vai"),),
        *(("de", "ich komme, Leo ist krank und kommt nicht"),),
    ],
)
def test_the_writer_comes_and_who_does_not_is_cancelled(locale: str, text: str):
    turn = step(family(locale), text)
    assert set(acts(turn)) == {do.ConfirmAppointment(1, 1), do.CancelAppointment(2, 1)}


def test_what_is_told_of_the_other_goes_to_staff_and_the_writer_is_confirmed():
    turn = step(family("en"), "Leo has football on thursday but I'll be there")
    assert acts(turn) == [do.ConfirmAppointment(1, 1)]
    assert alerted(turn)


def test_after_the_others_was_cancelled_the_writers_own_yes_is_heard():
    context = family("en")
    turn = step(context, "Leo has chickenpox so please cancel his")
    assert acts(turn) == [do.CancelAppointment(2, 1)]
    gone = replace(LEOS, status=AppointmentStatus.CANCELLED, cancelled_at=context.now, version=2)
    after = then(context, turn, ADAS, gone)
    assert acts(step(after, "mine is fine, I'll be there")) == [do.ConfirmAppointment(1, 1)]


@pytest.mark.parametrize(
    ("locale", "text"),
    [
        *(("en", "let me ask my husband and I'll come back to you"), ("it", "ci penso un attimo")),
        *(("es", "lo miro y te digo"), ("fr", "je regarde avec mon mari et je vous dis")),
        *(("de", "ich überlege es mir"), ("pt", "vou ver com o meu marido e já digo")),
    ],
)
def test_who_thinks_it_over_may_still_take_a_time(locale: str, text: str):
    context = offered(locale)
    question = context.state.question
    turn = step(context, text)
    assert (acts(turn), alerted(turn)) == ([], False)
    later = then(context, turn, now=context.now + timedelta(hours=3))
    assert question is not None
    assert acts(step(later, "2")) == [do.MoveAppointment(1, 1, question.slots[1])]


@pytest.mark.parametrize(
    ("locale", "text"),
    [
        ("fr", "ok pour le 3"),
        ("pt", "fica a 3"),
        ("it", "facciamo la 3"),
        ("de", "ich nehme die 3"),
    ],
)
def test_a_number_with_words_of_taking_it_is_one_of_the_list(locale: str, text: str):
    context = offered(locale)
    assert context.state.question is not None
    assert acts(step(context, text)) == [do.MoveAppointment(1, 1, context.state.question.slots[2])]


def test_what_somebody_says_of_the_list_is_asked_back():
    turn = step(offered("en"), "he says the first one works")
    assert acts(turn) == []
    assert not alerted(turn)
    assert "1)" in turn.replies[0]


@pytest.mark.parametrize(
    ("locale", "text"),
    [
        *(("en", "on thursday I have a meeting, could I come friday?"),),
        *(("it", "giovedì mi hanno messo di turno, venerdì mattina avete posto?"),),
        *(("es", "el jueves tengo una reunión, ¿tienen el viernes?"),),
        *(("fr", "jeudi j'ai une réunion, vous auriez vendredi ?"),),
        *(("de", "Donnerstag habe ich Schicht, haben Sie Freitag etwas?"),),
        *(("pt", "na quinta tenho uma reunião, tem na sexta?"),),
    ],
)
def test_the_day_that_is_the_reason_is_not_offered(locale: str, text: str):
    search = read(spoken_in(locale), text).search
    assert isinstance(search, do.SlotSearch)
    days = {start.astimezone(ROME).date() for start, _ in search.spans[: search.asked]}
    assert THURSDAY.date() not in days


def test_two_days_wished_for_are_both_looked_at():
    search = read(spoken_in("en"), "could I come thursday morning or friday?").search
    assert isinstance(search, do.SlotSearch)
    days = {start.astimezone(ROME).date() for start, _ in search.spans[: search.asked]}
    assert len(days) == 2


def test_great_thanks_cancels_nothing_and_yes_does():
    context = facts(ADAS, free=())
    asked = then(context, step(context, "2"))
    assert asked.state.question is not None
    assert acts(step(asked, "great thanks")) == []
    assert acts(step(asked, "yes")) == [do.CancelAppointment(1, 1)]


def test_a_number_of_the_list_after_a_choice_is_told_what_stands():
    context = offered("en")
    turn = step(context, "2")
    (move,) = acts(turn)
    assert isinstance(move, do.MoveAppointment)
    now = replace(ADAS, starts_at=move.slot.starts_at, ends_at=move.slot.ends_at, version=2)
    after = then(context, turn, now)
    again = step(after, "2")
    assert acts(again) == []
    assert again.state.question is None


@pytest.mark.parametrize(("locale", "text"), [("de", "hä?"), ("en", "huh?"), ("it", "come scusi?")])
def test_who_has_not_understood_is_told_again(locale: str, text: str):
    turn = step(spoken_in(locale), text)
    assert turn.effects == ()
    assert "15" in turn.replies[0]


@pytest.mark.parametrize(
    ("locale", "text"),
    [
        *(("en", "yes that's fine, is there anywhere to park?"),),
        *(("es", "sí, allí estaré. ¿Puedo llevar a mi bebé?"),),
        *(("de", "ja, muss ich nüchtern kommen?"),),
    ],
)
def test_a_yes_with_a_question_confirms_and_the_question_goes_on(locale: str, text: str):
    turn = step(spoken_in(locale), text)
    assert acts(turn) == [do.ConfirmAppointment(1, 1)]
    assert alerted(turn)


@pytest.mark.parametrize("text", ["yes, do I have to come at all?", "ja, muss ich noch kommen?"])
def test_a_question_whether_to_come_turns_the_yes(text: str):
    assert acts(step(spoken_in("de"), text)) == []


@pytest.mark.parametrize(
    ("locale", "cancel", "back"),
    [
        *(("de", "absagen", "Kommando zurück, ich kann doch"),),
        *(("es", "anular", "olvídelo, sí puedo"), ("fr", "annuler", "oubliez, je peux venir")),
        *(("it", "disdico", "come non detto, ce la faccio"),),
        *(("pt", "cancelar", "esqueça, afinal posso"), ("en", "cancel", "undo that, I can come")),
        *(("fr", "annuler", "finalement je peux venir, vous pouvez le remettre ?"),),
        *(("pt", "cancelar", "afinal já consigo ir, pode voltar a marcar?"),),
    ],
)
def test_a_cancellation_is_taken_back_in_other_words(locale: str, cancel: str, back: str):
    context = spoken_in(locale)
    turn = step(context, cancel)
    gone = replace(ADAS, status=AppointmentStatus.CANCELLED, cancelled_at=context.now, version=2)
    assert acts(step(then(context, turn, gone), back)) == [do.RestoreAppointment(1, 2)]


def test_a_wish_to_have_it_back_among_other_words_is_told_of_undo():
    context = spoken_in("en")
    turn = step(context, "cancel")
    gone = replace(ADAS, status=AppointmentStatus.CANCELLED, cancelled_at=context.now, version=2)
    text = "hang on my boss says it's fine, can I still have it?"
    back = step(then(context, turn, gone), text)
    assert back.effects == ()
    assert "UNDO" in back.replies[0]


def test_an_open_list_stays_open_after_an_aside():
    context = offered("en")
    turn = step(context, "I'll think about it")
    assert turn.state.question is not None
    assert turn.state.question.asked is Asked.SLOTS
