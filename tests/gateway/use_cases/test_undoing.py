"""What staff did a moment ago is undone; what somebody else did since is not."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from calendar_store.model.actors import BY_TEXT, OPERATOR, Permission
from calendar_store.model.errors import InvalidInput, SlotTaken, Stale
from calendar_store.model.statuses import AppointmentStatus, Role
from calendar_store.model.transitions import cancelled, confirmed
from calendar_store.practices import hours
from calendar_store.schema import clients as clients_table
from gateway.messaging.channel import Channels
from gateway.use_cases import appointment_changes, booking, undoing
from gateway.use_cases.booking import BookingRequest
from gateway.use_cases.undoing import UNDO_WITHIN
from tests.support.acts import takes
from tests.support.desk import BY

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
CHANNELS = Channels()


@pytest.fixture
async def visit(desk):
    return await desk.book(await desk.client(), desk.now + DAY)


async def act(deed, desk, one, *more, **named):
    async with desk.database.write() as tx:
        done = await deed(
            *(tx, OPERATOR, desk.practice, one.id, *more),
            version=one.version,
            channels=CHANNELS,
            now=desk.now,
            **named,
        )
    return done.appointment


@pytest.mark.parametrize("before", list(AppointmentStatus)[:2])
async def test_a_cancellation_is_undone_to_what_stood(desk, visit, before):
    if before is AppointmentStatus.CONFIRMED:
        await desk.change(confirmed(visit))
        visit = await desk.appointment(visit)
    gone = await act(appointment_changes.cancel, desk, visit)
    back = await act(undoing.restore, desk, gone)
    assert (back.status, back.cancelled_at, back.version) == (before, None, visit.version + 2)


@pytest.mark.parametrize("before", list(AppointmentStatus)[:2])
async def test_a_move_is_undone_to_what_stood(desk, visit, before):
    if before is AppointmentStatus.CONFIRMED:
        await desk.change(confirmed(visit))
        visit = await desk.appointment(visit)
    moved = await act(appointment_changes.move, desk, visit, visit.starts_at + HOUR)
    back = await act(undoing.move_back, desk, moved)
    assert (back.status, back.starts_at) == (before, visit.starts_at)


async def test_who_may_undo(desk, visit):
    moved = await act(appointment_changes.move, desk, visit, visit.starts_at + HOUR)

    async def moves_back(tx, actor):
        return await undoing.move_back(
            *(tx, actor, desk.practice, visit.id),
            version=moved.version,
            channels=CHANNELS,
            now=desk.now,
        )

    await takes(desk, moves_back, Permission.MOVE, roles={Role.ADMIN, Role.RECEPTION})
    gone = await act(appointment_changes.cancel, desk, moved)

    async def restores(tx, actor):
        return await undoing.restore(
            *(tx, actor, desk.practice, visit.id),
            version=gone.version,
            channels=CHANNELS,
            now=desk.now,
        )

    await takes(desk, restores, Permission.CANCEL, roles={Role.ADMIN, Role.RECEPTION})


async def test_what_a_client_did_is_not_undone_by_staff(desk, visit):
    async with desk.database.write() as tx:
        from calendar_store.appointments import appointments

        policy = (desk.practice, desk.steps)
        await appointments.change(tx, cancelled(visit, desk.now), policy, now=desk.now, by=BY_TEXT)
    with pytest.raises(InvalidInput, match="by staff last"):
        await act(undoing.restore, desk, await desk.appointment(visit))


async def test_it_is_too_late_after_a_while_and_stale_after_another_change(desk, visit):
    gone = await act(appointment_changes.cancel, desk, visit)
    late = desk.at(desk.now + UNDO_WITHIN + timedelta(seconds=1))
    with pytest.raises(InvalidInput, match="too late to undo"):
        await act(undoing.restore, late, gone)
    back = await act(undoing.restore, desk, gone)
    for deed in (undoing.restore, undoing.move_back):
        with pytest.raises(Stale):
            await act(deed, desk, gone)
        with pytest.raises(InvalidInput, match="by staff last"):
            await act(deed, desk, back)


async def test_a_time_that_went_to_somebody_else_does_not_come_back(desk, visit):
    moved = await act(appointment_changes.move, desk, visit, visit.starts_at + HOUR)
    await desk.book(await desk.client("Grace", number=2), visit.starts_at)
    with pytest.raises(SlotTaken):
        await act(undoing.move_back, desk, moved)


async def test_a_time_that_was_overbooked_comes_back_overbooked(desk, visit):
    grace = await desk.client("Grace", number=2)
    asked = BookingRequest(str(grace.id), visit.starts_at, "Aurora", overbook=True)
    async with desk.database.write() as tx:
        over = await booking.book(
            tx, OPERATOR, desk.practice, asked, channels=CHANNELS, now=desk.now
        )
    later = desk.at(desk.now + timedelta(minutes=1))
    to = visit.starts_at + HOUR
    moved = await act(appointment_changes.move, later, over.appointment, to)
    assert not moved.overbooked
    assert (await act(undoing.move_back, later, moved)).overbooked


async def test_hours_that_were_changed_since_count(desk, visit):
    gone = await act(appointment_changes.cancel, desk, visit)
    later = desk.at(desk.now + timedelta(minutes=1))
    async with desk.database.write() as tx:
        await hours.set_week(tx, desk.practice.id, desk.practitioner.id, (), by=BY, now=later.now)
    with pytest.raises(SlotTaken, match="does not work then any more"):
        await act(undoing.restore, later, gone)


@pytest.mark.parametrize("deed", ["cancel", "move"])
async def test_a_visit_of_an_erased_client_does_not_come_back(desk, visit, deed):
    if deed == "cancel":
        done, back = await act(appointment_changes.cancel, desk, visit), undoing.restore
    else:
        to = visit.starts_at + HOUR
        done, back = await act(appointment_changes.move, desk, visit, to), undoing.move_back
    async with desk.database.write() as tx:
        await tx.execute(
            update(clients_table)
            .where(clients_table.c.id == visit.client_id)
            .values(first="", last="", erased_at=desk.now)
        )
    with pytest.raises(InvalidInput, match="the client was erased"):
        await act(back, desk, done)
