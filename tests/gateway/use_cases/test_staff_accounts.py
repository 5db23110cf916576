"""Staff, managed by administrators."""

from datetime import timedelta

from calendar_store.model.actors import OPERATOR, Permission
from calendar_store.model.statuses import Role
from gateway.use_cases import (
    staff_accounts,
)
from tests.support.acts import takes

ADMINS = {Role.ADMIN}


async def test_staff_are_managed_by_administrators(desk):
    practice_id, now = desk.practice.id, desk.now

    async def add(tx, actor, email="bo@example.org", role=Role.RECEPTION):
        await staff_accounts.add(
            tx, actor, practice_id, email=email, role=role, password_hash="x", now=now
        )

    async with desk.database.write() as tx:
        await add(tx, OPERATOR, "ada@example.org", Role.ADMIN)
        await add(tx, OPERATOR, "grace@example.org")

    async def password(tx, actor):
        await staff_accounts.set_password(tx, actor, practice_id, "grace@example.org", "y", now=now)

    async def remove(tx, actor):
        await staff_accounts.remove(tx, actor, practice_id, "grace@example.org", now=now)

    async def end(tx, actor):
        await staff_accounts.end_logins(tx, actor, practice_id, None, now=now)

    async def listed(tx, actor):
        assert len(await staff_accounts.listed(tx, actor, practice_id)) == 2

    async def logins(tx, actor):
        idle = timedelta(hours=1)
        assert await staff_accounts.logins(tx, actor, practice_id, now=now, idle=idle) == ()

    async def names(tx, actor):
        assert await staff_accounts.names(tx, actor, desk.practice) == (
            *("Studio Aurora", "Studio Aurora", ""),
        )

    for act in (add, password, remove, end):
        await takes(desk, act, Permission.MANAGE_STAFF, roles=ADMINS)
    for look in (listed, logins, names):
        await takes(desk, look, Permission.MANAGE_STAFF, roles=ADMINS, writes=False)
