"""Reports, read by administrators of their own practice."""

from datetime import timedelta

import pytest

from calendar_store.entry.money import By
from calendar_store.model.actors import OPERATOR, Permission
from calendar_store.model.errors import NotPermitted
from calendar_store.model.statuses import Role
from gateway.use_cases import (
    reports,
)
from gateway.use_cases.tariff import Tariff
from tests.support.acts import member, takes
from tests.support.exchange import OURS
from tests.support.sms import texts

DESK = {Role.ADMIN, Role.RECEPTION}
ADMINS = {Role.ADMIN}
MANAGE = Permission.MANAGE_PRACTICE
TARIFF = Tariff(texts(("primary", (OURS,))))
HALF_HOUR = timedelta(minutes=30)


async def test_reports_are_read_by_administrators_of_their_own_practice(desk):
    async def own(tx, actor):
        await reports.costs(tx, actor, desk.practice, list(By), now=desk.now)

    async def everybody_s(tx, actor):
        await reports.costs(tx, actor, None, list(By), now=desk.now)

    await takes(desk, own, Permission.READ_REPORTS, roles=ADMINS, writes=False)
    async with desk.database.read() as tx:
        for role in Role:
            await _refused(everybody_s(tx, member(desk, role)))
        await everybody_s(tx, OPERATOR)


async def _refused(act):
    with pytest.raises(NotPermitted):
        await act
