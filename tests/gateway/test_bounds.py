"""Floods cost little: answers to strangers are bounded, and so are the texts of a day."""

from dataclasses import replace
from datetime import timedelta

import pytest

from calendar_store.clients import clients
from calendar_store.clients.new_client import NewClient
from calendar_store.conversations import inbox
from calendar_store.conversations.inbox import ReceivedText
from calendar_store.model.conversations import ConversationKey
from calendar_store.model.statuses import AlertKind, Channel, MessageStatus
from calendar_store.practices import practices
from gateway.channels.sms.smpp.concat import join
from gateway.wording.reason_words import in_words
from tests.support.desk import BY, HALF_HOUR, mobile
from tests.support.exchange import OURS, START

HOUR = timedelta(hours=1)


async def hear(exchange, number, said="can I come on thursday?", ours=OURS):
    """Let any number text; return what goes out to it."""
    async with exchange.database.write() as tx:
        key = ConversationKey(Channel.SMS, ours, number)
        arrival = ReceivedText(
            *("primary", key, said, said.encode(), f"{number} {said}".encode()),
            *("a", exchange.now),
        )
        await inbox.store(tx, [arrival], {}, join)
    await exchange.handled()
    return [m.text for m in await exchange.desk.messages() if m.recipient == number]


async def set_to(exchange, **policies):
    async with exchange.database.write() as tx:
        changed = await practices.change(
            tx, exchange.desk.practice.id, now=exchange.now, by=BY, **policies
        )
    exchange.desk = replace(exchange.desk, practice=changed)


async def alerted(exchange):
    kinds = (AlertKind.CAP_NEAR, AlertKind.CAP_REACHED)
    return [
        in_words(a.reason).split(":")[0] for a in await exchange.desk.alerts() if a.kind in kinds
    ][::-1]


@pytest.mark.parametrize(
    "number",
    [
        "+881612345678",  # a satellite
        "+870773111632",  # a satellite
        "+88213300655",  # an international network
        "+97911234567",  # international premium
        "+39899123456",  # premium
        "+39199123456",  # shared cost
        "+4915112345678",  # another country
        "+2332451234",  # no number of any plan
        "4112",  # a short code
        "Lottery",  # a name
    ],
)
async def test_numbers_that_cost_or_belong_elsewhere_draw_no_answer_but_are_read(exchange, number):
    assert await hear(exchange, number) == []
    (alert,) = await exchange.desk.alerts()
    assert alert.kind is AlertKind.UNCLEAR
    (text,) = await exchange.inbox()
    assert text.understood["did"][-1].startswith("not answered: it is ")


async def test_a_stranger_of_the_practices_country_is_answered(exchange):
    assert len(await hear(exchange, "+393471234567")) == 1


async def test_a_practice_names_other_countries_whose_strangers_it_answers(exchange):
    await set_to(exchange, countries="CH DE")
    assert len(await hear(exchange, "+4915112345678")) == 1
    assert await hear(exchange, "+33612345678") == []


async def test_a_client_is_answered_wherever_their_number_is_from(exchange):
    async with exchange.database.write() as tx:
        entered = NewClient("Grace", "Hopper", "+4915112345678")
        await clients.add(tx, exchange.desk.practice, entered, by=BY, now=exchange.now)
    assert len(await hear(exchange, "+4915112345678")) == 1


async def test_our_own_numbers_are_never_answered(exchange):
    async with exchange.database.write() as tx:
        await practices.add(
            tx,
            name="Studio Bruno",
            timezone="Europe/Rome",
            locale="it",
            sender="+393471234599",
            now=exchange.now,
        )
    assert await hear(exchange, OURS) == []
    assert await hear(exchange, "+390699000222") == []
    assert await hear(exchange, "+393471234599") == []


async def test_two_hundred_strangers_cost_at_most_the_bound_and_staff_hear_of_it_once(exchange):
    await exchange.arrives(*((n, "hello, who is this?") for n in range(100, 300)))
    await exchange.handled()
    assert len(await exchange.desk.messages()) == 30
    assert await alerted(exchange) == [
        (
            "30 automatic answers went to numbers of no client within an hour; no more go out, and"
            " their texts are in the list of strangers"
        )
    ]
    exchange.at(exchange.now + HOUR + timedelta(seconds=1))
    assert len(await hear(exchange, mobile(400))) == 1


async def test_strangers_in_danger_are_answered_beyond_it_and_bounded_too(exchange):
    await exchange.arrives(*((n, "hello, who is this?") for n in range(100, 140)))
    await exchange.handled()
    await exchange.arrives(*((n, "I am bleeding badly") for n in range(200, 260)))
    await exchange.handled()
    answers = [m for m in await exchange.desk.messages() if m.recipient >= mobile(200)]
    assert len(answers) == 30


async def test_a_flood_of_strangers_takes_nothing_from_clients(exchange):
    await set_to(exchange, answers_to_strangers=2, daily_cap=2)
    await exchange.desk.book(await exchange.desk.client(), START)
    await exchange.arrives(*((n, "hello, who is this?") for n in range(100, 110)), (1, "yes"))
    await exchange.handled()
    assert [m.recipient for m in await exchange.desk.messages()].count(mobile(1)) == 1


async def test_stop_from_a_stranger_beyond_the_bound_still_stops(exchange):
    await set_to(exchange, answers_to_strangers=0)
    assert await hear(exchange, mobile(100), "STOP") == []
    (text,) = await exchange.inbox()
    assert text.intent == "opt_out"


async def test_beyond_the_bound_of_a_day_reminders_wait_and_staff_are_told_before_and_at_it(
    exchange,
):
    await set_to(exchange, daily_cap=5, quiet_from=None, quiet_until=None)
    desk = exchange.desk
    for number in range(1, 8):
        await desk.book(await desk.client(number=number), START + number * HALF_HOUR)
        while await exchange.planner.step():
            pass
        if number == 4:
            (near,) = await alerted(exchange)
            assert near.startswith("four fifths of this day's bound of 5 parts are sent")
    assert len(await desk.messages()) == 5
    assert (await alerted(exchange))[1:] == ["this day's bound of 5 parts is reached"]
    assert len(await exchange.says("is my appointment on thursday?", 1)) == 1
    # the next day they go
    exchange.at(exchange.now + timedelta(days=1))
    while await exchange.planner.step():
        pass
    queued = [m for m in await desk.messages() if m.status is MessageStatus.QUEUED]
    assert {m.recipient for m in queued} == {mobile(n) for n in range(1, 8)}


async def test_a_practice_without_a_bound_for_the_day_has_none(exchange):
    await set_to(exchange, daily_cap=None)
    await exchange.desk.book(await exchange.desk.client(), START)
    await exchange.planner.step()
    assert len(await exchange.desk.messages()) == 1
    assert await alerted(exchange) == []
