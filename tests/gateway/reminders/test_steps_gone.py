"""Steps that are taken out while messages of theirs wait: nothing of them goes out."""

from datetime import timedelta

import pytest

from calendar_store.model.practices import EVERY_VISIT, ReminderScope
from calendar_store.model.reason_codes import ReasonCode
from calendar_store.model.statuses import MessageStatus
from calendar_store.practices import practices, reminder_text, services
from gateway.use_cases import reminder_sets
from tests.support.desk import BY

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


async def put(exchange, scope, text):
    desk = exchange.desk
    steps = None if text is None else reminder_text.steps(text)
    async with desk.database.write() as tx:
        return await reminder_sets.change(tx, BY, desk.practice.id, scope, steps, now=exchange.now)


async def rings(exchange):
    """Return the texts of reminders that wait to leave, and that were kept back."""
    found = [m for m in await exchange.desk.messages() if m.kind.value == "reminder"]
    waits = [m for m in found if m.status is MessageStatus.QUEUED]
    kept = [m for m in found if m.status is MessageStatus.CANCELLED]
    return waits, kept


@pytest.fixture
async def service(desk):
    async with desk.database.write() as tx:
        await practices.set_steps(tx, desk.practice.id, desk.steps, by=BY, now=desk.now)
        half_hour = timedelta(minutes=30)
        return await services.add(
            tx, desk.practice.id, "Visit", duration=half_hour, by=BY, now=desk.now
        )


async def due(exchange, *visits):
    exchange.at(min(one.starts_at for one in visits) - 2 * DAY + HOUR)
    while await exchange.planner.step():
        pass


async def test_a_message_that_waits_is_kept_back_with_its_step(exchange, desk, service):
    cut = await desk.book(await desk.client(), desk.now + 5 * DAY, service=service)
    plain = await desk.book(await desk.client("Leo", number=2), desk.now + 5 * DAY + HOUR)
    await due(exchange, cut, plain)
    assert len((await rings(exchange))[0]) == 2
    made = await put(exchange, ReminderScope(service.id), "none")
    assert made.replanned == 1
    waits, kept = await rings(exchange)
    assert [one.appointment_id for one in waits] == [plain.id]
    assert [(one.appointment_id, one.reason.code) for one in kept] == [
        (cut.id, ReasonCode.STEP_REMOVED)
    ]


async def test_what_the_new_steps_have_too_goes_out(exchange, desk, service):
    cut = await desk.book(await desk.client(), desk.now + 5 * DAY, service=service)
    await due(exchange, cut)
    await put(exchange, ReminderScope(service.id), "2d, 3h")
    waits, kept = await rings(exchange)
    assert (len(waits), kept) == (1, [])


async def test_a_message_that_reminds_of_another_visit_too_goes_out(exchange, desk, service):
    cut = await desk.book(await desk.client("Ada"), desk.now + 5 * DAY, service=service)
    plain = await desk.book(await desk.client("Leo"), desk.now + 5 * DAY + HOUR)
    await due(exchange, plain)
    waits, _ = await rings(exchange)
    assert len(waits) == 1, "one text for the family"
    await put(exchange, ReminderScope(service.id), "none")
    waits, kept = await rings(exchange)
    assert (len(waits), kept) == (1, [])
    await put(exchange, EVERY_VISIT, "none")
    waits, kept = await rings(exchange)
    assert cut.id
    assert len(waits) + len(kept) == 1


async def test_what_has_left_stays_as_it_is(exchange, desk, service):
    cut = await desk.book(await desk.client(), desk.now + 5 * DAY, service=service)
    await due(exchange, cut)
    await exchange.taken()
    assert (await put(exchange, ReminderScope(service.id), "none")).replanned <= 1
    assert await rings(exchange) == ([], [])
