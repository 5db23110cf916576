"""Access of support to a practice: given by its administrator for hours, ended at any moment.

Support is an account of the service, which belongs to no practice's staff. It sees a practice only
while a grant of that practice lasts, and everything that it opens there is recorded.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from calendar_store.database import audit
from calendar_store.database.connection import Transaction
from calendar_store.model.actors import (
    SUPPORT_ROLES,
    Actor,
    Permission,
    of_staff,
    require,
)
from calendar_store.model.errors import InvalidInput, NotFound
from calendar_store.model.practices import Practice, StaffMember
from calendar_store.practices import staff, support_grants
from calendar_store.practices.support_grants import SupportGrant
from gateway.use_cases.own_account import at_home

MOST_HOURS = 72


@dataclass(frozen=True, slots=True)
class AccessWish:
    """What support is to be given.

    Attributes:
        email: the address of the account of support.
        hours: how long.
        writes: whether support may also change things.
    """

    email: str
    hours: int
    writes: bool = False


async def give(
    tx: Transaction, actor: Actor, practice: Practice, wish: AccessWish, *, now: datetime
) -> SupportGrant:
    """Give support access to a practice.

    Args:
        tx: a writing transaction.
        actor: who gives it.
        practice: the practice.
        wish: what is given.
        now: UTC.

    Raises:
        NotPermitted: if the actor may not give access.
        InvalidInput: if the hours are too few or too many, or support has no such account; whether
            somebody else logs in with the address is not told.
    """
    require(actor, Permission.GRANT_SUPPORT, practice.id)
    if not 1 <= wish.hours <= MOST_HOURS:
        raise InvalidInput(f"access is given for 1 to {MOST_HOURS} hours")
    support = await staff.by_email(tx, wish.email)
    if support is None or support.role not in SUPPORT_ROLES:
        raise InvalidInput(f"support has no account {wish.email.strip()}; ask support for it")
    return await support_grants.give(
        *(tx, practice.id, support),
        writes=wish.writes,
        expires_at=now + timedelta(hours=wish.hours),
        by=actor,
        now=now,
    )


async def end(
    tx: Transaction, actor: Actor, practice_id: int, grant_id: int, *, now: datetime
) -> None:
    """End a grant at once.

    Raises:
        NotPermitted: if the actor may not give access.
        NotFound: if the practice has given no such grant.
        InvalidInput: if it was over already.
    """
    require(actor, Permission.GRANT_SUPPORT, practice_id)
    grant = await support_grants.get(tx, practice_id, grant_id)
    if not await support_grants.end(tx, grant, by=actor, now=now):
        raise InvalidInput("this access was over already")


async def given(tx: Transaction, actor: Actor, practice_id: int) -> Sequence[SupportGrant]:
    """Return the last grants of a practice, newest first; all its staff may see them.

    Raises:
        NotPermitted: if the actor is not of the practice.
    """
    require(actor, Permission.READ_CALENDAR, practice_id)
    return await support_grants.of_practice(tx, practice_id)


async def open_to(tx: Transaction, member: StaffMember, *, now: datetime) -> Sequence[SupportGrant]:
    """Return the grants by which an account of support may enter practices now."""
    return await support_grants.given_to(tx, await at_home(tx, member), now)


async def enter(
    tx: Transaction,
    member: StaffMember,
    token: str,
    chosen: tuple[int, int],
    *,
    now: datetime,
) -> None:
    """Let a log-in of support enter a practice.

    Args:
        tx: a writing transaction.
        member: the account of support.
        token: of the log-in.
        chosen: practice and id of the grant.
        now: UTC.

    Raises:
        NotFound: if no such grant lasts for this account.
    """
    for grant in await open_to(tx, member, now=now):
        if (grant.practice_id, grant.id) == chosen:
            await support_grants.enter(tx, token, grant)
            await audit.record(
                *(tx, grant.practice_id),
                by=of_staff(await at_home(tx, member)),
                action="support.entered",
                subject=grant.email,
                now=now,
            )
            return
    raise NotFound("no such access lasts")


async def leave(tx: Transaction, token: str) -> None:
    """Let a log-in of support leave the practice that it is in."""
    await support_grants.enter(tx, token, None)
