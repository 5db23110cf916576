"""Answers of several things: all but one, this and not that, none and cancel, yes and ask."""

import pytest

from calendar_store.model.appointments import Appointment
from calendar_store.model.statuses import AppointmentStatus
from dialogs import effects as do
from dialogs.conversation import Asked, AskedAbout, Context, Question, State
from dialogs.engine import step
from gateway.wording.reason_words import in_words
from tests.support.dialogs.heard import acts, alerted, facts
from tests.support.dialogs.samples import ADA, MARIE, NOW, appointment
from tests.support.dialogs.searching import Search, rome, visit

LEO = MARIE.__class__(1, 2, "Leo", "Byron", ADA.mobile, locale="en")
MIA = MARIE.__class__(1, 3, "Mia", "Byron", ADA.mobile, locale="en")
THREE = tuple(
    appointment(id=n, client_id=who, starts_at=rome(26, at))
    for n, who, at in ((1, 2, "15:00"), (2, 3, "15:30"), (3, 1, "16:00"))
)


def which(*about: Appointment) -> Context:
    """Return the facts while it is asked which of Leo's, Mia's and Ada's is to be cancelled."""
    listed = tuple(AskedAbout(a.id, a.version, a.starts_at) for a in about)
    question = Question(Asked.WHICH, listed, NOW, THREE[0].starts_at, then="cancel")
    return facts(*about, state=State(question=question), clients=(ADA, LEO, MIA))


def cancelled(context: Context, text: str) -> list[int]:
    turn = step(context, text)
    assert all(isinstance(each, do.CancelAppointment) for each in acts(turn))
    return [each.appointment_id for each in acts(turn) if isinstance(each, do.CancelAppointment)]


@pytest.mark.parametrize(
    ("text", "gone"),
    [
        *((text, [2, 3]) for text in ("everyone except Leo", "all but Leo", "all except 1 please")),
        *((text, [2, 3]) for text in ("tutti tranne Leo", "tutti ma non Leo", "todos menos Leo")),
        *((text, [2, 3]) for text in ("tous sauf Leo", "alle außer Leo", "todos exceto Leo")),
        *((text, [2, 3]) for text in ("not Leo, the others", "alle, nur nicht Leo", "2 and 3")),
        *((text, [1, 2]) for text in ("Leo and Mia", "just Leo and Mia", "1 e 2", "Leo und Mia")),
        *((text, [1]) for text in ("only Leo", "not Mia but Leo", "not Mia, Leo")),
        *((text, [1]) for text in ("nicht Mia sondern Leo", "no Mia, Leo")),
        *((text, [1]) for text in ("Leo, not Mia", "solo Leo", "non Mia ma Leo", "Leo y no Mia")),
        *((text, [3]) for text in ("all except Leo and Mia", "everybody but 1 and 2")),
        *((text, [1, 2, 3]) for text in ("everyone", "tutti", "alle", "tous")),
    ],
)
def test_of_three_what_is_plain_is_done(text: str, gone: list[int]):
    assert cancelled(which(*THREE), text) == gone


@pytest.mark.parametrize(
    "text",
    [
        *(
            "not Leo",
            "everyone except Leo?",
            "everyone except Leo, Ada",
            "Leo, Ada",
        ),
        *("the others", "everyone except Bruno", "all but 7", "everyone except Leo can come"),
        *("not Leo and Mia", "everyone except Leo on friday", "Leo and Mia are ill", "not 1, 2"),
        *("ask Leo and Mia", "Leo or Mia", "nobody except Leo", "alle kommen außer Leo"),
        *("not everyone", "not everyone except Leo", "keep Leo and Mia", "Leo und Mia passt"),
        *("Leo and Mia are fine", "not Leo not Mia", "everyone only Leo", "Leo y Mia sí"),
        *("all good", "todo bien", "tutto bene", "alles gut", "alles klar", "tudo bem"),
        *("everything", "alles", "todo", "all fine", "alle gut", "tutti ok"),
    ],
)
def test_of_three_what_is_not_plain_cancels_nobodys(text: str):
    assert cancelled(which(*THREE), text) == []


@pytest.mark.parametrize("text", ["not Leo", "the others", "not 1, 2"])
def test_what_is_of_the_list_and_not_plain_is_asked_again_and_not_passed_on(text: str):
    turn = step(which(*THREE), text)
    assert not alerted(turn)
    assert "1) Leo" in turn.replies[0]


@pytest.mark.parametrize("text", ["not Mia, Leo", "no Mia, Leo", "nicht Mia, Leo", "not 2, 1"])
def test_of_two_one_that_is_not_meant_leaves_the_other(text: str):
    assert cancelled(which(*THREE[:2]), text) == [1]


NONE = {
    "en": ("none of those, just cancel it", "none of these work, please cancel the appointment"),
    "it": ("nessuno di questi, annulla", "nessuno dei tre, disdico"),
    "de": ("keiner davon, bitte absagen", "keine davon, dann bitte stornieren"),
    "fr": ("aucun des trois, annulez le rendez-vous", "aucun, annulez"),
    "es": ("ninguna de las tres, cancele la cita", "ninguna, mejor cancelar"),
    "pt": ("nenhum dos três, cancele a consulta", "nenhum, então cancelar"),
}
WISH = {
    "en": "can we do friday afternoon?",
    "it": "possiamo fare venerdì pomeriggio?",
    "de": "geht auch freitag nachmittag?",
    "fr": "vendredi après-midi, c'est possible ?",
    "es": "¿puede ser el viernes por la tarde?",
    "pt": "pode ser sexta à tarde?",
}


@pytest.mark.parametrize(("locale", "text"), [(c, t) for c, texts in NONE.items() for t in texts])
def test_none_of_the_times_and_a_cancellation_cancel_what_was_to_be_moved(locale: str, text: str):
    search = Search.of(visit(ADA, rome(26, "15:00")), locale=locale)
    search.say(WISH[locale])
    assert search.offered
    search.say(text)
    assert search.simulated.appointments[1].status is AppointmentStatus.CANCELLED


@pytest.mark.parametrize(
    "text",
    [
        *("none of those, but don't cancel it", "none of those, can I cancel it?"),
        *("none of those, I may cancel", "none of these, no need to cancel", "no cancel please"),
        *("none cancelled", "none, cancel my wife's", "none of them, I will cancel later"),
    ],
)
def test_what_only_speaks_of_cancelling_cancels_nothing(text: str):
    search = Search.of(visit(ADA, rome(26, "15:00")))
    search.say(WISH["en"])
    search.say(text)
    assert search.simulated.appointments[1].status is AppointmentStatus.BOOKED


YES_AND = {
    "en": (
        "yes, do I need to fast before?",
        "1. What should I bring?",
        "Yes! should I bring my x-rays?",
    ),
    "it": ("sì, devo portare qualcosa?", "sì, posso mangiare qualcosa?"),
    "de": ("ja, muss ich nüchtern sein?", "ja. soll ich etwas mitbringen?"),
    "fr": ("oui, est-ce que je dois être à jeun ?", "oui, faut-il apporter quelque chose ?"),
    "es": ("sí, ¿tengo que ir en ayunas?", "sí, ¿hay que llevar algo?"),
    "pt": ("sim, preciso levar alguma coisa?", "sim, tenho que levar exames?"),
}


@pytest.mark.parametrize(
    ("locale", "text"), [(c, t) for c, texts in YES_AND.items() for t in texts]
)
def test_a_yes_confirms_and_the_question_beside_it_goes_to_staff(locale: str, text: str):
    search = Search.of(visit(ADA, rome(26, "15:00")), locale=locale)
    search.say(text)
    assert search.simulated.appointments[1].status is AppointmentStatus.CONFIRMED
    assert [in_words(each.reason) for each in search.simulated.alerts]
    assert text[-12:] in in_words(search.simulated.alerts[0].reason)


@pytest.mark.parametrize(
    "text",
    [
        *(
            "yes, who is this?",
            "yes, is it cancelled?",
            "yes? do I need to come?",
            "yes, which one?",
        ),
        *("yes, do I have to come?", "ok, do I need to fast before?", "yes, should I cancel?"),
        *(
            "yes, do I need to come if I am ill?",
            "yes, can I come later?",
            "no, do I need to fast?",
        ),
        *("my wife can't, do I need to fast?", "yes but do I need to fast?", "yes, why?"),
    ],
)
def test_a_yes_with_a_question_that_may_turn_it_confirms_nothing(text: str):
    search = Search.of(visit(ADA, rome(26, "15:00")))
    search.say(text)
    assert search.simulated.appointments[1].status is AppointmentStatus.BOOKED


def test_a_yes_and_a_question_that_the_calendar_answers_are_both_dealt_with():
    search = Search.of(visit(ADA, rome(26, "15:00")))
    answer = search.say("yes. how long does it take?")
    assert search.simulated.appointments[1].status is AppointmentStatus.CONFIRMED
    assert "30 minutes" in answer
    assert not search.simulated.alerts


@pytest.mark.parametrize(
    "text",
    [
        *("all three", "all three please", "tutti e tre", "los tres", "las tres por favor"),
        *("les trois", "tous les trois", "alle drei", "alle drei bitte", "os três"),
    ],
)
def test_three_of_three_are_all(text: str):
    assert cancelled(which(*THREE), text) == [1, 2, 3]


def test_one_of_a_list_is_picked_by_its_hour_with_an_article():
    assert cancelled(which(*THREE), "the 3.30") == [2]


@pytest.mark.parametrize(
    "text", ["all ok", "all of them ok", "tout le monde ok", "toda a gente ok", "alle zusammen ok"]
)
def test_all_of_whom_it_is_said_that_they_are_fine_keep_their_visits(text: str):
    assert cancelled(which(*THREE), text) == []
