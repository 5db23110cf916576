"""The question that an answer to one of our mails is decided with, and what is kept beside it."""

from dataclasses import replace
from datetime import timedelta

import pytest

from calendar_store.model.answered_messages import AnsweredMessage, ToldVisit
from calendar_store.model.conversations import ConversationKey
from calendar_store.model.statuses import Channel, MessageKind
from dialogs.answered_message import MOST_SET_ASIDE, as_answered, asked_anew, kept_besides
from dialogs.conversation import Asked, AskedAbout, Context, Question, State
from dialogs.wording.reminders import reminder_question
from tests.support.dialogs.samples import ADA, NOW, PRACTICE, appointment

FIRST = appointment()
SECOND = appointment(id=2, starts_at=FIRST.starts_at + timedelta(days=1))
KEY = ConversationKey(Channel.EMAIL, "calendar@example.org", "ada@clients.example")
TOLD = AnsweredMessage(
    MessageKind.REMINDER, NOW - timedelta(hours=1), "See you.", ToldVisit(1, 1, FIRST.starts_at)
)


def context(state: State) -> Context:
    """Return the facts about Ada and both visits."""
    return Context(NOW, PRACTICE, KEY, (ADA,), (FIRST, SECOND), stopped=False, state=state)


def listed(number: int, text: str) -> Question:
    """Return a list of times for a visit, as a text asked it."""
    about = (AskedAbout(number, 1, FIRST.starts_at),)
    return Question(Asked.SLOTS, about, NOW, NOW + timedelta(hours=1), text=text)


def test_a_text_names_no_message_and_answers_the_last_question():
    facts = context(State(question=reminder_question((SECOND,), NOW)))
    assert as_answered(facts, None, "yes") == facts


def test_a_mail_about_the_open_question_changes_nothing():
    facts = context(State(question=reminder_question((FIRST,), NOW)))
    seen = as_answered(facts, TOLD, "yes")
    assert seen == replace(facts, answered_visit=FIRST.id)
    assert kept_besides(facts.state, seen.state, State(), NOW) == State()


def test_a_mail_about_another_visit_asks_about_it_as_it_was_told():
    facts = context(State(question=reminder_question((SECOND,), NOW)))
    question = as_answered(facts, TOLD, "yes").state.question
    assert question is not None
    assert question.about == (AskedAbout(1, 1, FIRST.starts_at),)


def test_what_was_neither_said_nor_asked_leaves_the_state_as_it_was():
    before = State(question=listed(2, "times"), cancelled=(AskedAbout(2, 1, NOW),))
    seen = as_answered(context(before), TOLD, "thanks").state
    assert seen != before
    assert kept_besides(before, seen, seen, NOW) == before


def test_a_list_of_times_stays_beside_the_question_about_another_visit():
    before = State(question=listed(2, "times"))
    seen = as_answered(context(before), TOLD, "yes").state
    after = replace(seen, last_at=NOW)
    assert kept_besides(before, seen, after, NOW).set_aside == (before.question,)


@pytest.mark.parametrize("kind", [MessageKind.REPLY, MessageKind.STAFF])
def test_the_mail_of_a_list_opens_it_again(kind):
    state = asked_anew(
        State(question=listed(2, "times")),
        *(reminder_question((FIRST,), NOW), Channel.EMAIL, NOW),
    )
    answered = AnsweredMessage(kind, NOW, "Times!", ToldVisit(2, 1, SECOND.starts_at))
    assert as_answered(context(state), answered, "2").state.question == listed(2, "times")


def test_by_text_nothing_is_kept_beside_a_new_question():
    question = reminder_question((FIRST,), NOW)
    state = State(question=listed(2, "times"))
    assert asked_anew(state, question, Channel.SMS, NOW) == State(question=question)


def test_few_questions_are_kept_and_none_that_is_over():
    state = State()
    for number in range(2, 12):
        state = asked_anew(state, listed(number, f"times {number}"), Channel.EMAIL, NOW)
    assert [one.about[0].appointment_id for one in state.set_aside] == [10, 9, 8, 7]
    assert len(state.set_aside) == MOST_SET_ASIDE
    assert State.from_json(state.to_json()) == state
    later = asked_anew(state, listed(1, ""), Channel.EMAIL, NOW + timedelta(hours=2))
    assert later.set_aside == ()
