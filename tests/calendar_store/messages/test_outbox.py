"""The outbox: leased by one at a time, every fate recorded, nothing sent that was overtaken."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import text as sql

from calendar_store.appointments import appointments
from calendar_store.clients import consent
from calendar_store.database.connection import Database
from calendar_store.messages import attempt_outcomes, message_rows, outbox, suppression, timeouts
from calendar_store.messages.attempt_outcomes import Outcome, PartSent
from calendar_store.model.reasons import NO_REASON
from calendar_store.model.statuses import Channel, MessageKind, MessageStatus
from gateway.wording.reason_words import in_words
from tests.support.desk import Desk, mobile
from tests.support.office import LEASE, START, Office
from tests.support.reasons import saying

MINUTE = timedelta(minutes=1)


@pytest.fixture
def office(database, practice, now):
    return Office(database, practice.id, now)


async def test_the_messages_of_a_crowded_number_are_left_for_later(office):
    (crowded,) = await office.queue(sender="+390699000222", priority=outbox.REPLY_PRIORITY)
    (other,) = await office.queue()
    async with office.database.write() as tx:
        leased = await outbox.lease(
            *(tx, "primary"),
            now=office.now,
            limit=10,
            owner="one",
            lasting=LEASE,
            over_limit=["+390699000222"],
        )
    assert [m.id for m in leased] == [other.id]
    assert [m.id for m in await office.lease()] == [crowded.id]


async def test_replies_go_first_then_the_soonest_appointments(office):
    (late,) = await office.queue(expires_at=START + 2 * MINUTE, not_before=office.now - MINUTE)
    (early,) = await office.queue(expires_at=START + MINUTE)
    (reply,) = await office.queue(priority=outbox.REPLY_PRIORITY, kind=MessageKind.REPLY)
    await office.queue(not_before=office.now + MINUTE)
    await office.queue(carrier="other")
    # the carrier's name alone decides
    await office.queue(channel=Channel.EMAIL, carrier="mail")
    await office.queue(expires_at=office.now)
    assert [m.id for m in await office.lease(2)] == [reply.id, early.id]
    assert [m.id for m in await office.lease()] == [late.id]
    async with office.database.read() as tx:
        due = await outbox.next_due(tx, "primary", office.now)
    assert due == office.now + MINUTE


@pytest.mark.parametrize("store_url", ["postgresql"], indirect=True)
async def test_no_plan_of_the_database_leases_more_than_asked(office):
    await office.queue(40)
    async with office.database.write() as tx:
        for way in ("hashjoin", "mergejoin", "material", "hashagg", "sort"):
            await tx.execute(sql(f"SET LOCAL enable_{way} = off"))
        leased = await outbox.lease(
            tx, "primary", now=office.now, limit=5, owner="one", lasting=LEASE
        )
    assert len(leased) == 5


async def test_two_processes_never_lease_one_message_twice(office, store_url):
    queued = await office.queue(60)
    other = Database.connect(store_url)
    leased = await asyncio.gather(
        *(office.lease(7, database=(office.database, other)[n % 2]) for n in range(12))
    )
    await other.close()
    ids = [message.id for some in leased for message in some]
    assert len(ids) == len(set(ids))
    rest = await office.lease(100)
    assert {*ids, *(m.id for m in rest)} == {m.id for m in queued}


async def test_the_history_tells_every_attempt_in_order(office):
    (queued,) = await office.queue()
    (first,) = await office.lease()
    later = office.now + MINUTE
    await office.record(Outcome(first, MessageStatus.QUEUED, saying("busy"), retry_at=later))
    assert await office.lease() == []
    (second,) = await office.lease(now=later)
    await office.record(
        Outcome(second, MessageStatus.UNKNOWN, saying("no answer"), retry_at=later), now=later
    )
    (third,) = await office.lease(now=later)
    part = PartSent(1, "17", "17")
    await office.record(Outcome(third, MessageStatus.ACCEPTED, NO_REASON, (part,), 1), now=later)
    message, history = await office.fate(queued)
    assert (message.status, message.attempt, message.parts) == (MessageStatus.ACCEPTED, 3, 1)
    assert history == [
        "queued",
        *("sending", "queued"),
        # what is not known is recorded as such before it is sent again
        *("sending", "unknown", "queued"),
        *("sending", "accepted"),
    ]


async def test_an_outcome_recorded_twice_is_one(office):
    (queued,) = await office.queue()
    (leased,) = await office.lease()
    accepted = Outcome(leased, MessageStatus.ACCEPTED, NO_REASON, (PartSent(1, "17", "17"),), 1)
    await office.record(accepted)
    await office.record(accepted)
    assert (await office.fate(queued))[0].status is MessageStatus.ACCEPTED


async def test_a_final_fate_is_never_changed_but_by_a_delivery(office):
    (queued,) = await office.queue()
    (leased,) = await office.lease()
    await office.record(Outcome(leased, MessageStatus.FAILED, saying("no such number")))
    for status in (MessageStatus.ACCEPTED, MessageStatus.QUEUED, MessageStatus.UNKNOWN):
        async with office.database.write() as tx:
            await attempt_outcomes.advance(tx, [Outcome(leased, status)], office.now)
        message, _ = await office.fate(queued)
        assert (message.status, in_words(message.reason)) == (
            MessageStatus.FAILED,
            "no such number",
        )
    assert await office.lease() == []


async def test_what_a_dead_sender_left_is_found_by_its_owner_at_once_and_by_others_later(office):
    (queued,) = await office.queue()
    await office.lease(owner="one")

    async def lost(now, owner):
        async with office.database.write() as tx:
            return [m.id for m in await timeouts.lost(tx, now=now, owner=owner, limit=10)]

    assert await lost(office.now, None) == []
    assert await lost(office.now, "two") == []
    assert await lost(office.now, "one") == [queued.id]
    assert await lost(office.now + LEASE, None) == [queued.id]


async def test_expired_messages_are_not_leased_and_found_to_be_told(office):
    (gone,) = await office.queue(expires_at=office.now + MINUTE)
    (endless,) = await office.queue(expires_at=None)
    later = office.now + MINUTE
    async with office.database.write() as tx:
        assert [m.id for m in await timeouts.expired(tx, later, 10)] == [gone.id]
    assert [m.id for m in await office.lease(now=later)] == [endless.id]


async def test_accepted_messages_without_a_receipt_in_time_are_found(office):
    await office.queue(expires_at=None)
    (leased,) = await office.lease()
    await office.record(Outcome(leased, MessageStatus.ACCEPTED))

    async def silent(since, now):
        async with office.database.write() as tx:
            return [m.id for m in await timeouts.unreceipted(tx, since, now, 10)]

    assert await silent(office.now - MINUTE, START) == []
    assert await silent(office.now, START) == [leased.id]


async def test_a_practice_lists_its_own_messages_only(office):
    (mine,) = await office.queue()
    other = Office(office.database, office.practice_id + 1, office.now)
    await other.queue(2, recipient=mobile(2))
    async with office.database.read() as tx:
        assert [m.id for m in await message_rows.listed(tx, office.practice_id)] == [mine.id]
        assert (
            await message_rows.listed(tx, office.practice_id, recipient=(Channel.SMS, mobile(2)))
            == []
        )
        assert await message_rows.histories(tx, other.practice_id, [mine.id]) == {}


@pytest.fixture
def desk(database, practice, aurora, now):
    return Desk(database, practice, aurora, now)


async def _about(office, appointment, **changes):
    queued = await office.queue(
        appointment_id=appointment.id,
        client_id=appointment.client_id,
        expires_at=appointment.starts_at,
        **changes,
    )
    return queued[0]


async def test_a_queued_reminder_of_a_cancelled_or_moved_appointment_is_held_back(office, desk):
    client = await desk.client()
    for n, change in enumerate((desk.cancel, lambda a: desk.move(a, START + timedelta(days=3)))):
        booked = await desk.book(client, START + n * timedelta(hours=1))
        reminder = await _about(office, booked)
        answer = await _about(office, booked, kind=MessageKind.REPLY)
        await change(booked)
        message, history = await office.fate(reminder)
        assert (message.status, history) == (MessageStatus.CANCELLED, ["queued", "cancelled"])
        assert in_words(message.reason) in {"appointment cancelled", "appointment moved"}
        assert (await office.fate(answer))[0].status is MessageStatus.QUEUED


async def test_a_confirmed_appointment_keeps_its_queued_reminder(office, desk):
    booked = await desk.book(await desk.client(), START)
    reminder = await _about(office, booked)
    await desk.change(appointments.confirmed(booked))
    assert (await office.fate(reminder))[0].status is MessageStatus.QUEUED


async def test_what_was_overtaken_while_it_was_sent_is_not_sent_again(office, desk):
    booked = await desk.book(await desk.client(), START)
    reminder = await _about(office, booked)
    text = (await office.queue(recipient=mobile(2), kind=MessageKind.REPLY))[0]
    kept = await _about(office, await desk.book(await desk.client(number=3), START + LEASE * 10))
    leased = await office.lease()
    await desk.cancel(booked)
    async with office.database.write() as tx:
        stop = (office.practice_id, Channel.SMS, mobile(2), "STOP")
        await consent.opt_out(tx, [stop], office.now + MINUTE)
    await office.record(
        *(Outcome(m, MessageStatus.QUEUED, saying("busy"), retry_at=office.now) for m in leased)
    )
    async with office.database.write() as tx:
        await suppression.recheck_requeued(tx, leased, office.now)
    fates = [(await office.fate(m))[0] for m in (reminder, text, kept)]
    assert [(one.status.value, in_words(one.reason)) for one in fates] == [
        ("cancelled", "appointment changed"),
        ("skipped", "opted out"),
        ("queued", "busy"),
    ]


async def test_the_text_that_confirms_a_stop_is_sent_again_when_it_was_refused(office):
    (goodbye,) = await office.queue(kind=MessageKind.REPLY)
    async with office.database.write() as tx:
        stop = (office.practice_id, Channel.SMS, goodbye.recipient, "STOP")
        await consent.opt_out(tx, [stop], office.now)
    (leased,) = await office.lease()
    await office.record(Outcome(leased, MessageStatus.QUEUED, saying("busy"), retry_at=office.now))
    async with office.database.write() as tx:
        await suppression.recheck_requeued(tx, [leased], office.now)
    assert (await office.fate(goodbye))[0].status is MessageStatus.QUEUED


async def test_mails_to_crowded_domains_stay_queued(office):
    for address in ("ada@slow.example", "bob@b.example", "cleo@slow.example.org", "dan@%.example"):
        await office.queue(recipient=address)
    async with office.database.write() as tx:
        leased = await outbox.lease(
            *(tx, "primary"),
            now=office.now,
            limit=10,
            owner="one",
            lasting=MINUTE,
            crowded=["slow.example", "%.example", "_.example"],
        )
    assert {m.recipient for m in leased} == {"bob@b.example", "cleo@slow.example.org"}
