"""A text about an appointment that did not arrive: an email is planned, seen, and not forgotten."""

from dataclasses import replace
from datetime import timedelta

import pytest

from calendar_store.appointments import appointments
from calendar_store.clients import clients, consent
from calendar_store.clients.consent import ConsentStatement
from calendar_store.messages import outbox, reminders
from calendar_store.messages.attempt_outcomes import Outcome, PartSent
from calendar_store.model.practices import ReminderStep
from calendar_store.model.statuses import (
    AlertKind,
    Channel,
    ConsentHow,
    ConsentKind,
    MessageKind,
    MessageStatus,
    StepRule,
)
from calendar_store.views import day_view
from gateway.channels.sms.inbox import Inbox
from gateway.channels.sms.smpp.failures import failure_of
from gateway.channels.sms.smpp.inbound_pdus import DeliveryReceipt, ReceiptState
from gateway.messaging.compose import ANSWER_VALID
from gateway.messaging.outcomes import record_attempts
from gateway.messaging.timeouts import Timeouts
from gateway.wording.reason_words import in_words
from tests.support.desk import BY, HALF_HOUR
from tests.support.exchange import CARRIER, START
from tests.support.office import LEASE
from tests.support.reasons import saying
from tests.support.sms import sweeper

M = MessageStatus
MINUTE = timedelta(minutes=1)
OFF = "not delivered: the phone was off or out of reach for too long"
INSTEAD = "by email, since the text did not arrive"
TOO_LATE = "not sent: no mail server was configured before the appointment began"


class Post:
    """A practice with a client who has an email address, and a carrier that reports."""

    def __init__(self, exchange):
        self.exchange, self.database = exchange, exchange.database
        self.sweeper = sweeper(self.database, exchange.clock, Timeouts())
        self.inbox = Inbox(CARRIER, self.database, exchange.clock)

    @property
    def desk(self):
        return self.exchange.desk

    async def client(self, *, agrees=True, email="ada@example.org"):
        added = await self.desk.client()
        async with self.database.write() as tx:
            changed = await clients.change(
                tx, self.desk.practice, added.id, by=BY, now=self.exchange.now, email=email
            )
            if agrees:
                how = (Channel.EMAIL, ConsentKind.GRANTED, ConsentHow.FORM, BY)
                said = ConsentStatement(added.id, *how, self.exchange.now)
                await consent.record(tx, self.desk.practice.id, [said], now=self.exchange.now)
        return changed

    async def booked(self, client=None, starts_at=START):
        booked = await self.desk.book(client or await self.client(), starts_at)
        while await self.exchange.planner.step():
            pass
        return booked

    async def attempted(self, status=M.ACCEPTED, words="", key="17", **outcome):
        """Let the carrier take what is queued, or refuse it."""
        async with self.database.write() as tx:
            leased = await outbox.lease(
                tx, "primary", now=self.exchange.now, limit=10, owner="one", lasting=LEASE
            )
            parts = (PartSent(1, key, key),) if status is M.ACCEPTED else ()
            attempts = [Outcome(one, status, saying(words), parts, 1, **outcome) for one in leased]
            await record_attempts(tx, attempts, self.exchange.now, failure_of=failure_of)
        return leased

    async def reported(self, state, words=OFF, key="17"):
        receipt = DeliveryReceipt(
            *(
                "primary",
                "primary/1",
                "a",
                "00",
                key,
                key,
                state,
                True,
                saying(words),
                None,
                None,
                None,
            ),
            *("+393331110001", "+390699000111", b"", self.exchange.now),
        )
        await self.inbox.receive([receipt])

    async def emails(self):
        return [m for m in await self.desk.messages() if m.channel is Channel.EMAIL]

    async def alerted(self):
        return [in_words(alert.reason) for alert in await self.desk.alerts()][::-1]

    async def sweep(self, now):
        self.exchange.at(now)
        await self.sweeper.sweep()


@pytest.fixture
def post(exchange):
    return Post(exchange)


async def test_a_text_that_failed_is_followed_by_a_planned_email(post):
    booked = await post.booked()
    await post.attempted()
    await post.reported(ReceiptState.EXPIRED)
    text, email = await post.desk.messages()
    assert text.status is M.EXPIRED
    assert (email.status, in_words(email.reason), email.recipient) == (
        M.PLANNED,
        INSTEAD,
        "ada@example.org",
    )
    assert (email.kind, email.text) == (MessageKind.BOOKED, text.text)
    assert (email.appointment_id, email.expires_at) == (booked.id, START)
    assert await post.alerted() == [f"{OFF}; an email is planned"]
    # nobody takes it for a text
    assert await post.attempted() == []


async def test_it_stands_on_the_appointment(post):
    booked = await post.booked()
    await post.attempted(M.FAILED, "the carrier does not allow this sender")
    async with post.database.read() as tx:
        entry = await day_view.entry(tx, post.desk.practice, booked.id)
    shown = [
        (b.channel, b.status, in_words(b.reason)) for b in entry.badges if b.message_id is not None
    ]
    assert (Channel.EMAIL, M.PLANNED, INSTEAD) in shown
    # what did not arrive is what the day shows first
    assert entry.last_message.status is M.FAILED


async def test_what_stayed_unknown_for_good_is_followed_too_and_only_then(post):
    await post.booked(starts_at=START + timedelta(days=7))
    await post.attempted(M.UNKNOWN, "no answer", retry_at=post.exchange.now)
    assert await post.emails() == []
    await post.attempted()
    await post.sweep(post.exchange.now + timedelta(hours=71))
    assert await post.emails() == []
    await post.sweep(post.exchange.now + timedelta(hours=1))
    assert [m.status for m in await post.emails()] == [M.PLANNED]


async def test_once_for_each_text_however_often_its_fate_is_told(post):
    await post.booked()
    await post.attempted()
    await post.reported(ReceiptState.UNKNOWN, "the carrier does not know what happened")
    await post.reported(ReceiptState.UNDELIVERABLE)
    await post.reported(ReceiptState.UNDELIVERABLE)
    assert len(await post.emails()) == 1
    post.exchange.at(START - timedelta(days=2))
    await post.exchange.planner.step()
    await post.attempted(key="18")
    await post.reported(ReceiptState.UNDELIVERABLE, key="18")
    kinds = [m.kind for m in await post.emails()]
    assert kinds == [MessageKind.BOOKED, MessageKind.REMINDER]


async def test_a_text_that_arrived_after_all_calls_its_email_off(post):
    await post.booked()
    await post.attempted()
    await post.reported(ReceiptState.UNKNOWN, "the carrier does not know what happened")
    await post.reported(ReceiptState.DELIVERED, "delivered to the phone")
    (email,) = await post.emails()
    assert (email.status, in_words(email.reason)) == (M.CANCELLED, "the text arrived after all")


@pytest.mark.parametrize(
    "who", [{"agrees": False}, {"email": ""}], ids=["no consent to email", "no address"]
)
async def test_without_consent_or_address_no_email_is_planned_and_staff_know(post, who):
    await post.booked(await post.client(**who))
    await post.attempted()
    await post.reported(ReceiptState.EXPIRED)
    assert await post.emails() == []
    assert await post.alerted() == [OFF]


async def test_an_answer_that_did_not_arrive_is_not_sent_by_email(post):
    await post.booked()
    await post.attempted()
    # it stands for a day, and so as long as a reminder would
    post.exchange.at(START - ANSWER_VALID)
    await post.exchange.says("where is it?")
    await post.attempted(M.FAILED, "the carrier does not allow this sender")
    assert await post.emails() == []


async def test_what_failed_after_the_appointment_changed_is_not_sent_by_email(post):
    client = await post.client()
    moved = await post.booked(client)
    gone = await post.booked(client, START + HALF_HOUR)
    await post.attempted(M.UNKNOWN, "no answer", retry_at=None)
    assert len(await post.emails()) == 2
    await post.desk.move(moved, START + 4 * HALF_HOUR)
    await post.desk.cancel(gone)
    # what was planned about the time that no longer holds is called off
    assert [m.status for m in await post.emails()] == [M.CANCELLED] * 2


async def test_a_failure_that_is_told_after_a_cancellation_plans_nothing(post):
    booked = await post.booked()
    await post.attempted()
    await post.desk.change(appointments.cancelled(booked, post.exchange.now))
    await post.reported(ReceiptState.EXPIRED)
    assert await post.emails() == []


async def test_a_planned_email_expires_in_sight_when_the_appointment_begins(post):
    await post.booked()
    await post.attempted()
    await post.reported(ReceiptState.EXPIRED)
    await post.sweep(START - MINUTE)
    assert [m.status for m in await post.emails()] == [M.PLANNED]
    await post.sweep(START)
    await post.sweep(START + MINUTE)
    (email,) = await post.emails()
    assert (email.status, in_words(email.reason)) == (M.EXPIRED, TOO_LATE)
    (first, *later) = await post.desk.alerts()
    assert (first.kind, in_words(first.reason), len(later)) == (
        AlertKind.NOT_DELIVERED,
        TOO_LATE,
        1,
    )


async def test_a_service_that_was_away_expires_what_began_meanwhile(post):
    await post.booked()
    await post.attempted()
    await post.reported(ReceiptState.EXPIRED)
    post.sweeper = sweeper(post.database, post.exchange.clock, Timeouts())
    await post.sweep(START + timedelta(days=2))
    assert [m.status for m in await post.emails()] == [M.EXPIRED]


async def test_reminders_by_email_expire_with_words_and_others_stay(post):
    steps = (
        ReminderStep(1, StepRule.BEFORE, Channel.EMAIL, before=timedelta(days=1)),
        ReminderStep(2, StepRule.BEFORE, Channel.EMAIL, before=timedelta(hours=1)),
    )
    desk = replace(post.desk, steps=steps)
    first = await desk.book(await desk.client(), START)
    later = await desk.book(await desk.client(number=2), START + HALF_HOUR)
    await post.sweep(START)
    assert {(r.status, in_words(r.reason)) for r in await desk.reminders(first)} == {
        (M.EXPIRED, TOO_LATE)
    }
    assert {r.status for r in await desk.reminders(later)} == {M.PLANNED}
    async with post.database.read() as tx:
        assert await reminders.begun(tx, START, 10) == []
    assert await post.alerted() == []
