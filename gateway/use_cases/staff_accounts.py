"""Staff accounts: added, listed, changed, removed, given another password, logged out.

Each function runs in one transaction and checks the permission before it reads anything.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from calendar_store.database import audit
from calendar_store.database.connection import Transaction
from calendar_store.entry import locales
from calendar_store.model.actors import SUPPORT_ROLES, Actor, Permission, require
from calendar_store.model.practices import Practice, Practitioner, StaffMember
from calendar_store.model.statuses import Role
from calendar_store.practices import feeds, practitioners, second_factors, staff, staff_tokens
from calendar_store.practices import logins as staff_logins
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
    practitioner: str = "",
    locale: str = "",
    runs_service: bool = False,
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
        practitioner: name or id of the practitioner that the member is; "" for none.
        locale: the language of the pages and mails of the member; "" for that of the practice.
        runs_service: whether the member also runs the service itself: its carriers and store.

    Raises:
        NotPermitted: if the actor may not manage staff; only the operator adds accounts of the
            service.
        NotFound: if the practice has no such practitioner.
        InvalidInput: if the address is invalid or taken.
    """
    require(actor, Permission.MANAGE_STAFF, practice_id)
    _require_role(actor, role)
    if runs_service:
        require(actor, Permission.RUN_SERVICE, None)
    who = await practitioners.find(tx, practice_id, practitioner) if practitioner else None
    return await staff.add(
        *(tx, practice_id),
        email=email,
        role=role,
        name=name,
        password_hash=password_hash,
        practitioner_id=who.id if who else None,
        locale=locales.language(locale) if locale else "",
        runs_service=runs_service,
        by=actor,
        now=now,
    )


async def change(
    tx: Transaction,
    actor: Actor,
    practice_id: int,
    email: str,
    *,
    now: datetime,
    role: Role | None = None,
    name: str | None = None,
    practitioner: str | None = None,
    locale: str | None = None,
    runs_service: bool | None = None,
) -> StaffMember:
    """Change an account: its role, name, practitioner or language; None leaves one as it is.

    Args:
        tx: a writing transaction.
        actor: who changes it.
        practice_id: the practice.
        email: address of the account.
        now: UTC.
        role: the new role.
        name: the new name.
        practitioner: name or id of the practitioner that the member is; "" for none.
        locale: the language of the pages and mails of the member; "" for that of the practice.
        runs_service: whether the member also runs the service itself; only its operator says so.

    Raises:
        NotPermitted: if the actor may not manage staff, or the account is of the service.
        NotFound: if the practice has no such account or practitioner.
        InvalidInput: if a value is invalid, or the last administrator would be none.
    """
    member = await managed(tx, actor, practice_id, email)
    changes: dict[str, Any] = {}
    if role is not None:
        _require_role(actor, role)
        changes["role"] = role
    if name is not None:
        changes["name"] = name
    if practitioner is not None:
        who = await practitioners.find(tx, practice_id, practitioner) if practitioner else None
        changes["practitioner_id"] = who.id if who else None
    if locale is not None:
        changes["locale"] = locales.language(locale) if locale else ""
    if runs_service is not None:
        require(actor, Permission.RUN_SERVICE, None)
        changes["runs_service"] = runs_service
    return await staff.change(tx, member, by=actor, now=now, **changes)


@dataclass(frozen=True, slots=True)
class StaffAccount:
    """An account with what belongs to it.

    Attributes:
        practitioner: the name of the practitioner that the member is; "" for none.
        has_factor: whether there is a second factor.
        invited_until: until when the invitation can be accepted; None if there is none.
    """

    member: StaffMember
    practitioner: str
    has_factor: bool
    invited_until: datetime | None

    @property
    def has_password(self) -> bool:
        """Whether a password was chosen: who is invited has none."""
        return bool(self.member.password_hash)


async def overview(
    tx: Transaction, actor: Actor, practice_id: int, *, now: datetime
) -> Sequence[StaffAccount]:
    """Return the accounts of a practice with what belongs to them, by name.

    Raises:
        NotPermitted: if the actor may not manage staff.
    """
    require(actor, Permission.MANAGE_STAFF, practice_id)
    working = {one.id: one.name for one in await practitioners.all_practitioners(tx, practice_id)}
    invited = await staff_tokens.invited(tx, practice_id, now=now)
    secured = await second_factors.who_has_some(tx, practice_id)
    return [
        StaffAccount(
            one,
            working.get(one.practitioner_id or 0, ""),
            one.id in secured,
            invited.get(one.id),
        )
        for one in await staff.all_staff(tx, practice_id)
    ]


async def one(
    tx: Transaction, actor: Actor, practice_id: int, email: str, *, now: datetime
) -> StaffAccount:
    """Return an account with what belongs to it.

    Raises:
        NotPermitted: if the actor may not manage staff.
        NotFound: if the practice has no account with that address.
    """
    accounts = await overview(tx, actor, practice_id, now=now)
    member = await staff.of_practice(tx, practice_id, email)
    return next(account for account in accounts if account.member.id == member.id)


async def choices(tx: Transaction, actor: Actor, practice_id: int) -> Sequence[Practitioner]:
    """Return the practitioners that a member of staff can be.

    Raises:
        NotPermitted: if the actor may not manage staff.
    """
    require(actor, Permission.MANAGE_STAFF, practice_id)
    return await practitioners.working(tx, practice_id)


async def remove_factors(
    tx: Transaction, actor: Actor, practice_id: int, email: str, *, now: datetime
) -> StaffMember:
    """Remove the second factors of an account whose owner has lost them; its log-ins end.

    Raises:
        NotPermitted: if the actor may not manage staff, or the account is of the service.
        NotFound: if the practice has no account with that address.
    """
    member = await managed(tx, actor, practice_id, email)
    await second_factors.remove_all(tx, member)
    await staff_logins.drop(tx, member)
    await audit.record(
        *(tx, practice_id),
        by=actor,
        action="staff.factors",
        subject=member.email,
        now=now,
        detail={"removed": "all"},
    )
    return member


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
    member = await managed(tx, actor, practice_id, email)
    return await staff.set_password(tx, member, password_hash, by=actor, now=now)


async def remove(
    tx: Transaction, actor: Actor, practice_id: int, email: str, *, now: datetime
) -> None:
    """Remove an account; its log-ins end at once.

    Calendar feeds that its owner made, and those of the practitioner that they were, are revoked:
    their addresses are on the phone of whoever leaves.

    Raises:
        NotPermitted: if the actor may not manage staff.
        NotFound: if the practice has no account with that address.
        InvalidInput: if it is the practice's last administrator.
    """
    member = await managed(tx, actor, practice_id, email)
    await staff.remove(tx, practice_id, email, by=actor, now=now)
    for one in await feeds.of_practice(tx, practice_id):
        if one.created_by == member.email or one.practitioner_id == member.practitioner_id:
            await feeds.revoke(tx, one, by=actor, now=now)


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

    Links for a new password, and log-ins that wait for their second step, end too.

    Raises:
        NotPermitted: if the actor may not manage staff, or the account is of the service.
        NotFound: if the practice has no account with that address.
    """
    require(actor, Permission.MANAGE_STAFF, practice_id)
    member = await managed(tx, actor, practice_id, email) if email else None
    await staff_tokens.end(tx, practice_id, member, staff_tokens.INTO_ACCOUNT, now=now)
    return await staff.end_logins(tx, practice_id, member, by=actor, now=now)


async def managed(tx: Transaction, actor: Actor, practice_id: int, email: str) -> StaffMember:
    """Return an account that the actor manages.

    Accounts of the service are the operator's: practices give them access by grants, so whoever
    could take one over would get into other practices.

    Raises:
        NotPermitted: if the actor may not manage staff, or the account is of the service.
        NotFound: if the practice has no account with that address.
    """
    require(actor, Permission.MANAGE_STAFF, practice_id)
    member = await staff.of_practice(tx, practice_id, email)
    _require_role(actor, member.role)
    return member


def role_of(actor: Actor, name: str) -> Role:
    """Return the role of a name, which the actor may give.

    Raises:
        NotPermitted: if it is a role of the service.
    """
    role = Role(name)
    _require_role(actor, role)
    return role


def _require_role(actor: Actor, role: Role) -> None:
    if role in SUPPORT_ROLES:
        require(actor, Permission.RUN_SERVICE, None)
