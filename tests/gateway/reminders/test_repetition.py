"""One rule: nobody is reminded of what a text or an answer told them a short while ago."""

from dataclasses import replace
from datetime import timedelta

import pytest

from calendar_store.messages import attempt_outcomes, outbox
from calendar_store.model.practices import ReminderStep
from calendar_store.model.statuses import AlertKind, MessageKind, MessageStatus, StepRule
from calendar_store.practices import practices
from gateway.wording.reason_words import in_words
from tests.support.desk import BY
from tests.support.exchange import START
from tests.support.reasons import saying

M = MessageStatus
HOUR, DAY, MINUTE = timedelta(hours=1), timedelta(days=1), timedelta(minutes=1)
TWO_DAYS_BEFORE = START - 2 * DAY
NIGHT = (START - DAY).replace(hour=21, minute=30)
"""Half past ten in the evening before, in Rome."""


async def _runs(exchange, moment, *, taken=True):
    """Let the planner run at a moment, and a carrier take what it queued; return the kinds."""
    exchange.at(moment)
    before = {m.id for m in await exchange.desk.messages()}
    while await exchange.planner.step():
        pass
    if taken:
        await exchange.taken()
    return [m.kind for m in await exchange.desk.messages() if m.id not in before]


async def _fates(exchange, booked):
    return {r.step: (r.status, in_words(r.reason)) for r in await exchange.desk.reminders(booked)}


@pytest.mark.parametrize("ahead", [49 * HOUR, 48 * HOUR + MINUTE])
async def test_booked_shortly_before_a_reminder_is_due_one_text_goes(exchange, ahead):
    exchange.at(START - ahead)
    booked = await exchange.desk.book(await exchange.desk.client(), START)
    assert await _runs(exchange, exchange.now) == [MessageKind.BOOKED]
    assert await _runs(exchange, TWO_DAYS_BEFORE) == []
    status, why = (await _fates(exchange, booked))[2]
    assert status is M.SKIPPED
    assert why.startswith("not needed: the text of 13 Jan 0")
    assert await _runs(exchange, START - 2 * HOUR) == [MessageKind.REMINDER]


async def test_booked_at_night_for_the_morning_one_text_goes_when_the_night_ends(exchange):
    exchange.at(NIGHT)
    booked = await exchange.desk.book(await exchange.desk.client(), START)
    assert await _runs(exchange, START.replace(hour=7)) == [MessageKind.BOOKED]
    assert await _runs(exchange, START - 2 * HOUR + MINUTE) == []
    fates = await _fates(exchange, booked)
    assert {status for status, _ in fates.values()} == {M.QUEUED, M.SKIPPED}
    assert all(why for status, why in fates.values() if status is M.SKIPPED)


async def test_what_the_night_swallows_is_told_to_staff(exchange):
    exchange.at(NIGHT)
    early = START.replace(hour=6, minute=30)
    booked = await exchange.desk.book(await exchange.desk.client(), early)
    fates = await _fates(exchange, booked)
    assert fates[1] == (M.SKIPPED, "the quiet hours last until the appointment begins")
    (alert,) = await exchange.desk.alerts()
    assert (alert.kind, alert.appointment_id) == (AlertKind.NOT_DELIVERED, booked.id)
    assert in_words(alert.reason) == (
        "Ada Byron gets no text about it: the quiet hours last until the appointment begins"
    )


async def test_after_a_clients_own_move_no_reminder_follows_the_answer(exchange):
    booked = await exchange.desk.book(await exchange.desk.client(), START + 3 * DAY)
    await _runs(exchange, exchange.now)
    exchange.at(TWO_DAYS_BEFORE - HOUR)
    for text in ("can I have thursday 15 january at 10:00 instead?", "1"):
        await exchange.says(text)
    assert (await exchange.desk.appointment(booked)).starts_at == START
    assert await _runs(exchange, TWO_DAYS_BEFORE) == []
    reasons = [in_words(r.reason) for r in await exchange.desk.reminders(booked)]
    assert "not needed: our answer of 13 Jan 09:00 says the same" in reasons


async def test_an_answer_that_gave_the_time_is_not_followed_by_a_reminder(exchange):
    booked = await exchange.desk.book(await exchange.desk.client(), START)
    await _runs(exchange, exchange.now)
    exchange.at(TWO_DAYS_BEFORE - HOUR)
    (before,) = await exchange.desk.messages()
    async with exchange.database.write() as tx:
        answer = replace(
            before,
            id=tx.ids.new(),
            kind=MessageKind.STAFF,
            text="Studio Aurora: no need to call, see you Thu 15 Jan at 10:00.",
            status=M.QUEUED,
            created_at=exchange.now,
        )
        await outbox.enqueue(tx, [answer])
    assert await _runs(exchange, TWO_DAYS_BEFORE) == []
    assert booked.starts_at == START


async def test_an_answer_about_something_else_is(exchange):
    await exchange.desk.book(await exchange.desk.client(), START)
    await _runs(exchange, exchange.now)
    exchange.at(TWO_DAYS_BEFORE - HOUR)
    (told,) = await exchange.says("where are you?")
    assert "10:00" not in told
    assert await _runs(exchange, TWO_DAYS_BEFORE) == [MessageKind.REMINDER]


async def test_after_an_outage_of_ours_one_text_goes_and_it_asks(exchange):
    booked = await exchange.desk.book(await exchange.desk.client(), START)
    assert await _runs(exchange, START - 2 * HOUR) == [MessageKind.REMINDER]
    fates = await _fates(exchange, booked)
    assert [fates[step][0] for step in (1, 2, 3)] == [M.SKIPPED, M.SKIPPED, M.QUEUED]


async def test_a_text_that_waits_for_a_carrier_gives_way_to_the_next_one(exchange):
    booked = await exchange.desk.book(await exchange.desk.client(), START)
    for moment in (exchange.now, TWO_DAYS_BEFORE, START - 2 * HOUR):
        await _runs(exchange, moment, taken=False)
    texts = [(m.kind, m.status) for m in await exchange.desk.messages()]
    assert texts == [
        (MessageKind.BOOKED, M.CANCELLED),
        (MessageKind.REMINDER, M.CANCELLED),
        (MessageKind.REMINDER, M.QUEUED),
    ]
    assert booked.starts_at == START


async def test_a_text_that_did_not_arrive_has_told_nobody(exchange):
    exchange.at(TWO_DAYS_BEFORE - HOUR)
    await exchange.desk.book(await exchange.desk.client(), START)
    await _runs(exchange, exchange.now)
    (lost,) = await exchange.desk.messages()
    async with exchange.database.write() as tx:
        await attempt_outcomes.advance(
            tx, [attempt_outcomes.Outcome(lost, M.FAILED, saying("absent"))], exchange.now
        )
    assert await _runs(exchange, TWO_DAYS_BEFORE) == [MessageKind.REMINDER]


async def test_what_was_said_of_another_time_does_not_count(exchange):
    exchange.at(TWO_DAYS_BEFORE - HOUR)
    booked = await exchange.desk.book(await exchange.desk.client(), START + DAY)
    await _runs(exchange, exchange.now)
    no_booked = exchange.desk.steps[1:]
    exchange.desk = replace(exchange.desk, steps=no_booked)
    await exchange.desk.move(booked, START)
    assert await _runs(exchange, TWO_DAYS_BEFORE) == [MessageKind.REMINDER]


@pytest.mark.parametrize(("gap", "texts"), [(timedelta(0), 2), (HOUR, 2), (3 * HOUR, 1)])
async def test_a_practice_says_how_long_nothing_is_said_again(exchange, gap, texts):
    desk = exchange.desk
    async with desk.database.write() as tx:
        changed = await practices.change(
            tx, desk.practice.id, now=desk.now, by=BY, reminder_gap=gap
        )
    steps = (
        ReminderStep(1, StepRule.BEFORE, before=3 * HOUR),
        ReminderStep(2, StepRule.BEFORE, before=HOUR),
    )
    exchange.desk = replace(desk, practice=changed, steps=steps)
    # eleven in the morning in Rome: both fall into the day
    start = START + 3 * HOUR
    await exchange.desk.book(await exchange.desk.client(), start)
    sent = [await _runs(exchange, start - before) for before in (3 * HOUR, HOUR)]
    assert sum(map(len, sent)) == texts
