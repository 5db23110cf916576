"""Staff accounts: added, listed, removed, given another password, logged out.

Each function runs in one transaction and checks the permission before it reads anything.
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
    """Add an account for a member of staff.

    Args:
        tx: a writing transaction.
        actor: who adds the account.
        practice_id: the practice.
        email: the address used to log in.
        role: decides the permissions.
        password_hash: from `accounts.password_hashes.hash_password`.
        now: UTC.
        name: the name that colleagues know; "" for the address.

    Raises:
        NotPermitted: if the actor may not manage staff.
        InvalidInput: if the address is invalid or taken.
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
    """Return the accounts of a practice, by name.

    Raises:
        NotPermitted: if the actor may not manage staff.
    """
    require(actor, Permission.MANAGE_STAFF, practice_id)
    return await staff.all_staff(tx, practice_id)


async def names(
    tx: Transaction, actor: Actor, practice: Practice, email: str | None = None
) -> tuple[str, ...]:
    """Return the names connected with an account that others know: no password may be one.

    Args:
        tx: any transaction.
        actor: who asks.
        practice: the practice of the account.
        email: address of the account; None for a new account.

    Raises:
        NotPermitted: if the actor may not manage staff.
        NotFound: if the practice has no account with that address.
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
    """Set another password for an account; all its log-ins end.

    Raises:
        NotPermitted: if the actor may not manage staff.
        NotFound: if the practice has no account with that address.
    """
    require(actor, Permission.MANAGE_STAFF, practice_id)
    member = await staff.of_practice(tx, practice_id, email)
    return await staff.set_password(tx, member, password_hash, by=actor, now=now)


async def remove(
    tx: Transaction, actor: Actor, practice_id: int, email: str, *, now: datetime
) -> None:
    """Remove an account; its log-ins end at once.

    Raises:
        NotPermitted: if the actor may not manage staff.
        NotFound: if the practice has no account with that address.
        InvalidInput: if it is the practice's last administrator.
    """
    require(actor, Permission.MANAGE_STAFF, practice_id)
    await staff.remove(tx, practice_id, email, by=actor, now=now)


async def logins(
    tx: Transaction, actor: Actor, practice_id: int, *, now: datetime, idle: timedelta
) -> Sequence[Login]:
    """Return current log-ins, the last used first; `idle` is how long an unused log-in is valid.

    Raises:
        NotPermitted: if the actor may not manage staff.
    """
    require(actor, Permission.MANAGE_STAFF, practice_id)
    return await staff.logins(tx, practice_id, now, idle)


async def end_logins(
    tx: Transaction, actor: Actor, practice_id: int, email: str | None, *, now: datetime
) -> int:
    """End all log-ins of an account, or of all accounts with None; return how many ended.

    Raises:
        NotPermitted: if the actor may not manage staff.
        NotFound: if the practice has no account with that address.
    """
    require(actor, Permission.MANAGE_STAFF, practice_id)
    member = await staff.of_practice(tx, practice_id, email) if email else None
    return await staff.end_logins(tx, practice_id, member, by=actor, now=now)
