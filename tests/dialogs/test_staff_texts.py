"""What stays open after staff have written to a client in their own words."""

from dataclasses import replace
from datetime import timedelta

import pytest

from dialogs.conversation import Asked, Context, Question, State
from dialogs.staff_texts import after_staff
from dialogs.wording.reminders import reminder_question
from tests.support.dialogs.heard import facts, slot_of
from tests.support.dialogs.samples import NOW, appointment

ADAS = appointment()


def asking(asked: Asked) -> Context:
    """Return the facts while something is open about Ada's visit."""
    question = reminder_question((ADAS,), NOW)
    if asked is not Asked.REMINDER:
        question = replace(question, asked=asked, slots=(slot_of(ADAS),))
    return facts(ADAS, state=State(question=question))


def left_open(asked: Asked, text: str, later: timedelta = timedelta()) -> Question | None:
    context = asking(asked)
    return after_staff(context.state, text, NOW + later, context).question


@pytest.mark.parametrize("asked", [Asked.SLOTS, Asked.OFFER])
@pytest.mark.parametrize("text", ["All three are with Aurora", "Sempre al secondo piano"])
def test_what_is_on_offer_stays_open_after_a_statement(asked: Asked, text: str) -> None:
    question = left_open(asked, text)
    assert question is not None
    assert question.stale


def test_the_question_of_a_reminder_does_not() -> None:
    assert left_open(Asked.REMINDER, "All three are with Aurora") is None


@pytest.mark.parametrize(
    "text", ["Friday is gone, sorry", "Venerdì alle 9 c'è posto", "It costs 20"]
)
def test_a_list_does_not_where_staff_name_a_time_or_a_number(text: str) -> None:
    assert left_open(Asked.SLOTS, text) is None


@pytest.mark.parametrize("asked", list(Asked))
def test_nothing_does_after_a_question(asked: Asked) -> None:
    assert left_open(asked, "Can you manage two floors?") is None


def test_nor_what_has_run_out() -> None:
    assert left_open(Asked.OFFER, "All are with Aurora", timedelta(days=400)) is None


@pytest.mark.parametrize(
    ("text", "timed"),
    [
        ("Could you come on Friday at 5 instead?", True),
        ("The lift is broken this week, can you manage two floors?", False),
        ("All three are with Aurora", False),
    ],
)
def test_a_time_that_staff_propose_is_remembered(text: str, *, timed: bool) -> None:
    context = asking(Asked.REMINDER)
    state = after_staff(context.state, text, NOW, context)
    assert state.staff_timed is timed
    assert State.from_json(state.to_json()) == state
