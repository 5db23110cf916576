"""Which freed time is offered to whom, and when: what fits, who may be texted, and how often."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest

from calendar_store.appointments import freed_times
from calendar_store.clients import consent
from calendar_store.clients.consent import ConsentStatement
from calendar_store.conversations import conversation_state
from calendar_store.model.conversations import ConversationKey
from calendar_store.model.statuses import (
    AlertKind,
    AppointmentStatus,
    Channel,
    ConsentHow,
    ConsentKind,
)
from calendar_store.practices import practices
from tests.support.desk import BY, HALF_HOUR, mobile
from tests.support.exchange import OURS, START
from tests.support.waiting import FRIDAY, let_wait, offered

A = AppointmentStatus
DAY, HOUR = timedelta(days=1), timedelta(hours=1)


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
    await let_wait(exchange)
    exchange.at(START - left)
    await exchange.desk.cancel(freed)
    await offered(exchange)
    assert (await exchange.desk.messages())[-1].expires_at == exchange.now + lasting


async def test_too_near_a_time_is_offered_to_nobody(exchange, freed):
    await let_wait(exchange)
    exchange.at(START - 2 * HOUR + timedelta(minutes=20))
    await exchange.desk.cancel(freed)
    assert await offered(exchange) == []
    async with exchange.database.read() as tx:
        assert await freed_times.practices(tx) == []


async def test_what_becomes_free_at_night_is_offered_in_the_morning(exchange, freed):
    await let_wait(exchange)
    exchange.at(exchange.now.replace(hour=21))
    await exchange.desk.cancel(freed)
    assert await offered(exchange) == []
    exchange.at((exchange.now + DAY).replace(hour=7))  # eight in the morning in Rome
    ((_, text),) = await offered(exchange)
    assert "by 10:00" in text


async def test_beyond_the_bound_of_a_day_what_becomes_free_is_offered_the_next_day(exchange, freed):
    marie = await exchange.desk.client("Marie", "Curie", 8)
    other = await exchange.desk.book(marie, START + HOUR)
    for number, name in ((1, "Ada"), (2, "Emmy")):
        await let_wait(exchange, number, name)
    async with exchange.database.write() as tx:
        practice = exchange.desk.practice.id
        await practices.change(tx, practice, now=exchange.now, by=BY, daily_cap=1)
    await exchange.desk.cancel(freed)
    assert len(await offered(exchange)) == 1
    await exchange.desk.cancel(other)
    assert await offered(exchange) == []
    exchange.at(exchange.now + DAY)
    assert any("Thu 15 Jan at 11:00" in text for _, text in await offered(exchange))


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
        await let_wait(exchange, 1 + number)
        await exchange.desk.cancel(one)
    async with exchange.database.write() as tx:
        practice = exchange.desk.practice.id
        await practices.change(tx, practice, now=exchange.now, by=BY, daily_cap=cap)
    assert len(await offered(exchange)) == min(cap, count)
    assert [one.kind for one in await exchange.desk.alerts()] == told
    assert await offered(exchange) == []
    exchange.at(exchange.now + DAY)
    assert 0 < len(await offered(exchange)) <= cap


async def test_a_time_taken_before_it_is_looked_at_is_offered_to_nobody(exchange, freed):
    await let_wait(exchange)
    await exchange.says("cancel", 9)
    await exchange.says("undo", 9)
    assert await offered(exchange) == []
    assert (await exchange.stands(freed))[0] is A.CONFIRMED


async def test_nobody_is_offered_what_they_may_not_be_written_about(exchange, freed):
    await let_wait(exchange, 1, consents=False)
    await let_wait(exchange, 2, "Marie")
    await exchange.says("STOP", 2)
    emmy = await let_wait(exchange, 3, "Emmy")
    async with exchange.database.write() as tx:
        withdrawn = ConsentStatement(
            *(emmy.client_id, Channel.SMS, ConsentKind.WITHDRAWN, ConsentHow.SPOKEN, BY),
            exchange.now,
        )
        await consent.record(tx, exchange.desk.practice.id, [withdrawn], now=exchange.now)
    await let_wait(exchange, 4, "Laura")
    await exchange.desk.cancel(freed)
    assert [number for number, _ in await offered(exchange)] == [mobile(4)]


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
    ((_, text),) = await offered(exchange)
    assert "Ada, Thu 15 Jan at 10:00" in text
    await exchange.says("1")
    assert _first_names(await offered(exchange)) == ["Marie"]


def _first_names(offers):
    return [re.search(r"Studio Aurora: (\w+),", text)[1] for _, text in offers]


async def test_who_was_just_asked_something_else_is_offered_nothing_until_later(exchange, freed):
    await let_wait(exchange)
    await exchange.says("can I have another time on friday?")
    await exchange.desk.cancel(freed)
    assert await offered(exchange) == []
    exchange.at(exchange.now + timedelta(minutes=10))
    assert [number for number, _ in await offered(exchange)] == [mobile(1)]


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
    await let_wait(exchange, 1)
    await let_wait(exchange, 2, "Marie")
    await exchange.desk.cancel(long)
    offers = dict(await offered(exchange))
    assert set(offers) == {mobile(1), mobile(2)}
    assert "Thu 15 Jan at 10:00" in offers[mobile(1)]
    assert "Thu 15 Jan at 10:30" in offers[mobile(2)]
    assert (await exchange.stands(two_hours))[0] is A.BOOKED


async def test_a_visit_that_would_reach_into_a_time_on_offer_is_not_offered(exchange, freed):
    before = await exchange.desk.book(
        await exchange.desk.client("Alan", "T.", 8), START - HALF_HOUR
    )
    await let_wait(exchange, 1)
    long = await exchange.desk.book(
        await exchange.desk.client("Marie", "Curie", 2), FRIDAY + 5 * HOUR, duration=HOUR
    )
    await exchange.says("waiting list please", 2)
    await exchange.desk.cancel(freed)
    assert [number for number, _ in await offered(exchange)] == [mobile(1)]
    await exchange.desk.cancel(before)
    assert await offered(exchange) == []
    assert (await exchange.stands(long))[0] is A.BOOKED


async def test_only_the_times_that_were_named_are_offered(exchange, freed):
    await exchange.desk.book(await exchange.desk.client(), FRIDAY)
    (told,) = await exchange.says("waiting list for wednesday or thursday afternoon")
    assert "for: Wed 14 Jan 12:00-18:00, Thu 15 Jan 12:00-18:00." in told
    afternoon = await exchange.desk.book(
        await exchange.desk.client("Alan", "T.", 8), START + 5 * HOUR
    )
    await exchange.desk.cancel(freed)
    assert await offered(exchange) == []
    await exchange.desk.cancel(afternoon)
    assert len(await offered(exchange)) == 1


@pytest.mark.parametrize("store_url", ["postgresql"], indirect=True)
async def test_who_is_being_answered_is_offered_a_time_after_that(exchange, freed):
    await let_wait(exchange)
    await exchange.desk.cancel(freed)
    async with exchange.database.write() as tx:
        await conversation_state.hold(tx, [ConversationKey(Channel.SMS, OURS, mobile(1))])
        assert await offered(exchange) == []
    assert len(await offered(exchange)) == 1
