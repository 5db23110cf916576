"""Times offered to the waiting list by hand: whom they suit, why not, and what becomes of them."""

from datetime import time, timedelta

import pytest

from calendar_store.model.actors import OPERATOR, Permission
from calendar_store.model.errors import InvalidInput, NotFound, SlotTaken
from calendar_store.model.statuses import Role
from calendar_store.practices import practices
from gateway.use_cases import waiting_list, waiting_offers
from gateway.use_cases.waiting_offers import OfferRequest
from tests.support.acts import takes
from tests.support.desk import HALF_HOUR
from tests.support.exchange import START
from tests.support.waiting import FRIDAY, entry_statuses, let_wait, offer_statuses

DESK = {Role.ADMIN, Role.RECEPTION}
KEEPING = Permission.KEEP_WAITING_LIST


async def entries(exchange):
    async with exchange.database.read() as tx:
        desk = exchange.desk
        return await waiting_list.listed(tx, OPERATOR, desk.practice, now=exchange.now)


async def offers_by_hand(exchange, entry_id, starts_at=START, practitioner=""):
    async with exchange.database.write() as tx:
        return await waiting_offers.offer(
            tx,
            OPERATOR,
            exchange.desk.practice,
            OfferRequest(entry_id, starts_at, practitioner),
            channels=exchange.channels,
            now=exchange.now,
        )


async def test_a_time_offered_by_hand_is_taken_by_the_answer(exchange):
    booked = await let_wait(exchange)
    (waits,) = await entries(exchange)
    made = await offers_by_hand(exchange, waits.entry.id)
    assert (made.client, made.practitioner) == ("Ada Byron", "Aurora")
    assert "Thu 15 Jan" in made.text
    assert await entry_statuses(exchange) == ["offered"]
    await exchange.says("yes")
    assert (await exchange.stands(booked))[1] == START
    assert await offer_statuses(exchange) == ["taken"]
    assert await entry_statuses(exchange) == ["served"]
    async with exchange.database.read() as tx:
        (last,) = await waiting_offers.latest(tx, OPERATOR, exchange.desk.practice)
    assert (last.client, last.practitioner, last.offer.starts_at) == ("Ada Byron", "Aurora", START)


async def test_an_offer_taken_back_leaves_the_client_waiting_and_books_nothing(exchange):
    booked = await let_wait(exchange)
    (waits,) = await entries(exchange)
    made = await offers_by_hand(exchange, waits.entry.id)
    with pytest.raises(InvalidInput, match="has an offer without an answer"):
        await offers_by_hand(exchange, waits.entry.id, START + HALF_HOUR)
    async with exchange.database.write() as tx:
        await waiting_offers.take_back(
            tx, OPERATOR, exchange.desk.practice, made.offer.id, now=exchange.now
        )
    assert await entry_statuses(exchange) == ["waiting"]
    await exchange.says("yes")
    assert (await exchange.stands(booked))[1] == FRIDAY
    async with exchange.database.write() as tx:
        with pytest.raises(NotFound):
            await waiting_offers.take_back(
                tx, OPERATOR, exchange.desk.practice, made.offer.id, now=exchange.now
            )


async def test_only_free_times_are_offered_and_to_one_client_alone(exchange):
    await let_wait(exchange, 1)
    await let_wait(exchange, 2, "Grace")
    ada, grace = await entries(exchange)
    await offers_by_hand(exchange, ada.entry.id)
    with pytest.raises(SlotTaken, match="is on offer to somebody else"):
        await offers_by_hand(exchange, grace.entry.id)
    with pytest.raises(SlotTaken, match="is not free"):
        await offers_by_hand(exchange, grace.entry.id, START.replace(hour=3))
    with pytest.raises(NotFound):
        await offers_by_hand(exchange, 12)


async def test_nobody_is_asked_in_the_quiet_hours_or_too_late_to_answer(exchange):
    await let_wait(exchange)
    (waits,) = await entries(exchange)
    late = exchange.at(START - timedelta(minutes=10))
    with pytest.raises(InvalidInput, match="too soon to wait for an answer"):
        await offers_by_hand(late, waits.entry.id)
    async with exchange.database.write() as tx:
        quiet = {"quiet_from": time(9), "quiet_until": time(10)}  # in Rome
        changed = await practices.change(
            tx, exchange.desk.practice.id, by=OPERATOR, now=exchange.now, **quiet
        )
        with pytest.raises(InvalidInput, match="nothing is sent in the quiet hours"):
            await waiting_offers.offer(
                tx,
                OPERATOR,
                changed,
                OfferRequest(waits.entry.id, START + timedelta(hours=3)),
                channels=exchange.channels,
                now=START - timedelta(hours=1, minutes=-5),
            )


async def test_times_that_suit_lie_within_what_is_waited_for(exchange):
    await let_wait(exchange)
    (waits,) = await entries(exchange)
    async with exchange.database.read() as tx:
        found = await waiting_offers.times(
            tx, OPERATOR, exchange.desk.practice, waits.entry.id, now=exchange.now, limit=500
        )
    assert found
    assert all(exchange.now < one.starts_at < FRIDAY for one in found)


async def test_an_entry_taken_off_comes_back_to_its_place(exchange):
    await let_wait(exchange, 1)
    await let_wait(exchange, 2, "Grace")
    ada, _ = await entries(exchange)
    practice = exchange.desk.practice
    async with exchange.database.write() as tx:
        await waiting_list.withdraw(tx, OPERATOR, practice, ada.entry.id, now=exchange.now)
    assert [one.client.first for one in await entries(exchange)] == ["Grace"]
    async with exchange.database.write() as tx:
        await waiting_list.restore(tx, OPERATOR, practice, ada.entry.id, now=exchange.now)
    assert [one.client.first for one in await entries(exchange)] == ["Ada", "Grace"]
    async with exchange.database.write() as tx:
        with pytest.raises(NotFound):
            await waiting_list.restore(tx, OPERATOR, practice, ada.entry.id, now=exchange.now)


async def test_offers_are_made_by_the_desk_alone(exchange):
    await let_wait(exchange)
    (waits,) = await entries(exchange)
    practice, asked = exchange.desk.practice, OfferRequest(waits.entry.id, START)

    async def offer(tx, actor):
        await waiting_offers.offer(
            tx, actor, practice, asked, channels=exchange.channels, now=exchange.now
        )

    async def latest(tx, actor):
        await waiting_offers.latest(tx, actor, practice)

    async def times(tx, actor):
        await waiting_offers.times(tx, actor, practice, waits.entry.id, now=exchange.now)

    await takes(exchange.desk, times, KEEPING, roles=DESK, writes=False)
    await takes(exchange.desk, latest, Permission.READ_CLIENTS, roles=DESK, writes=False)
    await takes(exchange.desk, offer, KEEPING, roles=DESK)


async def test_nothing_of_another_practice_is_reached(exchange):
    await let_wait(exchange)
    (waits,) = await entries(exchange)
    async with exchange.database.write() as tx:
        other = await practices.add(
            tx,
            name="Praxis Noether",
            timezone="Europe/Berlin",
            locale="de",
            sender="+493012345678",
            now=exchange.now,
            by=OPERATOR,
        )
        with pytest.raises(NotFound):
            await waiting_list.find(tx, OPERATOR, other, waits.entry.id)
        with pytest.raises(NotFound):
            await waiting_offers.times(tx, OPERATOR, other, waits.entry.id, now=exchange.now)
        with pytest.raises(NotFound):
            await waiting_list.restore(tx, OPERATOR, other, waits.entry.id, now=exchange.now)
