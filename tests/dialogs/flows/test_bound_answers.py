"""What an answer means: approval of one, thanks for what came between, one of two."""

from dataclasses import replace
from datetime import timedelta

import pytest

from calendar_store.model.statuses import AppointmentStatus
from dialogs import effects as do
from dialogs.conversation import Asked, AskedAbout, Context, Question, Read, State
from dialogs.engine import read, step
from dialogs.intents import Intent, TimeRange, Understanding
from dialogs.wish import Wish
from tests.support.dialogs.heard import acts, alerted, facts, reminded, slot_of, then
from tests.support.dialogs.samples import ADA, MARIE, NOW, PRACTICE, appointment

ADAS = appointment()
LEOS = appointment(id=2, client_id=2, starts_at=ADAS.starts_at + timedelta(hours=1))


def asked_which(then: Intent = Intent.CANCEL) -> Context:
    """Return the facts after "which one shall we cancel?", Ada's first and Leo's second."""
    about = tuple(AskedAbout(a.id, a.version, a.starts_at) for a in (ADAS, LEOS))
    question = Question(Asked.WHICH, about, NOW, NOW + timedelta(hours=12), then=then.value)
    leo = replace(MARIE, first="Leo")
    return facts(ADAS, LEOS, clients=(ADA, leo), state=State(question=question))


@pytest.mark.parametrize(
    "text",
    [
        *("Leo is fine", "oh Leo's is fine", "Leo ok", "Leo yes", "Leo 👍", "2 is fine", "2 ok"),
        *("quello di Leo va bene", "Leo sì", "il 2 va bene", "la de Leo está bien"),
        *("la 2 está bien", "celui de Leo c'est bon", "Leo ça va", "le 2 c'est bon"),
        *("der von Leo passt", "Leo geht klar", "Leo ist da", "die 2 passt"),
        *("a do Leo está bem", "a 2 está bem", "o Leo vem sim"),
    ],
)
def test_approval_behind_a_name_or_a_number_gives_nothing_up(text: str):
    assert acts(step(asked_which(), text)) == []


@pytest.mark.parametrize("text", ["Leo is fine", "le 2 c'est bon", "der von Leo passt"])
def test_approval_of_one_is_asked_about_again(text: str):
    turn = step(asked_which(), text)
    assert turn.state.question is not None
    assert turn.state.question.asked is Asked.WHICH
    assert turn.effects == ()


@pytest.mark.parametrize(
    "text",
    ["Leo", "yes, Leo", "ok Leo thanks", "Leo please", "Leo's one", "2", "ok 2", "2 grazie"],
)
def test_a_yes_before_a_name_and_thanks_behind_it_are_an_answer(text: str):
    assert acts(step(asked_which(), text)) == [do.CancelAppointment(LEOS.id, LEOS.version)]


def test_approval_chooses_where_it_was_asked_which_one_to_confirm():
    turn = step(asked_which(Intent.CONFIRM), "Leo's is fine")
    assert acts(turn) == [do.ConfirmAppointment(LEOS.id, LEOS.version)]


ASIDES = [
    *("where is it?", "what time is it?", "put me on the waiting list", "how do I get there?"),
    *("let me check with work and I'll confirm", "running 5 minutes late", "no"),
]
READ = ["ok", "ok thanks", "👍", "perfect", "vale", "va bene", "d'accord", "alles klar"]


def after(text: str) -> Context:
    """Return the facts after a reminder and a text of the client's."""
    context = reminded(ADAS)
    return then(context, step(context, text))


@pytest.mark.parametrize("aside", ASIDES)
@pytest.mark.parametrize("text", READ)
def test_an_ok_to_what_asks_nothing_only_says_that_it_was_read(aside: str, text: str):
    turn = step(after(aside), text)
    assert (turn.effects, turn.replies) == ((), ())


@pytest.mark.parametrize("aside", ASIDES[:-2])
@pytest.mark.parametrize("text", ["yes", "yes ok", "I confirm", "1", "sì confermo"])
def test_a_plain_yes_still_answers_the_reminder(aside: str, text: str):
    assert acts(step(after(aside), text)) == [do.ConfirmAppointment(1, 1)]


def test_a_yes_to_cannot_you_make_it_is_asked_about():
    context = after("no")
    turn = step(context, "yes")
    assert acts(turn) == []
    assert "shall we cancel" in turn.replies[0]
    assert acts(step(then(context, turn), "yes")) == [do.CancelAppointment(1, 1)]


def test_a_yes_after_the_question_was_answered_no_longer_means_what_it_was_asked_for():
    context = after("no")
    turn = step(context, "1")
    assert acts(turn) == [do.ConfirmAppointment(1, 1)]
    again = step(then(context, turn), "yes")
    assert not [each for each in acts(again) if isinstance(each, do.CancelAppointment)]
    assert "shall we cancel" not in " ".join(again.replies)


@pytest.mark.parametrize(
    "text",
    [
        "is there parking?",
        "which floor?",
        "en qué piso es? gracias",
        "c'è parcheggio?",
        "à quel étage ?",
        "welcher Stock?",
    ],
)
def test_what_the_address_does_not_answer_reaches_staff_too(text: str):
    turn = step(reminded(ADAS), text)
    assert "Via Roma 1" in turn.replies[0]
    assert alerted(turn)
    told = replace(PRACTICE, directions="Park in the yard; second floor, there is a lift.")
    assert not alerted(step(reminded(ADAS, practice=told), text))


def test_where_is_answered_by_the_address_alone():
    turn = step(reminded(ADAS), "where are you?")
    assert (turn.effects, len(turn.replies)) == ((), 1)


def on_offer(wish: Wish | None) -> Context:
    """Return the facts with two free times on offer, for a new appointment or for Ada's."""
    about = () if wish else (AskedAbout(ADAS.id, ADAS.version, ADAS.starts_at),)
    later = (slot_of(replace(ADAS, starts_at=ADAS.starts_at + timedelta(hours=n))) for n in (2, 3))
    question = Question(Asked.SLOTS, about, NOW, ADAS.starts_at, tuple(later), wish=wish)
    return facts(ADAS, state=State(question=question))


LEAVING = [
    *("cancel", "no, cancel it", "anzi annulla", "lasci stare, annulli", "mejor anúlalo"),
    *("no, anula", "finalement annulez", "annulez la demande", "nein, absagen", "não, cancele"),
]


@pytest.mark.parametrize("text", LEAVING)
@pytest.mark.parametrize(
    "answer", ["the new one", "no solo quello nuovo", "no, solo la nueva", "só o novo"]
)
def test_cancel_while_booking_leaves_the_new_one_and_asks_about_the_other(text: str, answer: str):
    context = on_offer(Wish(1, 1))
    turn = step(context, text)
    assert (turn.effects, len(turn.replies)) == ((), 1)
    after_answer = step(then(context, turn), answer)
    assert (after_answer.effects, after_answer.state.question) == ((), None)
    assert len(after_answer.replies) == 1


@pytest.mark.parametrize(("answer", "cancels"), [("2", True), ("yes", True), ("cancel new", False)])
def test_only_a_plain_answer_cancels_the_one_that_stands(answer: str, *, cancels: bool):
    context = on_offer(Wish(1, 1))
    asked = then(context, step(context, "cancel"))
    assert acts(step(asked, answer)) == ([do.CancelAppointment(1, 1)] if cancels else [])


@pytest.mark.parametrize(
    ("wish", "cancel"),
    [
        ("posso prenderne un altro venerdì alle 10?", "anzi annulla"),
        ("puedo pedir otra el viernes a las 10?", "mejor anúlalo"),
        ("je peux en prendre un autre vendredi à 10h ?", "finalement annulez"),
    ],
)
def test_cancel_after_another_one_was_asked_for_does_not_cancel_the_one_that_stands(
    wish: str, cancel: str
):
    context = reminded(ADAS)
    free = (slot_of(replace(ADAS, starts_at=ADAS.starts_at + timedelta(days=3))),)
    found = replace(context, free=free)
    turn = step(found, read(context, wish))
    assert turn.state.question is not None
    assert turn.state.question.asked is Asked.SLOTS
    assert acts(step(then(context, turn), cancel)) == []


def test_cancel_while_other_times_are_on_offer_still_cancels():
    assert acts(step(on_offer(None), "no, just cancel it")) == [do.CancelAppointment(1, 1)]


@pytest.mark.parametrize("cancelling", ["2", "please cancel my appointment"])
@pytest.mark.parametrize(
    "text",
    [
        *("wait I can come", "aspetti, vengo", "moment, ich komme", "I'll be there"),
        *("attendez, je viens", "espere, sí voy", "esperem, eu vou"),
    ],
)
def test_who_can_come_after_a_cancellation_has_the_visit_back(cancelling: str, text: str):
    context = reminded(ADAS) if cancelling == "2" else facts(ADAS)
    turn = step(context, cancelling)
    gone = replace(ADAS, status=AppointmentStatus.CANCELLED, cancelled_at=NOW)
    regretted = step(then(context, turn, gone), text)
    assert acts(regretted) == [do.RestoreAppointment(1, 1)]


@pytest.mark.parametrize("text", ["ok", "thanks", "thanks bye", "👍"])
def test_thanks_after_a_cancellation_stay_unanswered(text: str):
    gone = replace(ADAS, status=AppointmentStatus.CANCELLED, cancelled_at=NOW)
    about = (AskedAbout(ADAS.id, ADAS.version, ADAS.starts_at),)
    turn = step(facts(gone, state=State(cancelled=about)), text)
    assert (turn.effects, turn.replies) == ((), ())


@pytest.mark.parametrize(
    "text",
    [
        *("none of these work, got anything after 4?", "anything after 4?", "after 4 pm"),
        *(
            "none of these, nothing after 2?",
            "have you anything in the afternoon?",
            "il pomeriggio?",
            "what about 17:30",
        ),
    ],
)
def test_a_time_without_a_day_holds_for_the_days_on_offer(text: str):
    context = on_offer(None)
    friday = replace(ADAS, starts_at=ADAS.starts_at + timedelta(days=3))
    question = replace(context.state.question, slots=(slot_of(friday),))
    found = read(replace(context, state=State(question=question)), text).search
    assert found is not None
    assert {span[0].date() for span in found.spans[:1]} == {friday.starts_at.date()}


@pytest.mark.parametrize("text", ["tomorrow?", "Monday after 4"])
def test_a_day_that_is_named_is_the_day_looked_up(text: str):
    found = read(on_offer(None), text).search
    assert found is not None
    assert found.spans[0][1].date() == NOW.date() + timedelta(days=1)


@pytest.mark.parametrize("text", ["le 2 c'est trop tard", "2 is too late", "anything but 2"])
def test_a_word_against_one_of_the_list_is_no_date(text: str):
    context = on_offer(None)
    heard = read(context, text)
    turn = step(context, heard)
    assert turn.effects == () or acts(turn) == []
    spans = heard.search.spans if heard.search else ()
    assert all(start.month != 12 or end.day != 2 for start, end in spans[:1])
    assert turn.state.question is not None


@pytest.mark.parametrize("plain", [True, False])
def test_a_time_chooses_an_offered_one_only_where_the_text_says_nothing_else(*, plain: bool):
    context = on_offer(None)
    question = context.state.question
    assert question is not None
    start = question.slots[0].starts_at
    understood = Understanding(Intent.CHOICE, 0.9, times=(TimeRange(start, start),), plain=plain)
    turn = step(context, Read("17:00 is when I finish", understood))
    assert bool(acts(turn)) is plain


@pytest.mark.parametrize(
    ("text", "told"),
    [("Leo s'il ne va pas mieux", True), ("no, Leo", False), ("not Leo", False)],
)
def test_a_no_that_names_somebody_is_no_refusal_of_all(text: str, *, told: bool):
    turn = step(asked_which(), text)
    assert acts(turn) == []
    # what is of the list alone is asked again, the rest is for a person
    assert alerted(turn) is told


@pytest.mark.parametrize(
    "text",
    [
        *("não a da Ada, a do Leo", "no la de Ada, la de Leo", "everyone except Ada"),
        *("not Ada, Leo", "non Ada, Leo"),
    ],
)
def test_one_left_out_of_two_leaves_the_other(text: str):
    assert acts(step(asked_which(), text)) == [do.CancelAppointment(LEOS.id, LEOS.version)]


def reminded_both() -> Context:
    """Return the facts after a reminder of Ada's and Leo's appointments."""
    return reminded(ADAS, LEOS, clients=(ADA, replace(MARIE, first="Leo")))


@pytest.mark.parametrize(
    "text",
    [
        *("cancelen la cita de Leo", "disdico l'appuntamento di Leo", "cancelem a consulta do Leo"),
        *("annulez le rendez-vous de Leo", "bitte den Termin von Leo absagen"),
        *("please cancel the appointment for Leo", "annullate quello di Leo"),
    ],
)
def test_a_name_behind_the_appointment_is_whose_is_cancelled(text: str):
    assert acts(step(reminded_both(), text)) == [do.CancelAppointment(LEOS.id, LEOS.version)]


@pytest.mark.parametrize(
    "text",
    ["cancelen la cita, saludos de Leo", "annullate, un saluto da Leo", "cancel please, Leo"],
)
def test_a_name_that_signs_is_asked_about(text: str):
    turn = step(reminded_both(), text)
    assert acts(turn) == []


def test_who_was_told_of_a_hand_over_is_not_told_once_more_after_staff_answered():
    first = step(reminded(ADAS), "my insurer wants a letter from you")
    assert (len(first.replies), alerted(first)) == (1, True)
    # staff have answered, so no person is waited for
    state = replace(first.state, with_person=None, staff_at=NOW + timedelta(minutes=5))
    context = reminded(ADAS, state=state, now=NOW + timedelta(minutes=6))
    turn = step(context, "it is about the letter for my insurer")
    assert (turn.replies, alerted(turn)) == ((), True)


@pytest.mark.parametrize(
    "text", ["tutti e due", "both", "las dos", "todos os dois", "ALL", "beide"]
)
def test_both_are_both(text: str):
    assert len(acts(step(asked_which(), text))) == 2


@pytest.mark.parametrize("between", ["no", "where is it?"])
def test_a_reaction_to_the_reminder_answers_it_whatever_was_said_since(between: str):
    reminder = "Studio Aurora: Ada, your appointment is Tue 24 Nov at 15:00 with Aurora."
    context = reminded(ADAS, text=reminder)
    asked = then(context, step(context, between))
    assert acts(step(asked, f"Liked “{reminder}”")) == [do.ConfirmAppointment(1, 1)]
