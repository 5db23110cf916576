"""Practitioners and services, changed by administrators."""

from datetime import timedelta

import pytest

from calendar_store.appointments import outside_hours
from calendar_store.model.actors import OPERATOR, Permission
from calendar_store.model.statuses import Role
from gateway.use_cases import (
    practitioners,
    services,
)
from gateway.use_cases.errors import LeavesOutside
from gateway.use_cases.services import NewService
from tests.support.acts import member, takes, written

ADMINS = {Role.ADMIN}
MANAGE = Permission.MANAGE_PRACTICE
HALF_HOUR = timedelta(minutes=30)


async def test_practitioners_and_services_are_changed_by_administrators(desk):
    practice, now = desk.practice, desk.now

    async def add(tx, actor):
        added = await practitioners.add(
            tx, actor, practice, "Bruno", now=now, week="mon 9:00-12:00"
        )
        assert len(added[1]) == 1

    async def change(tx, actor):
        await practitioners.change(tx, actor, practice, "Aurora", now=now, week="mon 9:00-12:00")

    async def add_service(tx, actor):
        await services.add(tx, actor, practice, NewService("Check-up", HALF_HOUR), now=now)

    for act in (add, change, add_service):
        await takes(desk, act, MANAGE, roles=ADMINS)
    async with desk.database.write() as tx:
        await add_service(tx, OPERATOR)

    async def change_service(tx, actor):
        await services.change(tx, actor, practice, "Check-up", {"by_text": False}, now=now)

    await takes(desk, change_service, MANAGE, roles=ADMINS)


async def test_hours_that_leave_appointments_outside_have_to_be_meant(desk):
    ada = await desk.client()
    booked = await desk.book(ada, desk.now + timedelta(days=1))
    before = await written(desk.database)
    for override in (False, True):

        async def change(tx, *, override=override):
            return await practitioners.change(
                *(tx, member(desk, Role.ADMIN), desk.practice, "Aurora"),
                now=desk.now,
                week="mon 09:00-12:00",
                override=override,
            )

        if not override:
            with pytest.raises(LeavesOutside, match="1 appointment ahead stands outside") as left:
                async with desk.database.write() as tx:
                    await change(tx)
            assert "Tue 13 Jan 2026 10:00 Ada Byron" in str(left.value)
            assert await written(desk.database) == before
            continue
        async with desk.database.write() as tx:
            await change(tx)
    async with desk.database.read() as tx:
        (outside,) = await outside_hours.standing(tx, desk.practice, desk.practitioner.id, desk.now)
    assert outside.id == booked.id
