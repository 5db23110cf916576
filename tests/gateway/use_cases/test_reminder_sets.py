"""Reminders of a service or a practitioner: the most specific set holds for what is booked."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from calendar_store.appointments import appointments
from calendar_store.database import audit
from calendar_store.model.errors import InvalidInput, NotFound, NotPermitted
from calendar_store.model.practices import EVERY_VISIT, ReminderScope
from calendar_store.model.statuses import AppointmentStatus, MessageStatus
from calendar_store.practices import practices, practitioners, reminder_text, services
from gateway.use_cases import reminder_sets
from tests.support.actors import named
from tests.support.desk import BY, Desk

START = datetime(2026, 1, 20, 9, tzinfo=UTC)
DAY, HOUR = timedelta(days=1), timedelta(hours=1)


@pytest.fixture
def desk(database, practice, aurora, now):
    return Desk(database, practice, aurora, now)


@pytest.fixture
async def surgery(desk):
    async with desk.database.write() as tx:
        return await services.add(
            *(tx, desk.practice.id, "Surgery"),
            duration=timedelta(minutes=30),
            by=BY,
            now=desk.now,
        )


@pytest.fixture
async def bruno(desk):
    async with desk.database.write() as tx:
        return await practitioners.add(tx, desk.practice.id, "Bruno", by=BY, now=desk.now)


async def put(desk, scope, text, by=BY):
    """Set the steps of a scope, as one line; None goes back to the usual ones."""
    steps = None if text is None else reminder_text.steps(text)
    async with desk.database.write() as tx:
        return await reminder_sets.change(tx, by, desk.practice.id, scope, steps, now=desk.now)


async def kept(desk):
    """Return the desk with the practice's steps as they are in the store."""
    async with desk.database.read() as tx:
        steps = await practices.steps(tx, [desk.practice.id])
    return replace(desk, steps=steps[desk.practice.id])


async def ahead(desk, booked):
    """Return how long before its start each planned reminder of a visit goes out."""
    found = await desk.reminders(booked)
    planned = (one for one in found if one.status is MessageStatus.PLANNED)
    return sorted(booked.starts_at - one.due_at for one in planned if one.due_at > desk.now)


async def test_what_is_booked_gets_the_set_of_its_service_or_practitioner(desk, surgery, bruno):
    await put(desk, ReminderScope(surgery.id), "7d, 1d")
    await put(desk, ReminderScope(None, bruno.id), "1h")
    await put(desk, ReminderScope(surgery.id, bruno.id), "none")
    ada, now = await desk.client(), await kept(desk)
    plain = await now.book(ada, START)
    assert await ahead(desk, plain) == [2 * HOUR, 2 * DAY]
    cut = await now.book(ada, START + DAY, service=surgery)
    assert await ahead(desk, cut) == [DAY, 7 * DAY]
    his = await now.book(ada, START, practitioner=bruno)
    assert await ahead(desk, his) == [HOUR]
    both = await now.book(ada, START + DAY, practitioner=bruno, service=surgery)
    assert await now.reminders(both) == []


async def test_visits_ahead_follow_at_once_and_only_those_concerned(desk, surgery):
    ada = await desk.client()
    plain = await desk.book(ada, START)
    cut = await desk.book(ada, START + DAY, service=surgery)
    made = await put(desk, ReminderScope(surgery.id), "7d, 2d")
    assert (made.before, made.replanned) == (None, 1)
    assert await ahead(desk, plain) == [2 * HOUR, 2 * DAY]
    assert await ahead(desk, cut) == [2 * DAY, 7 * DAY]
    # a changed usual set leaves the visits with a set of their own as they are
    assert (await put(desk, EVERY_VISIT, "1d")).replanned == 1
    assert await ahead(desk, plain) == [DAY]
    assert await ahead(desk, cut) == [2 * DAY, 7 * DAY]
    back = await put(desk, ReminderScope(surgery.id), None)
    assert (reminder_text.written(back.before), back.after, back.replanned) == ("7d, 2d", None, 1)
    assert await ahead(desk, cut) == [DAY]


async def test_no_reminders_for_one_service_is_a_set_too(desk, surgery):
    cut = await desk.book(await desk.client(), START, service=surgery)
    await put(desk, ReminderScope(surgery.id), "none")
    assert await ahead(desk, cut) == []
    async with desk.database.read() as tx:
        sets = await reminder_sets.listed(tx, BY, desk.practice.id)
    assert [(one.service, reminder_text.written(one.steps)) for one in sets] == [
        ("", "booked, 2d, 2h?"),
        ("Surgery", "none"),
    ]


async def test_a_visit_that_moves_to_another_practitioner_follows_their_set(desk, bruno):
    await put(desk, ReminderScope(None, bruno.id), "1h")
    now = await kept(desk)
    booked = await now.book(await now.client(), START)
    slot = replace(now.slot(START), practitioner_id=bruno.id, practitioner=bruno.name)
    await now.change(appointments.moved(booked, slot, AppointmentStatus.BOOKED))
    assert await ahead(now, await now.appointment(booked)) == [HOUR]


async def test_the_log_names_the_set_and_the_same_again_changes_nothing(desk, surgery, bruno):
    scope = ReminderScope(surgery.id, bruno.id)
    await put(desk, scope, "1d")
    assert (await put(desk, scope, "1d")).replanned == 0
    await put(desk, scope, None)
    await put(desk, scope, None)
    async with desk.database.read() as tx:
        entries = await audit.entries(tx, desk.practice.id)
    said = [(one.action, one.subject) for one in entries if one.action.startswith("steps.")]
    assert said == [("steps.removed", "Surgery · Bruno"), ("steps.differ", "Surgery · Bruno")]


async def test_only_who_manages_the_practice_and_only_what_is_there(desk, surgery):
    with pytest.raises(NotPermitted):
        await put(desk, ReminderScope(surgery.id), "1d", by=named("rita"))
    with pytest.raises(NotFound):
        await put(desk, ReminderScope(17), "1d")
    with pytest.raises(NotFound):
        await put(desk, ReminderScope(None, surgery.id), "1d")
    with pytest.raises(InvalidInput):
        await put(desk, EVERY_VISIT, None)
    with pytest.raises(InvalidInput, match="stands twice"):
        await put(desk, ReminderScope(surgery.id), "1d, 1d")
