"""The waiting list where golden conversations do not reach: with whom, for what, until when."""

from dataclasses import replace
from datetime import timedelta

import pytest

from calendar_store.model.conversations import ConversationKey
from calendar_store.model.practices import Practitioner, Service
from calendar_store.model.statuses import Channel
from dialogs import effects as do
from dialogs.conversation import Asked, AskedAbout, Context, Question, State
from dialogs.engine import step
from dialogs.intents import Intent
from tests.support.dialogs.samples import ADA, MARIE, NOW, PRACTICE, appointment

SERVICES = (
    Service(1, 1, "Check-up", timedelta(minutes=30), safe_to_name=True),
    Service(1, 2, "Massage", timedelta(minutes=60)),
)
PRACTITIONERS = (Practitioner(1, 1, "Aurora"), Practitioner(1, 2, "Bruno"))


def context(*ahead, clients=(ADA,), **changes) -> Context:
    return Context(
        NOW,
        changes.pop("practice", PRACTICE),
        ConversationKey(Channel.SMS, "+390699000111", "+393331110001"),
        *(clients, ahead),
        stopped=False,
        state=changes.pop("state", State()),
        services=SERVICES,
        practitioners=PRACTITIONERS,
        **changes,
    )


def joined(turn) -> do.JoinWaitingList:
    (effect,) = [e for e in turn.effects if isinstance(e, do.JoinWaitingList)]
    return effect


@pytest.mark.parametrize(
    ("text", "practitioner", "service"),
    [
        ("put me on the waiting list", None, None),
        ("put me on the waiting list with Bruno please", 2, None),
        ("waiting list for a massage please", None, 2),
        ("waiting list for a check-up with Aurora", 1, 1),
    ],
)
def test_who_has_no_appointment_waits_as_the_text_says(text, practitioner, service):
    wish = joined(step(context(), text))
    assert (wish.practitioner_id, wish.service_id) == (practitioner, service)
    assert (wish.client_id, wish.appointment_id) == (ADA.id, None)
    assert wish.spans == ((NOW, NOW + PRACTICE.booking_window),)


def test_who_gives_up_an_appointment_waits_for_one_of_its_kind():
    booked = appointment(service_id=2)
    wish = joined(step(context(booked), "cancel, and put me on the waiting list"))
    assert (wish.practitioner_id, wish.service_id, wish.appointment_id) == (1, 2, None)


def test_an_appointment_too_near_to_come_earlier_is_a_person_s_work():
    booked = appointment(starts_at=NOW + PRACTICE.minimum_notice / 2)
    turn = step(context(booked), "text me if something earlier comes up")
    assert [type(effect) for effect in turn.effects] == [do.AlertStaff]


def test_of_a_family_without_appointments_nobody_is_guessed():
    turn = step(context(clients=(ADA, MARIE)), "put me on the waiting list")
    assert [type(effect) for effect in turn.effects] == [do.AlertStaff]


def test_every_span_named_is_waited_for_and_the_answer_names_the_first():
    turn = step(context(appointment()), "waiting list for next week, mornings")
    assert len(joined(turn).spans) == 7
    (told,) = turn.replies
    assert told.count("06:00-12:00") == 3
    assert "..." in told


def test_other_times_instead_of_a_first_appointment_on_offer_lead_to_a_booking():
    slot = do.Slot(1, "Aurora", NOW + timedelta(days=1), NOW + timedelta(days=1, minutes=30))
    asked = Question(
        *(Asked.OFFER, (), NOW, slot.starts_at),
        slots=(slot,),
        offer_id=7,
        until=NOW + timedelta(hours=1),
    )
    seen = replace(context(state=State(question=asked)), services=SERVICES[:1])
    turn = step(seen, "could we do thursday at 11 instead?")
    assert do.CloseOffer(7, do.OfferStatus.DECLINED) in turn.effects
    assert turn.understanding.times
    assert "no coming appointment" not in " ".join(turn.replies)


@pytest.mark.parametrize(
    "text",
    [
        *(
            "let me know if anything sooner comes up for Ada",
            "avísenme si queda algo antes para Ada",
        ),
        *("se si libera un posto prima per Ada mi scrivete?", "sagen Sie Bescheid, für Ada"),
        *("prévenez-moi si une place se libère plus tôt pour Ada",),
    ],
)
def test_whose_visit_it_is_for_is_not_asked(text):
    visits = (appointment(), appointment(id=2, client_id=2))
    about = tuple(AskedAbout(a.id, a.version, a.starts_at) for a in visits)
    question = Question(Asked.REMINDER, about, NOW, visits[0].starts_at)
    family = context(*visits, clients=(ADA, MARIE), state=State(question=question))
    turn = step(family, text)
    if turn.understanding.intent is Intent.WAITLIST:
        assert joined(turn).appointment_id == 1


def test_earlier_is_earlier_than_the_visit_of_whom_the_text_names():
    visits = (
        appointment(starts_at=appointment().starts_at + timedelta(days=1)),
        appointment(id=2, client_id=2),
    )
    about = tuple(AskedAbout(a.id, a.version, a.starts_at) for a in visits)
    question = Question(Asked.REMINDER, about, NOW, visits[0].starts_at)
    family = context(*visits, clients=(ADA, MARIE), state=State(question=question))
    wish = joined(step(family, "avísenme si queda algo antes para Ada"))
    assert wish.appointment_id == 1
    assert wish.spans[-1][1] == visits[0].starts_at
