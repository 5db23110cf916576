"""Turns: a text changes the calendar once, in order; what nobody understands reaches a person."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import update

from calendar_store.appointments import agenda
from calendar_store.conversations import inbox
from calendar_store.model.statuses import AlertKind, AppointmentStatus, InboundStatus, MessageStatus
from calendar_store.practices import practices
from calendar_store.schema import practices as practices_table
from gateway.channels.sms.smpp.concat import join
from gateway.wording.reason_words import in_words
from tests.support.desk import Desk, mobile
from tests.support.exchange import OURS, START, Exchange

A = AppointmentStatus


@pytest.fixture
async def booked(exchange):
    return await exchange.desk.book(await exchange.desk.client(), START)


async def test_a_client_confirms_cancels_and_takes_it_back(exchange, booked):
    await exchange.planner.step()
    (thanks,) = await exchange.says("yes, I'll be there")
    assert "confirmed" in thanks
    assert await exchange.stands(booked) == (A.CONFIRMED, START)
    (gone,) = await exchange.says("I have to cancel")
    assert "UNDO" in gone
    assert await exchange.stands(booked) == (A.CANCELLED, START)
    (back,) = await exchange.says("UNDO")
    assert "is back on" in back
    assert await exchange.stands(booked) == (A.CONFIRMED, START)
    async with exchange.database.read() as tx:
        history = await agenda.history(tx, booked.practice_id, booked.id)
    assert [(event.change, event.by) for event in history[1:]] == [
        ("confirmed", "client, by text"),
        ("cancelled", "client, by text"),
        ("restored", "client, by text"),
    ]


async def test_a_reaction_answers_the_text_that_it_quotes_and_no_other(exchange, booked):
    await exchange.planner.step()
    (reminder,) = [message.text for message in await exchange.desk.messages()]
    assert await exchange.says("Liked “Your bill is paid, thank you for coming”") == []
    assert await exchange.says(f"Laughed at “{reminder}”") == []
    assert await exchange.stands(booked) == (A.BOOKED, START)
    (asked,) = await exchange.says(f"Disliked “{reminder}”")
    assert "2 to cancel, 3 for another time" in asked
    (thanks,) = await exchange.says(f"Liked “{reminder}”")
    assert "confirmed" in thanks
    assert await exchange.stands(booked) == (A.CONFIRMED, START)
    (gone,) = await exchange.says("2")
    assert await exchange.says(f"Loved “{gone}”") == []
    assert await exchange.says(f"👍 to “{gone}”") == []
    assert (await exchange.stands(booked))[0] is A.CANCELLED


async def test_a_move_is_taken_back(exchange, booked):
    await exchange.says("can I have another time on friday?")
    await exchange.says("2")
    assert (await exchange.stands(booked))[1] != START
    (back,) = await exchange.says("UNDO")
    assert "is back on" in back
    assert (await exchange.stands(booked))[1] == START


async def test_a_move_is_not_taken_back_where_somebody_has_the_time(exchange, booked):
    await exchange.says("can I have another time on friday?")
    await exchange.says("2")
    moved = (await exchange.stands(booked))[1]
    await exchange.desk.book(await exchange.desk.client("Marie", "Curie", 2), START)
    (lost,) = await exchange.says("UNDO")
    assert "has been taken meanwhile" in lost
    assert (await exchange.stands(booked))[1] == moved


async def test_an_answer_carries_its_price_and_its_parts(desk):
    exchange = Exchange(desk, {"39": Decimal("0.045")})
    await desk.book(await desk.client(), START)
    await exchange.says("yes, I'll be there")
    answer = (await desk.messages())[-1]
    assert (answer.kind, answer.price, answer.parts) == ("reply", Decimal("0.045"), 1)


async def test_a_client_moves_to_an_offered_time_and_the_old_one_is_free_again(exchange, booked):
    (offer,) = await exchange.says("can I have another time on friday?")
    assert offer.startswith("We can offer")
    (moved,) = await exchange.says("2")
    assert moved.startswith("Done")
    status, starts_at = await exchange.stands(booked)
    assert status is A.CONFIRMED
    assert starts_at.date() == (START + timedelta(days=1)).date()
    marie = await exchange.desk.client("Marie", "Curie", 2)
    await exchange.desk.book(marie, START)


async def test_a_time_lost_between_offer_and_choice_is_said_and_others_are_offered(
    exchange, booked
):
    await exchange.says("another time on friday please")
    marie = await exchange.desk.client("Marie", "Curie", 2)
    friday = START + timedelta(days=1)
    (first,) = [
        line for line in (await exchange.desk.messages())[-1].text.splitlines() if "1)" in line
    ]
    # nine in the morning UTC is ten in Rome; Aurora opens at nine
    assert "10:00" in first
    await exchange.desk.book(marie, friday.replace(hour=9))
    (sorry,) = await exchange.says("1")
    assert "has just been taken" in sorry
    assert await exchange.stands(booked) == (A.BOOKED, START)
    (moved,) = await exchange.says("1")
    assert moved.startswith("Done")
    assert (await exchange.stands(booked))[1] == friday.replace(hour=8, minute=30)


async def test_a_cancelled_time_that_somebody_took_cannot_be_taken_back(exchange, booked):
    await exchange.says("cancel")
    await exchange.desk.book(await exchange.desk.client("Marie", "Curie", 2), START)
    (lost,) = await exchange.says("undo")
    assert "has been taken meanwhile" in lost
    assert (await exchange.stands(booked))[0] is A.CANCELLED
    assert [alert.kind for alert in await exchange.desk.alerts()] == [AlertKind.NO_TIMES]


async def test_a_text_that_cannot_be_handled_reaches_a_person_and_the_others_are_answered(
    exchange, booked
):
    async with exchange.database.write() as tx:
        broken = await practices.add(
            tx,
            name="Studio Bruno",
            timezone="Europe/Rome",
            locale="en",
            sender="+390699000222",
            now=exchange.now,
        )
        # a zone that this machine does not know
        where = practices_table.c.id == broken.id
        await tx.execute(update(practices_table).where(where).values(timezone="Mars/Base"))
    theirs = Desk(exchange.database, broken, exchange.desk.practitioner, exchange.now)
    await theirs.client("Grace", "Hopper", 9)
    await exchange.arrives((9, "another time on friday"), ours=broken.sender)
    await exchange.arrives((1, "cancel"))
    await exchange.handled()
    assert (await exchange.stands(booked))[0] is A.CANCELLED
    (alert,) = await theirs.alerts()
    assert (alert.kind, alert.inbound_id) == (AlertKind.UNCLEAR, (await exchange.inbox())[0].id)
    assert "could not be handled" in in_words(alert.reason)
    assert await exchange.desk.alerts() == []
    assert {one.status for one in await exchange.inbox()} == {InboundStatus.DONE}


async def test_a_memory_that_cannot_be_read_stops_nobody(exchange, booked):
    await exchange.remember(1, {"question": {"asked": "by a later version"}})
    (thanks,) = await exchange.says("I confirm")
    assert "confirmed" in thanks
    assert (await exchange.stands(booked))[0] is A.CONFIRMED


async def test_an_unknown_number_is_told_whom_to_call_and_staff_see_it(exchange, booked):
    (answer,) = await exchange.says("Can I come tomorrow?", 7)
    assert "please call Studio Aurora" in answer
    (alert,) = await exchange.desk.alerts()
    assert "belongs to no client" in in_words(alert.reason)
    assert mobile(7) in in_words(alert.reason)


async def test_a_text_to_a_number_of_no_practice_is_kept_and_disturbs_nobody(exchange, booked):
    await exchange.arrives((1, "1"), ours="+390699000999")
    await exchange.arrives((1, "cancel"))
    await exchange.handled()
    nobodys, ours = await exchange.inbox()
    assert (nobodys.status, nobodys.practice_id) == (InboundStatus.UNATTRIBUTED, None)
    assert ours.practice_id == exchange.desk.practice.id
    assert len(await exchange.desk.messages()) == 1


async def test_what_is_not_understood_reaches_a_person_with_the_text(exchange, booked):
    (answer,) = await exchange.says("my cousin has bought a blue boat")
    assert "passed your message on" in answer
    (alert,) = await exchange.desk.alerts()
    assert (alert.kind, alert.client_id) == (AlertKind.UNCLEAR, booked.client_id)
    assert "blue boat" in in_words(alert.reason)
    assert await exchange.stands(booked) == (A.BOOKED, START)


async def test_answers_are_about_the_appointment_and_go_before_reminders(exchange, booked):
    await exchange.planner.step()
    await exchange.says("1")
    booking, answer = await exchange.desk.messages()
    assert {m.appointment_id for m in (booking, answer)} == {booked.id}
    assert answer.priority < booking.priority
    assert {m.status for m in (booking, answer)} == {MessageStatus.QUEUED}


@pytest.mark.row("7.nothing-written")
@pytest.mark.parametrize("number", [1, 9])
@pytest.mark.parametrize("said", ["", " \n\t", "\u00a0"])
async def test_an_empty_text_is_kept_and_costs_no_answer_and_no_alert(
    exchange, booked, said, number
):
    await exchange.planner.step()
    assert await exchange.says(said, number) == []
    assert await exchange.desk.alerts() == []
    (text,) = await exchange.inbox()
    assert (text.status, text.text) == (InboundStatus.DONE, said)
    # the question that stood before still stands
    await exchange.says("yes")
    assert await exchange.stands(booked) == (A.CONFIRMED, START)


@pytest.mark.row("7.nothing-written")
async def test_octets_that_are_no_text_reach_a_person_without_a_paid_answer(exchange, booked):
    binary = replace(exchange._arrival(1, "", OURS), raw=b"\x06\x05\x04\x0b\x84\x23\xf0\x01")
    async with exchange.database.write() as tx:
        await inbox.store(tx, [binary], {}, join)
    before = len(await exchange.desk.messages())
    await exchange.handled()
    assert len(await exchange.desk.messages()) == before
    (alert,) = await exchange.desk.alerts()
    assert in_words(alert.reason) == "a text that could not be read; please read and answer it"
