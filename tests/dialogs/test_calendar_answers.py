"""What a calendar answers is about one appointment, and decided alike in whatever zone it is."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calendar_store.model.calendar_answers import CalendarAnswer, CalendarReply
from calendar_store.model.conversations import ConversationKey
from calendar_store.model.statuses import AppointmentStatus, Channel, DeclinedPolicy
from dialogs import calendar_answers
from dialogs.conversation import Context, State
from dialogs.deciding import read, step
from dialogs.effects import AlertStaff, CancelAppointment, ConfirmAppointment, SlotSearch
from tests.support.dialogs.samples import ADA, NOW, PRACTICE, appointment

MAIL = ConversationKey(Channel.EMAIL, "calendar@example.org", "ada@example.com")
VISIT = appointment(sequence=2)
ANSWER = CalendarAnswer(
    CalendarReply.ACCEPTED, "1.1@example.org", 1, 1, sequence=2, starts_at=VISIT.starts_at
)


def context(*visits, **changes) -> Context:
    usual = {"appointments": visits or (VISIT,), "clients": (ADA,), "stopped": False}
    return Context(NOW, PRACTICE, MAIL, **{**usual, "state": State(), **changes})


def test_a_yes_confirms_the_version_that_was_seen():
    turn = calendar_answers.step(context(), ANSWER)
    assert turn.effects == (ConfirmAppointment(1, 1),)
    assert turn.client_id == ADA.id
    assert len(turn.replies) == 1


def test_of_several_appointments_the_one_that_is_named_is_meant():
    other = replace(VISIT, id=2, starts_at=VISIT.starts_at + timedelta(days=1))
    turn = calendar_answers.step(context(VISIT, other), replace(ANSWER, appointment_id=2))
    assert turn.effects == (ConfirmAppointment(2, 1),)


@pytest.mark.parametrize(
    "answer",
    [
        replace(ANSWER, appointment_id=2),
        replace(ANSWER, practice_id=2),
        replace(ANSWER, practice_id=0, appointment_id=0),
    ],
)
@pytest.mark.parametrize("reply", list(CalendarReply))
def test_what_is_not_theirs_changes_nothing_and_goes_to_staff(answer, reply):
    turn = step(context(), read(context(), replace(answer, reply=reply)))
    assert [type(each) for each in turn.effects] == [AlertStaff]


def test_the_same_start_makes_an_answer_current_whatever_its_number():
    turn = calendar_answers.step(context(), replace(ANSWER, sequence=0))
    assert turn.effects == (ConfirmAppointment(1, 1),)


@pytest.mark.parametrize(
    ("visit", "named", "current"),
    [
        # 02:30 in Rome, first and again an hour later; a local time is read as the first
        ("2026-10-25T00:30+00:00", "2026-10-25T00:30+00:00", True),
        ("2026-10-25T00:30+00:00", "2026-10-25T02:30", True),
        ("2026-10-25T01:30+00:00", "2026-10-25T01:30+00:00", True),
        ("2026-10-25T01:30+00:00", "2026-10-25T00:30+00:00", True),
        ("2026-10-25T01:30+00:00", "2026-10-25T02:30", True),
        ("2026-10-25T00:30+00:00", "2026-10-25T01:30+00:00", False),
        ("2026-10-25T01:30+00:00", "2026-10-25T02:30+00:00", False),
        ("2026-10-25T02:30+00:00", "2026-10-25T01:30+00:00", False),
    ],
)
def test_a_start_in_the_hour_that_comes_twice_is_recognised(visit, named, current):
    starts_at = datetime.fromisoformat(visit)
    there = replace(VISIT, starts_at=starts_at, ends_at=starts_at + timedelta(minutes=30))
    answer = replace(ANSWER, sequence=0, starts_at=datetime.fromisoformat(named))
    before = replace(context(there), now=starts_at - timedelta(days=3))
    turn = calendar_answers.step(before, answer)
    assert turn.effects == ((ConfirmAppointment(1, 1),) if current else ())


def test_an_old_answer_changes_nothing():
    old = replace(ANSWER, sequence=1, starts_at=VISIT.starts_at - timedelta(days=1))
    for reply in (CalendarReply.ACCEPTED, CalendarReply.DECLINED, CalendarReply.COUNTER):
        here = replace(context(), practice=replace(PRACTICE, declined=DeclinedPolicy.CANCEL))
        turn = calendar_answers.step(here, replace(old, reply=reply))
        assert turn.effects == ()
        assert "has changed" in turn.replies[0]
        assert calendar_answers.read(here, replace(old, reply=reply)).search is None


@pytest.mark.parametrize(
    "proposed",
    [datetime(2026, 11, 26, 14, tzinfo=UTC), datetime(2026, 11, 26, 15)],  # noqa: DTZ001
)
def test_a_proposed_time_is_looked_up_in_the_practices_zone(proposed):
    counter = replace(ANSWER, reply=CalendarReply.COUNTER, starts_at=proposed)
    search = calendar_answers.read(context(), counter).search
    assert isinstance(search, SlotSearch)
    at = datetime(2026, 11, 26, 14, tzinfo=UTC)
    assert search.spans[0] == (at, at)
    assert search.exclude_appointment == VISIT.id


def test_a_proposal_without_a_time_looks_for_any():
    counter = replace(ANSWER, reply=CalendarReply.COUNTER, starts_at=None)
    search = calendar_answers.read(context(), counter).search
    assert isinstance(search, SlotSearch)
    assert search.asked == 0


def test_a_stopped_address_is_not_answered():
    for reply in CalendarReply:
        turn = calendar_answers.step(context(stopped=True), replace(ANSWER, reply=reply))
        assert turn.replies == ()
        assert all(isinstance(each, AlertStaff) for each in turn.effects)


def test_a_visit_that_has_begun_is_left_alone():
    begun = replace(VISIT, starts_at=NOW - timedelta(minutes=5))
    for reply in CalendarReply:
        turn = calendar_answers.step(context(begun), replace(ANSWER, reply=reply))
        assert (turn.effects, turn.replies) == ((), ())


def test_a_no_cancels_once_where_the_practice_wants_it():
    here = replace(context(), practice=replace(PRACTICE, declined=DeclinedPolicy.CANCEL))
    no = replace(ANSWER, reply=CalendarReply.DECLINED)
    turn = calendar_answers.step(here, no)
    assert turn.effects == (CancelAppointment(1, 1),)
    assert "UNDO" in turn.replies[0]
    gone = replace(VISIT, status=AppointmentStatus.CANCELLED, cancelled_at=NOW)
    again = calendar_answers.step(replace(here, appointments=(gone,), state=turn.state), no)
    assert (again.effects, again.replies) == ((), ())


replies = st.sampled_from(CalendarReply)
starts = st.none() | st.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1))  # noqa: DTZ001


@given(replies, st.integers(0, 3), st.integers(0, 2), starts, st.text(max_size=40))
def test_no_answer_changes_an_appointment_that_it_does_not_name(reply, sequence, which, at, words):
    answer = CalendarAnswer(reply, "x", 1, which, sequence, at, words)
    other = replace(VISIT, id=2, starts_at=VISIT.starts_at + timedelta(days=1))
    for policy in DeclinedPolicy:
        here = replace(context(VISIT, other), practice=replace(PRACTICE, declined=policy))
        turn = step(here, read(here, answer))
        changed = [getattr(each, "appointment_id", None) for each in turn.effects]
        assert set(changed) <= {which, None}
        assert State.from_json(turn.state.to_json()) == turn.state
