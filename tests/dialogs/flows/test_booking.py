"""Booking by text and AGENDA, turn by turn: what is named, what is looked up, what is refused."""

from dataclasses import replace
from datetime import timedelta

import pytest

from calendar_store.model.appointments import Slot
from calendar_store.model.conversations import ConversationKey
from calendar_store.model.practices import Practitioner, Service
from calendar_store.model.statuses import AlertKind, Channel
from dialogs import effects as do
from dialogs.conversation import Asked, Context, Question, State, Turn
from dialogs.engine import read, step
from dialogs.wish import Wish
from tests.support.dialogs.samples import ADA, MARIE, NOW, PRACTICE, appointment

HALF_HOUR = timedelta(minutes=30)
CHECK_UP = Service(1, 1, "Check-up", HALF_HOUR, HALF_HOUR, HALF_HOUR / 2, safe_to_name=True)
MASSAGE = Service(1, 2, "Massage", HALF_HOUR, safe_to_name=True)
SPORTS = Service(1, 3, "Sports massage", 2 * HALF_HOUR, safe_to_name=True)
AURORA, BRUNO = Practitioner(1, 1, "Aurora", "+393331110009"), Practitioner(1, 2, "Dr. Bruno Rossi")
ANNA, OTHER_ANNA = Practitioner(1, 3, "Anna Bianchi"), Practitioner(1, 4, "Anna Verdi")
WILL = Practitioner(1, 5, "Will")
THURSDAY = appointment().starts_at + timedelta(days=2)


TALK = ConversationKey(Channel.SMS, "+390699000111", "+393331110001")
OWN_PHONE = TALK._replace(their_address=AURORA.mobile)


def context(**changes: object) -> Context:
    plain = Context(
        *(NOW, PRACTICE, TALK, (ADA,), (), False, State()),
        services=(CHECK_UP,),
        practitioners=(AURORA, BRUNO),
        new_id=7,
    )
    return replace(plain, **changes)  # type: ignore[arg-type]


def searched(text: str, **changes: object) -> do.SlotSearch:
    search = read(context(**changes), text).search
    assert isinstance(search, do.SlotSearch)
    return search


def slot(hours: int = 0, who: Practitioner = AURORA) -> Slot:
    start = THURSDAY + timedelta(hours=hours)
    return Slot(who.id, who.name, start, start + HALF_HOUR)


def offering(*slots: Slot, **changes: object) -> Context:
    wish = Wish(ADA.id, CHECK_UP.id)
    until = NOW + timedelta(hours=24)
    question = Question(Asked.SLOTS, (), NOW, until, slots or (slot(),), wish=wish)
    return context(state=State(question=question), **changes)


def alerts(turn: Turn) -> list[AlertKind]:
    return [effect.kind for effect in turn.effects if isinstance(effect, do.AlertStaff)]


def booked(turn: Turn) -> list[do.BookAppointment]:
    return [effect for effect in turn.effects if isinstance(effect, do.BookAppointment)]


def test_only_who_does_the_service_is_searched() -> None:
    theirs = replace(CHECK_UP, done_by=(BRUNO.id,))
    assert searched("can I book on thursday", services=(theirs,)).practitioner_ids == (BRUNO.id,)
    # whoever does not do it is not searched either where the client names them
    asked = searched("can I book with Aurora on thursday", services=(theirs,))
    assert asked.practitioner_ids == (BRUNO.id,)


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("can I book with Bruno on thursday", [BRUNO]),
        ("can I book with brunno on thursday", [BRUNO]),
        ("any space with dr rossi on thursday?", [BRUNO]),
        ("can I book Bruno for thursday", [BRUNO]),
        ("can I book thursday, but not with bruno", [AURORA, ANNA, OTHER_ANNA, WILL]),
        ("I'd like to book with Anna Verdi", [OTHER_ANNA]),
        ("I'd like to book with Anna", [ANNA, OTHER_ANNA]),
        ("can I book with Aurora or Bruno", [AURORA, BRUNO]),
        ("will you have any space on thursday?", [AURORA, BRUNO, ANNA, OTHER_ANNA, WILL]),
        ("can I book with Will on thursday", [WILL]),
        # the practice's name, and not hers
        ("can I book at Studio Aurora", [AURORA, BRUNO, ANNA, OTHER_ANNA, WILL]),
    ],
)
def test_with_whom_a_text_asks_to_be(text: str, who: list[Practitioner]):
    everybody = (AURORA, BRUNO, ANNA, OTHER_ANNA, WILL)
    assert searched(text, practitioners=everybody).practitioner_ids == tuple(one.id for one in who)


def test_the_name_under_a_text_is_the_clients_and_not_a_practitioners():
    aurora = replace(ADA, first="Aurora")
    named = searched("can I book for thursday? Thanks, Aurora", clients=(aurora,))
    assert named.practitioner_ids == (AURORA.id, BRUNO.id)


@pytest.mark.parametrize(
    ("text", "service"),
    [
        ("can I book a sports massage?", SPORTS),
        ("can I book a check up?", CHECK_UP),
        ("can I book a checkup?", CHECK_UP),
        ("can I book a chekcup?", CHECK_UP),
        ("can I book a sport masage on thursday?", SPORTS),
    ],
)
def test_what_a_text_asks_for(text: str, service: Service):
    assert searched(text, services=(CHECK_UP, SPORTS)).duration == service.duration


def test_a_name_that_fits_two_services_asks_which_of_them():
    hour = replace(SPORTS, name="Massage 60")
    half = replace(MASSAGE, name="Massage 30")
    turn = step(context(services=(CHECK_UP, half, hour)), "can I book a massage?")
    assert turn.replies[0].splitlines()[:-1] == [
        "What would you like to book?",
        "1) Massage 30",
        "2) Massage 60",
        "3) something else",
    ]
    assert searched("can I book a massage 60?", services=(CHECK_UP, half, hour)).duration == (
        hour.duration
    )


def test_the_search_knows_the_lengths_the_buffers_and_whom_the_client_knows():
    search = searched("can I book for thursday", seen=((MARIE.id, AURORA.id), (ADA.id, BRUNO.id)))
    assert search.preferred == (BRUNO.id,)
    assert (search.duration, search.buffer_before, search.buffer_after) == (
        CHECK_UP.duration,
        CHECK_UP.buffer_before,
        CHECK_UP.buffer_after,
    )
    assert search.exclude_appointment is None


def test_nothing_before_the_notice_or_after_the_booking_window_is_looked_up():
    search = searched("I need an appointment")
    assert min(start for start, _ in search.spans) == NOW + PRACTICE.minimum_notice
    assert max(end for _, end in search.spans) == NOW + PRACTICE.booking_window


def test_what_is_booked_is_what_was_settled():
    [effect] = booked(step(offering(slot(), slot(1)), "2"))
    assert effect == do.BookAppointment(7, ADA.id, CHECK_UP, slot(1))


@pytest.mark.parametrize(
    "changes",
    [
        {"services": (replace(CHECK_UP, by_text=False),)},
        {"services": ()},
        {"clients": (MARIE,)},
    ],
)
def test_what_was_withdrawn_since_it_was_offered_is_a_persons(changes: dict[str, object]):
    turn = step(offering(**changes), "1")
    assert booked(turn) == []
    assert alerts(turn) == [AlertKind.UNCLEAR]


def test_a_wish_for_everybody_at_once_is_a_persons():
    asked = step(context(clients=(ADA, MARIE)), "can I book for thursday?")
    turn = step(context(clients=(ADA, MARIE), state=asked.state), "both")
    assert alerts(turn) == [AlertKind.UNCLEAR]


def test_who_share_a_first_name_are_told_apart_by_the_last():
    turn = step(context(clients=(ADA, replace(MARIE, first="Ada"))), "can I book for thursday?")
    assert turn.replies[0].splitlines()[1:3] == ["1) Ada Byron", "2) Ada Curie"]


def test_where_nothing_is_free_staff_look_for_a_time():
    turn = step(context(), "can I book for thursday?")
    assert alerts(turn) == [AlertKind.NO_TIMES]
    assert turn.replies[0].startswith("We found no free time to offer by text.")


def test_a_practice_without_a_way_back_promises_none():
    turn = step(offering(practice=replace(PRACTICE, undo_window=timedelta(0))), "1")
    assert booked(turn)
    assert "UNDO" not in turn.replies[0]


def test_what_was_moved_since_it_was_booked_is_not_undone():
    turn = step(offering(), "1")
    moved = appointment(id=7, starts_at=THURSDAY + HALF_HOUR, version=2)
    undone = step(context(state=turn.state, appointments=(moved,)), "undo")
    assert undone.effects == ()
    assert undone.replies[0].startswith("It is too late to undo that.")


def test_the_promise_to_take_a_booking_back_holds_inside_the_minimum_notice():
    soon = Slot(1, "Aurora", NOW + PRACTICE.minimum_notice, NOW + timedelta(hours=3))
    turn = step(offering(soon), "1")
    stands = appointment(id=7, starts_at=soon.starts_at)
    later = NOW + timedelta(minutes=50)
    undone = step(context(state=turn.state, appointments=(stands,), now=later), "undo")
    assert undone.effects == (do.CancelAppointment(7, stands.version),)


def test_a_second_wish_that_begins_anew_forgets_what_was_settled():
    both = (CHECK_UP, MASSAGE)
    turn = step(offering(services=both), "I need an appointment")
    assert turn.replies[0].startswith("What would you like to book?")


def test_a_question_asked_by_a_version_that_knew_no_bookings_is_still_answered():
    kept = State(question=Question(Asked.SLOTS, (), NOW, NOW, (slot(),))).to_json()
    del kept["booked"], kept["question"]["wish"], kept["question"]["choices"]
    question = State.from_json(kept).question
    assert question is not None
    assert (question.wish, question.choices) == (None, ())


def test_an_agenda_is_looked_up_for_its_owners_day_in_the_practices_zone():
    asks = context(clients=(), key=OWN_PHONE)
    search = read(asks, "AGENDA").search
    midnight = NOW.replace(hour=23) - timedelta(days=1)
    assert search == do.AgendaSearch((AURORA.id,), midnight, midnight + timedelta(days=1))


@pytest.mark.parametrize("changes", [{}, {"clients": ()}, {"key": OWN_PHONE, "stopped": True}])
def test_an_agenda_is_looked_up_for_nobody_else(changes: dict[str, object]):
    asked = context(**changes)
    assert read(asked, "AGENDA").search is None
    assert "Byron" not in " ".join(step(asked, "AGENDA").replies)
