"""The waiting list, kept by the desk."""

import pytest

from calendar_store.model.actors import OPERATOR, Permission
from calendar_store.model.statuses import Role
from gateway.use_cases import waiting_list
from gateway.use_cases.errors import FixedByMove, NothingAhead, SeveralAhead
from gateway.use_cases.waiting_list import WaitingRequest
from tests.support.acts import member, takes

DESK = {Role.ADMIN, Role.RECEPTION}


async def test_the_waiting_list_is_kept_by_the_desk(desk):
    ada = await desk.client()

    async def add(tx, actor):
        asked = WaitingRequest(str(ada.id), new=True)
        return await waiting_list.add(tx, actor, desk.practice, asked, now=desk.now)

    keeping = Permission.KEEP_WAITING_LIST
    await takes(desk, add, keeping, roles=DESK)
    async with desk.database.write() as tx:
        waits = await add(tx, OPERATOR)

    async def listed(tx, actor):
        assert await waiting_list.listed(tx, actor, desk.practice, now=desk.now) == [waits]

    async def withdraw(tx, actor):
        await waiting_list.withdraw(tx, actor, desk.practice, waits.entry.id, now=desk.now)

    await takes(desk, listed, Permission.READ_CLIENTS, roles=DESK, writes=False)
    await takes(desk, withdraw, keeping, roles=DESK)


async def test_a_move_that_is_waited_for_needs_one_appointment(desk, now):
    ada = await desk.client()

    async def add(**asked):
        async with desk.database.write() as tx:
            request = WaitingRequest(str(ada.id), **asked)
            return await waiting_list.add(
                tx, member(desk, Role.RECEPTION), desk.practice, request, now=desk.now
            )

    with pytest.raises(NothingAhead, match=r"Ada Byron has no appointment ahead$"):
        await add()
    first = await desk.book(ada, now.replace(day=14))
    assert (await add()).instead == await desk.appointment(first)
    with pytest.raises(FixedByMove):
        await add(practitioner="Aurora")
    await desk.book(ada, now.replace(day=15))
    with pytest.raises(SeveralAhead, match="Wed 14 Jan 2026 10:00"):
        await add()
    with pytest.raises(NothingAhead, match=r"no appointment 12 ahead$"):
        await add(appointment=12)
