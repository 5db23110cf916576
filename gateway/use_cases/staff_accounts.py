"""Who of a practice may log in: added, given another password, removed, logged out (F24).

One function each, in one transaction; the permission is checked before anything is read.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from calendar_store.database.connection import Transaction
from calendar_store.model.actors import Actor, Permission, require
from calendar_store.model.practices import Practice, StaffMember
from calendar_store.model.statuses import Role
from calendar_store.practices import staff
from calendar_store.practices.staff import Login


async def add(
    tx: Transaction,
    actor: Actor,
    practice_id: int,
    *,
    email: str,
    role: Role,
    password_hash: str,
    now: datetime,
    name: str = "",
) -> StaffMember:
    """Add somebody who may log in.

    Args:
        tx: a writing transaction.
        actor: who adds them.
        practice_id: where.
        email: what they log in with.
        role: what they may do.
        password_hash: of `password_hashes.hash_password`.
        now: UTC.
        name: as colleagues know them; "" for the address.

    Raises:
        NotPermitted: if the actor may not.
        InvalidInput: if the address cannot be one, or is taken.
    """
    require(actor, Permission.MANAGE_STAFF, practice_id)
    return await staff.add(
        *(tx, practice_id),
        email=email,
        role=role,
        name=name,
        password_hash=password_hash,
        by=actor,
        now=now,
    )


async def listed(tx: Transaction, actor: Actor, practice_id: int) -> Sequence[StaffMember]:
    """Return who may log in, by name.

    Raises:
        NotPermitted: if the actor may not manage staff.
    """
    require(actor, Permission.MANAGE_STAFF, practice_id)
    return await staff.all_staff(tx, practice_id)


async def names(
    tx: Transaction, actor: Actor, practice: Practice, email: str | None = None
) -> tuple[str, ...]:
    """Return the names that others know of an account, which no password may be.

    Args:
        tx: any transaction.
        actor: who asks.
        practice: whose staff.
        email: of the account; None for one that is not there yet.

    Raises:
        NotPermitted: if the actor may not manage staff.
        NotFound: if nobody of the practice logs in with that address.
    """
    require(actor, Permission.MANAGE_STAFF, practice.id)
    whose = (await staff.of_practice(tx, practice.id, email)).name if email is not None else ""
    return practice.name, practice.told_as, whose


async def set_password(
    tx: Transaction,
    actor: Actor,
    practice_id: int,
    email: str,
    password_hash: str,
    *,
    now: datetime,
) -> StaffMember:
    """Give somebody another password; every log-in of theirs ends.

    Raises:
        NotPermitted: if the actor may not manage staff.
        NotFound: if nobody of the practice logs in with that address.
    """
    require(actor, Permission.MANAGE_STAFF, practice_id)
    member = await staff.of_practice(tx, practice_id, email)
    return await staff.set_password(tx, member, password_hash, by=actor, now=now)


async def remove(
    tx: Transaction, actor: Actor, practice_id: int, email: str, *, now: datetime
) -> None:
    """End somebody's access at once.

    Raises:
        NotPermitted: if the actor may not manage staff.
        NotFound: if nobody of the practice logs in with that address.
        InvalidInput: if they are the practice's last administrator.
    """
    require(actor, Permission.MANAGE_STAFF, practice_id)
    await staff.remove(tx, practice_id, email, by=actor, now=now)


async def logins(
    tx: Transaction, actor: Actor, practice_id: int, *, now: datetime, idle: timedelta
) -> Sequence[Login]:
    """Return who is logged in, the last used first; `idle` is how long an unused login holds.

    Raises:
        NotPermitted: if the actor may not manage staff.
    """
    require(actor, Permission.MANAGE_STAFF, practice_id)
    return await staff.logins(tx, practice_id, now, idle)


async def end_logins(
    tx: Transaction, actor: Actor, practice_id: int, email: str | None, *, now: datetime
) -> int:
    """Log somebody out everywhere, or with None everybody of a practice; return how many.

    Raises:
        NotPermitted: if the actor may not manage staff.
        NotFound: if nobody of the practice logs in with that address.
    """
    require(actor, Permission.MANAGE_STAFF, practice_id)
    member = await staff.of_practice(tx, practice_id, email) if email else None
    return await staff.end_logins(tx, practice_id, member, by=actor, now=now)
