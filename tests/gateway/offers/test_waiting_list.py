"""The waiting list: what becomes free is offered to one after the other, and taken by one."""

import asyncio
import re
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from calendar_store.appointments import agenda, appointments, freed_times, waiting_list
from calendar_store.clients import consent
from calendar_store.clients.consent import ConsentStatement
from calendar_store.conversations import conversation_state
from calendar_store.database.connection import Database
from calendar_store.database.notify import Topic
from calendar_store.messages import outbox
from calendar_store.model.conversations import ConversationKey
from calendar_store.model.errors import SlotTaken
from calendar_store.model.statuses import (
    AlertKind,
    AppointmentStatus,
    Channel,
    ConsentHow,
    ConsentKind,
    MessageKind,
    MessageStatus,
)
from calendar_store.practices import practices, services
from calendar_store.schema import offers as offers_table
from calendar_store.schema import practices as practices_table
from calendar_store.schema import waiting_list as waiting_table
from tests.support.desk import BY, HALF_HOUR, mobile
from tests.support.exchange import OURS, START, Exchange, Flaky

A = AppointmentStatus
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
FRIDAY = START + DAY
"""When those who wait have their appointments; the time that becomes free is START."""


@pytest.fixture
async def freed(exchange):
    """The appointment whose time will become free: Grace's, on Thursday at ten."""
    return await exchange.desk.book(await exchange.desk.client("Grace", "Hopper", 9), START)


async def _waits(exchange, number=1, first="Ada", *, starts_at=FRIDAY, **changes):
    """Book for a client and let them wait for an earlier time."""
    client = await exchange.desk.client(first, "Byron", number, **changes)
    booked = await exchange.desk.book(client, starts_at + (number - 1) * HALF_HOUR)
    await exchange.says("put me on the waiting list", number)
    return booked


async def _offer(exchange):
    """Let the worker run; return the offers that it wrote, as (number, text)."""
    before = {m.id for m in await exchange.desk.messages()}
    while await exchange.waiting_list.step():
        pass
    return [
        (m.recipient, m.text)
        for m in await exchange.desk.messages()
        if m.id not in before and m.kind is MessageKind.OFFER
    ]


async def _offers(exchange):
    async with exchange.database.read() as tx:
        rows = await tx.execute(select(offers_table).order_by(offers_table.c.id))
        return [row.status for row in rows]


async def _entries(exchange):
    async with exchange.database.read() as tx:
        rows = await tx.execute(select(waiting_table).order_by(waiting_table.c.id))
        return [row.status for row in rows]


async def _stands(exchange, appointment):
    found = await exchange.desk.appointment(appointment)
    return found.status, found.starts_at


async def test_a_cancelled_time_is_offered_and_taken_and_theirs_becomes_free(exchange, freed):
    booked = await _waits(exchange)
    assert await _offer(exchange) == []
    await exchange.says("cancel", 9)
    ((number, text),) = await _offer(exchange)
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
    assert await _stands(exchange, booked) == (A.CONFIRMED, START)
    assert (await _offers(exchange), await _entries(exchange)) == (["taken"], ["served"])
    async with exchange.database.read() as tx:
        assert await freed_times.practices(tx) == [exchange.desk.practice.id]
    marie = await exchange.desk.client("Marie", "Curie", 2)
    await exchange.desk.book(marie, FRIDAY)


async def test_the_time_that_a_taker_leaves_is_offered_to_the_next(exchange, freed):
    await _waits(exchange, 1)
    last = await _waits(exchange, 3, "Emmy", starts_at=FRIDAY + 2 * DAY)
    await exchange.desk.cancel(freed)
    await _offer(exchange)
    await exchange.says("yes please", 1)
    ((number, text),) = await _offer(exchange)
    assert number == mobile(3)
    assert "Fri 16 Jan at 10:00" in text
    await exchange.says("1", 3)
    assert (await _stands(exchange, last))[1] == FRIDAY
    assert await _entries(exchange) == ["served", "served"]


async def test_a_declined_offer_goes_to_the_next_at_once_and_not_back(exchange, freed):
    booked = await _waits(exchange, 1)
    other = await _waits(exchange, 2, "Marie")
    await exchange.desk.cancel(freed)
    assert [number for number, _ in await _offer(exchange)] == [mobile(1)]
    (kept,) = await exchange.says("no thanks")
    assert "stays Fri 16 Jan at 10:00" in kept
    assert [number for number, _ in await _offer(exchange)] == [mobile(2)]
    await exchange.says("2", 2)
    assert await _offer(exchange) == []
    assert await _offers(exchange) == ["declined", "declined"]
    assert await _entries(exchange) == ["waiting", "waiting"]
    for one, start in ((booked, FRIDAY), (other, FRIDAY + HALF_HOUR)):
        assert await _stands(exchange, one) == (A.BOOKED, start)
    async with exchange.database.read() as tx:
        assert await freed_times.practices(tx) == []


async def test_an_offer_that_runs_out_goes_to_the_next_and_a_late_yes_is_told_so(exchange, freed):
    booked = await _waits(exchange, 1)
    await _waits(exchange, 2, "Marie")
    await exchange.desk.cancel(freed)
    await _offer(exchange)
    exchange.at(exchange.now + 2 * HOUR - timedelta(seconds=1))
    assert await _offer(exchange) == []
    exchange.at(exchange.now + timedelta(seconds=1))
    assert [number for number, _ in await _offer(exchange)] == [mobile(2)]
    (late,) = await exchange.says("yes", 1)
    assert late.startswith("Sorry, that time was on offer until 12:00.")
    assert await _stands(exchange, booked) == (A.BOOKED, FRIDAY)
    assert (await _offers(exchange), await _entries(exchange)) == (
        ["expired", "offered"],
        ["waiting", "offered"],
    )
    await exchange.says("ok", 2)
    assert await _offers(exchange) == ["expired", "taken"]


@pytest.mark.parametrize(
    ("left", "lasting"), [(10 * HOUR, 2 * HOUR), (4 * HOUR, HOUR), (0.5 * HOUR, 0.25 * HOUR)]
)
async def test_an_offer_stands_the_shorter_the_nearer_the_time_is(exchange, freed, left, lasting):
    async with exchange.database.write() as tx:
        changed = await practices.change(
            *(tx, exchange.desk.practice.id),
            now=exchange.now,
            by=BY,
            minimum_notice=timedelta(0),
            quiet_from=None,
            quiet_until=None,
        )
    exchange.desk = replace(exchange.desk, practice=changed)
    await _waits(exchange)
    exchange.at(START - left)
    await exchange.desk.cancel(freed)
    await _offer(exchange)
    assert (await exchange.desk.messages())[-1].expires_at == exchange.now + lasting


async def test_too_near_a_time_is_offered_to_nobody(exchange, freed):
    await _waits(exchange)
    exchange.at(START - 2 * HOUR + timedelta(minutes=20))
    await exchange.desk.cancel(freed)
    assert await _offer(exchange) == []
    async with exchange.database.read() as tx:
        assert await freed_times.practices(tx) == []


async def test_what_becomes_free_at_night_is_offered_in_the_morning(exchange, freed):
    await _waits(exchange)
    exchange.at(exchange.now.replace(hour=21))
    await exchange.desk.cancel(freed)
    assert await _offer(exchange) == []
    exchange.at((exchange.now + DAY).replace(hour=7))  # eight in the morning in Rome
    ((_, text),) = await _offer(exchange)
    assert "by 10:00" in text


async def test_beyond_the_bound_of_a_day_what_becomes_free_is_offered_the_next_day(exchange, freed):
    marie = await exchange.desk.client("Marie", "Curie", 8)
    other = await exchange.desk.book(marie, START + HOUR)
    for number, name in ((1, "Ada"), (2, "Emmy")):
        await _waits(exchange, number, name)
    async with exchange.database.write() as tx:
        practice = exchange.desk.practice.id
        await practices.change(tx, practice, now=exchange.now, by=BY, daily_cap=1)
    await exchange.desk.cancel(freed)
    assert len(await _offer(exchange)) == 1
    await exchange.desk.cancel(other)
    assert await _offer(exchange) == []
    exchange.at(exchange.now + DAY)
    assert any("Thu 15 Jan at 11:00" in text for _, text in await _offer(exchange))


@pytest.mark.parametrize(
    ("cap", "told"),
    [
        (1, [AlertKind.CAP_REACHED]),
        (5, [AlertKind.CAP_REACHED]),
        (6, [AlertKind.CAP_REACHED]),
        (7, [AlertKind.CAP_NEAR]),
        (8, []),
    ],
)
async def test_each_offer_counts_towards_the_bound_of_the_day(exchange, cap, told):
    count = 6
    for number in range(count):
        grace = await exchange.desk.client("Grace", "Hopper", 50 + number)
        one = await exchange.desk.book(grace, START + number * HALF_HOUR)
        await _waits(exchange, 1 + number)
        await exchange.desk.cancel(one)
    async with exchange.database.write() as tx:
        practice = exchange.desk.practice.id
        await practices.change(tx, practice, now=exchange.now, by=BY, daily_cap=cap)
    assert len(await _offer(exchange)) == min(cap, count)
    assert [one.kind for one in await exchange.desk.alerts()] == told
    assert await _offer(exchange) == []
    exchange.at(exchange.now + DAY)
    assert 0 < len(await _offer(exchange)) <= cap


async def test_a_time_that_somebody_booked_meanwhile_is_lost_kindly(exchange, freed):
    booked = await _waits(exchange)
    await exchange.desk.cancel(freed)
    await _offer(exchange)
    await exchange.desk.book(await exchange.desk.client("Marie", "Curie", 2), START)
    (sorry,) = await exchange.says("1")
    assert sorry.startswith("Sorry, that time has just gone. Your appointment Fri 16 Jan")
    assert await _stands(exchange, booked) == (A.BOOKED, FRIDAY)
    assert (await _offers(exchange), await _entries(exchange)) == (["lost"], ["waiting"])
    await exchange.says("cancel", 2)
    assert [number for number, _ in await _offer(exchange)] == [mobile(1)]


async def test_a_time_taken_before_it_is_looked_at_is_offered_to_nobody(exchange, freed):
    await _waits(exchange)
    await exchange.says("cancel", 9)
    await exchange.says("undo", 9)
    assert await _offer(exchange) == []
    assert (await _stands(exchange, freed))[0] is A.CONFIRMED


async def test_nobody_is_offered_what_they_may_not_be_written_about(exchange, freed):
    await _waits(exchange, 1, consents=False)
    await _waits(exchange, 2, "Marie")
    await exchange.says("STOP", 2)
    emmy = await _waits(exchange, 3, "Emmy")
    async with exchange.database.write() as tx:
        withdrawn = ConsentStatement(
            *(emmy.client_id, Channel.SMS, ConsentKind.WITHDRAWN, ConsentHow.SPOKEN, BY),
            exchange.now,
        )
        await consent.record(tx, exchange.desk.practice.id, [withdrawn], now=exchange.now)
    await _waits(exchange, 4, "Laura")
    await exchange.desk.cancel(freed)
    assert [number for number, _ in await _offer(exchange)] == [mobile(4)]


async def test_a_family_is_asked_about_one_time_after_the_other(exchange, freed):
    ada = await exchange.desk.client()
    marie = await exchange.desk.client("Marie", "Curie", 1)
    for client, start in ((ada, FRIDAY), (marie, FRIDAY + HALF_HOUR)):
        await exchange.desk.book(client, start)
    await exchange.says("put us on the waiting list")
    await exchange.says("all")
    also = await exchange.desk.book(await exchange.desk.client("Alan", "T.", 8), START + HOUR)
    await exchange.desk.cancel(freed)
    await exchange.desk.cancel(also)
    ((_, text),) = await _offer(exchange)
    assert "Ada, Thu 15 Jan at 10:00" in text
    await exchange.says("1")
    assert _first_names(await _offer(exchange)) == ["Marie"]


def _first_names(offers):
    return [re.search(r"Studio Aurora: (\w+),", text)[1] for _, text in offers]


async def test_who_was_just_asked_something_else_is_offered_nothing_until_later(exchange, freed):
    await _waits(exchange)
    await exchange.says("can I have another time on friday?")
    await exchange.desk.cancel(freed)
    assert await _offer(exchange) == []
    exchange.at(exchange.now + timedelta(minutes=10))
    assert [number for number, _ in await _offer(exchange)] == [mobile(1)]


async def test_a_longer_visit_gets_only_what_it_fits_into_and_the_rest_goes_to_others(exchange):
    long = await exchange.desk.book(
        await exchange.desk.client("Grace", "Hopper", 9), START, duration=HOUR
    )
    after = START + HOUR
    await exchange.desk.book(await exchange.desk.client("Alan", "T.", 8), after)
    two_hours = await exchange.desk.book(
        await exchange.desk.client(number=5), FRIDAY + 5 * HOUR, duration=2 * HOUR
    )
    await exchange.says("waiting list please", 5)
    await _waits(exchange, 1)
    await _waits(exchange, 2, "Marie")
    await exchange.desk.cancel(long)
    offers = dict(await _offer(exchange))
    assert set(offers) == {mobile(1), mobile(2)}
    assert "Thu 15 Jan at 10:00" in offers[mobile(1)]
    assert "Thu 15 Jan at 10:30" in offers[mobile(2)]
    assert (await _stands(exchange, two_hours))[0] is A.BOOKED


async def test_a_visit_that_would_reach_into_a_time_on_offer_is_not_offered(exchange, freed):
    before = await exchange.desk.book(
        await exchange.desk.client("Alan", "T.", 8), START - HALF_HOUR
    )
    await _waits(exchange, 1)
    long = await exchange.desk.book(
        await exchange.desk.client("Marie", "Curie", 2), FRIDAY + 5 * HOUR, duration=HOUR
    )
    await exchange.says("waiting list please", 2)
    await exchange.desk.cancel(freed)
    assert [number for number, _ in await _offer(exchange)] == [mobile(1)]
    await exchange.desk.cancel(before)
    assert await _offer(exchange) == []
    assert (await _stands(exchange, long))[0] is A.BOOKED


async def test_only_the_times_that_were_named_are_offered(exchange, freed):
    await exchange.desk.book(await exchange.desk.client(), FRIDAY)
    (told,) = await exchange.says("waiting list for wednesday or thursday afternoon")
    assert "for: Wed 14 Jan 12:00-18:00, Thu 15 Jan 12:00-18:00." in told
    afternoon = await exchange.desk.book(
        await exchange.desk.client("Alan", "T.", 8), START + 5 * HOUR
    )
    await exchange.desk.cancel(freed)
    assert await _offer(exchange) == []
    await exchange.desk.cancel(afternoon)
    assert len(await _offer(exchange)) == 1


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
    ((_, text),) = await _offer(exchange)
    assert "instead" not in text
    (done,) = await exchange.says("yes")
    assert done == "Done, Ada. Your appointment is Thu 15 Jan at 10:00 with Aurora. See you then."
    async with exchange.database.read() as tx:
        booked = await agenda.last_of_client(tx, ada.practice_id, ada.id)
    assert (booked.id != past.id, booked.starts_at, booked.service_id) == (True, START, service.id)
    assert booked.buffer_after == timedelta(minutes=10)
    assert await _entries(exchange) == ["served"]


async def test_joining_twice_is_one_entry_and_leaving_takes_the_offer_back(exchange, freed):
    await _waits(exchange, 1)
    await exchange.says("can you put me on the waiting list?")
    await _waits(exchange, 2, "Marie")
    assert await _entries(exchange) == ["waiting", "waiting"]
    await exchange.desk.cancel(freed)
    await _offer(exchange)
    (left,) = await exchange.says("take me off the waiting list")
    assert "not on the waiting list any more" in left
    assert await _entries(exchange) == ["withdrawn", "waiting"]
    assert [number for number, _ in await _offer(exchange)] == [mobile(2)]


async def test_what_staff_withdraw_is_not_offered_any_more(exchange, freed):
    await _waits(exchange)
    await exchange.desk.cancel(freed)
    await _offer(exchange)
    async with exchange.database.write() as tx:
        (entry,) = await waiting_list.waiting(tx, exchange.desk.practice.id, exchange.now)
        await waiting_list.withdraw(
            tx, exchange.desk.practice.id, entry.id, by=BY, now=exchange.now
        )
    (sorry,) = await exchange.says("1")
    assert "has just gone" in sorry
    assert await _offers(exchange) == ["declined"]


async def test_many_who_answer_at_once_and_staff_who_book_leave_one_in_each_time(exchange):
    """Several times are on offer at once, and staff book each of them as the answers come."""
    count = 6
    for number in range(count):
        grace = await exchange.desk.client("Grace", "Hopper", 50 + number)
        one = await exchange.desk.book(grace, START + number * HALF_HOUR)
        await _waits(exchange, 1 + number)
        await exchange.desk.cancel(one)
    assert len(await _offer(exchange)) == count
    others = [await exchange.desk.client("Alan", "T.", 80 + number) for number in range(count)]

    async def staff(number):
        try:
            await exchange.desk.book(others[number], START + number * HALF_HOUR)
        except SlotTaken:
            return False
        return True

    await exchange.arrives(*((1 + number, "1") for number in range(count)))
    *booked, _ = await asyncio.gather(*map(staff, range(count)), exchange.handled())
    taken = [status == "taken" for status in await _offers(exchange)]
    assert [a != b for a, b in zip(booked, taken, strict=True)] == [True] * count
    async with exchange.database.read() as tx:
        day = await agenda.between(tx, exchange.desk.practice.id, START, START + DAY)
    starts = [one.starts_at for one in day if one.status is not A.CANCELLED]
    assert sorted(starts) == [START + number * HALF_HOUR for number in range(count)]


async def test_one_time_is_offered_once_however_many_workers_there_are(exchange, store_url):
    count = 4
    for number in range(count):
        await _waits(exchange, 1 + number)
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
    await _offer(exchange)
    await other.close()
    texts = [m for m in await exchange.desk.messages() if m.kind is MessageKind.OFFER]
    assert sorted(m.recipient for m in texts) == [mobile(1), mobile(2)]
    assert await _offers(exchange) == ["offered", "offered"]


async def test_a_step_that_is_cut_off_loses_no_freed_time_and_offers_it_once(
    desk, store_url, exchange, freed
):
    await _waits(exchange)
    await exchange.desk.cancel(freed)
    flaky = Flaky.connect(store_url)
    again = Exchange(replace(desk, database=flaky))
    for failing, offers in (("before", 0), ("after", 1)):
        flaky.failing = failing
        with pytest.raises(ConnectionResetError):
            await again.waiting_list.step()
        assert len(await _offers(exchange)) == offers
    assert await _offer(again) == []
    await again.arrives((1, "yes"))
    for failing in ("before", "after"):
        flaky.failing = failing
        await again.turns.step()
    await again.handled()
    await flaky.close()
    assert (await _offers(exchange), await _entries(exchange)) == (["taken"], ["served"])
    assert len([m for m in await exchange.desk.messages() if "Done, Ada" in m.text]) == 1


async def test_a_practice_whose_offers_cannot_be_worded_holds_up_no_other(exchange, freed):
    await _waits(exchange)
    await exchange.desk.cancel(freed)
    async with exchange.database.write() as tx:
        broken = practices_table.c.id == exchange.desk.practice.id
        await tx.execute(update(practices_table).where(broken).values(timezone="Mars/Base"))
    assert await _offer(exchange) == []
    assert (await _offers(exchange), await _entries(exchange)) == ([], ["waiting"])


@pytest.mark.parametrize("store_url", ["postgresql"], indirect=True)
async def test_who_is_being_answered_is_offered_a_time_after_that(exchange, freed):
    await _waits(exchange)
    await exchange.desk.cancel(freed)
    async with exchange.database.write() as tx:
        await conversation_state.hold(tx, [ConversationKey(Channel.SMS, OURS, mobile(1))])
        assert await _offer(exchange) == []
    assert len(await _offer(exchange)) == 1


async def test_the_worker_is_woken_by_a_cancellation_and_by_a_no(exchange, freed):
    await _waits(exchange, 1)
    await _waits(exchange, 2, "Marie")
    written = exchange.database.changes.listen(Topic.OUTBOX)
    worker = asyncio.create_task(exchange.waiting_list.run())
    try:
        await exchange.desk.cancel(freed)
        assert await written.wait(4)
        assert await _offers(exchange) == ["offered"]
        await exchange.says("no thanks")
        while await _offers(exchange) != ["declined", "offered"]:
            assert await written.wait(4)
    finally:
        worker.cancel()
        await asyncio.gather(worker, return_exceptions=True)
        written.close()


async def test_staff_moving_an_appointment_frees_its_time_as_well(exchange, freed):
    await _waits(exchange)
    moved = appointments.moved(freed, exchange.desk.slot(START + 2 * DAY + 4 * DAY), A.BOOKED)
    await exchange.desk.change(moved)
    assert [number for number, _ in await _offer(exchange)] == [mobile(1)]
