"""Sweeps: what time alone decides is decided, once, and staff hear of what went wrong."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from calendar_store.conversations import inbox
from calendar_store.messages import attempt_outcomes, message_rows, receipts, received_receipts
from calendar_store.messages.attempt_outcomes import Outcome, PartSent
from calendar_store.model.reasons import NO_REASON
from calendar_store.model.statuses import AlertKind, AppointmentStatus, MessageStatus
from config.settings import load
from gateway.channels.sms.smpp.concat import join
from gateway.channels.sms.smpp.failures import failure_of
from gateway.messaging.leases import LEASE
from gateway.messaging.outcomes import follow_up, record_attempts
from gateway.messaging.timeouts import _BATCH, Timeouts
from gateway.wording.reason_words import in_words
from tests.support.exchange import OURS, START, Exchange
from tests.support.office import Office
from tests.support.reasons import saying
from tests.support.sms import sweeper

M = MessageStatus
MINUTE = timedelta(minutes=1)


class Night:
    """A service whose clock is moved on and swept."""

    def __init__(self, exchange: Exchange):
        self.exchange = exchange
        self.office = Office(exchange.database, exchange.desk.practice.id, exchange.now)
        self.sweeper = sweeper(exchange.database, exchange.clock, Timeouts())

    async def sweep(self, now=None):
        self.exchange.at(now or self.exchange.now)
        await self.sweeper.sweep()

    async def accepted(self, *, awaits_receipt=True, **changes):
        await self.office.queue(**changes)
        (leased,) = await self.office.lease()
        parts = (PartSent(1, "17", "17"),)
        attempt = Outcome(leased, M.ACCEPTED, NO_REASON, parts, 1, awaits_receipt=awaits_receipt)
        async with self.exchange.database.write() as tx:
            await record_attempts(tx, [attempt], self.office.now, failure_of=failure_of)
        return leased

    async def status(self, message):
        return (await self.office.fate(message))[0].status

    async def alerted(self):
        return [(alert.kind, in_words(alert.reason)) for alert in await self.exchange.desk.alerts()]


@pytest.fixture
def night(exchange):
    return Night(exchange)


def test_what_is_waited_for_by_itself_is_what_the_configuration_says():
    usual = load(None, {}).delivery
    assert Timeouts() == Timeouts(usual.receipt_timeout, usual.concat_timeout)


async def test_a_queued_message_whose_time_passed_is_never_sent_and_staff_know(night):
    (queued,) = await night.office.queue()
    await night.sweep(START - MINUTE)
    assert await night.status(queued) is M.QUEUED
    await night.sweep(START)
    await night.sweep(START)
    assert await night.status(queued) is M.EXPIRED
    assert await night.alerted() == [(AlertKind.NOT_DELIVERED, "not sent: its time had passed")]
    assert await night.office.lease(now=START) == []


@pytest.mark.row("3.no-receipt")
async def test_a_message_without_a_receipt_is_unknown_when_patience_ends_and_staff_know(night):
    message = await night.accepted(expires_at=None)
    await night.sweep(night.office.now + timedelta(hours=72) - MINUTE)
    assert await night.status(message) is M.ACCEPTED
    await night.sweep(night.office.now + timedelta(hours=72))
    assert await night.status(message) is M.UNKNOWN
    words = "the carrier never said what became of it"
    assert await night.alerted() == [(AlertKind.NOT_DELIVERED, words)]


@pytest.mark.row("3.no-receipt")
async def test_a_reminder_without_a_receipt_is_unknown_when_the_appointment_begins(night):
    message = await night.accepted()
    await night.sweep(START - MINUTE)
    assert await night.status(message) is M.ACCEPTED
    await night.sweep(START)
    assert await night.status(message) is M.UNKNOWN


@pytest.mark.row("3.not-asked")
async def test_a_receipt_that_was_not_asked_for_is_not_missed(night):
    message = await night.accepted(awaits_receipt=False)
    await night.sweep(START + timedelta(days=30))
    assert await night.status(message) is M.ACCEPTED
    assert await night.alerted() == []
    failed = received_receipts.Receipt("primary", "17", M.FAILED, saying("switched off"))
    async with night.exchange.database.write() as tx:
        moved = await receipts.record(tx, [failed], night.office.now)
        await follow_up(tx, moved, night.office.now, failure_of)
    assert await night.status(message) is M.FAILED
    assert await night.alerted() == [(AlertKind.NOT_DELIVERED, "switched off")]


async def test_one_sweep_goes_on_until_nothing_is_left(night):
    await night.office.queue(2 * _BATCH + 1)
    await night.sweep(START)
    async with night.exchange.database.read() as tx:
        found = await message_rows.listed(tx, night.office.practice_id, limit=3 * _BATCH)
    assert {message.status for message in found} == {M.EXPIRED}
    # staff do not have to see to each of a thousand
    words = "1001 texts were not sent: their time had passed. The calendar shows which."
    assert await night.alerted() == [(AlertKind.OUTAGE, words)]


async def test_the_attempts_of_a_dead_sender_are_unknown_and_then_sent_again(night):
    (queued,) = await night.office.queue(parts=2, price=Decimal("0.045"))
    await night.office.lease(owner="another process")
    await night.sweep(night.office.now + LEASE - MINUTE)
    assert await night.status(queued) is M.SENDING
    await night.sweep(night.office.now + LEASE)
    message, history = await night.office.fate(queued)
    assert history == ["queued", "sending", "unknown", "queued"]
    assert in_words(message.reason) == "the service ended while it was sent"
    # the carrier may have taken it, and bill it
    assert message.cost == Decimal("0.09")
    assert await night.alerted() == []


async def test_what_a_dead_sender_left_is_not_sent_again_after_a_cancellation(night):
    booked = await night.exchange.desk.book(await night.exchange.desk.client(), START)
    (queued,) = await night.office.queue(appointment_id=booked.id)
    await night.office.lease()
    await night.exchange.desk.cancel(booked)
    await night.sweep(night.office.now + LEASE)
    assert await night.status(queued) is M.CANCELLED


async def test_a_parked_receipt_meets_its_message_at_the_next_sweep(night):
    message = await night.accepted()
    early = received_receipts.Receipt("primary", "18", M.FAILED, saying("switched off"))
    async with night.exchange.database.write() as tx:
        await receipts.record(tx, [early], night.office.now)
    # committed beside the receipt, and so without seeing it
    async with night.exchange.database.write() as tx:
        await attempt_outcomes.record(
            tx,
            [Outcome(message, M.ACCEPTED, NO_REASON, (PartSent(2, "18", "18", 1),), 2)],
            night.office.now,
        )
    await night.sweep()
    assert await night.status(message) is M.FAILED
    assert await night.alerted() == [(AlertKind.NOT_DELIVERED, "switched off")]


@pytest.mark.row("4.missing-part")
async def test_what_arrived_of_a_long_text_is_handled_when_patience_ends(night):
    exchange = night.exchange
    booked = await exchange.desk.book(await exchange.desk.client(), START)
    part = replace(exchange._arrival(1, "I have to cancel", OURS), reference=4, total=2)
    async with exchange.database.write() as tx:
        await inbox.store(tx, [part], {}, join)
    await night.sweep()
    await exchange.handled()
    assert (await exchange.desk.appointment(booked)).version == 1
    await night.sweep(exchange.now + timedelta(minutes=11))
    await exchange.handled()
    (text,) = await exchange.inbox()
    assert (text.text, text.partial, text.status) == ("I have to cancel[…]", True, "done")
    # half a text changes nothing, and staff see it
    assert (await exchange.desk.appointment(booked)).version == 1
    assert [alert.kind for alert in await exchange.desk.alerts()] == [AlertKind.UNCLEAR]


@pytest.mark.row("4.missing-part")
async def test_the_rest_that_comes_late_is_decided_once_as_a_whole(night):
    exchange = night.exchange
    booked = await exchange.desk.book(await exchange.desk.client(), START)
    text = ("I confirm the appointment,", " thank you")
    parts = [
        replace(exchange._arrival(1, words, OURS), reference=4, total=2, part=number)
        for number, words in enumerate(text, 1)
    ]
    async with exchange.database.write() as tx:
        await inbox.store(tx, parts[:1], {}, join)
    later = exchange.now + timedelta(minutes=11)
    await night.sweep(later)
    await exchange.handled()
    async with exchange.database.write() as tx:
        await inbox.store(tx, [replace(parts[1], received_at=later)], {}, join)
        assert await inbox.store(tx, [replace(parts[1], received_at=later)], {}, join) == 0
    await exchange.handled()
    assert [(one.text, one.partial) for one in await exchange.inbox()] == [
        ("I confirm the appointment,[…]", True),
        ("I confirm the appointment, thank you", False),
    ]
    assert await exchange.desk.alerts() == []
    confirmed = await exchange.desk.appointment(booked)
    assert (confirmed.status, confirmed.version) == (AppointmentStatus.CONFIRMED, 2)
