"""Whatever is texted, in whatever state: nothing raises, nothing is guessed, STOP is kept."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calendar_store.model.appointments import Appointment, Slot, WaitingEntry
from calendar_store.model.conversations import ConversationKey
from calendar_store.model.practices import Practitioner, Service
from calendar_store.model.statuses import AppointmentStatus, Channel, WaitingStatus
from dialogs import effects as do
from dialogs.conversation import Asked, AskedAbout, Context, Question, Read, State
from dialogs.engine import read, step
from dialogs.intents import Hint, Intent, Understanding
from dialogs.understand import BAR
from dialogs.wish import JustBooked, Wish
from tests.support.dialogs.samples import ADA, MARIE, NOW, PRACTICE, appointment

CHANGES = do.ConfirmAppointment | do.CancelAppointment | do.MoveAppointment | do.RestoreAppointment
CALENDAR = CHANGES | do.BookAppointment
HALF_HOUR = timedelta(minutes=30)
SERVICES = (
    Service(1, 1, "Check-up", HALF_HOUR, safe_to_name=True),
    Service(1, 2, "Zabotox", HALF_HOUR),
    Service(1, 3, "Wax", HALF_HOUR, safe_to_name=True, by_text=False),
)
PRACTITIONERS = (Practitioner(1, 1, "Aurora", "+393331110001"), Practitioner(1, 2, "Bruno"))
NEW = 99
WAITS = WaitingEntry(1, 5, 1, NOW, NOW + timedelta(days=9), WaitingStatus.OFFERED)
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
OTHER_WORDS = [
    *["STOP", "START", "help", "undo", "more", "dove siete", "late 10 min", "call me", "agenda"],
    *["book", "prenotare", "another one", "for my son", "with Bruno", "zabotox", "check-up"],
]
TALK = ConversationKey(Channel.SMS, "+390699000111", "+393331110001")
LIST_WORDS = [
    *["waiting list", "LIST OFF", "I'll take it", "keep mine", "no thanks", "lista d'attesa"],
]


@pytest.fixture(scope="module", autouse=True)
def _languages_read() -> None:
    """Read the languages once, before Hypothesis measures how long an example takes."""
    step(Context(NOW, PRACTICE, TALK, (ADA,), (), False, State()), "yes")


words = st.sampled_from(CLEAR_WORDS + NEUTRAL_WORDS + OTHER_WORDS + LIST_WORDS)
texts = st.lists(words, max_size=6).map(" ".join) | st.text(max_size=60)
booking_words = st.sampled_from(
    [
        *["book", "prenotare", "another one", "for my son", "with Bruno", "thursday"],
        *["zabotox", "check-up", "Marie", "more", "cancel", "1", "2", "3"],
    ]
)
wishful = st.lists(booking_words, min_size=1, max_size=4).map(" ".join)
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


LISTED = {Asked.SLOTS: 3, Asked.OFFER: 1}
"""How many times a question may list."""

abouts = st.builds(
    AskedAbout,
    appointment_id=st.integers(1, 4),
    version=st.integers(1, 4),
    starts_at=hours.map(NOW.__add__),
)
slots = st.builds(
    lambda gap, who: Slot(who.id, who.name, NOW + gap, NOW + gap + HALF_HOUR),
    (st.integers(-2, 3) | st.integers(4, 90)).map(lambda n: timedelta(hours=n)),
    st.sampled_from(PRACTITIONERS),
)
wishes = st.builds(
    Wish,
    client_id=st.none() | st.integers(1, 3),
    service_id=st.none() | st.integers(0, 4),
    practitioner_ids=st.sampled_from([(), (1,), (2,), (1, 2), (3,)]),
    another=st.booleans(),
    for_other=st.booleans(),
)
just_booked = st.builds(
    JustBooked,
    appointment_id=st.integers(1, 4),
    starts_at=hours.map(NOW.__add__),
    until=hours.map(NOW.__add__),
)
BOOKING = {Asked.WHO, Asked.SERVICE, Asked.SECOND}


@st.composite
def questions(draw: st.DrawFn) -> Question:
    asked = draw(st.sampled_from(Asked))
    wish = draw(wishes) if asked in BOOKING else None
    if asked in {Asked.SLOTS, Asked.WHEN}:
        wish = draw(st.none() | wishes)
    about = draw(st.lists(abouts, min_size=1, max_size=3))
    spans = draw(st.lists(hours.map(lambda h: (NOW + h, NOW + h + timedelta(hours=4))), max_size=2))
    return Question(
        asked,
        () if wish and asked is not Asked.SECOND else tuple(about),
        NOW - timedelta(hours=1),
        NOW + draw(hours),
        slots=tuple(draw(st.lists(slots, min_size=1, max_size=LISTED.get(asked, 0))))
        if asked in LISTED
        else (),
        spans=tuple(spans),
        then=draw(st.sampled_from(["confirm", "cancel", "reschedule", "waitlist"]))
        if asked is Asked.WHICH
        else "",
        choices={Asked.WHO: (1, 2), Asked.SERVICE: (1, 2, 0)}.get(asked, ()),
        wish=wish,
        offer_id=7 if asked is Asked.OFFER else None,
        until=NOW + draw(hours) if asked is Asked.OFFER else None,
        rest=tuple(draw(st.lists(abouts, max_size=2))),
        named=draw(st.booleans()),
    )


@st.composite
def contexts(draw: st.DrawFn) -> Context:
    state = State(
        question=draw(st.none() | questions()),
        cancelled=tuple(draw(st.lists(abouts, max_size=2))),
        with_person=draw(st.none() | st.just(NOW - timedelta(hours=1))),
        locale=draw(st.sampled_from(["", "en", "it"])),
        booked=draw(st.none() | just_booked),
        automatic=(NOW - timedelta(minutes=5),) * draw(st.sampled_from([0, 19, 20])),
    )
    return Context(
        NOW,
        PRACTICE,
        TALK,
        draw(st.sampled_from([(), (ADA,), (ADA, MARIE)])),
        draw(appointments()),
        draw(st.booleans()),
        state,
        lost=draw(st.none() | slots),
        services=draw(st.sampled_from([(), SERVICES[:1], SERVICES[1:2], SERVICES])),
        practitioners=PRACTITIONERS,
        seen=((1, 2),),
        new_id=NEW,
        waiting=draw(st.sampled_from([(), (WAITS,)])),
    )


def decide(context: Context, text: str, free: list[Slot]):
    heard = read(context, text)
    found = tuple(free) if isinstance(heard.search, do.SlotSearch) else ()
    pairs = tuple((one, ADA) for one in context.appointments)
    agenda = pairs if isinstance(heard.search, do.AgendaSearch) else ()
    return step(replace(context, free=found, agenda=agenda), heard)


@given(contexts(), texts | wishful, st.lists(slots, max_size=5))
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
    for effect in (e for e in turn.effects if isinstance(e, CHANGES)):
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


@st.composite
def offers(draw: st.DrawFn) -> Context:
    """Return facts with an open list of times for a new appointment."""
    wish = Wish(draw(st.integers(1, 3)), draw(st.integers(1, 4)))
    offered = tuple(draw(st.lists(slots, min_size=1, max_size=3, unique_by=lambda s: s.starts_at)))
    asked = Question(
        *(Asked.SLOTS, (), NOW - HALF_HOUR, NOW + draw(hours)), slots=offered, wish=wish
    )
    return replace(draw(contexts()), state=State(question=asked))


@given(contexts() | offers(), texts | wishful, st.lists(slots, max_size=5))
def test_nothing_is_booked_but_a_time_on_offer_that_was_clearly_chosen(
    context: Context, text: str, free: list[Slot]
):
    turn = decide(context, text, free)
    question = context.state.question
    for effect in (e for e in turn.effects if isinstance(e, do.BookAppointment)):
        assert question is not None
        assert question.wish is not None
        assert question.expires_at > NOW
        assert effect.slot in question.slots
        assert effect.slot.starts_at >= NOW + PRACTICE.minimum_notice
        assert turn.understanding.confidence >= BAR
        assert (effect.service.id, effect.client_id) == (
            question.wish.service_id,
            question.wish.client_id,
        )
        assert effect.service in context.services
        assert effect.service.by_text
        assert effect.client_id in {client.id for client in context.clients}
        assert effect.appointment_id == NEW
        assert context.lost is None
        assert not context.stopped
        assert turn.state.question is None


@given(offers().filter(lambda c: c.clients and c.services and not c.stopped), st.integers(1, 3))
def test_a_number_of_the_list_books_that_time(context: Context, number: int):
    """The property above is not kept by booking nothing."""
    question = context.state.question
    assert question is not None
    assert question.wish is not None
    whose = Wish(context.clients[0].id, next(s.id for s in context.services if s.by_text))
    open_list = replace(question, wish=whose, expires_at=NOW + HALF_HOUR)
    state = State(question=open_list)
    turn = decide(replace(context, state=state, lost=None), str(number), [])
    booked = [effect.slot for effect in turn.effects if isinstance(effect, do.BookAppointment)]
    fits = [
        slot
        for slot in question.slots[number - 1 : number]
        if slot.starts_at >= NOW + PRACTICE.minimum_notice
    ]
    assert booked == fits


listable = contexts().map(
    lambda c: replace(c, services=SERVICES, clients=c.clients or (ADA,), stopped=False)
)


@given(listable | offers(), wishful | texts, st.lists(slots, max_size=5))
def test_no_text_names_a_service_that_is_not_safe_to_name(
    context: Context, text: str, free: list[Slot]
):
    assert "zabotox" not in " ".join(decide(context, text, free).replies).casefold()


@given(contexts(), texts, st.lists(slots, max_size=5))
def test_an_offer_is_taken_only_by_a_plain_yes_in_time_to_the_offer_that_was_made(
    context: Context, text: str, free: list[Slot]
):
    question = context.state.question
    turn = decide(context, text, free)
    for effect in (e for e in turn.effects if isinstance(e, do.TakeOffer)):
        assert question
        assert question.asked is Asked.OFFER
        assert (effect.offer_id, effect.slot) == (question.offer_id, question.slots[0])
        assert question.until
        assert context.now < question.until
        assert (turn.understanding.intent, turn.understanding.choice) == (Intent.CHOICE, 1)
        assert turn.understanding.confidence >= BAR
        assert not context.stopped
        assert not context.lost
        kept = [a for a in context.appointments if a.id == effect.appointment_id]
        assert [(a.id, a.version, a.starts_at) for a in kept] == [
            (effect.appointment_id, effect.version, about.starts_at) for about in question.about[:1]
        ]


@given(contexts(), neutral)
def test_words_that_say_neither_yes_nor_no_take_no_offer_and_decline_none(
    context: Context, text: str
):
    question = context.state.question
    offer = question is not None and question.asked is Asked.OFFER
    turn = decide(context, text, [])
    moved = turn.state.question != question
    closing = [e for e in turn.effects if isinstance(e, do.TakeOffer | do.CloseOffer)]
    # a wish for another time lets the offer go; nothing else of these does
    assert not closing or (offer and moved and turn.understanding.times)


HINTS = [
    Hint.KEPT,
    Hint.REFUSAL,
    Hint.YES,
    Hint.GREETING,
    Hint.DEFERRAL,
    Hint.PARTIAL,
    Hint.BEREAVED,
]


@given(contexts() | offers(), texts, st.sampled_from(HINTS), st.lists(slots, max_size=5))
def test_what_is_asked_back_changes_nothing(
    context: Context, text: str, hint: Hint, free: list[Slot]
):
    heard = Understanding(Intent.UNCLEAR, 0.4, hint=hint)
    turn = step(replace(context, free=tuple(free)), Read(text, heard))
    named = context.state.question and context.state.question.asked is Asked.WHICH
    assert named or not [effect for effect in turn.effects if isinstance(effect, CALENDAR)]


@given(contexts() | offers(), texts, st.lists(slots, max_size=5))
def test_no_text_is_the_one_said_last(context: Context, text: str, free: list[Slot]):
    first = decide(context, text, free)
    second = decide(replace(context, state=first.state), text, free)
    assert not first.replies or first.replies != second.replies


@given(contexts() | offers(), texts, st.lists(slots, max_size=5))
def test_a_yes_after_a_hand_over_changes_nothing(context: Context, text: str, free: list[Slot]):
    handed = decide(replace(context, stopped=False), text, free)
    if not any(isinstance(effect, do.AlertStaff) for effect in handed.effects):
        return
    if handed.state.question is not None and handed.state.question != context.state.question:
        # something else was asked, beside telling staff
        return
    after = replace(context, stopped=False, state=handed.state)
    for word in ("ok", "yes", "sì", "1", "👍"):
        effects = decide(after, word, free).effects
        taken = [e for e in effects if isinstance(e, CALENDAR | do.TakeOffer)]
        assert word == "1" or not taken
