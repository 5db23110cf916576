"""A changed policy holds for what is ahead: the rule stays with each planned reminder."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pytest

from calendar_store.messages import reminders, replanning
from calendar_store.model.practices import ReminderStep
from calendar_store.model.statuses import Channel, MessageStatus, StepRule
from calendar_store.practices import practices
from gateway.wording.reason_words import in_words
from tests.support.desk import BY, HALF_HOUR, Desk

M = MessageStatus
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
START = datetime(2026, 1, 20, 9, tzinfo=UTC)
BOOKED = ReminderStep(1, StepRule.BOOKED)
DAY_BEFORE = ReminderStep(1, StepRule.BEFORE, before=DAY)
EVENING = ReminderStep(2, StepRule.DAYS_BEFORE_AT, days=1, at=time(18))


@pytest.fixture
def desk(database, practice, aurora, now):
    return Desk(database, practice, aurora, now)


async def _becomes(desk, *steps):
    """Change the policy; return of how many appointments the reminders changed."""
    async with desk.database.write() as tx:
        await practices.set_steps(tx, desk.practice.id, steps, by=BY, now=desk.now)
        return await replanning.replan(tx, desk.practice, steps, desk.now)


async def _planned(desk, booked):
    found = await desk.reminders(booked)
    return {(r.rule, r.due_at) for r in found if r.status is M.PLANNED}


async def _sent(desk):
    """Let what is due have been sent."""
    async with desk.database.write() as tx:
        due = await reminders.claim_due(tx, desk.now, 10, [Channel.SMS])
        await reminders.settle(tx, [reminders.Settled(one, M.QUEUED, message_id=17) for one in due])


async def test_the_number_of_a_step_says_nothing_about_its_rule(desk):
    booked = await desk.book(await desk.client(), START)
    await _sent(desk)
    assert await _becomes(desk, DAY_BEFORE, replace(BOOKED, step=2)) == 1
    assert await _planned(desk, booked) == {(StepRule.BEFORE, START - DAY)}
    rules = {(r.rule, r.status) for r in await desk.reminders(booked)}
    assert rules == {
        (StepRule.BOOKED, M.QUEUED),
        (StepRule.BEFORE, M.CANCELLED),
        (StepRule.BEFORE, M.PLANNED),
    }


async def test_with_none_nothing_that_is_planned_goes_out_and_says_why(desk):
    booked = await desk.book(await desk.client(), START)
    await _sent(desk)
    assert await _becomes(desk) == 1
    assert await _planned(desk, booked) == set()
    reasons = {in_words(r.reason) for r in await desk.reminders(booked) if r.status is M.CANCELLED}
    assert reasons == {"no longer among the practice's reminders"}
    assert await _becomes(desk, *desk.steps) == 1
    assert len(await _planned(desk, booked)) == 2


async def test_new_steps_reach_everybody_who_is_booked_already(desk):
    bare = replace(desk, steps=())
    some = [await bare.book(await bare.client(number=n), START + n * HALF_HOUR) for n in range(3)]
    await bare.cancel(some[2])
    assert await _becomes(desk, EVENING) == 2
    evening = (START - DAY).replace(hour=17)
    for one in some[:2]:
        assert await _planned(desk, one) == {(StepRule.DAYS_BEFORE_AT, evening)}
    assert await _planned(desk, some[2]) == set()


async def test_what_was_sent_is_not_sent_again_and_a_policy_that_stays_changes_nothing(desk):
    booked = await desk.book(await desk.client(), START)
    later = desk.at(START - 2 * DAY)
    await _sent(later)
    before = await desk.reminders(booked)
    assert await _becomes(later, *desk.steps[::-1]) == 0
    assert await _becomes(later, *desk.steps) == 0
    assert await desk.reminders(booked) == before


async def test_sparing_those_who_have_confirmed_is_changed_in_place(desk):
    booked = await desk.book(await desk.client(), START)
    asks = replace(desk.steps[1], unless_confirmed=True)
    assert await _becomes(desk, desk.steps[0], asks, desk.steps[2]) == 1
    spared = [r.step for r in await desk.reminders(booked) if r.unless_confirmed]
    assert spared == [2, 3]


async def test_changed_quiet_hours_move_what_they_held_back(desk):
    early = START.replace(hour=8)
    booked = await replace(desk, steps=[replace(DAY_BEFORE, before=3 * HOUR)]).book(
        await desk.client(), early
    )
    (held,) = await desk.reminders(booked)
    assert held.due_at == START.replace(hour=7)
    async with desk.database.write() as tx:
        woken = await practices.change(
            tx, desk.practice.id, now=desk.now, by=BY, quiet_from=None, quiet_until=None
        )
        steps = [replace(DAY_BEFORE, before=3 * HOUR)]
        assert await replanning.replan(tx, woken, steps, desk.now) == 1
    (moved,) = await desk.reminders(booked)
    assert moved.due_at == early - 3 * HOUR


async def test_a_reminder_that_has_passed_is_not_made_up_for(desk):
    booked = await replace(desk, steps=()).book(await desk.client(), START)
    late = desk.at(START - HOUR)
    assert await _becomes(late, DAY_BEFORE) == 0
    (row,) = await desk.reminders(booked)
    assert (row.status, in_words(row.reason)) == (
        M.SKIPPED,
        "its time, 1 day before, had passed by then",
    )
