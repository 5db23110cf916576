"""STOP and START: from every practice that shares the number, at once, until the client says so."""

from datetime import timedelta

import pytest

from calendar_store.clients import consent
from calendar_store.model.statuses import ConsentKind, MessageStatus
from calendar_store.practices import practices, practitioners
from gateway.wording.reason_words import in_words
from tests.support.desk import BY, Desk
from tests.support.exchange import OURS, START

DAY = timedelta(days=1)


@pytest.fixture
async def neighbour(exchange):
    """Another practice that texts from the same number."""
    async with exchange.database.write() as tx:
        added = await practices.add(
            tx,
            name="Studio Bruno",
            timezone="Europe/Rome",
            locale="en",
            sender=OURS,
            now=exchange.now,
        )
        bruno = await practitioners.add(tx, added.id, "Bruno", by=BY, now=exchange.now)
    return Desk(exchange.database, added, bruno, exchange.now)


def _queued(messages):
    return [m.text for m in messages if m.status is MessageStatus.QUEUED]


async def test_stop_holds_in_every_practice_that_shares_the_number(exchange, neighbour):
    await exchange.desk.book(await exchange.desk.client(), START)
    await neighbour.book(await neighbour.client(), START)
    assert await exchange.planner.step() == 2
    await exchange.says("STOP")
    (goodbye,) = _queued([*await exchange.desk.messages(), *await neighbour.messages()])
    assert "no more texts to this number" in goodbye
    held = [*await exchange.desk.messages(), *await neighbour.messages()]
    assert [in_words(m.reason) for m in held if m.status is MessageStatus.SKIPPED] == [
        "opted out"
    ] * 2


async def test_after_stop_nothing_goes_until_start(exchange, neighbour):
    booked = await exchange.desk.book(await exchange.desk.client(), START)
    theirs = await neighbour.book(await neighbour.client(), START)
    await exchange.says("STOP")
    said = len(await exchange.desk.messages())
    assert await exchange.says("can I move my appointment to friday?") == []
    assert await exchange.says("STOP") == []
    exchange.at(START - 2 * DAY)
    while await exchange.planner.step():
        pass
    assert len(await exchange.desk.messages()) == said
    for desk, appointment in ((exchange.desk, booked), (neighbour, theirs)):
        reasons = {in_words(r.reason) for r in await desk.reminders(appointment) if r.reason}
        assert reasons == {"opted out by STOP"}
    (welcome,) = await exchange.says("START")
    assert "STOP to stop texts" in welcome
    exchange.at(START - timedelta(hours=2))
    assert await exchange.planner.step() == 2
    assert "Thu 15 Jan at 10:00" in _queued(await exchange.desk.messages())[-1]
    assert len(_queued(await neighbour.messages())) == 1


async def test_stop_and_start_are_kept_as_consent_with_the_word_as_evidence(exchange):
    client = await exchange.desk.client()
    for word in ("stop please", "Start"):
        await exchange.says(word)
    async with exchange.database.read() as tx:
        history = await consent.history(tx, exchange.desk.practice.id, client.id)
    assert [(event.kind, event.evidence) for event in history[1:]] == [
        (ConsentKind.WITHDRAWN, "stop please"),
        (ConsentKind.GRANTED, "Start"),
    ]


async def test_stop_covers_the_family_and_nobody_else(exchange):
    for n, (first, number) in enumerate((("Ada", 1), ("Marie", 1), ("Grace", 2))):
        client = await exchange.desk.client(first, "Byron", number)
        await exchange.desk.book(client, START + n * timedelta(hours=1))
    await exchange.says("STOP")
    assert await exchange.planner.step() == 3
    (reminded,) = [m for m in await exchange.desk.messages() if m.appointment_id and m.priority]
    assert reminded.text.startswith("Studio Aurora: Grace")


async def test_stop_from_a_number_of_no_client_holds_too(exchange):
    (goodbye,) = await exchange.says("STOP", 8)
    assert "no more texts" in goodbye
    assert await exchange.says("hello?", 8) == []


async def test_an_emergency_from_a_stopped_number_still_reaches_a_person(exchange):
    await exchange.desk.client()
    await exchange.says("STOP")
    assert await exchange.says("please call an ambulance, I can't breathe") == []
    assert [alert.kind.value for alert in await exchange.desk.alerts()] == ["emergency"]


async def test_a_text_to_a_shared_number_belongs_to_the_practice_that_wrote_last(
    exchange, neighbour
):
    await exchange.desk.book(await exchange.desk.client(), START)
    await exchange.planner.step()
    later = exchange.now + timedelta(minutes=1)
    booked = await neighbour.at(later).book(await neighbour.client(), START)
    exchange.at(later)
    await exchange.planner.step()
    await exchange.says("Thank you")
    assert (await exchange.inbox())[0].practice_id == neighbour.practice.id
    await exchange.says("yes, Bruno")
    assert (await neighbour.appointment(booked)).version == 2
    assert "Studio Bruno" not in "".join(m.text for m in await exchange.desk.messages())


async def test_a_wrong_number_is_written_to_no_more(exchange):
    client = await exchange.desk.client()
    booked = await exchange.desk.book(client, START)
    await exchange.planner.step()
    (sorry,) = await exchange.says("Wrong number, I don't know any Ada")
    assert "not text this number again" in sorry
    first, last = await exchange.desk.messages()
    assert (first.status, in_words(first.reason)) == (MessageStatus.SKIPPED, "wrong number")
    assert last.status is MessageStatus.QUEUED
    exchange.at(START - 2 * DAY)
    await exchange.planner.step()
    reasons = [in_words(r.reason) for r in await exchange.desk.reminders(booked)]
    assert reasons[1] == "wrong number"


async def test_of_a_family_only_the_one_who_has_died_is_written_to_no_more(exchange):
    ada = await exchange.desk.book(await exchange.desk.client(), START)
    peano = await exchange.desk.client("Giuseppe", "Peano")
    his = await exchange.desk.book(peano, START + timedelta(hours=1))
    assert await exchange.planner.step() == 2
    (line,) = await exchange.says("Sorry to tell you that Ada has passed away")
    assert "sorry" in line.lower()
    messages = await exchange.desk.messages()
    fates = {m.appointment_id: (m.status, in_words(m.reason)) for m in messages[:2]}
    assert fates[ada.id] == (MessageStatus.CANCELLED, "the client has died")
    assert fates[his.id][0] is MessageStatus.QUEUED
    exchange.at(START - 2 * DAY)
    await exchange.planner.step()
    exchange.at(START - 2 * DAY + timedelta(hours=1))
    await exchange.planner.step()
    assert (await exchange.desk.reminders(ada))[1].status is MessageStatus.SKIPPED
    assert (await exchange.desk.reminders(his))[1].status is MessageStatus.QUEUED
