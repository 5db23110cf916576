"""The planner: what falls due is sent once, to those who may be written to, and can be answered."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import update

from calendar_store.appointments import appointments
from calendar_store.clients import bad_addresses, consent
from calendar_store.clients.consent import ConsentStatement
from calendar_store.conversations import conversation_state
from calendar_store.database.connection import Database
from calendar_store.model.conversations import ConversationKey
from calendar_store.model.practices import ReminderStep
from calendar_store.model.statuses import (
    AlertKind,
    AppointmentStatus,
    Channel,
    ConsentHow,
    ConsentKind,
    MessageKind,
    MessageStatus,
    StepRule,
)
from calendar_store.practices import practices, practitioners
from calendar_store.schema import clients as clients_table
from calendar_store.schema import practices as practices_table
from gateway.channels.sms.text.parts import count_parts
from gateway.reminders.planner import Planner
from gateway.wording.reason_words import in_words
from tests.support.desk import BY, HALF_HOUR, Desk, mobile
from tests.support.exchange import OURS, START, Exchange
from tests.support.sms import texts

DAY = timedelta(days=1)
TWO_DAYS_BEFORE = START - 2 * DAY
TWO_HOURS_BEFORE = START - timedelta(hours=2)


async def _settled(exchange, appointment):
    return [
        (r.step, r.status.value, in_words(r.reason))
        for r in await exchange.desk.reminders(appointment)
    ]


async def test_each_step_is_sent_when_it_falls_due_and_not_before(exchange):
    booked = await exchange.desk.book(await exchange.desk.client(), START)
    kinds = []
    for moment in (exchange.now, TWO_DAYS_BEFORE, TWO_HOURS_BEFORE):
        exchange.at(moment - timedelta(seconds=1))
        assert await exchange.planner.step() == 0
        exchange.at(moment)
        assert await exchange.planner.step() == 1
        assert await exchange.planner.step() == 0
        message = (await exchange.desk.messages())[-1]
        kinds.append(message.kind)
        assert (message.recipient, message.sender) == (mobile(1), OURS)
        assert (message.appointment_id, message.expires_at) == (booked.id, START)
    assert kinds == [MessageKind.BOOKED, MessageKind.REMINDER, MessageKind.REMINDER]


async def test_a_reminder_goes_out_once_however_many_planners_there_are(exchange, store_url):
    for number in range(12):
        client = await exchange.desk.client(number=number)
        await exchange.desk.book(client, START + number * HALF_HOUR)
    other = Database.connect(store_url)
    second = Exchange(replace(exchange.desk, database=other))
    planners = [exchange.planner, second.planner] * 3
    await asyncio.gather(*(planner.step() for planner in planners))
    while await exchange.planner.step():
        pass
    await other.close()
    sent = [m.recipient for m in await exchange.desk.messages()]
    assert sorted(sent) == sorted(mobile(number) for number in range(12))


async def test_a_reminder_can_be_answered(exchange):
    booked = await exchange.desk.book(await exchange.desk.client(), START)
    exchange.at(TWO_DAYS_BEFORE)
    while await exchange.planner.step():
        pass
    assert "Reply 1 to confirm" in (await exchange.queued())[-1]
    (thanks,) = await exchange.says("1")
    assert "confirmed" in thanks
    found = await exchange.desk.appointment(booked)
    assert found.status is AppointmentStatus.CONFIRMED


async def test_steps_that_fall_due_together_ask_about_their_appointment_once(exchange):
    booked = await exchange.desk.book(await exchange.desk.client(), START)
    exchange.at(TWO_HOURS_BEFORE)
    assert await exchange.planner.step() == 3
    (thanks,) = await exchange.says("1")
    assert "1)" not in thanks
    found = await exchange.desk.appointment(booked)
    assert found.status is AppointmentStatus.CONFIRMED


async def test_reminders_of_one_number_that_fall_due_together_are_answered_together(exchange):
    ada, marie = await exchange.desk.client(), await exchange.desk.client("Marie", "Curie")
    both = [await exchange.desk.book(c, START + n * HALF_HOUR) for n, c in enumerate((ada, marie))]
    assert await exchange.planner.step() == 2
    await exchange.says("1")
    found = [(await exchange.desk.appointment(one)).status for one in both]
    assert found == [AppointmentStatus.CONFIRMED] * 2


async def test_who_may_not_be_written_to_is_not_and_staff_read_why(exchange, now):
    desk = exchange.desk
    never = await desk.client(number=1, consents=False)
    withdrew, wrong, gone = [await desk.client(number=n) for n in (2, 3, 4)]
    async with desk.database.write() as tx:
        said = ConsentStatement(
            *(withdrew.id, Channel.SMS, ConsentKind.WITHDRAWN, ConsentHow.SPOKEN, BY, now)
        )
        await consent.record(tx, desk.practice.id, [said], now=now)
        await bad_addresses.mark_bad_number(tx, desk.practice.id, wrong.mobile, by=BY, now=now)
        await consent.opt_out(tx, [(desk.practice.id, Channel.SMS, gone.mobile, "STOP")], now)
    reasons = {
        never: "no consent",
        withdrew: "consent withdrawn",
        wrong: "wrong number",
        gone: "opted out by STOP",
    }
    booked = {
        client: await desk.book(client, START + n * HALF_HOUR) for n, client in enumerate(reasons)
    }
    assert await exchange.planner.step() == 4
    assert await desk.messages() == []
    for client, reason in reasons.items():
        assert (await _settled(exchange, booked[client]))[0] == (1, "skipped", reason)


async def test_a_step_for_those_who_have_not_confirmed_is_not_sent_to_who_has(exchange):
    booked = await exchange.desk.book(await exchange.desk.client(), START)
    await exchange.desk.change(appointments.confirmed(booked))
    for moment in (exchange.now, TWO_DAYS_BEFORE, TWO_HOURS_BEFORE):
        exchange.at(moment)
        await exchange.planner.step()
        await exchange.taken()
    assert await _settled(exchange, booked) == [
        (1, "queued", ""),
        (2, "queued", ""),
        (3, "skipped", "already confirmed"),
    ]


async def test_a_moved_appointment_is_reminded_of_by_its_new_time_only(exchange):
    booked = await exchange.desk.book(await exchange.desk.client(), START)
    await exchange.planner.step()
    await exchange.desk.move(booked, START + DAY)
    exchange.at(TWO_DAYS_BEFORE + DAY)
    while await exchange.planner.step():
        pass
    booking, *reminders = await exchange.desk.messages()
    assert booking.status is MessageStatus.CANCELLED
    assert [m.expires_at for m in reminders] == [START + DAY]
    assert "Fri 16 Jan at 10:00" in reminders[0].text


async def test_a_planner_that_wakes_too_late_sends_nothing_about_the_past(exchange):
    booked = await exchange.desk.book(await exchange.desk.client(), START)
    exchange.at(START)
    assert await exchange.planner.step() == 3
    assert {reason for _, _, reason in await _settled(exchange, booked)} == {"appointment passed"}
    assert await exchange.desk.messages() == []


async def test_steps_by_email_wait_where_staff_see_them(exchange):
    by_email = (ReminderStep(1, StepRule.BEFORE, Channel.EMAIL, before=DAY),)
    desk = replace(exchange.desk, steps=by_email)
    booked = await desk.book(await desk.client(), START)
    exchange.at(START - DAY)
    assert await exchange.planner.step() == 0
    (waits,) = await desk.reminders(booked)
    assert (waits.channel, waits.status, waits.due_at) == (
        Channel.EMAIL,
        MessageStatus.PLANNED,
        START - DAY,
    )


async def test_a_practice_whose_texts_cannot_be_worded_holds_up_no_other(exchange):
    other = await _second_practice(exchange)
    async with exchange.database.write() as tx:
        broken = update(practices_table).where(practices_table.c.id == other.practice.id)
        await tx.execute(broken.values(timezone="Mars/Base"))
    theirs = await other.book(await other.client("Grace", "Hopper", 9), START)
    await exchange.desk.book(await exchange.desk.client(), START)
    assert await exchange.planner.step() == 2
    assert len(await exchange.desk.messages()) == 1
    (first, *_) = await other.reminders(theirs)
    assert (first.status, in_words(first.reason)) == (
        MessageStatus.SKIPPED,
        "the text could not be worded",
    )
    (alert,) = await other.alerts()
    assert (alert.kind, alert.appointment_id) == (AlertKind.NOT_DELIVERED, theirs.id)
    assert "Grace Hopper was not reminded" in in_words(alert.reason)


async def test_a_memory_that_cannot_be_read_does_not_stop_reminders(exchange):
    await exchange.desk.book(await exchange.desk.client(), START)
    await exchange.remember(1, {"question": {"asked": "by a later version"}})
    assert await exchange.planner.step() == 1
    (thanks,) = await exchange.says("1")
    assert "confirmed" in thanks


@pytest.mark.parametrize("store_url", ["postgresql"], indirect=True)
async def test_a_client_who_is_being_answered_is_reminded_after_that(exchange):
    await exchange.desk.book(await exchange.desk.client(), START)
    marie = await exchange.desk.client("Marie", "Curie", 2)
    await exchange.desk.book(marie, START + HALF_HOUR)
    async with exchange.database.write() as tx:
        key = ConversationKey(Channel.SMS, OURS, mobile(1))
        assert await conversation_state.hold(tx, [key]) == {key}
        assert await exchange.planner.step() == 1
    assert await exchange.planner.step() == 1
    assert [m.recipient for m in await exchange.desk.messages()] == [mobile(2), mobile(1)]


async def test_practices_remind_their_own_clients_from_their_own_number(exchange):
    other = await _second_practice(exchange)
    await exchange.desk.book(await exchange.desk.client(), START)
    await other.book(await other.client("Grace", "Hopper", 1), START)
    assert await exchange.planner.step() == 2
    (mine,), (his,) = await exchange.desk.messages(), await other.messages()
    assert (mine.sender, his.sender) == (OURS, other.practice.sender)
    assert "Studio Aurora" in mine.text
    assert "Studio Bruno" in his.text


async def test_staff_are_told_when_no_carrier_reaches_a_client(desk):
    exchange = Exchange(desk, {"44": Decimal("0.05")})
    booked = await desk.book(await desk.client(), START)
    assert await exchange.planner.step() == 1
    assert await desk.messages() == []
    reason = "no carrier has a price for this number; see prices in the configuration"
    assert (await _settled(exchange, booked))[0] == (1, "skipped", reason)
    (alert,) = await desk.alerts()
    assert (alert.kind, alert.appointment_id) == (AlertKind.NOT_DELIVERED, booked.id)
    assert in_words(alert.reason) == f"Ada Byron was not reminded: {reason}"


async def test_without_a_carrier_texts_wait_and_go_once_there_is_one(desk):
    without = Exchange(desk, {"44": Decimal("0.05")})
    without.planner = Planner(desk.database, texts(), without.clock)
    booked = await desk.book(await desk.client(), START)
    assert await without.planner.step() == 1
    status, why = (await _settled(without, booked))[0][1:]
    assert (status, why) == ("planned", "waits: no carrier has the practice's number yet")
    without.at(without.now + timedelta(minutes=1))
    await without.planner.step()
    (alert,) = await desk.alerts()
    assert alert.kind is AlertKind.OUTAGE
    assert "Enter it under numbers of a [[carrier]]" in in_words(alert.reason)
    later = Exchange(desk).at(without.now + timedelta(minutes=1))
    assert await later.planner.step() == 1
    (sent,) = await desk.messages()
    assert sent.kind is MessageKind.BOOKED


async def test_what_waited_for_a_carrier_until_its_appointment_began_is_an_alert(desk):
    exchange = Exchange(desk)
    exchange.planner = Planner(desk.database, texts(), exchange.clock)
    booked = await desk.book(await desk.client(), START)
    await exchange.planner.step()
    exchange.at(START - timedelta(minutes=1))
    await exchange.planner.step()
    exchange.at(START)
    while await exchange.planner.step():
        pass
    assert {status for _, status, _ in await _settled(exchange, booked)} == {"skipped"}
    words = [in_words(one.reason) for one in await desk.alerts() if one.appointment_id == booked.id]
    why = "no carrier had the practice's number, and the appointment passed"
    assert words == [f"Ada Byron was not reminded: {why}"]


async def test_a_reminder_carries_its_price_and_its_parts_from_the_start(desk):
    exchange = Exchange(desk, {"39": Decimal("0.045"), "": Decimal("0.09")})
    async with desk.database.write() as tx:
        # outside the alphabet of cheap texts
        await practices.change(tx, desk.practice.id, now=desk.now, by=BY, name="Αυγή")
    await desk.book(await desk.client(), START)
    await exchange.planner.step()
    (message,) = await desk.messages()
    assert (message.price, message.cost) == (Decimal("0.045"), 0)
    assert message.parts == count_parts(message.text)[0] == 2


async def _second_practice(exchange):
    async with exchange.database.write() as tx:
        added = await practices.add(
            tx,
            name="Studio Bruno",
            timezone="Europe/Rome",
            locale="en",
            sender="+390699000222",
            now=exchange.now,
        )
        bruno = await practitioners.add(tx, added.id, "Bruno", by=BY, now=exchange.now)
    return Desk(exchange.database, added, bruno, exchange.now)


async def test_a_client_without_a_number_is_skipped_with_the_reason(exchange):
    client = await exchange.desk.client()
    async with exchange.database.write() as tx:
        mine = clients_table.c.id == client.id
        await tx.execute(update(clients_table).where(mine).values(mobile=""))
    booked = await exchange.desk.book(client, START)
    await exchange.planner.step()
    assert (await _settled(exchange, booked))[0] == (1, "skipped", "no mobile number")
