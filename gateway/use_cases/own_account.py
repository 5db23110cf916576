"""What members of staff do with their own accounts: log-ins listed and ended, another password."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from calendar_store.database.connection import Transaction
from calendar_store.model.actors import of_staff
from calendar_store.model.errors import NotFound
from calendar_store.model.practices import StaffMember
from calendar_store.practices import logins, practices, staff, staff_tokens
from calendar_store.practices.logins import Login


async def at_home(tx: Transaction, member: StaffMember) -> StaffMember:
    """Return an account as its own practice has it, also while support is in another practice.

    Raises:
        NotFound: if the account is no more.
    """
    found = await staff.by_email(tx, member.email)
    if found is None or found.id != member.id:
        raise NotFound(f"nobody logs in as {member.email}")
    return found


async def sessions(
    tx: Transaction, member: StaffMember, *, now: datetime, idle: timedelta
) -> Sequence[Login]:
    """Return the log-ins of an account, the last used first.

    Args:
        tx: any transaction.
        member: whose.
        now: UTC.
        idle: how long an unused log-in is valid.
    """
    return await logins.logins_of(tx, await at_home(tx, member), now, idle)


async def end_session(tx: Transaction, member: StaffMember, key: str, *, now: datetime) -> None:
    """End one log-in of an account.

    Raises:
        NotFound: if the account has no such log-in; another's is none of its own.
    """
    if not await logins.end_one(tx, await at_home(tx, member), key, now=now):
        raise NotFound("there is no such log-in")


async def end_other_sessions(
    tx: Transaction, member: StaffMember, token: str, *, now: datetime
) -> int:
    """End every log-in of an account but that of a token; return how many ended.

    Links for a new password, and log-ins that wait for their second step, end too.
    """
    home = await at_home(tx, member)
    await staff_tokens.end(tx, home.practice_id, home, staff_tokens.INTO_ACCOUNT, now=now)
    return await logins.end_others(tx, home, token, now=now)


async def names(tx: Transaction, member: StaffMember) -> tuple[str, ...]:
    """Return the names connected with an account that others know: no password may be one."""
    practice = await practices.get(tx, member.practice_id)
    return member.email, member.name, practice.name, practice.told_as


async def change_password(
    tx: Transaction, member: StaffMember, password_hash: str, *, now: datetime
) -> StaffMember:
    """Store another password of an account; all its log-ins end.

    The caller has checked the present password.
    """
    home = await at_home(tx, member)
    return await staff.set_password(tx, home, password_hash, by=of_staff(home), now=now)
