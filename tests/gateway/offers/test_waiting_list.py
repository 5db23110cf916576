"""The waiting list: what becomes free is offered to one after the other, and taken by one."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import update

from calendar_store.appointments import agenda, appointments, freed_times, waiting_list
from calendar_store.database.connection import Database
from calendar_store.database.notify import Topic
from calendar_store.messages import outbox
from calendar_store.model.errors import SlotTaken
from calendar_store.model.statuses import (
    AppointmentStatus,
    MessageKind,
    MessageStatus,
)
from calendar_store.practices import services
from calendar_store.schema import practices as practices_table
from tests.support.desk import BY, HALF_HOUR, mobile
from tests.support.exchange import START, Exchange, Flaky
from tests.support.waiting import FRIDAY, entry_statuses, let_wait, offer_statuses, offered

A = AppointmentStatus
DAY, HOUR = timedelta(days=1), timedelta(hours=1)


async def test_a_cancelled_time_is_offered_and_taken_and_theirs_becomes_free(exchange, freed):
    booked = await let_wait(exchange)
    assert await offered(exchange) == []
    await exchange.says("cancel", 9)
    ((number, text),) = await offered(exchange)
    assert number == mobile(1)
    assert text == (
        "Studio Aurora: Ada, Thu 15 Jan at 10:00 with Aurora is free, instead of Fri 16 Jan 10:00."
        " Reply 1 to take it by 12:00, 2 to keep yours. STOP to stop texts."
    )
    offer = (await exchange.desk.messages())[-1]
    assert (offer.appointment_id, offer.status) == (booked.id, MessageStatus.QUEUED)
    assert offer.expires_at == exchange.now + 2 * HOUR
    assert outbox.REPLY_PRIORITY < offer.priority < outbox.BOOKED_PRIORITY
    (done,) = await exchange.says("1")
    assert done.startswith("Done, Ada. Your appointment is now Thu 15 Jan at 10:00")
    assert await exchange.stands(booked) == (A.CONFIRMED, START)
    assert (await offer_statuses(exchange), await entry_statuses(exchange)) == (
        ["taken"],
        ["served"],
    )
    async with exchange.database.read() as tx:
        assert await freed_times.practices(tx) == [exchange.desk.practice.id]
    marie = await exchange.desk.client("Marie", "Curie", 2)
    await exchange.desk.book(marie, FRIDAY)


async def test_the_time_that_a_taker_leaves_is_offered_to_the_next(exchange, freed):
    await let_wait(exchange, 1)
    last = await let_wait(exchange, 3, "Emmy", starts_at=FRIDAY + 2 * DAY)
    await exchange.desk.cancel(freed)
    await offered(exchange)
    await exchange.says("yes please", 1)
    ((number, text),) = await offered(exchange)
    assert number == mobile(3)
    assert "Fri 16 Jan at 10:00" in text
    await exchange.says("1", 3)
    assert (await exchange.stands(last))[1] == FRIDAY
    assert await entry_statuses(exchange) == ["served", "served"]


async def test_a_declined_offer_goes_to_the_next_at_once_and_not_back(exchange, freed):
    booked = await let_wait(exchange, 1)
    other = await let_wait(exchange, 2, "Marie")
    await exchange.desk.cancel(freed)
    assert [number for number, _ in await offered(exchange)] == [mobile(1)]
    (kept,) = await exchange.says("no thanks")
    assert "stays Fri 16 Jan at 10:00" in kept
    assert [number for number, _ in await offered(exchange)] == [mobile(2)]
    await exchange.says("2", 2)
    assert await offered(exchange) == []
    assert await offer_statuses(exchange) == ["declined", "declined"]
    assert await entry_statuses(exchange) == ["waiting", "waiting"]
    for one, start in ((booked, FRIDAY), (other, FRIDAY + HALF_HOUR)):
        assert await exchange.stands(one) == (A.BOOKED, start)
    async with exchange.database.read() as tx:
        assert await freed_times.practices(tx) == []


async def test_an_offer_that_runs_out_goes_to_the_next_and_a_late_yes_is_told_so(exchange, freed):
    booked = await let_wait(exchange, 1)
    await let_wait(exchange, 2, "Marie")
    await exchange.desk.cancel(freed)
    await offered(exchange)
    exchange.at(exchange.now + 2 * HOUR - timedelta(seconds=1))
    assert await offered(exchange) == []
    exchange.at(exchange.now + timedelta(seconds=1))
    assert [number for number, _ in await offered(exchange)] == [mobile(2)]
    (late,) = await exchange.says("yes", 1)
    assert late.startswith("Sorry, that time was on offer until 12:00.")
    assert await exchange.stands(booked) == (A.BOOKED, FRIDAY)
    assert (await offer_statuses(exchange), await entry_statuses(exchange)) == (
        ["expired", "offered"],
        ["waiting", "offered"],
    )
    await exchange.says("ok", 2)
    assert await offer_statuses(exchange) == ["expired", "taken"]


async def test_a_time_that_somebody_booked_meanwhile_is_lost_kindly(exchange, freed):
    booked = await let_wait(exchange)
    await exchange.desk.cancel(freed)
    await offered(exchange)
    await exchange.desk.book(await exchange.desk.client("Marie", "Curie", 2), START)
    (sorry,) = await exchange.says("1")
    assert sorry.startswith("Sorry, that time has just gone. Your appointment Fri 16 Jan")
    assert await exchange.stands(booked) == (A.BOOKED, FRIDAY)
    assert (await offer_statuses(exchange), await entry_statuses(exchange)) == (
        ["lost"],
        ["waiting"],
    )
    await exchange.says("cancel", 2)
    assert [number for number, _ in await offered(exchange)] == [mobile(1)]


async def test_without_an_appointment_the_time_is_booked_as_they_last_came(exchange, freed):
    async with exchange.database.write() as tx:
        service = await services.add(
            *(tx, exchange.desk.practice.id, "Visit"),
            duration=timedelta(minutes=20),
            buffer_after=timedelta(minutes=10),
            by=BY,
            now=exchange.now,
        )
    ada = await exchange.desk.client()
    past = await exchange.desk.book(ada, exchange.now + HOUR, service=service)
    exchange.at(exchange.now + 2 * HOUR)
    (told,) = await exchange.says("put me on the waiting list please")
    assert "for the first time that comes free" in told
    await exchange.desk.cancel(freed)
    ((_, text),) = await offered(exchange)
    assert "instead" not in text
    (done,) = await exchange.says("yes")
    assert done == "Done, Ada. Your appointment is Thu 15 Jan at 10:00 with Aurora. See you then."
    async with exchange.database.read() as tx:
        booked = await agenda.last_of_client(tx, ada.practice_id, ada.id)
    assert (booked.id != past.id, booked.starts_at, booked.service_id) == (True, START, service.id)
    assert booked.buffer_after == timedelta(minutes=10)
    assert await entry_statuses(exchange) == ["served"]


async def test_joining_twice_is_one_entry_and_leaving_takes_the_offer_back(exchange, freed):
    await let_wait(exchange, 1)
    await exchange.says("can you put me on the waiting list?")
    await let_wait(exchange, 2, "Marie")
    assert await entry_statuses(exchange) == ["waiting", "waiting"]
    await exchange.desk.cancel(freed)
    await offered(exchange)
    (left,) = await exchange.says("take me off the waiting list")
    assert "not on the waiting list any more" in left
    assert await entry_statuses(exchange) == ["withdrawn", "waiting"]
    assert [number for number, _ in await offered(exchange)] == [mobile(2)]


async def test_what_staff_withdraw_is_not_offered_any_more(exchange, freed):
    await let_wait(exchange)
    await exchange.desk.cancel(freed)
    await offered(exchange)
    async with exchange.database.write() as tx:
        (entry,) = await waiting_list.waiting(tx, exchange.desk.practice.id, exchange.now)
        await waiting_list.withdraw(
            tx, exchange.desk.practice.id, entry.id, by=BY, now=exchange.now
        )
    (sorry,) = await exchange.says("1")
    assert "has just gone" in sorry
    assert await offer_statuses(exchange) == ["declined"]


async def test_many_who_answer_at_once_and_staff_who_book_leave_one_in_each_time(exchange):
    """Several times are on offer at once, and staff book each of them as the answers come."""
    count = 6
    for number in range(count):
        grace = await exchange.desk.client("Grace", "Hopper", 50 + number)
        one = await exchange.desk.book(grace, START + number * HALF_HOUR)
        await let_wait(exchange, 1 + number)
        await exchange.desk.cancel(one)
    assert len(await offered(exchange)) == count
    others = [await exchange.desk.client("Alan", "T.", 80 + number) for number in range(count)]

    async def staff(number):
        try:
            await exchange.desk.book(others[number], START + number * HALF_HOUR)
        except SlotTaken:
            return False
        return True

    await exchange.arrives(*((1 + number, "1") for number in range(count)))
    *booked, _ = await asyncio.gather(*map(staff, range(count)), exchange.handled())
    taken = [status == "taken" for status in await offer_statuses(exchange)]
    assert [a != b for a, b in zip(booked, taken, strict=True)] == [True] * count
    async with exchange.database.read() as tx:
        day = await agenda.between(tx, exchange.desk.practice.id, START, START + DAY)
    starts = [one.starts_at for one in day if one.status is not A.CANCELLED]
    assert sorted(starts) == [START + number * HALF_HOUR for number in range(count)]


async def test_one_time_is_offered_once_however_many_workers_there_are(exchange, store_url):
    count = 4
    for number in range(count):
        await let_wait(exchange, 1 + number)
    frees = [
        await exchange.desk.book(
            await exchange.desk.client("Grace", "Hopper", 50 + n), START + n * HALF_HOUR
        )
        for n in range(2)
    ]
    for one in frees:
        await exchange.desk.cancel(one)
    other = Database.connect(store_url)
    second = Exchange(replace(exchange.desk, database=other))
    workers = [exchange.waiting_list, second.waiting_list] * 4
    await asyncio.gather(*(worker.step() for worker in workers))
    await offered(exchange)
    await other.close()
    texts = [m for m in await exchange.desk.messages() if m.kind is MessageKind.OFFER]
    assert sorted(m.recipient for m in texts) == [mobile(1), mobile(2)]
    assert await offer_statuses(exchange) == ["offered", "offered"]


async def test_a_step_that_is_cut_off_loses_no_freed_time_and_offers_it_once(
    desk, store_url, exchange, freed
):
    await let_wait(exchange)
    await exchange.desk.cancel(freed)
    flaky = Flaky.connect(store_url)
    again = Exchange(replace(desk, database=flaky))
    for failing, offers in (("before", 0), ("after", 1)):
        flaky.failing = failing
        with pytest.raises(ConnectionResetError):
            await again.waiting_list.step()
        assert len(await offer_statuses(exchange)) == offers
    assert await offered(again) == []
    await again.arrives((1, "yes"))
    for failing in ("before", "after"):
        flaky.failing = failing
        await again.turns.step()
    await again.handled()
    await flaky.close()
    assert (await offer_statuses(exchange), await entry_statuses(exchange)) == (
        ["taken"],
        ["served"],
    )
    assert len([m for m in await exchange.desk.messages() if "Done, Ada" in m.text]) == 1


async def test_a_practice_whose_offers_cannot_be_worded_holds_up_no_other(exchange, freed):
    await let_wait(exchange)
    await exchange.desk.cancel(freed)
    async with exchange.database.write() as tx:
        broken = practices_table.c.id == exchange.desk.practice.id
        await tx.execute(update(practices_table).where(broken).values(timezone="Mars/Base"))
    assert await offered(exchange) == []
    assert (await offer_statuses(exchange), await entry_statuses(exchange)) == ([], ["waiting"])


async def test_the_worker_is_woken_by_a_cancellation_and_by_a_no(exchange, freed):
    await let_wait(exchange, 1)
    await let_wait(exchange, 2, "Marie")
    written = exchange.database.changes.listen(Topic.OUTBOX)
    worker = asyncio.create_task(exchange.waiting_list.run())
    try:
        await exchange.desk.cancel(freed)
        assert await written.wait(4)
        assert await offer_statuses(exchange) == ["offered"]
        await exchange.says("no thanks")
        while await offer_statuses(exchange) != ["declined", "offered"]:
            assert await written.wait(4)
    finally:
        worker.cancel()
        await asyncio.gather(worker, return_exceptions=True)
        written.close()


async def test_staff_moving_an_appointment_frees_its_time_as_well(exchange, freed):
    await let_wait(exchange)
    moved = appointments.moved(freed, exchange.desk.slot(START + 2 * DAY + 4 * DAY), A.BOOKED)
    await exchange.desk.change(moved)
    assert [number for number, _ in await offered(exchange)] == [mobile(1)]
