"""Whatever is texted, in whatever state: nothing raises, nothing is guessed, STOP is kept."""

import json
from dataclasses import replace
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from calendar_store.statuses import AppointmentStatus
from calendar_store.values import Appointment, Slot
from dialogs import effects as do
from dialogs.conversation import Asked, AskedAbout, Context, Question, State
from dialogs.engine import read, step
from dialogs.intents import Intent
from dialogs.understand import BAR
from tests.dialogs.samples import ADA, MARIE, NOW, PRACTICE, appointment

STARTS = appointment().starts_at
CALENDAR = do.ConfirmAppointment | do.CancelAppointment | do.MoveAppointment | do.RestoreAppointment
CLEAR_WORDS = ["1", "2", "3", "yes", "ok", "cancel", "move", "sì", "disdico", "sposta", "all", "👍"]
NEUTRAL_WORDS = [
    *["letter", "dog", "what", "maybe", "not", "sure", "hello", "the", "my", "Tuesday", "Marie"],
    *[
        "3pm",
        "at 15:00",
        "tomorrow",
        "forse",
        "il",
        "gatto",
        "giovedì",
        "alle 15",
        "?",
        "...",
        "🙂",
    ],
]
OTHER_WORDS = ["STOP", "START", "help", "undo", "more", "dove siete", "late 10 min", "call me"]

words = st.sampled_from(CLEAR_WORDS + NEUTRAL_WORDS + OTHER_WORDS)
texts = st.lists(words, max_size=6).map(" ".join) | st.text(max_size=60)
neutral = st.lists(st.sampled_from(NEUTRAL_WORDS), max_size=8).map(" ".join)

hours = st.integers(-3, 72).map(lambda n: timedelta(hours=n))


@st.composite
def appointments(draw: st.DrawFn) -> tuple[Appointment, ...]:
    found = []
    for number in range(1, draw(st.integers(0, 3)) + 1):
        status = draw(st.sampled_from(AppointmentStatus))
        start = NOW + draw(hours)
        found.append(
            appointment(
                id=number,
                client_id=draw(st.integers(1, 2)),
                starts_at=start,
                ends_at=start + timedelta(minutes=30),
                status=status,
                version=draw(st.integers(1, 4)),
                cancelled_at=NOW if status is AppointmentStatus.CANCELLED else None,
            )
        )
    return tuple(found)


abouts = st.builds(
    AskedAbout,
    appointment_id=st.integers(1, 4),
    version=st.integers(1, 4),
    starts_at=hours.map(NOW.__add__),
)
slots = st.builds(
    lambda gap: Slot(1, "Aurora", NOW + gap, NOW + gap + timedelta(minutes=30)),
    st.integers(3, 90).map(lambda n: timedelta(hours=n)),
)


@st.composite
def questions(draw: st.DrawFn) -> Question:
    asked = draw(st.sampled_from(Asked))
    spans = draw(st.lists(hours.map(lambda h: (NOW + h, NOW + h + timedelta(hours=4))), max_size=2))
    return Question(
        asked,
        tuple(draw(st.lists(abouts, min_size=1, max_size=3))),
        NOW - timedelta(hours=1),
        NOW + draw(hours),
        slots=tuple(draw(st.lists(slots, min_size=1, max_size=3))) if asked is Asked.SLOTS else (),
        spans=tuple(spans),
        then=draw(st.sampled_from(["confirm", "cancel", "reschedule"]))
        if asked is Asked.WHICH
        else "",
    )


@st.composite
def contexts(draw: st.DrawFn) -> Context:
    state = State(
        question=draw(st.none() | questions()),
        cancelled=tuple(draw(st.lists(abouts, max_size=2))),
        with_person=draw(st.none() | st.just(NOW - timedelta(hours=1))),
        locale=draw(st.sampled_from(["", "en", "it"])),
        automatic=(NOW - timedelta(minutes=5),) * draw(st.sampled_from([0, 19, 20])),
    )
    return Context(
        NOW,
        PRACTICE,
        "+390699000111",
        "+393331110001",
        draw(st.sampled_from([(), (ADA,), (ADA, MARIE)])),
        draw(appointments()),
        draw(st.booleans()),
        state,
        lost=draw(st.none() | slots),
    )


def decide(context: Context, text: str, free: list[Slot]):
    heard = read(context, text)
    return step(replace(context, free=tuple(free) if heard.search else ()), heard)


@given(contexts(), texts, st.lists(slots, max_size=5))
def test_any_text_in_any_state(context: Context, text: str, free: list[Slot]):
    turn = decide(context, text, free)
    assert turn == decide(context, text, free)
    assert len(turn.replies) <= 1
    assert all(reply == reply.strip() and reply for reply in turn.replies)
    assert State.from_json(json.loads(json.dumps(turn.state.to_json()))) == turn.state
    if context.stopped and turn.understanding.intent is not Intent.OPT_IN:
        assert turn.replies == ()
        assert turn.state.question == context.state.question


@given(contexts(), texts, st.lists(slots, max_size=5))
def test_the_calendar_changes_only_on_a_clear_word_and_on_the_present_version(
    context: Context, text: str, free: list[Slot]
):
    turn = decide(context, text, free)
    versions = {a.id: a.version for a in context.appointments}
    question = context.state.question
    # "which one?" may be answered by a name, which says nothing by itself
    named = question is not None and question.asked is Asked.WHICH
    for effect in (e for e in turn.effects if isinstance(e, CALENDAR)):
        assert named or turn.understanding.confidence >= BAR
        assert context.clients
        assert not context.stopped
        assert effect.version == versions[effect.appointment_id]


@given(contexts(), neutral, st.lists(slots, max_size=5))
def test_words_that_say_neither_yes_nor_no_change_nothing(
    context: Context, text: str, free: list[Slot]
):
    question = context.state.question
    # a list is answered by naming what is in it
    if question and question.asked in {Asked.WHICH, Asked.SLOTS}:
        context = replace(context, state=replace(context.state, question=None))
    turn = decide(context, text, free)
    assert not [effect for effect in turn.effects if isinstance(effect, CALENDAR)]
