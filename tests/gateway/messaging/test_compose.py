"""Every message is built in one place: how urgent it is, how long it is of use, what it costs."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from calendar_store.database.ids import Ids
from calendar_store.messages import outbox
from calendar_store.model.reason_codes import ReasonCode
from calendar_store.model.reasons import NO_REASON, Reason
from calendar_store.model.statuses import Channel, MessageKind, MessageStatus
from gateway.messaging.channel import RouteChoice, TextTooLongError
from gateway.messaging.compose import (
    ANSWER_VALID,
    Envelope,
    compose_message,
    compose_planned,
    reworded,
)
from tests.support.sms import sms

NOW = datetime(2026, 1, 15, 9, tzinfo=UTC)
LATER = NOW + timedelta(hours=5)
OURS, THEIRS = "+390699000111", "+393331110001"
ENVELOPE = Envelope(7, OURS, THEIRS, client_id=11, appointment_id=13)
WAY = RouteChoice("primary", Decimal("0.045"), "39")


def composed(kind, text="See you.", **changes):
    usual = {"channel": sms(), "now": NOW, "way": WAY, "expires_at": LATER}
    return compose_message(Ids(), kind, text, ENVELOPE, **usual | changes)


@pytest.mark.parametrize("kind", MessageKind)
def test_a_message_of_each_kind_carries_its_addresses_its_route_and_its_cost(kind):
    made = composed(kind)
    assert (made.kind, made.channel, made.status) == (kind, Channel.SMS, MessageStatus.QUEUED)
    assert (made.practice_id, made.sender, made.recipient) == (7, OURS, THEIRS)
    assert (made.client_id, made.appointment_id) == (11, 13)
    assert (made.carrier, made.price, made.parts) == ("primary", Decimal("0.045"), 1)
    assert (made.created_at, made.not_before, made.expires_at) == (NOW, NOW, LATER)
    assert (made.attempt, made.cost, made.refused_by, made.reason) == (0, 0, (), NO_REASON)


@pytest.mark.parametrize(
    ("kind", "priority"),
    [
        (MessageKind.REPLY, outbox.REPLY_PRIORITY),
        (MessageKind.STAFF, outbox.REPLY_PRIORITY),
        (MessageKind.OFFER, outbox.OFFER_PRIORITY),
        (MessageKind.BOOKED, outbox.BOOKED_PRIORITY),
        (MessageKind.REMINDER, outbox.REMINDER_PRIORITY),
    ],
)
def test_the_kind_decides_how_urgent_a_message_is(kind, priority):
    assert composed(kind).priority == priority


@pytest.mark.parametrize("kind", [MessageKind.REPLY, MessageKind.STAFF])
def test_an_answer_is_of_use_for_a_day(kind):
    assert composed(kind, expires_at=None).expires_at == NOW + ANSWER_VALID


@pytest.mark.parametrize("kind", [MessageKind.OFFER, MessageKind.BOOKED, MessageKind.REMINDER])
def test_what_is_no_answer_says_until_when_it_is_of_use(kind):
    with pytest.raises(ValueError, match=kind.value):
        composed(kind, expires_at=None)


def test_a_message_that_waits_for_the_morning_says_so():
    made = composed(MessageKind.REMINDER, not_before=LATER)
    assert (made.created_at, made.not_before) == (NOW, LATER)


def test_a_text_is_written_as_the_channel_sends_it_and_billed_by_that():
    made = composed(MessageKind.REPLY, "It’s " + "x" * 150)
    assert (made.text[:5], made.parts) == ("It's ", 1)
    assert composed(MessageKind.REPLY, "ş" * 71).parts == 2


def test_what_no_carrier_takes_waits_for_one():
    made = composed(MessageKind.STAFF, way=None)
    assert (made.carrier, made.price, made.status) == ("", 0, MessageStatus.QUEUED)


def test_a_text_that_is_too_long_for_the_channel_is_refused():
    with pytest.raises(TextTooLongError):
        composed(MessageKind.REPLY, "x" * 40_000)


def test_each_message_has_an_identity_of_its_own():
    ids = Ids()
    usual = {"channel": sms(), "now": NOW, "way": WAY}
    made = [compose_message(ids, MessageKind.REPLY, "ok", ENVELOPE, **usual) for _ in range(3)]
    assert len({one.id for one in made}) == 3


def test_what_nothing_sends_yet_stands_as_planned_in_its_own_words():
    envelope = Envelope(7, "", "ada@example.org", 11, 13)
    made = compose_planned(
        *(Ids(), MessageKind.REMINDER, "“See you”", envelope),
        channel=Channel.EMAIL,
        now=NOW,
        expires_at=LATER,
        reason=Reason(ReasonCode.INSTEAD_OF_TEXT),
    )
    assert (made.status, made.channel) == (MessageStatus.PLANNED, "email")
    assert made.reason.code is ReasonCode.INSTEAD_OF_TEXT
    assert (made.text, made.carrier, made.parts) == ("“See you”", "", 0)
    assert (made.sender, made.recipient, made.expires_at) == ("", "ada@example.org", LATER)
    assert made.priority == outbox.REMINDER_PRIORITY


def test_a_message_that_says_something_else_is_the_same_message_and_counted_anew():
    first = composed(MessageKind.REMINDER)
    again = reworded(first, "Both of you… " + "x" * 200, sms())
    assert (again.id, again.expires_at, again.carrier) == (first.id, LATER, "primary")
    assert (again.text[:15], again.parts) == ("Both of you... ", 2)
