"""Booking by text over the real store: once, whoever else wants the time; and AGENDA."""

import asyncio
from collections import Counter
from datetime import timedelta

import pytest

from calendar_store.appointments import agenda, appointments
from calendar_store.clients import clients
from calendar_store.clients.new_client import NewClient
from calendar_store.model.statuses import AlertKind, AppointmentStatus, InboundStatus
from calendar_store.practices import hours, practices, practitioners, services
from gateway.turns.turns import Turns
from gateway.wording.reason_words import in_words
from tests.support.actors import named
from tests.support.desk import BY, HALF_HOUR, Desk, mobile
from tests.support.exchange import OURS, START, Exchange

A = AppointmentStatus
HOUR = timedelta(hours=1)
FRIDAY = START.replace(hour=8) + timedelta(days=1)
"""Nine in Rome, when Aurora opens."""


@pytest.fixture
async def check_up(desk):
    return await _service(desk, "Check-up", safe_to_name=True)


async def _service(desk, name, **lengths):
    lengths = {"duration": HALF_HOUR} | lengths
    async with desk.database.write() as tx:
        return await services.add(tx, desk.practice.id, name, by=BY, now=desk.now, **lengths)


async def _bruno(desk, mobile=""):
    async with desk.database.write() as tx:
        added = await practitioners.add(
            tx, desk.practice.id, "Bruno", by=BY, now=desk.now, mobile=mobile
        )
        week = hours.parse("mon-fri 09:00-18:00", added.id)
        await hours.set_week(tx, desk.practice.id, added.id, week, by=BY, now=desk.now)
    return added


async def _on_friday(exchange):
    async with exchange.database.read() as tx:
        end = FRIDAY + timedelta(hours=12)
        return await agenda.between(tx, exchange.desk.practice.id, FRIDAY - HOUR, end)


async def test_what_is_booked_by_text_stands_with_its_reminders_and_is_said_once(
    exchange, check_up
):
    ada = await exchange.desk.client()
    (offer,) = await exchange.says("can I book for friday morning?")
    # the morning is offered from its first to its last hour
    assert [line[-5:] for line in offer.splitlines()[1:4]] == ["09:30", "10:30", "11:30"]
    (done,) = await exchange.says("1")
    assert done == (
        "Done, Ada. Your appointment for Check-up is booked: Fri 16 Jan at 09:30 with Aurora. "
        "If that was a mistake, reply UNDO by 11:00."
    )
    (booked,) = await _on_friday(exchange)
    assert (booked.client_id, booked.service_id, booked.status, booked.starts_at) == (
        *(ada.id, check_up.id, A.BOOKED, FRIDAY + HALF_HOUR),
    )
    assert {
        (r.step, r.status.value, in_words(r.reason)) for r in await exchange.desk.reminders(booked)
    } == {
        (1, "skipped", "the answer to their text says it"),
        (2, "planned", ""),
        (3, "planned", ""),
    }
    async with exchange.database.read() as tx:
        (event,) = await agenda.history(tx, booked.practice_id, booked.id)
    assert (event.change, event.by) == ("booked", "client, by text")
    assert (await exchange.desk.messages())[-1].appointment_id == booked.id
    (_, choice) = await exchange.inbox()
    assert choice.understood["appointment_id"] == str(booked.id)


async def test_undo_takes_a_booking_back_and_the_time_is_free_again(exchange, check_up):
    await exchange.desk.client()
    for text in ("can I book friday at 9?", "1"):
        await exchange.says(text)
    (gone,) = await exchange.says("UNDO")
    assert "is cancelled" in gone
    (booked,) = await _on_friday(exchange)
    assert booked.status is A.CANCELLED
    assert await exchange.desk.book(await exchange.desk.client("Marie", "Curie", 2), FRIDAY)


async def test_the_conversation_goes_on_after_a_restart(desk, exchange, check_up):
    await exchange.desk.client()
    await exchange.desk.client("Marie")
    await exchange.says("can I book for friday?")
    (offer,) = await Exchange(desk).says("Marie")
    assert offer.startswith("We can offer:")
    (done,) = await Exchange(desk).says("2")
    assert done.startswith("Done, Marie.")


async def test_buffers_and_lengths_are_the_services(exchange, desk):
    await _service(desk, "Treatment", duration=HOUR, buffer_after=HALF_HOUR)
    await exchange.desk.client()
    marie = await exchange.desk.client("Marie", "Curie", 2)
    await exchange.desk.book(marie, FRIDAY + 3 * HALF_HOUR)
    (offer,) = await exchange.says("can I book for friday morning?")
    # from nine with its buffer until half past ten; then again from eleven, until noon
    assert [line[-5:] for line in offer.splitlines()[1:4]] == ["09:00", "11:00", "11:30"]
    await exchange.says("2")
    booked = (await _on_friday(exchange))[-1]
    assert (booked.duration, booked.buffer_after) == (HOUR, HALF_HOUR)


async def test_whom_the_client_knows_comes_first_and_each_start_is_offered_once(
    exchange, desk, check_up
):
    bruno = await _bruno(desk)
    ada = await exchange.desk.client()
    (strangers,) = await exchange.says("can I book for friday morning?")
    assert strangers.startswith("We can offer with Aurora:")
    assert len(set(strangers.splitlines()[1:4])) == 3
    earlier = await exchange.desk.book(ada, START - timedelta(days=2), practitioner=bruno)
    exchange.at(earlier.ends_at + HOUR)
    (known,) = await exchange.says("can I book for friday morning?")
    assert known.startswith("We can offer with Bruno:")


async def test_a_time_that_staff_gave_away_meanwhile_is_said_to_be_taken(exchange, check_up):
    await exchange.desk.client()
    await exchange.says("can I book friday at 9?")
    await exchange.desk.book(await exchange.desk.client("Marie", "Curie", 2), FRIDAY)
    (sorry,) = await exchange.says("1")
    assert "has just been taken" in sorry
    assert "09:00" not in sorry.splitlines()[1]
    (done,) = await exchange.says("1")
    assert done.startswith("Done, Ada.")
    assert len(await _on_friday(exchange)) == 2


async def test_of_eighty_who_choose_one_time_one_gets_it_and_all_are_answered(
    exchange, desk, check_up
):
    count = 80  # more than one batch: two processes take some of them each
    everybody = [NewClient("Ada", "Byron", mobile(number)) for number in range(count)]
    async with desk.database.write() as tx:
        await clients.add_many(tx, desk.practice, everybody, by=BY, now=desk.now)
    await exchange.arrives(*((number, "can I book friday at 9?") for number in range(count)))
    await exchange.handled()
    offers = await desk.messages()
    assert Counter("Fri 16 Jan at 09:00" in offer.text for offer in offers) == {True: count}
    await exchange.arrives(*((number, "1") for number in range(count)))
    both = (exchange.turns, Exchange(desk).turns)
    await asyncio.gather(*(_drained(turns) for turns in both))
    answers = (await desk.messages())[count:]
    assert sorted(a.recipient for a in answers) == sorted(mobile(n) for n in range(count))
    said = Counter(answer.text.split(".")[0] for answer in answers)
    assert said == {"Done, Ada": 1, "Sorry, that has just been taken": count - 1}
    (winner,) = await _on_friday(exchange)
    (done,) = [answer for answer in answers if answer.text.startswith("Done")]
    assert (winner.client_id, winner.id) == (done.client_id, done.appointment_id)
    assert {one.status for one in await exchange.inbox()} == {InboundStatus.DONE}
    assert await desk.alerts() == []


async def _drained(turns: Turns) -> None:
    while await turns.step():
        pass


async def test_a_service_withdrawn_since_it_was_offered_is_not_booked(exchange, desk, check_up):
    await exchange.desk.client()
    await exchange.says("can I book for friday?")
    async with desk.database.write() as tx:
        practice_id = desk.practice.id
        await services.change(tx, practice_id, check_up.id, by=BY, now=desk.now, by_text=False)
    (answer,) = await exchange.says("1")
    assert answer.startswith("Thank you. We have told Studio Aurora")
    assert [alert.kind for alert in await desk.alerts()] == [AlertKind.UNCLEAR]
    assert await _on_friday(exchange) == []


async def test_a_practitioner_is_told_who_comes_from_their_own_phone_and_nobody_else(
    exchange, desk
):
    bruno = await _bruno(desk, mobile(9))
    marie = await desk.client("Marie", "Curie", 2)
    safe = await _service(desk, "Check-up", safe_to_name=True)
    secret = await _service(desk, "Botox")
    await desk.book(marie, FRIDAY + HOUR, practitioner=bruno, service=secret)
    await desk.book(await desk.client(), FRIDAY, practitioner=bruno, service=safe)
    await desk.book(marie, FRIDAY + 3 * HOUR)
    await desk.cancel(await desk.book(marie, FRIDAY + 2 * HOUR, practitioner=bruno))
    (told,) = await exchange.says("AGENDA friday", 9)
    assert told == "Fri 16 Jan:\n09:00 Ada B., Check-up\n10:00 Marie C."
    (none,) = await exchange.says("AGENDA saturday", 9)
    assert none == "Sat 17 Jan: no appointments."
    for number in (1, 7):
        for answer in await exchange.says("AGENDA friday", number):
            assert "Marie" not in answer


async def test_another_practices_practitioner_is_told_of_their_own_practice_only(exchange, desk):
    """Two practices share our number; the phone belongs to a practitioner of the second."""
    async with exchange.database.write() as tx:
        second = await practices.add(
            tx,
            name="Studio Bruno",
            timezone="Europe/Rome",
            locale="en",
            sender=OURS,
            now=exchange.now,
        )
    theirs = Desk(exchange.database, second, desk.practitioner, exchange.now)
    bruno = await _bruno(theirs, mobile(9))
    await desk.book(await desk.client(), FRIDAY)
    await theirs.book(await theirs.client("Marie", "Curie", 2), FRIDAY, practitioner=bruno)
    await exchange.arrives((9, "agenda friday"))
    await exchange.handled()
    assert [m.text for m in await desk.messages()] == []
    assert [m.text for m in await theirs.messages()] == ["Fri 16 Jan:\n09:00 Marie C."]


async def test_what_a_practitioner_who_is_no_client_writes_else_reaches_staff(exchange, desk):
    await _bruno(desk, mobile(9))
    await exchange.says("I am running late", 9)
    (alert,) = await desk.alerts()
    assert "belongs to no client" in in_words(alert.reason)


async def test_at_most_three_appointments_ahead_are_booked_by_text_then_a_person_sees_to_it(
    exchange, check_up
):
    ada = await exchange.desk.client()
    # what staff book does not count
    await exchange.desk.book(ada, START)
    for _ in range(5):
        await exchange.says("can I book one more appointment for friday?")
        await exchange.says("1")
    assert len(await _on_friday(exchange)) == 3
    assert any(
        "wants an appointment" in in_words(one.reason) for one in await exchange.desk.alerts()
    )
    first = (await _on_friday(exchange))[0]
    await exchange.desk.cancel(first)
    (offer,) = await exchange.says("can I book one more appointment for friday?")
    assert "1) Fri 16 Jan" in offer


async def test_a_fourth_one_that_was_offered_before_the_third_was_booked_is_a_persons_too(
    exchange, check_up
):
    ada = await exchange.desk.client()
    for _ in range(2):
        await exchange.says("can I book one more appointment for friday?")
        await exchange.says("1")
    await exchange.says("can I book one more appointment for friday?")
    async with exchange.database.write() as tx:
        await appointments.book(
            *(tx, exchange.desk.practice, ()),
            client_id=ada.id,
            practitioner_id=exchange.desk.practitioner.id,
            starts_at=FRIDAY + 8 * HOUR,
            duration=HALF_HOUR,
            now=exchange.now,
            by=named("client, by text"),
        )
    await exchange.says("1")
    assert len(await _on_friday(exchange)) == 3
