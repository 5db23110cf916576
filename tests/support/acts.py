"""Holds a use case to its permission: who lacks it, or is of another practice, leaves no trace."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from sqlalchemy import select

from calendar_store.database.connection import Database, Transaction
from calendar_store.model.actors import OPERATOR, Actor, Permission, of_staff
from calendar_store.model.errors import NotPermitted
from calendar_store.model.practices import StaffMember
from calendar_store.model.statuses import Role
from calendar_store.schema import metadata
from tests.support.actors import named
from tests.support.desk import Desk

Act = Callable[[Transaction, Actor], Awaitable[Any]]
"""A use case with everything but the transaction and the actor."""


def member(desk: Desk, role: Role, *, elsewhere: bool = False) -> Actor:
    """Return a member of the staff of a desk's practice, or of another one."""
    practice_id = desk.practice.id + (1 if elsewhere else 0)
    return of_staff(StaffMember(practice_id, 5, "grace@example.org", "Grace", role))


Rows = dict[str, list[str]]


async def written(database: Database) -> Rows:
    """Return the rows of each table."""
    async with database.read() as tx:
        return await _rows(tx)


async def _rows(tx: Transaction) -> Rows:
    return {
        table.name: sorted(str(tuple(row)) for row in await tx.execute(select(table)))
        for table in metadata.sorted_tables
    }


async def takes(
    desk: Desk, act: Act, *permissions: Permission, roles: set[Role], writes: bool = True
) -> None:
    """Hold an act to its permissions.

    Args:
        desk: of the practice that it is done at.
        act: is done once for each role that may, and for the operator; undone each time.
        permissions: what it takes, each of them.
        roles: of the staff that may.
        writes: whether it leaves rows.
    """
    before = await written(desk.database)
    every = frozenset(Permission)
    lacking = [
        named("ada@example.org", *every - {one}, practice_id=desk.practice.id)
        for one in permissions
    ]
    others = [member(desk, role) for role in Role if role not in roles]
    strangers = [member(desk, role, elsewhere=True) for role in Role]
    for actor in (*lacking, *others, *strangers):
        async with desk.database.write() as tx:
            with pytest.raises(NotPermitted, match=r"^\S+ may not [a-z ,]+ here$"):
                await act(tx, actor)
    # what was refused is committed: there was nothing to undo
    assert await written(desk.database) == before
    least = named("ada@example.org", *permissions, practice_id=desk.practice.id)
    for actor in (least, OPERATOR, *(member(desk, role) for role in roles)):
        assert await _leaves(desk.database, act, actor) == writes, actor


async def _leaves(database: Database, act: Act, actor: Actor) -> bool:
    """Do an act, tell whether it wrote, and undo it."""
    undone = _UndoneError()
    left = None
    try:
        async with database.write() as tx:
            await act(tx, actor)
            left = await _rows(tx)
            await _undo(undone)
    except _UndoneError:
        return left != await written(database)
    raise AssertionError("it was not undone")


class _UndoneError(Exception):
    """Undoes what was tried."""


async def _undo(undone: _UndoneError) -> None:
    raise undone
