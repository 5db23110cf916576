"""Families: whose visit is meant, one more for a child, what is said of the others after one."""

from dataclasses import replace
from datetime import timedelta

import pytest

from calendar_store.model.appointments import Appointment, Slot
from calendar_store.model.practices import Practitioner, Service
from calendar_store.model.statuses import AppointmentStatus
from dialogs import effects as do
from dialogs.conversation import Asked, Context
from dialogs.effects import SlotSearch
from dialogs.engine import read, step
from dialogs.intents import Intent
from tests.support.dialogs.heard import acts, alerted, facts, reminded, then
from tests.support.dialogs.samples import ADA, MARIE, NOW, PRACTICE, appointment

THURSDAY = appointment().starts_at + timedelta(days=2)
HALF_HOUR = timedelta(minutes=30)
ADAS = appointment(starts_at=THURSDAY, ends_at=THURSDAY + HALF_HOUR)
LEOS = appointment(
    id=2, client_id=2, starts_at=THURSDAY + HALF_HOUR, ends_at=THURSDAY + 2 * HALF_HOUR
)
LEO = replace(MARIE, first="Leo", last="Byron")
FRIDAY = Slot(
    1, "Aurora", THURSDAY + timedelta(hours=18), THURSDAY + timedelta(hours=18) + HALF_HOUR
)
CHECK_UP = Service(1, 1, "Check-up", HALF_HOUR, safe_to_name=True, by_text=True)
BOOKABLE: dict[str, object] = {
    "services": (CHECK_UP,),
    "practitioners": (Practitioner(1, 1, "Aurora", ""),),
    "free": (FRIDAY,),
    "new_id": 7,
}


def family(locale: str, *appointments: Appointment, **changes: object) -> Context:
    """Return the facts after a reminder of Ada's and Leo's visits, in a language."""
    clients = tuple(replace(one, locale=locale) for one in (ADA, LEO))
    visits = appointments or (ADAS, LEOS)
    practice = replace(PRACTICE, locale=locale)
    return reminded(*visits, practice=practice, clients=clients, **changes)


@pytest.mark.parametrize(
    ("locale", "text"),
    [
        *(("en", "Leo is poorly and can't come on Thursday"), ("en", "Leo can't come thursday")),
        *(("it", "Leo è malato e giovedì non può venire"),),
        *(("de", "Leo ist krank und kann am Donnerstag nicht kommen"),),
        *(("es", "Leo está malito y no puede ir el jueves"), ("es", "Leo no puede ir")),
        *(("fr", "Leo est malade il ne pourra pas venir jeudi"),),
        *(("pt", "o Leo está doente e não pode ir na quinta"),),
    ],
)
def test_a_day_beside_a_name_does_not_hide_whose_it_is(locale: str, text: str):
    assert acts(step(family(locale), text)) == [do.CancelAppointment(2, 1)]


@pytest.mark.parametrize(
    ("locale", "text"),
    [
        *(("en", "Leo can't come to the phone"),),
        *(("en", "if Leo can't come what then"),),
        *(("es", "Leo no puede ir solo"), ("es", "¿Leo no puede ir el jueves?")),
        *(("fr", "Leo ne peut pas venir vendredi"), ("pt", "o Leo não vai faltar")),
        *(("de", "Leo kann nicht kommen sondern Ada"), ("en", "not that Leo can't come")),
        *(("es", "no es que Leo no puede ir"),),
    ],
)
def test_what_is_turned_cancels_nobodys(locale: str, text: str):
    assert acts(step(family(locale), text)) == []


@pytest.mark.parametrize(
    ("locale", "text"),
    [
        *(("en", "we're both coming"), ("es", "vamos los dos"), ("it", "veniamo tutti e due")),
        *(("de", "wir kommen beide"), ("fr", "nous venons tous les deux"), ("pt", "vamos os dois")),
    ],
)
def test_both_are_coming(locale: str, text: str):
    assert acts(step(family(locale), text)) == [
        do.ConfirmAppointment(1, 1),
        do.ConfirmAppointment(2, 1),
    ]


@pytest.mark.parametrize(
    ("locale", "wish", "text"),
    [
        *(
            ("en", "I need to cancel", "not Leo's, mine"),
            ("it", "devo disdire", "no non Leo, il mio"),
        ),
        *(("es", "quiero cancelar", "la de Leo no, la mía"),),
        *(("fr", "je dois annuler", "pas celui de Leo, le mien"),),
        *(("de", "ich muss absagen", "nicht den von Leo, meinen"),),
        *(("pt", "quero desmarcar", "a do Leo não, a minha"),),
    ],
)
def test_not_his_but_mine_is_the_other_of_two(locale: str, wish: str, text: str):
    context = family(locale)
    asked = step(context, wish)
    assert asked.state.question is not None
    assert asked.state.question.asked is Asked.WHICH
    assert acts(step(then(context, asked), text)) == [do.CancelAppointment(1, 1)]


def test_mine_alone_is_asked_again():
    context = family("en")
    asked = step(context, "I need to cancel")
    assert acts(step(then(context, asked), "mine")) == []


@pytest.mark.parametrize(
    "text", ["and Leo's?", "what about Leo's?", "e quello di Leo?", "und Leo?"]
)
def test_and_his_is_answered_from_the_calendar(text: str):
    context = family("en")
    first = step(context, "cancel Ada's")
    turn = step(then(context, first, LEOS), text)
    assert (acts(turn), alerted(turn)) == ([], False)
    assert "15:30" in turn.replies[0]


@pytest.mark.parametrize("text", ["and Leo's too please", "Leo too", "auch Leo", "anche Leo"])
def test_his_too_is_done_as_the_one_before(text: str):
    context = family("en")
    gone = replace(ADAS, status=AppointmentStatus.CANCELLED, version=2, cancelled_at=NOW)
    first = step(context, "cancel Ada's")
    assert acts(step(then(context, first, gone, LEOS), text)) == [do.CancelAppointment(2, 1)]
    coming = replace(ADAS, status=AppointmentStatus.CONFIRMED, version=2)
    first = step(context, "Ada is coming")
    assert acts(step(then(context, first, coming, LEOS), text)) == [do.ConfirmAppointment(2, 1)]
    assert acts(step(facts(ADAS, LEOS, clients=(ADA, LEO)), text)) == []


def test_a_no_and_a_yes_for_two_ask_about_neither_alone():
    context = family("en")
    turn = step(context, "Leo yes, me no")
    assert acts(turn) == []
    assert "15:30" not in turn.replies[0]


def test_a_move_says_whose_it_is():
    context = replace(family("en"), free=(FRIDAY,))
    offered = step(context, "can I move Leo's to friday at 9?")
    turn = step(then(context, offered), "1")
    assert acts(turn) == [do.MoveAppointment(2, 1, FRIDAY)]
    assert turn.replies[0].startswith("Done. Leo's appointment is now Fri 27 Nov at 09:00")


@pytest.mark.parametrize(
    ("locale", "text"),
    [
        *(
            ("en", "can I book one for Leo too, friday at 9?"),
            ("en", "can I book for Leo friday at 9?"),
        ),
        *(("it", "posso prenotare anche per Leo venerdì alle 9?"),),
        *(("es", "¿puedo reservar también para Leo el viernes a las 9?"),),
        *(("fr", "je peux réserver aussi pour Leo vendredi à 9h ?"),),
        *(("de", "kann ich auch für Leo Freitag 9 Uhr buchen?"),),
        *(("pt", "posso marcar também para o Leo na sexta às 9?"),),
    ],
)
def test_one_for_a_child_who_has_none_is_booked_and_moves_nobodys(locale: str, text: str):
    context = family(locale, ADAS, **BOOKABLE)
    turn = step(context, read(context, text))
    assert acts(turn) == []
    assert turn.state.question is not None
    assert turn.state.question.slots == (FRIDAY,)
    booked = acts(step(then(context, turn), "1"))
    assert booked == [do.BookAppointment(7, 2, CHECK_UP, FRIDAY)]


def test_one_more_for_somebody_unknown_moves_nothing():
    context = reminded(ADAS, **BOOKABLE)
    turn = step(context, "can I book one for Leo too, friday at 9?")
    assert turn.state.question is not None
    assert turn.state.question.asked is Asked.SECOND


@pytest.mark.parametrize(
    "text",
    [
        *("tá bom, obrigadaa", "vale, gracias guapa", "ok thanks love", "grazie mille cara"),
        *("d'accord, merci beaucoup", "alles klar danke dir", "vale gracias", "ok"),
    ],
)
def test_thanks_after_a_cancellation_are_answered_with_nothing(text: str):
    context = reminded(ADAS)
    first = step(context, "2")
    gone = replace(ADAS, status=AppointmentStatus.CANCELLED, version=2, cancelled_at=NOW)
    turn = step(then(context, first, gone), text)
    assert (turn.effects, turn.replies) == ((), ())


@pytest.mark.parametrize(
    "text", ["is it definitely cancelled?", "è annullato davvero?", "ist er jetzt abgesagt?"]
)
def test_whether_it_is_cancelled_is_answered(text: str):
    context = reminded(ADAS)
    first = step(context, "2")
    gone = replace(ADAS, status=AppointmentStatus.CANCELLED, version=2, cancelled_at=NOW)
    turn = step(then(context, first, gone), text)
    assert turn.effects == ()
    assert "10" in turn.replies[0] or "15" in turn.replies[0]


def test_two_thanks_are_not_glued_together():
    turn = step(reminded(ADAS), "yes. do I need to bring anything?")
    assert acts(turn) == [do.ConfirmAppointment(1, 1)]
    assert turn.replies[0].lower().count("thank") == 1


@pytest.mark.parametrize(
    ("locale", "text"),
    [
        *(("en", "something later on thursday afternoon?"), ("en", "can I come later that day?")),
        *(("en", "could I come later on thursday?"), ("fr", "plus tard jeudi après-midi ?")),
        *(("it", "posso venire più tardi quel giorno?"),),
        *(("de", "geht es Donnerstag Nachmittag etwas später?"),),
        *(("es", "¿tienen algo más tarde el jueves por la tarde?"),),
        *(("pt", "tem alguma coisa mais tarde na quinta à tarde?"),),
    ],
)
def test_later_on_its_day_is_later_than_the_visit(locale: str, text: str):
    client = replace(ADA, locale=locale)
    context = reminded(ADAS, clients=(client,), practice=replace(PRACTICE, locale=locale))
    heard = read(context, text)
    assert isinstance(heard.search, SlotSearch)
    asked = heard.search.spans[: heard.search.asked]
    assert asked
    assert all(start > ADAS.starts_at for start, _ in asked)


def test_putting_the_answer_off_asks_for_no_time():
    heard = read(reminded(ADAS), "can I let you know later on thursday?")
    assert heard.search is None
    assert heard.understanding.intent is not Intent.RESCHEDULE
