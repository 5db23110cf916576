"""A question asked to be sure, a hand-over, a cancellation: what a yes means after each of them."""

from dataclasses import replace
from datetime import timedelta

import pytest

from calendar_store.model.appointments import Appointment
from calendar_store.model.statuses import AppointmentStatus
from dialogs import effects as do
from dialogs.conversation import Asked, AskedAbout, Context, Question, State
from dialogs.engine import read, step
from dialogs.intents import Hint, Intent
from dialogs.wish import Wish
from tests.support.dialogs.heard import acts, alerted, facts, reminded, said, slot_of, then
from tests.support.dialogs.samples import NOW, appointment

ADAS = appointment()
MARIES = appointment(id=2, client_id=2, starts_at=ADAS.starts_at + timedelta(days=2))
CONFIRMED = replace(ADAS, status=AppointmentStatus.CONFIRMED)
YESES = ["yes", "ok", "Yes please", "sì", "ja bitte", "oui merci", "sim", "👍"]


def booking(*ahead: Appointment) -> Context:
    """Return the facts while a new appointment is being booked."""
    question = Question(Asked.SLOTS, (), NOW, ADAS.starts_at, (slot_of(MARIES),), wish=Wish(1, 1))
    return facts(*ahead, state=State(question=question))


@pytest.mark.parametrize("text", YESES)
def test_a_yes_to_a_question_asked_to_be_sure_means_the_act_that_was_wanted(text: str):
    context = booking(ADAS)
    asked = said(context, "I need to cancel", Intent.CANCEL)
    assert acts(asked) == []
    assert "shall we cancel" in asked.replies[0]
    turn = said(then(context, asked), text, Intent.CONFIRM)
    assert acts(turn) == [do.CancelAppointment(ADAS.id, ADAS.version)]


@pytest.mark.parametrize(
    ("text", "intent", "effect"),
    [
        ("1", Intent.CONFIRM, do.ConfirmAppointment(1, 1)),
        ("I confirm the appointment", Intent.CONFIRM, do.ConfirmAppointment(1, 1)),
        ("2", Intent.CANCEL, do.CancelAppointment(1, 1)),
    ],
)
def test_a_number_or_an_act_named_means_what_it_says(text: str, intent: Intent, effect: do.Effect):
    context = booking(ADAS)
    asked = said(context, "I need to cancel", Intent.CANCEL)
    assert acts(said(then(context, asked), text, intent)) == [effect]


def test_a_no_to_a_question_asked_to_be_sure_changes_nothing_and_ends_it():
    context = booking(ADAS)
    asked = said(context, "I need to cancel", Intent.CANCEL)
    turn = said(then(context, asked), "no", hint=Hint.REFUSAL)
    assert acts(turn) == []
    assert turn.replies == ("All right, nothing has changed. Your appointments stay as they are.",)
    assert turn.state.question is None


def test_a_yes_to_a_time_that_is_new_to_who_wanted_to_cancel_asks_before_it_cancels():
    moved = replace(ADAS, starts_at=ADAS.starts_at + timedelta(days=1), version=2)
    context = reminded(ADAS, appointments=(moved,))
    told = said(context, "2", Intent.CANCEL)
    assert "has changed" in told.replies[0]
    again = said(then(context, told), "yes", Intent.CONFIRM)
    assert acts(again) == []
    assert "shall we cancel" in again.replies[0]
    turn = said(then(context, again), "yes", Intent.CONFIRM)
    assert acts(turn) == [do.CancelAppointment(1, 2)]


@pytest.mark.parametrize("text", ["sì", "ok", "1", "va bene", "👍", "ok grazie", "2"])
def test_after_a_hand_over_the_old_question_is_closed(text: str):
    context = reminded(ADAS)
    handed = said(context, "my dog ate the letter")
    assert alerted(handed)
    assert handed.state.question is None
    turn = step(then(context, handed), text)
    assert acts(turn) == []


@pytest.mark.parametrize("intent", [Intent.CALL_ME, Intent.EMERGENCY, Intent.LATE])
def test_whatever_makes_a_person_answer_closes_the_question(intent: Intent):
    assert said(reminded(ADAS), "whatever it was", intent).state.question is None


def test_after_a_hand_over_a_plain_answer_that_stands_by_itself_acts():
    context = reminded(ADAS)
    after = then(context, said(context, "my dog ate the letter"))
    confirmed = said(after, "I confirm the appointment", Intent.CONFIRM)
    assert acts(confirmed) == [do.ConfirmAppointment(1, 1)]
    cancelled = said(after, "cancel my appointment", Intent.CANCEL)
    assert acts(cancelled) == [do.CancelAppointment(1, 1)]


def test_a_yes_after_a_hand_over_is_said_to_the_person_and_not_answered():
    context = reminded(ADAS)
    handed = said(context, "my dog ate the letter")
    turn = said(then(context, handed), "sì", hint=Hint.YES)
    assert (turn.effects, turn.replies) == ((), ())
    assert turn.state.with_person is not None


@pytest.mark.parametrize("text", ["ok", "ok thanks", "perfect", "great, thank you", "va bene"])
def test_assent_after_a_cancellation_is_an_acknowledgement(text: str):
    context = reminded(ADAS)
    turn = step(context, "2")
    gone = replace(ADAS, status=AppointmentStatus.CANCELLED, cancelled_at=NOW, version=2)
    after = step(then(context, turn, gone), text)
    assert (after.effects, after.replies) == ((), ())


@pytest.mark.parametrize("text", ["1", "yes I confirm"])
def test_what_seems_to_want_it_back_is_told_that_undo_does_it(text: str):
    context = reminded(ADAS)
    turn = step(context, "2")
    gone = replace(ADAS, status=AppointmentStatus.CANCELLED, cancelled_at=NOW, version=2)
    after = step(then(context, turn, gone), text)
    assert acts(after) == []
    assert "reply UNDO by 11:00" in after.replies[0]
    back = step(then(context, after, gone), "undo")
    assert acts(back) == [do.RestoreAppointment(1, 2)]


@pytest.mark.parametrize("text", ["no", "nope", "nö", "nel", "N", "👎", "definitely not"])
def test_a_bare_no_to_a_reminder_is_asked_back_and_the_reminder_stays_open(text: str):
    context = reminded(ADAS)
    turn = said(context, text, hint=Hint.REFUSAL)
    assert turn.effects == ()
    assert "Reply 2 to cancel, 3 for another time" in turn.replies[0]
    assert turn.state.question == replace(context.state.question, then="unclear", aside=True)
    assert acts(step(then(context, turn), "2")) == [do.CancelAppointment(1, 1)]


def test_a_bare_no_inside_the_notice_is_told_to_call():
    late = ADAS.starts_at - timedelta(minutes=30)
    turn = said(reminded(ADAS, now=late), "no", hint=Hint.REFUSAL)
    assert acts(turn) == []
    assert alerted(turn)
    assert turn.replies[0].startswith("It is too late")


def test_a_yes_to_several_times_asks_for_the_number_and_they_stay_on_offer():
    slots = tuple(
        slot_of(replace(MARIES, starts_at=MARIES.starts_at + n * timedelta(hours=1)))
        for n in range(3)
    )
    question = Question(
        Asked.SLOTS, (AskedAbout(1, 1, ADAS.starts_at),), NOW, ADAS.starts_at, slots
    )
    context = facts(ADAS, state=State(question=question))
    turn = said(context, "yes", hint=Hint.YES)
    assert turn.effects == ()
    assert turn.replies[0].splitlines() == [
        "Which one, please? Reply with its number:",
        "1) Thu 26 Nov 15:00",
        "2) Thu 26 Nov 16:00",
        "3) Thu 26 Nov 17:00",
    ]
    assert turn.state.question == question


def test_a_yes_to_which_one_asks_for_the_number():
    context = facts(ADAS, MARIES)
    asked = step(context, "cancel")
    turn = said(then(context, asked), "yes", hint=Hint.YES)
    assert turn.effects == ()
    assert turn.replies[0].startswith("Which one, please?")
    assert turn.state.question == asked.state.question


def test_none_of_the_times_on_offer_asks_for_others():
    slots = (
        slot_of(MARIES),
        slot_of(replace(MARIES, starts_at=MARIES.starts_at + timedelta(hours=2))),
    )
    question = Question(
        Asked.SLOTS, (AskedAbout(1, 1, ADAS.starts_at),), NOW, ADAS.starts_at, slots
    )
    context = facts(
        ADAS,
        state=State(question=question),
        free=(slot_of(replace(MARIES, starts_at=MARIES.starts_at + timedelta(days=1))), *slots),
    )
    turn = said(context, "no", hint=Hint.REFUSAL)
    assert acts(turn) == []
    assert turn.replies[0].splitlines()[1:2] == ["1) Fri 27 Nov 15:00"]


@pytest.mark.parametrize("text", ["forget it", "laissez tomber, gardez l'heure", "lascia stare"])
def test_who_lets_offered_times_be_is_asked_whether_to_cancel(text: str):
    about = (AskedAbout(1, 1, ADAS.starts_at),)
    question = Question(Asked.SLOTS, about, NOW, ADAS.starts_at, (slot_of(MARIES),))
    context = facts(ADAS, state=State(question=question))
    turn = said(context, text, Intent.CANCEL)
    assert acts(turn) == []
    assert "shall we cancel your appointment" in turn.replies[0]
    plain = said(context, "just cancel it please", Intent.CANCEL)
    assert acts(plain) == [do.CancelAppointment(1, 1)]


def test_a_number_that_answers_nothing_is_told_what_stands_now():
    settled = step(facts(CONFIRMED), "1")
    assert settled.effects == ()
    assert settled.replies[0].startswith("You're already confirmed, Ada.")
    asked = step(facts(ADAS), "1")
    assert asked.effects == ()
    assert asked.replies[0].startswith("Just to be sure: your appointment is Tue 24 Nov at 15:00")
    assert acts(step(then(facts(ADAS), asked), "1")) == [do.ConfirmAppointment(1, 1)]


@pytest.mark.parametrize(("text", "hint"), [("yes", Hint.YES), ("1", None), ("no", Hint.REFUSAL)])
def test_what_answers_a_question_of_staff_is_theirs_to_read(text: str, hint: Hint | None):
    state = State(staff_at=NOW - timedelta(minutes=5), last_at=NOW - timedelta(hours=1))
    turn = said(facts(ADAS, state=state), text, hint=hint)
    assert acts(turn) == []
    assert alerted(turn)


def test_a_number_that_answers_nothing_and_nothing_ahead_is_a_persons():
    assert alerted(step(facts(), "1"))


def test_a_regret_after_a_move_moves_back():
    moved_to = slot_of(MARIES)
    about = AskedAbout(ADAS.id, ADAS.version, ADAS.starts_at)
    question = Question(Asked.SLOTS, (about,), NOW, ADAS.starts_at, (moved_to,))
    context = facts(ADAS, state=State(question=question))
    turn = step(context, "1")
    assert acts(turn) == [do.MoveAppointment(1, 1, moved_to)]
    now_at = replace(ADAS, starts_at=moved_to.starts_at, ends_at=moved_to.ends_at, version=2)
    after = then(context, turn, now_at)
    told = said(after, "actually no", hint=Hint.REFUSAL)
    assert told.effects == ()
    assert told.replies[0].endswith("like the time back that you had before? Reply YES or UNDO.")
    where = said(after, "actually no, leave it where it was", Intent.WHERE)
    assert acts(where) == [do.MoveAppointment(1, 2, slot_of(ADAS))]
    assert said(after, "where are you?", Intent.WHERE).replies[0].startswith("Studio Aurora is at")
    back = step(then(after, told), "undo")
    assert acts(back) == [do.MoveAppointment(1, 2, slot_of(ADAS))]
    assert back.replies[0].startswith("Done, Ada. Your appointment is back on: Tue 24 Nov")
    lost = step(then(after, told, lost=slot_of(ADAS)), "undo")
    assert acts(lost) == []
    assert lost.replies[0].startswith("Sorry, the time you had has been taken meanwhile.")


def test_a_move_is_taken_back_only_for_a_while_and_only_as_it_was_left():
    moved_to = slot_of(MARIES)
    about = AskedAbout(ADAS.id, ADAS.version, ADAS.starts_at)
    question = Question(Asked.SLOTS, (about,), NOW, ADAS.starts_at, (moved_to,))
    context = facts(ADAS, state=State(question=question))
    turn = step(context, "1")
    now_at = replace(ADAS, starts_at=moved_to.starts_at, ends_at=moved_to.ends_at, version=2)
    after = then(context, turn, now_at)
    assert acts(step(replace(after, now=NOW + timedelta(hours=2)), "undo")) == []
    by_staff = replace(now_at, starts_at=now_at.starts_at + timedelta(days=1), version=3)
    assert acts(step(then(context, turn, by_staff), "undo")) == []


def test_half_a_text_changes_nothing_and_the_question_stays_open():
    context = reminded(ADAS, partial=True)
    turn = step(context, "I confirm that I can come, […]")
    assert acts(turn) == []
    assert alerted(turn)
    assert turn.replies[0].startswith("Only a part of your message has reached us.")
    question = context.state.question
    assert question is not None
    # open as it was, but an "ok" says that the text will be sent again
    assert turn.state.question == replace(question, aside=True, stale=True)
    whole = step(then(context, turn, partial=False), "I confirm that I can come")
    assert acts(whole) == [do.ConfirmAppointment(1, 1)]


def test_half_a_text_that_tells_of_an_emergency_is_answered():
    turn = step(reminded(ADAS, partial=True), "I have chest pain and […]")
    assert turn.understanding.intent is Intent.EMERGENCY


def test_half_a_text_stops_texts():
    turn = step(reminded(ADAS, partial=True), "STOP […]")
    assert acts(turn) == [do.OptOut("STOP […]")]


def test_the_search_for_half_a_text_looks_nothing_up():
    assert read(reminded(ADAS, partial=True), "3 […]").search is None


def test_a_death_in_the_family_is_met_kindly_and_another_time_offered():
    context = reminded(ADAS)
    turn = said(
        context, "my grandma died, the funeral is that day", Intent.CANCEL, hint=Hint.BEREAVED
    )
    assert acts(turn) == []
    assert alerted(turn)
    assert turn.replies[0].startswith("We are very sorry for your loss.")
    thanked = said(then(context, turn), "ok thank you", Intent.CONFIRM)
    assert (thanked.effects, thanked.replies) == ((), ())
    for text in ("3", "yes please", "sì grazie"):
        assert read(then(context, turn), text).search is not None


def test_an_answer_promised_for_later_leaves_the_question_open_and_alerts_nobody():
    context = reminded(ADAS)
    turn = said(context, "will confirm later", hint=Hint.DEFERRAL)
    assert turn.effects == ()
    assert turn.replies == ("No hurry. Just reply when you know.",)
    assert turn.state.question == replace(context.state.question, aside=True)
    again = said(then(context, turn), "later, promised", hint=Hint.DEFERRAL)
    assert (again.effects, again.replies) == ((), ())


def test_a_greeting_alone_alerts_nobody():
    greeted = said(facts(ADAS), "hello", hint=Hint.GREETING)
    assert greeted.effects == ()
    assert greeted.replies[0].startswith("Hello, Ada.")
    assert said(reminded(ADAS), "hello", hint=Hint.GREETING).replies == ()


def test_a_trouble_told_to_no_question_is_asked_about_and_cancels_by_a_number_only():
    context = facts(ADAS)
    asked = step(context, "I'm sick")
    assert acts(asked) == []
    assert not alerted(asked)
    assert "Reply 2 to cancel, 3 for another time" in asked.replies[0]
    assert acts(step(then(context, asked), "yes")) == []
    cancelled = acts(step(then(context, asked), "2"))
    assert cancelled == [do.CancelAppointment(ADAS.id, ADAS.version)]


def test_a_bare_no_to_no_question_is_for_a_person():
    assert alerted(step(facts(ADAS), "no"))
