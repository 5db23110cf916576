"""The invitation to an appointment is corrected after every change, whoever made it, once."""

from datetime import UTC, datetime, timedelta

import pytest

from calendar_store.appointments import appointments, invitations
from calendar_store.messages import replanning
from calendar_store.model.actors import BY_TEXT
from calendar_store.model.messages import Reminder
from calendar_store.model.reason_codes import ReasonCode
from calendar_store.model.statuses import Channel, MessageStatus, StepRule
from tests.support.desk import Desk

START = datetime(2026, 1, 15, 9, tzinfo=UTC)
LATER = START + timedelta(days=1)


@pytest.fixture
def desk(database, practice, aurora, now):
    return Desk(database, practice, aurora, now)


async def invited(desk: Desk):
    visit = await desk.book(await desk.client(), START)
    async with desk.database.write() as tx:
        await invitations.mark_invited(tx, {(desk.practice.id, visit.id)})
    return await desk.appointment(visit)


async def corrections(desk: Desk, visit) -> list[Reminder]:
    return [one for one in await desk.reminders(visit) if one.rule is StepRule.CHANGED]


async def restore(desk: Desk, visit):
    await desk.change(appointments.restored(visit))
    return await desk.appointment(visit)


async def test_moves_cancellations_and_restorations_raise_the_sequence_and_nothing_else_does(desk):
    visit = await desk.book(await desk.client(), START)
    assert (visit.sequence, visit.invited) == (0, False)
    await desk.change(appointments.confirmed(visit))
    assert (await desk.appointment(visit)).sequence == 0
    moved = await desk.move(await desk.appointment(visit), LATER)
    assert moved.sequence == 1
    gone = await desk.cancel(moved)
    assert gone.sequence == 2
    assert (await restore(desk, gone)).sequence == 3


async def test_to_be_invited_is_no_change_of_the_appointment(desk):
    visit = await invited(desk)
    assert (visit.version, visit.sequence, visit.invited) == (1, 0, True)
    moved = await desk.move(visit, LATER)
    assert moved.invited


async def test_without_an_invitation_nothing_is_corrected(desk):
    visit = await desk.book(await desk.client(), START)
    await desk.cancel(await desk.move(visit, LATER))
    assert await corrections(desk, visit) == []


async def test_each_change_plans_one_mail_at_once_and_takes_back_the_one_before(desk):
    visit = await invited(desk)
    moved = await desk.move(visit, LATER)
    (one,) = await corrections(desk, visit)
    assert (one.channel, one.status) == (Channel.EMAIL, MessageStatus.PLANNED)
    assert (one.due_at, one.expires_at, one.version) == (desk.now, LATER, moved.version)
    gone = await desk.cancel(moved)
    await restore(desk, gone)
    found = await corrections(desk, visit)
    assert [each.status for each in found] == [
        MessageStatus.CANCELLED,
        MessageStatus.CANCELLED,
        MessageStatus.PLANNED,
    ]
    assert found[-1].expires_at == LATER


async def test_a_confirmation_corrects_nothing(desk):
    visit = await invited(desk)
    await desk.change(appointments.confirmed(visit))
    assert await corrections(desk, visit) == []


async def test_an_invitation_mailed_after_the_decision_is_corrected_as_well(desk):
    seen = await desk.book(await desk.client(), START)
    async with desk.database.write() as tx:
        await invitations.mark_invited(tx, {(desk.practice.id, seen.id)})
    await desk.cancel(seen)
    assert len(await corrections(desk, seen)) == 1


async def test_what_has_begun_is_left_as_it_is(desk):
    visit = await invited(desk)
    await desk.at(START + timedelta(minutes=5)).cancel(visit)
    assert await corrections(desk, visit) == []


async def test_an_answer_that_carries_the_invitation_makes_the_mail_needless(desk):
    visit = await desk.move(await invited(desk), LATER)
    key = (desk.practice.id, visit.id)
    async with desk.database.write() as tx:
        assert await invitations.said_by_answer(tx, {key, (desk.practice.id, 1)}) == {key}
        assert await invitations.said_by_answer(tx, {key}) == set()
    (one,) = await corrections(desk, visit)
    assert (one.status, one.reason.code) == (MessageStatus.SKIPPED, ReasonCode.SAID_BY_ANSWER)


async def test_a_new_policy_of_reminders_leaves_a_correction_alone(desk):
    visit = await desk.move(await invited(desk), LATER)
    async with desk.database.write() as tx:
        await replanning.replan(tx, desk.practice, (), desk.now)
    (one,) = await corrections(desk, visit)
    assert one.status is MessageStatus.PLANNED


async def test_a_batch_of_changes_is_corrected_together(desk):
    client = await desk.client()
    visits = [await desk.book(client, START + timedelta(hours=n)) for n in range(4)]
    keys = {(desk.practice.id, one.id) for one in visits[:3]}
    async with desk.database.write() as tx:
        await invitations.mark_invited(tx, keys)
    policies = {desk.practice.id: (desk.practice, desk.steps)}
    changes = [appointments.cancelled(one, desk.now) for one in visits]
    async with desk.database.write() as tx:
        await appointments.apply(tx, changes, policies, now=desk.now, by=BY_TEXT)
    assert [len(await corrections(desk, one)) for one in visits] == [1, 1, 1, 0]
