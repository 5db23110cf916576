"""Turns in batches: each text is handled once, in order, whatever fails, changes or takes long."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import text as sql
from sqlalchemy.exc import OperationalError

from calendar_store.appointments import agenda, appointments
from calendar_store.conversations import inbox
from calendar_store.model.statuses import AppointmentStatus, InboundStatus
from gateway.conversations import facts
from gateway.processes import WorkProcesses
from gateway.turns import ahead, turns
from gateway.wording.reason_words import in_words
from tests.support.desk import BY, HALF_HOUR, mobile
from tests.support.exchange import START, Exchange, Flaky

A = AppointmentStatus
HOUR = timedelta(hours=1)


@pytest.fixture
async def booked(exchange):
    return await exchange.desk.book(await exchange.desk.client(), START)


async def test_of_two_who_choose_the_same_time_in_one_batch_one_gets_it(exchange, booked):
    other = await exchange.desk.client("Marie", "Curie", 2)
    hers = await exchange.desk.book(other, START + HALF_HOUR)
    for number in (1, 2):
        await exchange.says("another time on friday please", number)
    await exchange.arrives((1, "1"), (2, "1"))
    assert await exchange.turns.step() == 2
    starts = {(await exchange.stands(one))[1] for one in (booked, hers)}
    assert len(starts) == 2
    texts = [m.text for m in (await exchange.desk.messages())[-2:]]
    assert sum(text.startswith("Done") for text in texts) == 1
    assert sum("has just been taken" in text for text in texts) == 1


@pytest.mark.parametrize("store_url", ["postgresql"], indirect=True)
async def test_what_staff_changed_while_a_text_was_read_is_decided_again(exchange, booked):
    policy = (exchange.desk.practice, exchange.desk.steps)
    slot = exchange.desk.slot(START + HOUR)
    staff = appointments.moved(booked, slot, A.BOOKED)
    await exchange.planner.step()  # asks about ten o'clock
    await exchange.arrives((1, "1"))
    async with exchange.database.write() as tx:
        await appointments.change(tx, staff, policy, now=exchange.now, by=BY)
        turn = asyncio.create_task(exchange.turns.step())
        await _until_waiting(tx, turn)
    assert (await turn, exchange.turns.handled) == (1, 0)
    await exchange.handled()
    assert exchange.turns.handled == 1
    assert await exchange.stands(booked) == (A.BOOKED, START + HOUR)
    assert "has changed" in (await exchange.desk.messages())[-1].text


async def _until_waiting(tx, task):
    """Return once somebody waits for a lock of ours, or never had to."""
    waiting = sql("SELECT count(*) FROM pg_locks WHERE NOT granted")
    while not task.done():
        if (await tx.execute(waiting)).scalar_one():
            return


async def test_many_clients_are_answered_in_one_batch_and_each_once(exchange):
    count = 70
    for number in range(count):
        client = await exchange.desk.client(number=number)
        await exchange.desk.book(client, START + number * timedelta(minutes=30))
    await exchange.arrives(*((number, "confirm") for number in range(count)))
    assert await exchange.turns.step() == 64
    await exchange.handled()
    messages = await exchange.desk.messages()
    assert sorted(m.recipient for m in messages) == sorted(mobile(n) for n in range(count))
    assert exchange.turns.handled == count
    async with exchange.database.read() as tx:
        end = START + timedelta(days=4)
        day = await agenda.between(tx, exchange.desk.practice.id, START, end)
    assert {one.status for one in day} == {A.CONFIRMED}


async def test_two_texts_of_one_client_are_handled_in_their_order(exchange, booked):
    await exchange.arrives((1, "cancel"), (1, "undo"), (1, "thanks"))
    await exchange.handled()
    assert (await exchange.stands(booked))[0] is A.CONFIRMED
    assert [one.intent for one in await exchange.inbox()] == ["cancel", "undo", "thanks"]


async def test_a_batch_that_fails_midway_is_handled_once_all_the_same(
    desk, store_url, exchange, booked
):
    flaky = Flaky.connect(store_url)
    again = Exchange(replace(desk, database=flaky))
    await exchange.desk.client("Marie", "Curie", 2)
    await exchange.arrives((1, "cancel"), (2, "hello?"), (3, "who is this"))
    flaky.failing = "before"
    assert await again.turns.step() == 1
    assert (await exchange.stands(booked))[0] is A.BOOKED
    await again.handled()
    await flaky.close()
    assert {one.status for one in await exchange.inbox()} == {InboundStatus.DONE}
    assert sorted(m.recipient for m in await exchange.desk.messages()) == [
        mobile(n) for n in (1, 2, 3)
    ]
    assert (await exchange.desk.appointment(booked)).version == 2


async def test_a_batch_whose_commit_only_seemed_to_fail_is_not_handled_twice(
    desk, store_url, exchange, booked
):
    flaky = Flaky.connect(store_url)
    again = Exchange(replace(desk, database=flaky))
    await exchange.arrives((1, "cancel"))
    flaky.failing = "after"
    await again.turns.step()
    await again.handled()
    await flaky.close()
    assert len(await exchange.desk.messages()) == 1
    assert (await exchange.desk.appointment(booked)).version == 2


LONG = ("I would like to tell you the whole of it, from the very beginning. " * 40)[:2000]


async def test_texts_are_understood_and_decided_before_the_transaction_of_their_turns(
    exchange, booked, monkeypatch
):
    await exchange.planner.step()
    await exchange.arrives(*((n, LONG) for n in range(100, 164)), (1, "yes, I will be there"))
    inside, reading, deciding = [], turns.hear, turns.decide

    async def writable():
        # whoever wants to write meanwhile can
        async with asyncio.timeout(10), exchange.database.write() as tx:
            inside.append((await tx.execute(sql("SELECT 1"))).scalar_one())

    async def noted(*facts):
        await writable()
        return await reading(*facts)

    async def noted_too(tx, some, heard, now):
        await writable()
        return await deciding(tx, some, heard, now)

    monkeypatch.setattr(turns, "hear", noted)
    monkeypatch.setattr(turns, "decide", noted_too)
    await exchange.handled()
    assert len(inside) > 1
    texts = await exchange.inbox()
    assert {one.status for one in texts} == {InboundStatus.DONE}
    assert texts[-1].intent == "confirm"


@pytest.mark.parametrize("text", ["yes", "Yes. " + "Thank you very much for writing to me. " * 10])
async def test_a_text_is_decided_again_where_the_facts_have_changed_meanwhile(
    exchange, booked, text, monkeypatch
):
    await exchange.planner.step()
    await exchange.arrives((1, text))
    reading, moved = turns.hear, []

    async def meanwhile(*facts):
        heard = await reading(*facts)
        if not moved:
            moved.append(await exchange.desk.move(booked, START + HOUR))
        return heard

    monkeypatch.setattr(turns, "hear", meanwhile)
    assert await exchange.turns.step() == 1
    assert exchange.turns.handled == 0
    await exchange.handled()
    (kept,) = await exchange.inbox()
    assert kept.status is InboundStatus.DONE
    assert await exchange.stands(booked) != (A.CONFIRMED, START)


async def test_a_batch_is_read_for_a_slice_and_the_rest_with_the_next(exchange, monkeypatch):
    monkeypatch.setattr(ahead, "SLICE", 0.0)
    await exchange.arrives(*((n, LONG) for n in range(100, 104)))
    for handled in range(1, 5):
        assert await exchange.turns.step() == 5 - handled
        assert exchange.turns.handled == handled


async def test_a_text_over_its_budget_goes_to_a_person(exchange, booked, monkeypatch):
    monkeypatch.setattr(ahead, "BUDGET", -1.0)
    await exchange.planner.step()
    await exchange.says("yes")
    (text,) = await exchange.inbox()
    assert (text.status, text.intent) == (InboundStatus.DONE, "unclear")
    (alert,) = await exchange.desk.alerts()
    assert in_words(alert.reason) == "a text that took too long to read; please read and answer it"
    assert await exchange.stands(booked) == (A.BOOKED, START)


async def test_the_loop_turns_while_many_long_texts_are_read(exchange):
    turned = 0

    async def turning():
        nonlocal turned
        while True:
            turned += 1
            await asyncio.sleep(0)

    await exchange.arrives(*((n, LONG) for n in range(100, 164)))
    beside = asyncio.create_task(turning())
    await exchange.turns.step()
    beside.cancel()
    assert turned > 10
    await exchange.handled()
    assert exchange.turns.handled == 64


async def test_a_text_is_not_to_blame_for_a_store_that_is_locked_or_full(exchange, booked):
    await exchange.planner.step()
    await exchange.arrives((1, "yes, I will be there"))
    full = OperationalError("INSERT", {}, Exception("database or disk is full"))
    batch = exchange.turns._batch

    async def failing(limit, *, give_up):
        assert not give_up
        raise full

    exchange.turns._batch = failing
    assert await exchange.turns.step() == 1
    with pytest.raises(OperationalError):
        await exchange.turns.step()
    exchange.turns._batch = batch
    await exchange.handled()
    (text,) = await exchange.inbox()
    assert text.intent == "confirm"


class SameId:
    """Gives the same id again and again, so that turns can be compared."""

    def new(self):
        return 7


async def _heard(entries, processes):
    """Return what was heard of every text; the first ones of a language may use the slice up."""
    async with asyncio.timeout(60):
        while len(heard := await ahead.hear(entries, SameId(), processes)) < len(entries):
            pass
    return heard


async def test_texts_are_understood_alike_in_a_thread_and_in_processes(exchange, booked):
    said = (
        *("yes", "no", "cancel please", "another time on friday please", "what time is it?"),
        *("ja, ich komme", "stop", "je ne peux pas venir", "my son Leo can't come", LONG, "👍"),
        *("¿puedo cambiar la cita al viernes por la tarde?", "I am running 10 minutes late"),
    )
    await exchange.planner.step()
    await exchange.arrives((1, said[3]), *((n, text) for n, text in enumerate(said, start=2)))
    async with exchange.database.read() as tx:
        known = await facts.load(tx, await inbox.waiting(tx, 64), exchange.now)
    here = await _heard(known.entries, WorkProcesses(0))
    processes = WorkProcesses(1)
    try:
        await ahead.hear(known.entries[:1], SameId(), processes)
        await asyncio.wrap_future(processes._opened)
        there = await _heard(known.entries, processes)
    finally:
        processes.close()
    for identity, (context, text) in here.items():
        other_context, other = there[identity]
        assert context == other_context
        assert (text.said, text.turn) == (other.said, other.turn)
    assert {text.turn is None for _, text in here.values()} == {True, False}
