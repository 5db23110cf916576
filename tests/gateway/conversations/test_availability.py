"""A time on offer is looked for again when it is taken: hours may have changed meanwhile."""

from datetime import timedelta

import pytest

from calendar_store.appointments import agenda
from calendar_store.model.statuses import AppointmentStatus
from calendar_store.practices import hours, practices, services
from tests.support.desk import BY, HALF_HOUR
from tests.support.exchange import START

A = AppointmentStatus
DAY = timedelta(days=1)
FRIDAY = START + DAY


@pytest.fixture
async def check_up(desk):
    async with desk.database.write() as tx:
        return await services.add(
            tx, desk.practice.id, "Check-up", duration=HALF_HOUR, by=BY, now=desk.now
        )


async def _works(exchange, text):
    desk = exchange.desk
    async with desk.database.write() as tx:
        week = hours.parse(text, desk.practitioner.id)
        await hours.set_week(
            tx, desk.practice.id, desk.practitioner.id, week, by=BY, now=exchange.now
        )


async def _is_away(exchange, day, *, whole_practice=False):
    desk = exchange.desk
    async with desk.database.write() as tx:
        await hours.add_exception(
            tx,
            desk.practice.id,
            first=day.date(),
            last=day.date(),
            by=BY,
            now=exchange.now,
            practitioner_id=None if whole_practice else desk.practitioner.id,
        )


async def _all(exchange):
    async with exchange.database.read() as tx:
        found = await agenda.between(
            tx, exchange.desk.practice.id, exchange.now, exchange.now + 90 * DAY
        )
    return [(one.status, one.starts_at) for one in found]


async def test_a_time_offered_for_a_booking_is_refused_once_the_hours_changed(exchange, check_up):
    await exchange.desk.client()
    (offer,) = await exchange.says("can I book for friday morning?")
    assert "1) Fri 16 Jan 09:" in offer
    await _works(exchange, "mon-fri 14:00-18:00")
    (sorry,) = await exchange.says("1")
    assert sorry.startswith("Sorry, that is no longer offered. Still free:")
    assert "1) Fri 16 Jan 14:00" in sorry
    assert await _all(exchange) == []
    await exchange.says("1")
    assert await _all(exchange) == [(A.BOOKED, FRIDAY.replace(hour=13))]


async def test_a_time_beyond_a_booking_window_narrowed_since_is_refused(exchange, check_up):
    await exchange.desk.client()
    await exchange.says("can I book for friday 30 january?")
    async with exchange.database.write() as tx:
        await practices.change(
            *(tx, exchange.desk.practice.id),
            now=exchange.now,
            by=BY,
            booking_window=7 * DAY,
        )
    (sorry,) = await exchange.says("1")
    assert sorry.startswith("Sorry, that is no longer offered. Still free:")
    assert await _all(exchange) == []


async def test_a_time_offered_for_a_move_is_refused_on_a_day_off_entered_since(exchange):
    await exchange.desk.book(await exchange.desk.client(), START)
    await exchange.says("another time on friday please")
    await _is_away(exchange, FRIDAY, whole_practice=True)
    (sorry,) = await exchange.says("1")
    assert not sorry.startswith("Done")
    assert "Fri 16 Jan" not in sorry
    assert await _all(exchange) == [(A.BOOKED, START)]


async def test_an_appointment_that_would_run_beyond_the_new_closing_time_is_refused(exchange):
    client = await exchange.desk.client()
    booked = await exchange.desk.book(client, START, duration=timedelta(hours=2))
    (offer,) = await exchange.says("could we do friday at 16:00 instead?")
    await _works(exchange, "mon-fri 09:00-13:00,14:00-17:00")
    assert "Fri 16 Jan at 16:00" in offer
    (sorry,) = await exchange.says("1")
    assert not sorry.startswith("Done")
    assert (await exchange.desk.appointment(booked)).starts_at == START


async def test_undo_brings_nothing_back_into_a_day_off_entered_since(exchange):
    booked = await exchange.desk.book(await exchange.desk.client(), START)
    await exchange.says("I have to cancel")
    await _is_away(exchange, START)
    (lost,) = await exchange.says("UNDO")
    assert "stands again" not in lost
    assert (await exchange.desk.appointment(booked)).status is A.CANCELLED


async def test_undo_brings_back_what_staff_booked_outside_the_hours(exchange):
    exchange.at(exchange.now + timedelta(minutes=1))
    night = START.replace(hour=20)
    booked = await exchange.desk.book(await exchange.desk.client(), night)
    await exchange.says("I have to cancel")
    (back,) = await exchange.says("UNDO")
    assert "back on" in back
    assert (await exchange.desk.appointment(booked)).status is A.CONFIRMED


async def test_a_freed_time_on_offer_is_not_taken_on_a_day_off_entered_since(exchange):
    freed = await exchange.desk.book(await exchange.desk.client("Grace", "Hopper", 9), START)
    waits = await exchange.desk.book(await exchange.desk.client(), FRIDAY)
    await exchange.says("put me on the waiting list", 1)
    await exchange.desk.cancel(freed)
    while await exchange.waiting_list.step():
        pass
    await _is_away(exchange, START)
    (answer,) = await exchange.says("yes", 1)
    assert "Done" not in answer
    assert (await exchange.desk.appointment(waits)).starts_at == FRIDAY
