"""Arrivals, beside the status; practitioners mark their own calendar; marks are taken back."""

from dataclasses import replace
from datetime import timedelta

import pytest

from calendar_store.appointments import agenda
from calendar_store.model.actors import Permission
from calendar_store.model.errors import InvalidInput, NotPermitted, Stale
from calendar_store.model.statuses import AppointmentStatus, Role
from calendar_store.practices import practitioners
from gateway.use_cases import appointment_marks, undoing
from tests.support.acts import member, takes
from tests.support.desk import BY

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
DESK = {Role.ADMIN, Role.RECEPTION}


@pytest.fixture
async def visit(desk):
    """Ada's appointment, an hour from now."""
    return await desk.book(await desk.client(), desk.now + HOUR)


async def act(deed, desk, one, *more, actor=BY, **named):
    async with desk.database.write() as tx:
        return await deed(
            *(tx, actor, desk.practice, one.id, *more),
            version=one.version,
            now=desk.now,
            **named,
        )


async def test_the_desk_records_an_arrival_and_the_status_stays(desk, visit):
    async def arrives(tx, actor):
        came = await appointment_marks.arrive(
            tx, actor, desk.practice, visit.id, version=visit.version, now=desk.now
        )
        assert (came.arrived_at, came.status) == (desk.now, AppointmentStatus.BOOKED)
        history = await agenda.history(tx, desk.practice.id, visit.id)
        assert history[-1].change == "arrived"

    await takes(desk, arrives, Permission.MARK, roles=DESK)


async def test_an_arrival_is_taken_back(desk, visit):
    came = await act(appointment_marks.arrive, desk, visit)
    with pytest.raises(InvalidInput, match="arrived already"):
        await act(appointment_marks.arrive, desk, came)
    back = await act(appointment_marks.take_arrival_back, desk, came)
    assert (back.arrived_at, back.version) == (None, visit.version + 2)
    with pytest.raises(InvalidInput, match="has not arrived"):
        await act(appointment_marks.take_arrival_back, desk, back)


async def test_nobody_arrives_on_another_day_or_for_what_is_cancelled(desk):
    ada = await desk.client()
    tomorrow = await desk.book(ada, desk.now + DAY)
    with pytest.raises(InvalidInput, match="another day"):
        await act(appointment_marks.arrive, desk, tomorrow)
    gone = await desk.cancel(await desk.book(ada, desk.now + HOUR))
    with pytest.raises(InvalidInput, match="cancelled"):
        await act(appointment_marks.arrive, desk, gone)


async def test_who_has_arrived_is_not_missed(desk, visit):
    came = await act(appointment_marks.arrive, desk, visit)
    late = desk.at(visit.ends_at)
    with pytest.raises(InvalidInput, match="take the arrival back"):
        await act(appointment_marks.mark, late, came, AppointmentStatus.NO_SHOW)
    attended = await act(appointment_marks.mark, late, came, AppointmentStatus.ATTENDED)
    assert attended.arrived_at == came.arrived_at


async def test_a_wrong_mark_is_taken_back(desk, visit):
    confirmed = await act(appointment_marks.mark, desk, visit, AppointmentStatus.CONFIRMED)
    late = desk.at(visit.ends_at)
    missed = await act(appointment_marks.mark, late, confirmed, AppointmentStatus.NO_SHOW)
    with pytest.raises(Stale):
        await act(undoing.unmark, late, confirmed)
    back = await act(undoing.unmark, late, missed)
    assert back.status is AppointmentStatus.CONFIRMED
    with pytest.raises(InvalidInput, match="no mark to take back"):
        await act(undoing.unmark, late, back)


async def test_a_practitioner_marks_the_appointments_of_their_own_calendar(desk, visit):
    own = replace(member(desk, Role.PRACTITIONER), practitioner_id=desk.practitioner.id)
    came = await act(appointment_marks.arrive, desk, visit, actor=own)
    async with desk.database.write() as tx:
        bruno = await practitioners.add(tx, desk.practice.id, "Bruno", by=BY, now=desk.now)
    with pytest.raises(NotPermitted, match="may not mark appointments here"):
        await act(
            appointment_marks.take_arrival_back,
            desk,
            came,
            actor=replace(own, practitioner_id=bruno.id),
        )
    elsewhere = replace(own, practice_id=desk.practice.id + 1)
    with pytest.raises(NotPermitted):
        await act(appointment_marks.take_arrival_back, desk, came, actor=elsewhere)
