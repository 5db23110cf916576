"""Single turns: the rules that protect people, one each."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from calendar_store.model.appointments import Appointment, Slot
from calendar_store.model.conversations import ConversationKey
from calendar_store.model.statuses import AlertKind, AppointmentStatus, Channel
from dialogs import effects as do
from dialogs.conversation import Asked, AskedAbout, Context, Question, State, Turn
from dialogs.engine import read, step
from dialogs.intents import Intent
from dialogs.wording.reminders import reminder_question
from gateway.wording.reason_words import in_words
from tests.support.dialogs.samples import ADA, MARIE, NOW, PRACTICE, appointment

ADAS = appointment()
MARIES = appointment(id=2, client_id=2, starts_at=ADAS.starts_at + timedelta(days=2))


TALK = ConversationKey(Channel.SMS, "+390699000111", "+393331110001")


def context(*appointments: Appointment, **changes: object) -> Context:
    clients = (ADA, MARIE) if any(a.client_id == 2 for a in appointments) else (ADA,)
    plain = Context(NOW, PRACTICE, TALK, clients, appointments, False, State())
    return replace(plain, **changes)  # type: ignore[arg-type]


def reminded(*appointments: Appointment, **changes: object) -> Context:
    state = State(question=reminder_question(appointments, NOW))
    return replace(context(*appointments, state=state), **changes)  # type: ignore[arg-type]


def alerts(turn: Turn) -> list[AlertKind]:
    return [effect.kind for effect in turn.effects if isinstance(effect, do.AlertStaff)]


def changes(turn: Turn) -> list[do.Effect]:
    return [effect for effect in turn.effects if not isinstance(effect, do.AlertStaff)]


def slot(days: int) -> Slot:
    start = ADAS.starts_at + timedelta(days=days)
    return Slot(1, "Aurora", start, start + timedelta(minutes=30))


def offering(*slots: Slot, **changes: object) -> Context:
    about = AskedAbout(ADAS.id, ADAS.version, ADAS.starts_at)
    spans = ((slots[0].starts_at, slots[-1].ends_at),)
    question = Question(Asked.SLOTS, (about,), NOW, ADAS.starts_at, slots, spans)
    return context(ADAS, state=State(question=question), **changes)


def test_a_bare_digit_means_nothing_once_its_question_is_over():
    turn = step(reminded(ADAS, now=ADAS.starts_at), "1")
    assert changes(turn) == []
    assert alerts(turn) == [AlertKind.UNCLEAR]


def test_the_version_decided_on_is_the_present_one():
    turn = step(reminded(ADAS, appointments=(replace(ADAS, version=7),)), "1")
    assert changes(turn) == [do.ConfirmAppointment(ADAS.id, 7)]


def test_a_no_to_an_appointment_that_has_moved_cancels_nothing():
    moved = replace(ADAS, starts_at=ADAS.starts_at + timedelta(days=1), version=2)
    turn = step(reminded(ADAS, appointments=(moved,)), "2")
    assert changes(turn) == []
    assert turn.replies[0].startswith("Your appointment has changed. It is now Wed 25 Nov")
    asked = replace(reminder_question((moved,), NOW, turn.replies[0]), then="unclear")
    assert turn.state.question == asked


def test_an_offer_for_an_appointment_that_has_moved_is_not_taken():
    moved = replace(ADAS, starts_at=ADAS.starts_at + timedelta(days=1), version=2)
    turn = step(offering(slot(3), slot(4), appointments=(moved,)), "1")
    assert changes(turn) == []
    assert turn.replies[0].startswith("Your appointment has changed.")


def test_a_family_of_which_one_has_moved_is_told_what_stands_now():
    moved = replace(MARIES, starts_at=MARIES.starts_at + timedelta(hours=1))
    turn = step(reminded(ADAS, MARIES, appointments=(ADAS, moved)), "1")
    assert changes(turn) == []
    assert turn.replies[0].splitlines() == [
        "Your appointments now:",
        "1) Ada, Tue 24 Nov 15:00",
        "2) Marie, Thu 26 Nov 16:00",
        "Reply 1 to confirm them, 2 to cancel, 3 for another time.",
    ]


def test_a_day_in_the_text_picks_the_appointment():
    turn = step(context(ADAS, MARIES), "please cancel my appointment on thursday")
    assert changes(turn) == [do.CancelAppointment(MARIES.id, MARIES.version)]
    assert turn.client_id == MARIE.id


def test_a_day_of_another_appointment_than_the_one_reminded_is_that_one():
    turn = step(
        reminded(ADAS, appointments=(ADAS, MARIES), clients=(ADA, MARIE)), "cancel thursday"
    )
    assert changes(turn) == [do.CancelAppointment(MARIES.id, MARIES.version)]
    assert turn.client_id == MARIE.id


def test_all_cancels_those_with_notice_and_refuses_the_others():
    soon = replace(ADAS, starts_at=NOW + timedelta(hours=1))
    asked = step(context(soon, MARIES), "cancel")
    turn = step(context(soon, MARIES, state=asked.state), "all")
    assert changes(turn) == [do.CancelAppointment(MARIES.id, MARIES.version)]
    assert alerts(turn) == [AlertKind.TOO_LATE]
    assert len(turn.replies) == 1


def test_moving_several_at_once_is_for_a_person():
    asked = step(context(ADAS, MARIES), "can I reschedule?")
    turn = step(context(ADAS, MARIES, state=asked.state), "all")
    assert changes(turn) == []
    assert alerts(turn) == [AlertKind.NO_TIMES]


def test_a_number_that_is_not_in_the_list_of_appointments_asks_again():
    asked = step(context(ADAS, MARIES), "cancel")
    turn = step(context(ADAS, MARIES, state=asked.state), "5")
    assert turn.replies == (f"Sorry to repeat this. {asked.replies[0]}",)
    assert changes(turn) == []


def test_what_the_practice_cancelled_is_not_undone_by_the_client():
    cancelled = replace(ADAS, status=AppointmentStatus.CANCELLED, cancelled_at=NOW)
    turn = step(context(cancelled), "undo")
    assert changes(turn) == []
    assert turn.replies[0].startswith("There is nothing to undo.")


def test_a_yes_to_the_only_time_offered_takes_it():
    turn = step(offering(slot(3)), "yes")
    assert changes(turn) == [do.MoveAppointment(ADAS.id, ADAS.version, slot(3))]


def test_a_cancel_while_times_are_offered_cancels():
    turn = step(offering(slot(3), slot(4)), "just cancel it please")
    assert changes(turn) == [do.CancelAppointment(ADAS.id, ADAS.version)]


def test_a_choice_made_inside_the_minimum_notice_is_refused():
    late = ADAS.starts_at - PRACTICE.minimum_notice / 2
    turn = step(offering(slot(3), slot(4), now=late), "1")
    assert changes(turn) == []
    assert alerts(turn) == [AlertKind.TOO_LATE]


def test_no_more_times_asks_which_would_suit_and_takes_any_answer_with_a_time():
    turn = step(offering(slot(3)), "more")
    assert turn.replies == (
        "Those are all the times there. Which other day and time would suit you?",
    )
    heard = read(context(ADAS, state=turn.state), "friday")
    assert heard.search is not None
    day = datetime(2026, 11, 26, 23, tzinfo=NOW.tzinfo)
    assert heard.search.spans[0] == (day, day + timedelta(days=1))


def test_an_exact_time_is_looked_up_first_then_what_is_near():
    heard = read(reminded(ADAS), "can we move it to thursday at 10:30?")
    assert heard.search is not None
    exact = datetime(2026, 11, 26, 9, 30, tzinfo=NOW.tzinfo)
    assert heard.search.spans[:2] == (
        (exact, exact),
        (exact - timedelta(hours=2), exact + timedelta(hours=2)),
    )
    assert heard.search.exclude_appointment == ADAS.id


def test_nothing_before_the_notice_or_after_the_booking_window_is_looked_up():
    heard = read(reminded(ADAS), "3")
    assert heard.search is not None
    assert min(start for start, _ in heard.search.spans) == NOW + PRACTICE.minimum_notice
    assert max(end for _, end in heard.search.spans) == NOW + PRACTICE.booking_window


@pytest.mark.parametrize("changed", [{"stopped": True}, {"clients": ()}])
def test_nothing_is_looked_up_for_those_who_get_no_offer(changed: dict[str, object]):
    assert read(reminded(ADAS, **changed), "3").search is None


def test_beyond_the_hourly_bound_nothing_is_sent_and_staff_are_told_once():
    used = (NOW,) * PRACTICE.texts_per_hour
    turn = step(context(ADAS, state=State(automatic=used)), "can I reschedule?")
    assert turn.replies == ()
    assert AlertKind.UNCLEAR in alerts(turn)
    again = step(context(ADAS, state=turn.state), "help")
    assert again.replies == ()
    assert alerts(again) == []


def test_a_list_that_was_not_sent_cannot_be_answered():
    used = (NOW,) * PRACTICE.texts_per_hour
    turn = step(context(ADAS, MARIES, state=State(automatic=used)), "cancel")
    assert turn.replies == ()
    assert turn.state.question is None


def test_automatic_texts_are_forgotten_after_an_hour():
    used = (NOW - timedelta(hours=1),) * PRACTICE.texts_per_hour
    turn = step(context(ADAS, state=State(automatic=used)), "help")
    assert len(turn.replies) == 1
    assert turn.state.automatic == (NOW,)


def test_the_language_last_spoken_is_kept_until_the_own_one_comes_back():
    italian = step(reminded(ADAS), "sì confermo")
    assert italian.replies[0].startswith("Grazie, Ada.")
    digit = step(reminded(ADAS, state=italian.state), "1")
    assert "Grazie, Ada." in digit.replies[0]
    english = step(reminded(ADAS, state=italian.state), "yes, see you then")
    assert english.replies[0].startswith("Thank you, Ada.")
    assert english.state.locale == ""


def test_in_a_family_nobody_is_marked_as_dead_unless_named():
    unnamed = step(context(ADAS, MARIES), "she passed away last week")
    assert unnamed.understanding.intent is Intent.DECEASED
    assert changes(unnamed) == []
    assert alerts(unnamed) == [AlertKind.DECEASED]
    named = step(context(ADAS, MARIES), "I am sorry, Marie passed away last week")
    assert changes(named) == [do.MarkDeceased(MARIE.id)]


def test_the_bereaved_who_want_no_more_texts_get_none():
    text = "mio marito è morto, non scrivete più per favore"
    turn = step(reminded(ADAS), text)
    assert turn.understanding.intent is Intent.DECEASED
    assert changes(turn) == [do.MarkDeceased(ADA.id), do.OptOut(text)]
    assert turn.even_if_stopped


def test_who_asks_where_and_no_address_is_known_gets_a_person():
    turn = step(context(ADAS, practice=replace(PRACTICE, address="")), "where are you?")
    assert alerts(turn) == [AlertKind.UNCLEAR]


def test_being_late_for_nothing_known_reaches_staff():
    turn = step(context(), "I'm running late")
    [alert] = turn.effects
    assert isinstance(alert, do.AlertStaff)
    assert alert.kind is AlertKind.LATE
    assert in_words(alert.reason) == 'Ada Byron will be late: "I\'m running late"'


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("I can't breathe, chest pain", AlertKind.EMERGENCY),
        ("please call me", AlertKind.CALL_ME),
        ("wrong number", AlertKind.WRONG_NUMBER),
        ("cancel my appointment", AlertKind.UNCLEAR),
    ],
)
def test_a_stopped_number_gets_no_answer_but_reaches_staff(text: str, kind: AlertKind):
    turn = step(reminded(ADAS, stopped=True), text)
    assert turn.replies == ()
    assert alerts(turn) == [kind]
    assert not turn.even_if_stopped


def test_a_number_of_no_client_can_stop_texts_too():
    turn = step(context(clients=()), "STOP")
    assert changes(turn) == [do.OptOut("STOP")]
    assert turn.even_if_stopped
    assert turn.client_id is None


def test_an_alert_quotes_long_texts_shortened_and_on_one_line():
    [alert] = step(context(ADAS), "blah\n" * 100).effects
    assert isinstance(alert, do.AlertStaff)
    assert "\n" not in in_words(alert.reason)
    assert in_words(alert.reason).endswith('…"')


def test_what_was_decided_can_be_read():
    assert step(reminded(ADAS), "1").trace == (
        "understood: confirm (0.99): 1 answers the reminder",
        "appointment Tue 24 Nov 15:00 confirmed",
    )
