"""A visit that cannot take place: the notice keeps nobody from moving it; nothing says it stays."""

from dataclasses import replace
from datetime import timedelta

import pytest

from calendar_store.model.appointments import Slot
from dialogs import effects as do
from dialogs.conversation import Asked, AskedAbout, Context, Question, State
from dialogs.engine import step
from tests.support.dialogs.heard import alerted, facts
from tests.support.dialogs.samples import NOW, PRACTICE, appointment

VISIT = appointment()
ABOUT = AskedAbout(VISIT.id, VISIT.version, VISIT.starts_at)
TIMES = tuple(
    Slot(1, "Aurora", at, at + timedelta(minutes=30))
    for at in (VISIT.starts_at + timedelta(days=day) for day in (2, 3, 4))
)
WHEN = "24 Nov"
"""What no answer may say that stays."""


def told(locale: str = "en", *, off: bool = True, asks: bool = True) -> Context:
    """Return the facts after the client was told that the visit cannot take place."""
    question = Question(Asked.SLOTS, (ABOUT,), NOW, VISIT.starts_at, TIMES) if asks else None
    client = replace(facts().clients[0], locale=locale)
    # so long that it is too late to change anything by text
    practice = replace(PRACTICE, locale=locale, minimum_notice=VISIT.starts_at - NOW)
    state = State(question=question, off=(ABOUT,) if off else ())
    known = facts(VISIT, practice=practice, clients=(client,), state=state)
    return replace(known, now=NOW + timedelta(minutes=1))


@pytest.mark.parametrize("text", ["1", "the first one please", "1 please"])
def test_a_time_is_taken_although_the_notice_is_over(text: str) -> None:
    soon = tuple(
        replace(one, starts_at=one.starts_at + timedelta(days=9), ends_at=one.ends_at)
        for one in TIMES
    )
    context = told()
    assert context.state.question is not None
    question = replace(context.state.question, slots=soon)
    state = replace(context.state, question=question)
    (moved,) = step(replace(context, state=state), text).effects
    assert isinstance(moved, do.MoveAppointment)
    without = step(replace(context, state=replace(state, off=())), text)
    assert not any(isinstance(each, do.MoveAppointment) for each in without.effects)


def test_it_can_be_cancelled_although_the_notice_is_over() -> None:
    (cancelled,) = step(told(), "cancel").effects
    assert isinstance(cancelled, do.CancelAppointment)


STAYING = [
    *(("en", "keep it as it is"), ("en", "I'll stick with tuesday at 3"), ("en", "confirmed")),
    *(("de", "ich bleibe beim Dienstag"), ("fr", "je garde mon rdv"), ("it", "tengo martedì")),
    *(("es", "déjelo como está"), ("pt", "fico com terça"), ("en", "when is my appointment?")),
]


@pytest.mark.parametrize(("locale", "text"), STAYING)
@pytest.mark.parametrize("asks", [True, False])
def test_no_answer_says_that_it_takes_place(locale: str, text: str, *, asks: bool) -> None:
    turn = step(told(locale, asks=asks), text)
    assert not any(isinstance(each, do.ConfirmAppointment) for each in turn.effects)
    said = " ".join(turn.replies)
    assert "24" not in said.partition("+39")[0], said
    if not asks:
        assert alerted(turn)


def test_another_version_is_another_visit() -> None:
    context = told(asks=False)
    moved = replace(VISIT, version=2)
    turn = step(replace(context, appointments=(moved,)), "when is my appointment?")
    assert any(WHEN in reply for reply in turn.replies)


def test_the_state_is_kept_whole() -> None:
    state = told().state
    assert State.from_json(state.to_json()) == state
