"""What is taken back in words: a wrong number pressed, a cancellation, a wish for other times."""

from dataclasses import replace
from datetime import timedelta

import pytest

from calendar_store.model.statuses import AppointmentStatus
from dialogs import effects as do
from dialogs.conversation import Asked, AskedAbout, Context, Question, State
from dialogs.engine import step
from tests.support.dialogs.heard import acts, alerted, facts, reminded, slot_of, then
from tests.support.dialogs.samples import NOW, PRACTICE, appointment

ADAS = appointment()


def speaking(locale: str) -> Context:
    """Return the facts after a reminder, in a language."""
    client = replace(facts().clients[0], locale=locale)
    return reminded(ADAS, clients=(client,), practice=replace(PRACTICE, locale=locale))


@pytest.mark.parametrize(
    ("locale", "text"),
    [
        *(
            ("en", "oops pressed the wrong number, meant 2"),
            ("en", "sorry wrong button, I meant 2"),
        ),
        *(("it", "scusate ho premuto il numero sbagliato, volevo 2"),),
        *(("es", "perdón, apreté el número equivocado, era el 2"),),
        *(("fr", "oups j'ai tapé le mauvais numéro, je voulais 2"),),
        *(("de", "sorry, falsche Nummer gedrückt, meinte 2"),),
        *(("pt", "desculpe, carreguei no número errado, era 2"),),
    ],
)
def test_the_number_that_was_meant_counts(locale: str, text: str):
    context = speaking(locale)
    first = step(context, "1")
    coming = replace(ADAS, status=AppointmentStatus.CONFIRMED, version=2)
    turn = step(then(context, first, coming), text)
    assert acts(turn) == [do.CancelAppointment(1, 2)]


@pytest.mark.parametrize(
    "text",
    ["wrong number", "oops pressed the wrong number", "wrong number, is it 2?", "meant 2 weeks"],
)
def test_a_wrong_number_without_the_right_one_does_nothing(text: str):
    done = acts(step(speaking("en"), text))
    assert not [each for each in done if isinstance(each, do.CancelAppointment)]


def cancelled(locale: str) -> Context:
    """Return the facts after the visit was cancelled, in a language."""
    context = speaking(locale)
    gone = replace(ADAS, status=AppointmentStatus.CANCELLED, version=2, cancelled_at=NOW)
    return then(context, step(context, "2"), gone)


@pytest.mark.parametrize(
    ("locale", "text"),
    [
        *(("en", "no sorry, put it back please"), ("it", "no scusa, rimetti tutto com'era")),
        *(("es", "ay no, vuelva a ponerla por favor"), ("fr", "ah non remettez-le svp")),
        *(("de", "ach nein, bitte wieder eintragen"), ("pt", "ai não, reponha por favor")),
    ],
)
def test_a_cancellation_is_taken_back_in_words(locale: str, text: str):
    assert acts(step(cancelled(locale), text)) == [do.RestoreAppointment(1, 2)]


@pytest.mark.parametrize(
    ("locale", "text"),
    [
        *(("es", "no vuelva a ponerla"), ("fr", "ne le remettez pas"), ("en", "don't put it back")),
        *(("it", "non rimettetelo"), ("de", "nicht wieder eintragen"), ("pt", "não reponha")),
        *(("en", "ok"), ("en", "put it back to friday"), ("fr", "non merci")),
    ],
)
def test_what_is_turned_takes_nothing_back(locale: str, text: str):
    assert acts(step(cancelled(locale), text)) == []


@pytest.mark.parametrize(
    ("locale", "text"), [("es", "perfecto, hasta el viernes"), ("en", "ok see you on friday")]
)
def test_a_yes_that_names_another_day_is_asked_about(locale: str, text: str):
    assert acts(step(speaking(locale), text)) == []


def test_annul_and_enough_said_to_other_times_cancels():
    until = NOW + timedelta(hours=24)
    about = (AskedAbout(1, 1, ADAS.starts_at),)
    slots = (slot_of(ADAS),) * 3
    state = State(question=Question(Asked.SLOTS, about, NOW, until, slots))
    context = replace(speaking("it"), state=state)
    turn = step(context, "anzi guardi, annulli e basta")
    assert acts(turn) == [do.CancelAppointment(1, 1)]
    assert acts(step(context, "anzi guardi, non annulli")) == []


MEANT = [
    *(("en", "sorry I meant 1"), ("en", "oops, meant 1"), ("it", "ho sbagliato, volevo dire 1")),
    *(("it", "scusi volevo dire 1"), ("es", "perdón, quise decir 1"), ("de", "sorry, meinte 1")),
    *(("es", "me equivoqué, era 1"), ("fr", "pardon je voulais dire 1"), ("de", "ich meinte 1")),
    *(("pt", "desculpe, queria dizer 1"), ("pt", "enganei-me, era 1")),
]


@pytest.mark.parametrize(("locale", "text"), MEANT)
def test_one_that_was_meant_instead_of_two_restores(locale: str, text: str):
    context = speaking(locale)
    first = step(context, "2")
    assert acts(first) == [do.CancelAppointment(1, 1)]
    gone = replace(ADAS, status=AppointmentStatus.CANCELLED, cancelled_at=NOW, version=2)
    turn = step(then(context, first, gone), text)
    assert acts(turn) == [do.RestoreAppointment(1, 2)]


@pytest.mark.parametrize(("locale", "text"), MEANT)
def test_one_that_was_meant_instead_of_three_is_asked_to_be_sure(locale: str, text: str):
    context = speaking(locale)
    free = tuple(
        replace(slot_of(ADAS), starts_at=ADAS.starts_at + timedelta(days=n)) for n in (1, 2, 3)
    )
    first = step(replace(context, free=free), "3")
    assert first.state.question is not None
    assert first.state.question.asked is Asked.SLOTS
    turn = step(then(context, first), text)
    assert acts(turn) == []
    assert turn.state.question is not None
    assert turn.state.question.asked is Asked.REMINDER
    assert acts(step(then(context, turn), "1")) == [do.ConfirmAppointment(1, 1)]


PRESSED = [
    *(("en", "oops wrong button"), ("en", "sorry, pressed the wrong number")),
    *(("it", "ops ho sbagliato tasto"), ("it", "scusi, ho premuto il tasto sbagliato")),
    *(("es", "uy, me equivoqué de número"), ("es", "perdón, apreté mal la tecla equivocada")),
    *(("fr", "oups je me suis trompé de touche"), ("de", "ups, falsche Taste gedrückt")),
    *(("pt", "ops apertei o número errado"), ("pt", "desculpe, enganei-me na tecla")),
]


@pytest.mark.parametrize(("locale", "text"), PRESSED)
def test_a_wrong_button_without_the_right_one_is_asked_about(locale: str, text: str):
    context = speaking(locale)
    first = step(context, "1")
    confirmed = replace(ADAS, status=AppointmentStatus.CONFIRMED, version=2)
    turn = step(then(context, first, confirmed), text)
    assert acts(turn) == []
    assert not alerted(turn)
    assert len(turn.replies) == 1
    assert acts(step(then(then(context, first, confirmed), turn), "2")) == [
        do.CancelAppointment(1, 2)
    ]


@pytest.mark.parametrize(("locale", "text"), PRESSED)
def test_a_wrong_button_that_cancelled_is_told_of_undo(locale: str, text: str):
    context = speaking(locale)
    first = step(context, "2")
    gone = replace(ADAS, status=AppointmentStatus.CANCELLED, cancelled_at=NOW, version=2)
    turn = step(then(context, first, gone), text)
    assert not alerted(turn)
    if acts(turn):
        assert acts(turn) == [do.RestoreAppointment(1, 2)]
        return
    assert any(word in turn.replies[0] for word in ("UNDO", "RIPR", "DESH", "RETA", "ÜCK", "DESF"))
